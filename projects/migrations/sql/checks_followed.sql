-- How the checks follow every write: what is derived, when it is worked out again, and from which records.

-- What is derived is not a change anybody made: the checks neither.
create or replace function projects_log_change() returns trigger language plpgsql as $$
declare
    who bigint := nullif(current_setting('geo_eplan.user_id', true), '')::bigint;
    derived text[] := array[
        'stages', 'latest_stage', 'problems', 'checks', 'budget_total', 'contract_total', 'paid_total', 'percent', 'location',
        'location_kind'
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

-- What projects_ledger_of says, for every authority and fiscal year: the first stages can have problems now as well.
create or replace view projects_ledger_of_all as
with plans as (
    select
        plan.authority_id,
        year.fiscal_year,
        bit_or(case when vision.id is not null then 1 else 0 end | case when strategy.id is not null then 2 else 0 end) as bits
    from projects_developmentplan as plan
    cross join lateral generate_series(lower(plan.in_force), upper(plan.in_force) - 1) as year (fiscal_year)
    left join projects_vision as vision
        on vision.authority_id = plan.authority_id and vision.plan_id = plan.id
        and vision.set_aside_at is null and plan.set_aside_at is null
    left join projects_strategy as strategy
        on strategy.authority_id = plan.authority_id and strategy.plan_id = plan.id
        and strategy.set_aside_at is null and plan.set_aside_at is null
    group by plan.authority_id, year.fiscal_year
),
counted as (
    select
        authority_id,
        fiscal_year::integer as fiscal_year,
        bit_or(stages::integer) filter (where set_aside_at is null) as stages,
        bit_or(problems::integer) filter (where set_aside_at is null) as problems,
        count(*) filter (where set_aside_at is null) as projects,
        count(*) filter (where set_aside_at is null and problems > 0) as projects_with_problems,
        count(location) filter (where set_aside_at is null) as with_location,
        count(*) filter (where set_aside_at is null and latest_stage = 3) as at_plan,
        count(*) filter (where set_aside_at is null and latest_stage = 4) as at_plan_approved,
        count(*) filter (where set_aside_at is null and latest_stage = 5) as at_budget_approved,
        count(*) filter (where set_aside_at is null and latest_stage = 6) as at_contract_signed,
        count(*) filter (where set_aside_at is null and latest_stage = 7) as at_disbursed,
        count(*) filter (where set_aside_at is null and latest_stage = 8) as at_completed,
        sum(planned_budget) filter (where set_aside_at is null) as planned_sum,
        sum(budget_total) filter (where set_aside_at is null) as budget_sum,
        sum(contract_total) filter (where set_aside_at is null) as contract_sum,
        sum(paid_total) filter (where set_aside_at is null) as paid_sum,
        array[
            0, 0, count(*) filter (where set_aside_at is null and stages & 4 > 0),
            count(*) filter (where set_aside_at is null and stages & 8 > 0),
            count(*) filter (where set_aside_at is null and stages & 16 > 0),
            count(*) filter (where set_aside_at is null and stages & 32 > 0),
            count(*) filter (where set_aside_at is null and stages & 64 > 0),
            count(*) filter (where set_aside_at is null and stages & 128 > 0)
        ]::integer[] as with_stage,
        array[
            0, 0, count(*) filter (where set_aside_at is null and problems & 4 > 0),
            count(*) filter (where set_aside_at is null and problems & 8 > 0),
            count(*) filter (where set_aside_at is null and problems & 16 > 0),
            count(*) filter (where set_aside_at is null and problems & 32 > 0),
            count(*) filter (where set_aside_at is null and problems & 64 > 0),
            count(*) filter (where set_aside_at is null and problems & 128 > 0)
        ]::integer[] as with_problem
    from projects_project
    group by authority_id, fiscal_year
),
every as (
    select authority_id, fiscal_year from plans
    union
    select authority_id, fiscal_year from counted
    union
    select authority_id, fiscal_year::integer from projects_stageledger
)
select
    every.authority_id,
    every.fiscal_year,
    coalesce(counted.stages, 0) | coalesce(plans.bits, 0) as entered,
    coalesce(counted.problems, 0) as problems,
    coalesce(counted.projects, 0) as projects,
    coalesce(counted.projects_with_problems, 0) as projects_with_problems,
    coalesce(counted.with_location, 0) as with_location,
    coalesce(counted.at_plan, 0) as at_plan,
    coalesce(counted.at_plan_approved, 0) as at_plan_approved,
    coalesce(counted.at_budget_approved, 0) as at_budget_approved,
    coalesce(counted.at_contract_signed, 0) as at_contract_signed,
    coalesce(counted.at_disbursed, 0) as at_disbursed,
    coalesce(counted.at_completed, 0) as at_completed,
    coalesce(counted.planned_sum, 0) as planned_sum,
    coalesce(counted.budget_sum, 0) as budget_sum,
    coalesce(counted.contract_sum, 0) as contract_sum,
    coalesce(counted.paid_sum, 0) as paid_sum,
    coalesce(counted.with_stage, projects_places_of(0)) as with_stage,
    coalesce(counted.with_problem, projects_places_of(0)) as with_problem
from every
left join plans on plans.authority_id = every.authority_id and plans.fiscal_year = every.fiscal_year
left join counted on counted.authority_id = every.authority_id and counted.fiscal_year = every.fiscal_year;

-- One project is the rule, and is found by its key whatever the planner knows of the tables. Several are locked in the order
-- of their keys before any is written, and written in one statement, so that the rows of the ledger are taken in order too.
create or replace function projects_refresh_projects(authorities bigint[], project_ids bigint[])
returns void language plpgsql as $$
declare
    of_authority bigint := authorities[1];
    of_project bigint := project_ids[1];
begin
    if cardinality(project_ids) = 1 then
        -- locked first and read again in a statement of its own: two writers do not overlook each other's records
        perform from projects_project where authority_id = of_authority and id = of_project for no key update;
        perform set_config('geo_eplan.deriving', 'on', true);
        update projects_project as project set
            stages = facts.stages, latest_stage = facts.latest_stage, problems = facts.problems,
            budget_total = facts.budget_total, contract_total = facts.contract_total, paid_total = facts.paid_total,
            percent = facts.percent, location = facts.location, location_kind = facts.location_kind,
            checks = facts.checks
        from projects_project_facts as facts
        where project.authority_id = of_authority and project.id = of_project
            and facts.authority_id = of_authority and facts.id = of_project
            and (
                (project.stages, project.latest_stage, project.problems, project.budget_total, project.contract_total,
                 project.paid_total, project.percent, project.location_kind, project.checks)
                is distinct from (facts.stages, facts.latest_stage, facts.problems, facts.budget_total,
                 facts.contract_total, facts.paid_total, facts.percent, facts.location_kind, facts.checks)
                or project.location is distinct from facts.location
            );
    else
        perform projects_lock_projects(authorities, project_ids);
        perform set_config('geo_eplan.deriving', 'on', true);
        update projects_project as project set
            stages = facts.stages, latest_stage = facts.latest_stage, problems = facts.problems,
            budget_total = facts.budget_total, contract_total = facts.contract_total, paid_total = facts.paid_total,
            percent = facts.percent, location = facts.location, location_kind = facts.location_kind,
            checks = facts.checks
        from unnest(authorities, project_ids) as pair (authority_id, id)
        inner join projects_project_facts as facts on facts.authority_id = pair.authority_id and facts.id = pair.id
        where project.authority_id = pair.authority_id and project.id = pair.id
            and (
                (project.stages, project.latest_stage, project.problems, project.budget_total, project.contract_total,
                 project.paid_total, project.percent, project.location_kind, project.checks)
                is distinct from (facts.stages, facts.latest_stage, facts.problems, facts.budget_total,
                 facts.contract_total, facts.paid_total, facts.percent, facts.location_kind, facts.checks)
                or project.location is distinct from facts.location
            );
    end if;
    perform set_config('geo_eplan.deriving', '', true);
end $$;

-- A new project has no records yet; what they say of it is nothing. Whether its plan covers its year is known at once.
create or replace function projects_begin_project() returns trigger language plpgsql as $$
declare
    plan record;
begin
    if coalesce(current_setting('geo_eplan.bulk_loading', true), '') = 'on' then
        return new;
    end if;
    select kept.in_force, kept.first_year, kept.length, kept.set_aside_at into plan from projects_developmentplan as kept
    where kept.authority_id = new.authority_id and kept.id = new.plan_id;
    if tg_op = 'INSERT' then
        new.latest_stage := 3;
        new.problems := 0;
        new.checks := case
            when new.fiscal_year not between plan.first_year and plan.first_year + plan.length - 1 then 64 else 0
        end;
        new.budget_total := 0;
        new.contract_total := 0;
        new.paid_total := 0;
        new.percent := 0;
        new.location := null;
        new.location_kind := '';
        new.stages := 0;
    end if;
    new.stages := (new.stages & ~4) | case
        when plan.set_aside_at is null and plan.in_force @> new.fiscal_year::integer then 4 else 0
    end;
    return new;
end $$;

-- Whoever changes derived columns by hand, or what they rest on, gets them worked out again: the planned sum among them.
create or replace function projects_follow_changed_projects() returns trigger language plpgsql as $$
declare
    change projects_ledger_change;
begin
    if coalesce(current_setting('geo_eplan.bulk_loading', true), '') = 'on' then
        return null;
    end if;
    for change in
        select
            authority_id, fiscal_year,
            sum(sign), sum(sign) filter (where problems > 0), sum(sign) filter (where location is not null),
            sum(sign) filter (where latest_stage = 3), sum(sign) filter (where latest_stage = 4),
            sum(sign) filter (where latest_stage = 5), sum(sign) filter (where latest_stage = 6),
            sum(sign) filter (where latest_stage = 7), sum(sign) filter (where latest_stage = 8),
            sum(sign * planned_budget), sum(sign * budget_total), sum(sign * contract_total), sum(sign * paid_total),
            array[
                0, 0, sum(sign * (stages >> 2 & 1)), sum(sign * (stages >> 3 & 1)), sum(sign * (stages >> 4 & 1)),
                sum(sign * (stages >> 5 & 1)), sum(sign * (stages >> 6 & 1)), sum(sign * (stages >> 7 & 1))
            ],
            array[
                0, 0, sum(sign * (problems >> 2 & 1)), sum(sign * (problems >> 3 & 1)), sum(sign * (problems >> 4 & 1)),
                sum(sign * (problems >> 5 & 1)), sum(sign * (problems >> 6 & 1)), sum(sign * (problems >> 7 & 1))
            ]
        from (select 1 as sign, * from new_rows union all select -1, * from old_rows) as touched
        where set_aside_at is null
        group by authority_id, fiscal_year
        order by authority_id, fiscal_year
    loop
        change.projects_with_problems := coalesce(change.projects_with_problems, 0);
        change.with_location := coalesce(change.with_location, 0);
        change.at_plan := coalesce(change.at_plan, 0);
        change.at_plan_approved := coalesce(change.at_plan_approved, 0);
        change.at_budget_approved := coalesce(change.at_budget_approved, 0);
        change.at_contract_signed := coalesce(change.at_contract_signed, 0);
        change.at_disbursed := coalesce(change.at_disbursed, 0);
        change.at_completed := coalesce(change.at_completed, 0);
        if (change.projects, change.projects_with_problems, change.with_location, change.at_plan, change.at_plan_approved,
            change.at_budget_approved, change.at_contract_signed, change.at_disbursed, change.at_completed,
            change.planned_sum, change.budget_sum, change.contract_sum, change.paid_sum, change.with_stage,
            change.with_problem)
            <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, array[0, 0, 0, 0, 0, 0, 0, 0], array[0, 0, 0, 0, 0, 0, 0, 0]) then
            perform projects_add_to_ledger(change);
        end if;
    end loop;
    if coalesce(current_setting('geo_eplan.deriving', true), '') <> 'on' and exists (
        select from new_rows inner join old_rows using (authority_id, id)
        where (new_rows.stages, new_rows.latest_stage, new_rows.problems, new_rows.budget_total,
               new_rows.contract_total, new_rows.paid_total, new_rows.percent, new_rows.location_kind, new_rows.checks,
               new_rows.plan_id, new_rows.fiscal_year, new_rows.planned_budget)
            is distinct from (old_rows.stages, old_rows.latest_stage, old_rows.problems, old_rows.budget_total,
               old_rows.contract_total, old_rows.paid_total, old_rows.percent, old_rows.location_kind, old_rows.checks,
               old_rows.plan_id, old_rows.fiscal_year, old_rows.planned_budget)
            or new_rows.location is distinct from old_rows.location
    ) then
        perform projects_refresh_projects(array_agg(authority_id order by authority_id, id),
            array_agg(id order by authority_id, id)) from new_rows;
    end if;
    return null;
