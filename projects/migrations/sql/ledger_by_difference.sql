-- The ledger of an authority and year follows a write by the difference the write made: what a project counted before is
-- taken away, what it counts now is added. Differences commute, so nothing has to be read again under the lock, and a pin
-- costs the same among ten projects and ten thousand.

create function projects_mask_of(places integer[]) returns integer language sql immutable strict parallel safe as $$
    select (places[1] > 0)::integer
        | ((places[2] > 0)::integer << 1) | ((places[3] > 0)::integer << 2) | ((places[4] > 0)::integer << 3)
        | ((places[5] > 0)::integer << 4) | ((places[6] > 0)::integer << 5) | ((places[7] > 0)::integer << 6)
        | ((places[8] > 0)::integer << 7)
$$;

create type projects_ledger_change as (
    authority_id bigint, fiscal_year integer, projects integer, projects_with_problems integer, with_location integer,
    at_plan integer, at_plan_approved integer, at_budget_approved integer, at_contract_signed integer, at_disbursed integer,
    at_completed integer, planned_sum numeric, budget_sum numeric, contract_sum numeric, paid_sum numeric,
    with_stage integer[], with_problem integer[]
);

create function projects_add_to_ledger(change projects_ledger_change) returns void language plpgsql as $$
begin
    for attempt in 1..2 loop
        update projects_stageledger as ledger set
            projects = ledger.projects + change.projects,
            projects_with_problems = ledger.projects_with_problems + change.projects_with_problems,
            with_location = ledger.with_location + change.with_location,
            at_plan = ledger.at_plan + change.at_plan,
            at_plan_approved = ledger.at_plan_approved + change.at_plan_approved,
            at_budget_approved = ledger.at_budget_approved + change.at_budget_approved,
            at_contract_signed = ledger.at_contract_signed + change.at_contract_signed,
            at_disbursed = ledger.at_disbursed + change.at_disbursed,
            at_completed = ledger.at_completed + change.at_completed,
            planned_sum = ledger.planned_sum + change.planned_sum,
            budget_sum = ledger.budget_sum + change.budget_sum,
            contract_sum = ledger.contract_sum + change.contract_sum,
            paid_sum = ledger.paid_sum + change.paid_sum,
            with_stage = projects_add_each(ledger.with_stage, change.with_stage),
            with_problem = projects_add_each(ledger.with_problem, change.with_problem),
            -- vision and strategy belong to the plan and are kept by projects_refresh_ledger
            entered = (ledger.entered & 3) | projects_mask_of(projects_add_each(ledger.with_stage, change.with_stage)),
            problems = projects_mask_of(projects_add_each(ledger.with_problem, change.with_problem))
        where ledger.authority_id = change.authority_id and ledger.fiscal_year = change.fiscal_year;
        exit when found;
        insert into projects_stageledger (authority_id, fiscal_year) values (change.authority_id, change.fiscal_year)
        on conflict (authority_id, fiscal_year) do nothing;
    end loop;
end $$;

-- A project's own share in the plan stage needs only its plan: it is there before the ledger first counts the project, so
-- that no stage is entered for an instant. What records say of a new project is nothing.
create function projects_begin_project() returns trigger language plpgsql as $$
begin
    if coalesce(current_setting('geo_eplan.bulk_loading', true), '') = 'on' then
        return new;
    end if;
    if tg_op = 'INSERT' then
        new.latest_stage := 3;
        new.problems := 0;
        new.budget_total := 0;
        new.contract_total := 0;
        new.paid_total := 0;
        new.percent := 0;
        new.location := null;
        new.location_kind := '';
        new.stages := 0;
    end if;
    new.stages := (new.stages & ~4) | case when exists (
        select from projects_developmentplan as plan
        where plan.authority_id = new.authority_id and plan.id = new.plan_id and plan.set_aside_at is null
            and plan.in_force @> new.fiscal_year::integer
    ) then 4 else 0 end;
    return new;
end $$;

create trigger b_begin_insert before insert on projects_project for each row execute function projects_begin_project();
create trigger b_begin_update before update of fiscal_year, plan_id on projects_project
for each row execute function projects_begin_project();

drop trigger c_follow_insert on projects_project;
drop trigger c_follow_update on projects_project;
drop trigger c_follow_delete on projects_project;
drop function projects_follow_projects();

-- The same function three times, because a trigger knows the rows before or after only where there are any.
do $make$
declare
    operation record;
    template constant text := $body$
create function projects_follow_%1$s_projects() returns trigger language plpgsql as $function$
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
        from (%2$s) as touched
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
    %3$s
    return null;
