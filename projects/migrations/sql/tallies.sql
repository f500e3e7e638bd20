-- Tallies of provinces by year, stage and programme. A write appends the difference it made (no row of a province is locked);
-- folding adds the differences to the tallies and deletes exactly what it added. A reader sees both in one snapshot: exact.

alter table projects_tallyposting drop constraint projects_tallyposting_pkey;
alter table projects_tallyposting add primary key (authority_id, id);
-- rows come and go by the thousand: dead ones are cleared early, and a scan stays a few pages
alter table projects_tallyposting set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
alter table projects_tally set (fillfactor = 50);

-- The source of every count by programme: several rows for the same key, to be added up.
create view projects_tally_rows as
select
    province_id, fiscal_year, latest_stage, programme_id,
    projects, with_location, with_problems, planned_sum, budget_sum, contract_sum, paid_sum
from projects_tally
union all
select
    coalesce(posting.province_id, authority.province_id) as province_id,
    posting.fiscal_year, posting.latest_stage, posting.programme_id,
    posting.projects, posting.with_location, posting.with_problems,
    posting.planned_sum, posting.budget_sum, posting.contract_sum, posting.paid_sum
from projects_tallyposting as posting
left join layers_localauthority as authority on authority.id = posting.authority_id;

-- What the projects themselves say.
create view projects_tally_truth as
select
    authority.province_id, project.fiscal_year, project.latest_stage, project.programme_id,
    count(*)::integer as projects,
    count(project.location)::integer as with_location,
    count(*) filter (where project.problems > 0)::integer as with_problems,
    sum(project.planned_budget) as planned_sum, sum(project.budget_total) as budget_sum,
    sum(project.contract_total) as contract_sum, sum(project.paid_total) as paid_sum
from projects_project as project
inner join layers_localauthority as authority on authority.id = project.authority_id
where project.set_aside_at is null
group by authority.province_id, project.fiscal_year, project.latest_stage, project.programme_id;

create function projects_follow_tallies() returns trigger language plpgsql as $$
begin
    if coalesce(current_setting('geo_eplan.bulk_loading', true), '') = 'on' then
        return null;
    end if;
    if tg_op = 'INSERT' then
        insert into projects_tallyposting (
            authority_id, fiscal_year, latest_stage, programme_id, projects, with_location, with_problems,
            planned_sum, budget_sum, contract_sum, paid_sum
        )
        select
            authority_id, fiscal_year, latest_stage, programme_id, count(*), count(location),
            count(*) filter (where problems > 0),
            sum(planned_budget), sum(budget_total), sum(contract_total), sum(paid_total)
        from new_rows where set_aside_at is null
        group by authority_id, fiscal_year, latest_stage, programme_id;
    elsif tg_op = 'DELETE' then
        insert into projects_tallyposting (
            authority_id, fiscal_year, latest_stage, programme_id, projects, with_location, with_problems,
            planned_sum, budget_sum, contract_sum, paid_sum
        )
        select
            authority_id, fiscal_year, latest_stage, programme_id, -count(*), -count(location),
            -count(*) filter (where problems > 0),
            -sum(planned_budget), -sum(budget_total), -sum(contract_total), -sum(paid_total)
        from old_rows where set_aside_at is null
        group by authority_id, fiscal_year, latest_stage, programme_id;
    else
        insert into projects_tallyposting (
            authority_id, fiscal_year, latest_stage, programme_id, projects, with_location, with_problems,
            planned_sum, budget_sum, contract_sum, paid_sum
        )
        select
            authority_id, fiscal_year, latest_stage, programme_id, sum(sign),
            coalesce(sum(sign) filter (where location is not null), 0), coalesce(sum(sign) filter (where problems > 0), 0),
            sum(sign * planned_budget), sum(sign * budget_total), sum(sign * contract_total), sum(sign * paid_total)
        from (select 1 as sign, * from new_rows union all select -1, * from old_rows) as touched
        where set_aside_at is null
        group by authority_id, fiscal_year, latest_stage, programme_id
        having sum(sign) <> 0
            or sum(sign) filter (where location is not null) <> 0 or sum(sign) filter (where problems > 0) <> 0
            or sum(sign * planned_budget) <> 0 or sum(sign * budget_total) <> 0
            or sum(sign * contract_total) <> 0 or sum(sign * paid_total) <> 0;
    end if;
    return null;
