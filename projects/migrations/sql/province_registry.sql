-- The registry by province as running changes, and the authorities that a question of today has to look at one by one.

-- An authority is no exception when the registry has it, from a day that has come and without an end, where it is now.
create function projects_review_exceptions(authorities bigint[]) returns void language sql as $$
    delete from projects_registryexception where authority_id = any(authorities);
    insert into projects_registryexception (authority_id)
    select authority.id from layers_localauthority as authority
    where authority.id = any(authorities)
        and not exists (
            select from layers_authorityperiod as period
            where period.authority_id = authority.id and period.province_id = authority.province_id
                and upper_inf(period.during)
                and (lower_inf(period.during) or lower(period.during) <= (now() at time zone 'Asia/Bangkok')::date)
        )
    order by authority.id
    on conflict do nothing
$$;

-- What a period adds to the registry of its province on its first day, and takes away on the first day after it.
create function projects_follow_periods() returns trigger language plpgsql as $$
declare
    added text := case when tg_op = 'DELETE' then '' else 'select 1 as sign, * from new_rows' end;
    taken text := case when tg_op = 'INSERT' then '' else 'select -1 as sign, * from old_rows' end;
    touched text := concat_ws(' union all ', nullif(added, ''), nullif(taken, ''));
    authorities bigint[];
begin
    execute format(
        'insert into projects_provinceregistry as registry (province_id, day, change) '
        'select province_id, day, sum(change) from ('
        '    select province_id, coalesce(lower(during), ''-infinity'') as day, sign as change from (%1$s) as begun '
        '    union all '
        '    select province_id, upper(during), -sign from (%1$s) as ended where not upper_inf(during)'
        ') as changes group by province_id, day order by province_id, day '
        'on conflict (province_id, day) do update set change = registry.change + excluded.change', touched);
    execute format('select array_agg(distinct authority_id) from (%s) as touched', touched) into authorities;
    perform projects_review_exceptions(authorities);
    return null;
end $$;

create trigger projects_follow_insert after insert on layers_authorityperiod referencing new table as new_rows
for each statement execute function projects_follow_periods();
create trigger projects_follow_update after update on layers_authorityperiod
referencing old table as old_rows new table as new_rows for each statement execute function projects_follow_periods();
create trigger projects_follow_delete after delete on layers_authorityperiod referencing old table as old_rows
for each statement execute function projects_follow_periods();

create function projects_follow_new_authorities() returns trigger language plpgsql as $$
begin
    perform projects_review_exceptions((select array_agg(id) from new_rows));
    return null;
end $$;

create trigger projects_follow_insert after insert on layers_localauthority referencing new table as new_rows
for each statement execute function projects_follow_new_authorities();

-- Periods that have ended: the only ones that may lie in another province than the authority does now.
create index projects_periods_ended on layers_authorityperiod (authority_id) where not upper_inf(during);

-- Everything anew: at the first migration, and for the proof.
create view projects_provinceregistry_of_all as
select changes.province_id, changes.day, sum(changes.change)::integer as change
from (
    select province_id, coalesce(lower(during), '-infinity') as day, 1 as change from layers_authorityperiod
    union all
    select province_id, upper(during), -1 from layers_authorityperiod where not upper_inf(during)
) as changes
group by changes.province_id, changes.day
having sum(changes.change) <> 0;

insert into projects_provinceregistry (province_id, day, change)
select province_id, day, change from projects_provinceregistry_of_all;
select projects_review_exceptions(array(select id from layers_localauthority));
