-- Who changed what, when, and what it was before and after: kept by trigger, so that edits by SQL count too.
-- geo_eplan.user_id       the account that acts (set for the transaction by the services); empty for SQL edits
-- geo_eplan.bulk_loading  'on' while records of the past are loaded; only then may recorded_at lie in the past
-- geo_eplan.deriving      'on' while derived columns are refreshed, which is not a change anybody made
create function projects_log_change() returns trigger language plpgsql as $$
declare
    who bigint := nullif(current_setting('geo_eplan.user_id', true), '')::bigint;
    derived text[] := array[
        'stages', 'latest_stage', 'problems', 'budget_total', 'contract_total', 'paid_total', 'percent', 'location', 'location_kind'
    ];
begin
    if tg_op = 'INSERT' then
        if coalesce(current_setting('geo_eplan.bulk_loading', true), '') <> 'on'
           and exists (select from new_rows where recorded_at not between now() and clock_timestamp()) then
            raise exception 'recorded_at is the moment of recording and is set by the database'
                using errcode = 'check_violation', hint = 'Leave recorded_at out of the statement.';
        end if;
        insert into projects_changelog (authority_id, table_name, record_id, action, at, by_id, by_database_user)
        select authority_id, tg_table_name, id, 'I', recorded_at, coalesce(who, recorded_by_id), session_user
        from new_rows;
    elsif tg_op = 'UPDATE' then
        if coalesce(current_setting('geo_eplan.deriving', true), '') = 'on' then
            return null;
        end if;
        if exists (
            select from new_rows left join old_rows using (id, authority_id)
            where new_rows.recorded_at is distinct from old_rows.recorded_at
        ) then
            raise exception 'a record keeps its authority and the moment it was recorded'
                using errcode = 'check_violation', hint = 'Set the record aside and enter a new one.';
        end if;
        insert into projects_changelog
            (authority_id, table_name, record_id, action, at, by_id, by_database_user, before, after)
        select authority_id, tg_table_name, id, 'U', clock_timestamp(), who, session_user, changed.before, changed.after
        from old_rows
        join new_rows using (id, authority_id)
        cross join lateral (
            select
                jsonb_object_agg(was.key, was.value) as before,
                jsonb_object_agg(was.key, becomes.value) as after
            from jsonb_each(to_jsonb(old_rows)) as was
            join jsonb_each(to_jsonb(new_rows)) as becomes using (key)
            where was.value is distinct from becomes.value and was.key <> all (derived)
        ) as changed
        where changed.before is not null;
    else
        insert into projects_changelog
            (authority_id, table_name, record_id, action, at, by_id, by_database_user, before)
        select authority_id, tg_table_name, id, 'D', clock_timestamp(), who, session_user, to_jsonb(old_rows)
        from old_rows;
    end if;
    return null;
end $$;

do $$
declare
    record_table text;
begin
    foreach record_table in array array[
        'developmentplan', 'vision', 'strategy', 'approach', 'planrevision', 'project', 'plannedbudget', 'planapproval',
        'budgetapproval', 'contract', 'contractshare', 'contractamendment', 'instalment', 'disbursement', 'carryover',
        'position', 'progress', 'progressphoto', 'handover'
    ] loop
        execute format(
            'create trigger a_log_insert after insert on projects_%s referencing new table as new_rows '
            'for each statement execute function projects_log_change()', record_table);
        execute format(
            'create trigger a_log_update after update on projects_%s referencing old table as old_rows '
            'new table as new_rows for each statement execute function projects_log_change()', record_table);
        execute format(
            'create trigger a_log_delete after delete on projects_%s referencing old table as old_rows '
            'for each statement execute function projects_log_change()', record_table);
    end loop;
end $$;