end $function$
$body$;
begin
    for operation in
        select * from (values
            ('insert', 'new', 'referencing new table as new_rows', 'select 1 as sign, * from new_rows', ''),
            ('update', 'changed', 'referencing old table as old_rows new table as new_rows',
             'select 1 as sign, * from new_rows union all select -1, * from old_rows',
             -- whoever changes derived columns by hand, or what they rest on, gets them worked out again
             'if coalesce(current_setting(''geo_eplan.deriving'', true), '''') <> ''on'' and exists ('
             '    select from new_rows inner join old_rows using (authority_id, id) '
             '    where (new_rows.stages, new_rows.latest_stage, new_rows.problems, new_rows.budget_total, '
             '           new_rows.contract_total, new_rows.paid_total, new_rows.percent, new_rows.location_kind, '
             '           new_rows.plan_id, new_rows.fiscal_year) is distinct from (old_rows.stages, old_rows.latest_stage, '
             '           old_rows.problems, old_rows.budget_total, old_rows.contract_total, old_rows.paid_total, '
             '           old_rows.percent, old_rows.location_kind, old_rows.plan_id, old_rows.fiscal_year) '
             '        or new_rows.location is distinct from old_rows.location) then '
             '    perform projects_refresh_projects(array_agg(authority_id order by authority_id, id), '
             '        array_agg(id order by authority_id, id)) from new_rows; '
             'end if;'),
            ('delete', 'gone', 'referencing old table as old_rows', 'select -1 as sign, * from old_rows', '')
        ) as listed (event, name, referencing_rows, source, afterwards)
    loop
        execute format(template, operation.name, operation.source, operation.afterwards);
        execute format(
            'create trigger c_follow_%1$s after %1$s on projects_project %2$s '
            'for each statement execute function projects_follow_%3$s_projects()',
            operation.event, operation.referencing_rows, operation.name);
    end loop;
end $make$;

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
            percent = facts.percent, location = facts.location, location_kind = facts.location_kind
        from projects_project_facts as facts
        where project.authority_id = of_authority and project.id = of_project
            and facts.authority_id = of_authority and facts.id = of_project
            and (
                (project.stages, project.latest_stage, project.problems, project.budget_total, project.contract_total,
                 project.paid_total, project.percent, project.location_kind)
                is distinct from (facts.stages, facts.latest_stage, facts.problems, facts.budget_total,
                 facts.contract_total, facts.paid_total, facts.percent, facts.location_kind)
                or project.location is distinct from facts.location
            );
    else
        perform projects_lock_projects(authorities, project_ids);
        perform set_config('geo_eplan.deriving', 'on', true);
        update projects_project as project set
            stages = facts.stages, latest_stage = facts.latest_stage, problems = facts.problems,
            budget_total = facts.budget_total, contract_total = facts.contract_total, paid_total = facts.paid_total,
            percent = facts.percent, location = facts.location, location_kind = facts.location_kind
        from unnest(authorities, project_ids) as pair (authority_id, id)
        inner join projects_project_facts as facts on facts.authority_id = pair.authority_id and facts.id = pair.id
        where project.authority_id = pair.authority_id and project.id = pair.id
            and (
                (project.stages, project.latest_stage, project.problems, project.budget_total, project.contract_total,
                 project.paid_total, project.percent, project.location_kind)
                is distinct from (facts.stages, facts.latest_stage, facts.problems, facts.budget_total,
                 facts.contract_total, facts.paid_total, facts.percent, facts.location_kind)
                or project.location is distinct from facts.location
            );
    end if;
    perform set_config('geo_eplan.deriving', '', true);
end $$;

create function projects_lock_projects(authorities bigint[], project_ids bigint[]) returns void language sql as $$
    select from projects_project as project
    where (project.authority_id, project.id) in (
        select pair.authority_id, pair.id from unnest(authorities, project_ids) as pair (authority_id, id)
    )
    order by project.authority_id, project.id
    for no key update
$$;

-- Records of a project name it; a contract and a plan reach several, which is looked up anew every time.
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
            'join projects_contractamendment as change on change.authority_id = touched.authority_id and change.contract_id = touched.id'
        when 'projects_developmentplan' then
            'select project.authority_id, project.id as project_id from (%1$s) as touched '
            'join projects_project as project on project.authority_id = touched.authority_id and project.plan_id = touched.id'
    end;
begin
    if coalesce(current_setting('geo_eplan.bulk_loading', true), '') = 'on' then
        return null;
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

-- Vision and strategy of the years of a plan: read again under the lock of the row.
create or replace function projects_refresh_ledger(authorities bigint[], years integer[]) returns void language plpgsql as $$
declare
    kept record;
    bits integer;
begin
    insert into projects_stageledger (authority_id, fiscal_year)
    select distinct pair.authority_id, pair.fiscal_year
    from unnest(authorities, years) as pair (authority_id, fiscal_year)
    where pair.authority_id is not null and pair.fiscal_year is not null
    order by 1, 2
    on conflict (authority_id, fiscal_year) do nothing;

    for kept in
        select ledger.id, ledger.authority_id, ledger.fiscal_year, ledger.entered from projects_stageledger as ledger
        where (ledger.authority_id, ledger.fiscal_year) in (
            select pair.authority_id, pair.fiscal_year from unnest(authorities, years) as pair (authority_id, fiscal_year)
        )
        order by ledger.authority_id, ledger.fiscal_year
        for update
    loop
        select truth.entered into bits from projects_ledger_of(kept.authority_id, kept.fiscal_year) as truth;
        update projects_stageledger set entered = (entered & ~3) | (bits & 3)
        where authority_id = kept.authority_id and id = kept.id and (entered & 3) <> (bits & 3);
    end loop;
end $$;

-- Intervals opened or closed by a write happen at the moment of its difference; the past is told by the rebuild alone.
drop function projects_move_intervals(bigint, integer, text, integer, integer);
create function projects_move_intervals(
    of_authority bigint, of_year integer, of_state text, before_mask integer, after_mask integer, moment timestamptz
) returns void language plpgsql as $$
begin
    if before_mask & ~after_mask <> 0 then
        -- a stage that came and went within one instant was never entered
        delete from projects_stageinterval
        where authority_id = of_authority and fiscal_year = of_year and state = of_state and upper_inf(during)
            and (before_mask & ~after_mask) & (1 << (stage - 1)) > 0 and lower(during) >= moment;
        update projects_stageinterval set during = tstzrange(lower(during), moment)
        where authority_id = of_authority and fiscal_year = of_year and state = of_state and upper_inf(during)
            and (before_mask & ~after_mask) & (1 << (stage - 1)) > 0;
    end if;
    if after_mask & ~before_mask <> 0 then
        insert into projects_stageinterval (authority_id, fiscal_year, stage, state, during)
        select of_authority, of_year, stage.number, of_state, tstzrange(moment, null)
        from generate_series(1, 8) as stage (number)
        where (after_mask & ~before_mask) & (1 << (stage.number - 1)) > 0;
    end if;
end $$;

create or replace function projects_intervals_stay_apart() returns trigger language plpgsql as $$
declare
    overlap boolean;
begin
    if (select count(*) from (select from new_rows limit 100) as few) < 100 then
        select exists (
            select from new_rows as moved
            cross join lateral (
                select from projects_stageinterval as held
                where held.authority_id = moved.authority_id and held.fiscal_year = moved.fiscal_year
                    and held.stage = moved.stage and held.state = moved.state
                    and held.id <> moved.id and held.during && moved.during
                offset 0  -- looked up by key, whatever the plan kept from a larger statement
            ) as met
        ) into overlap;
    else
        -- planned anew every time: a plan made for one interval would be kept for the quarter of a million of a bulk load
        execute
            'select exists (select from new_rows as moved inner join projects_stageinterval as held '
            'on held.authority_id = moved.authority_id and held.fiscal_year = moved.fiscal_year '
            'and held.stage = moved.stage and held.state = moved.state '
            'where held.id <> moved.id and held.during && moved.during)'
        into overlap;
    end if;
    if overlap then
        raise exception 'two intervals of a stage overlap' using errcode = 'exclusion_violation',
            constraint = 'projects_intervals_apart', hint = 'Intervals are written by the ledger only.';
    end if;
    return null;
end $$;

-- The counters of the rows that are there already.
update projects_stageledger as ledger set with_stage = counted.with_stage, with_problem = counted.with_problem
from (
    select
        authority_id, fiscal_year,
        array[0, 0, sum(stages >> 2 & 1), sum(stages >> 3 & 1), sum(stages >> 4 & 1), sum(stages >> 5 & 1),
              sum(stages >> 6 & 1), sum(stages >> 7 & 1)]::integer[] as with_stage,
        array[0, 0, sum(problems >> 2 & 1), sum(problems >> 3 & 1), sum(problems >> 4 & 1), sum(problems >> 5 & 1),
              sum(problems >> 6 & 1), sum(problems >> 7 & 1)]::integer[] as with_problem
    from projects_project
    where set_aside_at is null
    group by authority_id, fiscal_year
) as counted
where counted.authority_id = ledger.authority_id and counted.fiscal_year = ledger.fiscal_year;