end $$;

create trigger d_tally_insert after insert on projects_project referencing new table as new_rows
for each statement execute function projects_follow_tallies();
create trigger d_tally_update after update on projects_project referencing old table as old_rows new table as new_rows
for each statement execute function projects_follow_tallies();
create trigger d_tally_delete after delete on projects_project referencing old table as old_rows
for each statement execute function projects_follow_tallies();

-- An authority takes its projects along to another province. In one statement, so in one snapshot: what is on its way and
-- seen here stays with the old province, where its projects are taken away; what is not seen yet finds the new one.
create function projects_tallies_move() returns trigger language plpgsql as $$
begin
    with stamped as (
        update projects_tallyposting set province_id = old.province_id
        where authority_id = old.id and province_id is null
        returning id
    ),

    counted as (
        select
            fiscal_year, latest_stage, programme_id, count(*) as projects, count(location) as with_location,
            count(*) filter (where problems > 0) as with_problems, sum(planned_budget) as planned_sum,
            sum(budget_total) as budget_sum, sum(contract_total) as contract_sum, sum(paid_total) as paid_sum
        from projects_project
        where authority_id = old.id and set_aside_at is null
        group by fiscal_year, latest_stage, programme_id
    )

    insert into projects_tallyposting (
        authority_id, province_id, fiscal_year, latest_stage, programme_id, projects, with_location, with_problems,
        planned_sum, budget_sum, contract_sum, paid_sum
    )
    select
        old.id, side.province_id, fiscal_year, latest_stage, programme_id, side.sign * projects,
        side.sign * with_location, side.sign * with_problems, side.sign * planned_sum, side.sign * budget_sum,
        side.sign * contract_sum, side.sign * paid_sum
    from counted
    cross join (values (old.province_id, -1), (new.province_id, 1)) as side (province_id, sign);
    return null;
end $$;

create trigger projects_tallies_move after update of province_id on layers_localauthority
for each row when (old.province_id is distinct from new.province_id) execute function projects_tallies_move();

-- An authority that was a mistake and is deleted: what is on its way knows its province no longer by the authority.
create function projects_tallies_stay() returns trigger language plpgsql as $$
begin
    update projects_tallyposting set province_id = old.province_id where authority_id = old.id and province_id is null;
    return old;
end $$;

create trigger projects_tallies_stay before delete on layers_localauthority
for each row execute function projects_tallies_stay();

-- Adds the differences on their way to the tallies and deletes exactly those; gives how many. One folds at a time.
create function projects_fold_tallies() returns bigint language plpgsql as $$
declare
    folded bigint;
begin
    if not pg_try_advisory_xact_lock(hashtext('projects_fold_tallies')) then
        return 0;
    end if;
    with taken as (
        delete from projects_tallyposting returning *
    ),

    added as (
        insert into projects_tally as kept (
            province_id, fiscal_year, latest_stage, programme_id, projects, with_location, with_problems,
            planned_sum, budget_sum, contract_sum, paid_sum
        )
        select
            coalesce(taken.province_id, authority.province_id), taken.fiscal_year, taken.latest_stage, taken.programme_id,
            sum(taken.projects), sum(taken.with_location), sum(taken.with_problems),
            sum(taken.planned_sum), sum(taken.budget_sum), sum(taken.contract_sum), sum(taken.paid_sum)
        from taken
        left join layers_localauthority as authority on authority.id = taken.authority_id
        group by 1, 2, 3, 4
        on conflict (province_id, fiscal_year, latest_stage, programme_id) do update set
            projects = kept.projects + excluded.projects, with_location = kept.with_location + excluded.with_location,
            with_problems = kept.with_problems + excluded.with_problems,
            planned_sum = kept.planned_sum + excluded.planned_sum, budget_sum = kept.budget_sum + excluded.budget_sum,
            contract_sum = kept.contract_sum + excluded.contract_sum, paid_sum = kept.paid_sum + excluded.paid_sum
    )

    select count(*) into folded from taken;
    return folded;
end $$;

insert into projects_tally (
    province_id, fiscal_year, latest_stage, programme_id, projects, with_location, with_problems,
    planned_sum, budget_sum, contract_sum, paid_sum
)
select
    province_id, fiscal_year, latest_stage, programme_id, projects, with_location, with_problems,
    planned_sum, budget_sum, contract_sum, paid_sum
from projects_tally_truth;
