-- Imports bring projects in by the thousand, and have worked out for all rows together what each begins with.
-- geo_eplan.begun   'on' while a statement of projects/services/importing enters projects whose `stages` and `checks` it has
--                   worked out under a lock of their plans, as projects_begin_project would for one after the other
drop trigger b_begin_insert on projects_project;
create trigger b_begin_insert before insert on projects_project
for each row when (coalesce(current_setting('geo_eplan.begun', true), '') <> 'on')
execute function projects_begin_project();

-- A project belongs to the authority of its plan, and a planned budget to that of its project, by keys that carry the
-- authority: that there is such an authority is checked where the plan is entered, and need not be checked for every row.
do $$
declare
    reference record;
begin
    for reference in
        select conrelid::regclass as record_table, conname from pg_constraint
        where conrelid in ('projects_project'::regclass, 'projects_plannedbudget'::regclass)
            and contype = 'f' and confrelid = 'layers_localauthority'::regclass
    loop
        execute format('alter table %s drop constraint %I', reference.record_table, reference.conname);
    end loop;
end $$;

-- As in checks_followed.sql, but the facts of many projects are worked out pair by pair. The view joins more tables than
-- the planner puts in order by itself: in a young database it worked out the facts of every project for every pair.
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
        cross join lateral (
            select every.* from projects_project_facts as every
            where every.authority_id = pair.authority_id and every.id = pair.id
            offset 0
        ) as facts
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