end $$;

-- The projects whose records were touched; with a contract also those whose contracts have its number.
create or replace function projects_follow_records() returns trigger language plpgsql as $$
declare
    authorities bigint[];
    touched bigint[];
    source text := case tg_op
        when 'INSERT' then 'select * from new_rows'
        when 'DELETE' then 'select * from old_rows'
        else 'select * from new_rows union all select * from old_rows' end;
    through text := case tg_table_name
        when 'projects_contract' then
            'select share.authority_id, share.project_id from (%1$s) as touched '
            'join projects_contractshare as share on share.authority_id = touched.authority_id and share.contract_id = touched.id '
            'union select change.authority_id, change.project_id from (%1$s) as touched '
            'join projects_contractamendment as change on change.authority_id = touched.authority_id and change.contract_id = touched.id '
            'union select share.authority_id, share.project_id from (%1$s) as touched '
            'join projects_contract as other on other.authority_id = touched.authority_id and other.set_aside_at is null '
            'and other.number = touched.number and other.id <> touched.id '
            'join projects_contractshare as share on share.authority_id = other.authority_id and share.contract_id = other.id '
            'where share.set_aside_at is null '
            'union select share.authority_id, share.project_id from (%1$s) as touched '
            'join projects_contract as other on other.authority_id = touched.authority_id and other.set_aside_at is null '
            'and other.egp_number = touched.egp_number and other.egp_number <> '''' and other.id <> touched.id '
            'join projects_contractshare as share on share.authority_id = other.authority_id and share.contract_id = other.id '
            'where share.set_aside_at is null'
        when 'projects_developmentplan' then
            'select project.authority_id, project.id as project_id from (%1$s) as touched '
            'join projects_project as project on project.authority_id = touched.authority_id and project.plan_id = touched.id'
    end;
begin
    if coalesce(current_setting('geo_eplan.bulk_loading', true), '') = 'on' then
        return null;
    end if;
    if tg_table_name = 'projects_contract' then
        -- one after the other within an authority: of two contracts that get the same number at once, the second sees the first
        execute format(
            'select pg_advisory_xact_lock(814, authority_id::integer) from ('
            'select distinct authority_id from (%s) as touched order by authority_id) as authorities', source);
    end if;
    if through is not null then
        execute format(
            'select array_agg(authority_id), array_agg(project_id) from (select distinct authority_id, project_id from ('
            || through || ') as pairs where project_id is not null) as pairs', source)
        into authorities, touched;
    elsif tg_op = 'INSERT' then
        select array_agg(authority_id), array_agg(project_id) into authorities, touched
        from (select distinct authority_id, project_id from new_rows where project_id is not null) as pairs;
    elsif tg_op = 'DELETE' then
        select array_agg(authority_id), array_agg(project_id) into authorities, touched
        from (select distinct authority_id, project_id from old_rows where project_id is not null) as pairs;
    else
        select array_agg(authority_id), array_agg(project_id) into authorities, touched
        from (
            select authority_id, project_id from new_rows where project_id is not null
            union
            select authority_id, project_id from old_rows where project_id is not null
        ) as pairs;
    end if;
    if authorities is not null then
        if tg_table_name = 'projects_developmentplan' then
            -- its projects and then its years are written: all are taken now, in order, projects before ledgers as always
            perform projects_lock_projects(authorities, touched);
            perform from projects_stageledger as ledger where ledger.authority_id = any(authorities)
            order by ledger.authority_id, ledger.fiscal_year for no key update;
        end if;
        perform projects_refresh_projects(authorities, touched);
    end if;
    return null;
end $$;

do $$
declare
    record_table text;
begin
    foreach record_table in array array['carryover', 'handover', 'checkreason'] loop
        execute format(
            'create trigger b_follow_insert after insert on projects_%s referencing new table as new_rows '
            'for each statement execute function projects_follow_records()', record_table);
        execute format(
            'create trigger b_follow_update after update on projects_%s referencing old table as old_rows '
            'new table as new_rows for each statement execute function projects_follow_records()', record_table);
        execute format(
            'create trigger b_follow_delete after delete on projects_%s referencing old table as old_rows '
            'for each statement execute function projects_follow_records()', record_table);
    end loop;
end $$;

drop function projects_problems_of(integer);

-- What was entered before there were checks, authority by authority.
do $$
declare
    of_authority bigint;
begin
    for of_authority in select distinct authority_id from projects_project order by 1 loop
        perform projects_refresh_projects(array_agg(authority_id order by id), array_agg(id order by id))
        from projects_project where authority_id = of_authority;
    end loop;
end $$;
