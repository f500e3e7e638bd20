-- The ledger follows every write in the same transaction: first the derived columns of the projects touched, then the
-- row of each authority and fiscal year touched, then the intervals that answer for past days.
-- Rows are locked in key order before they are read again in a statement of its own, so that two writers neither
-- overlook each other's records nor wait for each other in a circle.

-- The moment from which the records loaded in bulk prove a stage: the earliest of them.
create function projects_evidence_since(of_authority bigint, of_year integer, of_stage integer)
returns timestamptz language sql stable as $$
    select min(evidence.recorded_at) from (
        select vision.recorded_at from projects_vision as vision
        inner join projects_developmentplan as plan on plan.authority_id = vision.authority_id and plan.id = vision.plan_id
        where of_stage = 1 and vision.authority_id = of_authority and plan.in_force @> of_year
            and vision.set_aside_at is null and plan.set_aside_at is null
        union all
        select strategy.recorded_at from projects_strategy as strategy
        inner join projects_developmentplan as plan on plan.authority_id = strategy.authority_id and plan.id = strategy.plan_id
        where of_stage = 2 and strategy.authority_id = of_authority and plan.in_force @> of_year
            and strategy.set_aside_at is null and plan.set_aside_at is null
        union all
        select case of_stage
            when 3 then project.recorded_at
            when 4 then (select min(recorded_at) from projects_planapproval as record where record.authority_id = of_authority
                and record.project_id = project.id and record.set_aside_at is null)
            when 5 then (select min(recorded_at) from projects_budgetapproval as record where record.authority_id = of_authority
                and record.project_id = project.id and record.set_aside_at is null)
            when 6 then (select min(greatest(record.recorded_at, contract.recorded_at)) from projects_contractshare as record
                inner join projects_contract as contract
                    on contract.authority_id = record.authority_id and contract.id = record.contract_id
                where record.authority_id = of_authority and record.project_id = project.id
                and record.set_aside_at is null and contract.set_aside_at is null)
            when 7 then (select min(recorded_at) from projects_disbursement as record where record.authority_id = of_authority
                and record.project_id = project.id and record.set_aside_at is null)
            when 8 then (select min(recorded_at) from projects_progress as record where record.authority_id = of_authority
                and record.project_id = project.id and record.percent = 100 and record.set_aside_at is null)
        end
        from projects_project as project
        where of_stage > 2 and project.authority_id = of_authority and project.fiscal_year = of_year
            and project.set_aside_at is null and project.stages & (1 << (of_stage - 1)) > 0
    ) as evidence
$$;

-- Opens and closes intervals after the masks of an authority and fiscal year have changed. Runs under the row's lock.
create function projects_move_intervals(
    of_authority bigint, of_year integer, of_state text, before_mask integer, after_mask integer
) returns void language plpgsql as $$
declare
    moment timestamptz := clock_timestamp();
    bulk boolean := coalesce(current_setting('geo_eplan.bulk_loading', true), '') = 'on';
begin
    -- a stage that came and went within one instant was never entered
    delete from projects_stageinterval
    where authority_id = of_authority and fiscal_year = of_year and state = of_state and upper_inf(during)
        and (before_mask & ~after_mask) & (1 << (stage - 1)) > 0 and lower(during) >= moment;
    update projects_stageinterval set during = tstzrange(lower(during), moment)
    where authority_id = of_authority and fiscal_year = of_year and state = of_state and upper_inf(during)
        and (before_mask & ~after_mask) & (1 << (stage - 1)) > 0;
    insert into projects_stageinterval (authority_id, fiscal_year, stage, state, during)
    select of_authority, of_year, stage.number, of_state, tstzrange(
        case
            when bulk then greatest(
                least(projects_evidence_since(of_authority, of_year, stage.number), moment),
                (select max(upper(past.during)) from projects_stageinterval as past
                 where past.authority_id = of_authority and past.fiscal_year = of_year
                     and past.stage = stage.number and past.state = of_state)
            )
            else moment
        end, null)
    from generate_series(1, 8) as stage (number)
    where (after_mask & ~before_mask) & (1 << (stage.number - 1)) > 0;
end $$;

create function projects_refresh_ledger(authorities bigint[], years integer[]) returns void language plpgsql as $$
declare
    kept record;
    truth record;
begin
    insert into projects_stageledger (authority_id, fiscal_year)
    select distinct pair.authority_id, pair.fiscal_year
    from unnest(authorities, years) as pair (authority_id, fiscal_year)
    where pair.authority_id is not null and pair.fiscal_year is not null
    order by 1, 2
    on conflict (authority_id, fiscal_year) do nothing;

    for kept in
        select ledger.* from projects_stageledger as ledger
        where (ledger.authority_id, ledger.fiscal_year) in (
            select pair.authority_id, pair.fiscal_year from unnest(authorities, years) as pair (authority_id, fiscal_year)
        )
        order by ledger.authority_id, ledger.fiscal_year
        for update
    loop
        select * into truth from projects_ledger_of(kept.authority_id, kept.fiscal_year);
        update projects_stageledger set
            entered = truth.entered, problems = truth.problems, projects = truth.projects,
            projects_with_problems = truth.projects_with_problems, with_location = truth.with_location,
            at_plan = truth.at_plan, at_plan_approved = truth.at_plan_approved,
            at_budget_approved = truth.at_budget_approved, at_contract_signed = truth.at_contract_signed,
            at_disbursed = truth.at_disbursed, at_completed = truth.at_completed,
            planned_sum = truth.planned_sum, budget_sum = truth.budget_sum,
            contract_sum = truth.contract_sum, paid_sum = truth.paid_sum
        where authority_id = kept.authority_id and id = kept.id;
        if kept.entered <> truth.entered then
            perform projects_move_intervals(kept.authority_id, kept.fiscal_year, 'entered', kept.entered, truth.entered);
        end if;
        if kept.problems <> truth.problems then
            perform projects_move_intervals(kept.authority_id, kept.fiscal_year, 'problem', kept.problems, truth.problems);
        end if;
    end loop;
end $$;

create function projects_refresh_projects(authorities bigint[], project_ids bigint[]) returns void language plpgsql as $$
begin
    perform from projects_project as project
    where (project.authority_id, project.id) in (
        select pair.authority_id, pair.id from unnest(authorities, project_ids) as pair (authority_id, id)
    )
    order by project.authority_id, project.id
    for no key update;

    perform set_config('geo_eplan.deriving', 'on', true);
    update projects_project as project set
        stages = facts.stages, latest_stage = facts.latest_stage, problems = facts.problems,
        budget_total = facts.budget_total, contract_total = facts.contract_total, paid_total = facts.paid_total,
        percent = facts.percent, location = facts.location, location_kind = facts.location_kind
    from unnest(authorities, project_ids) as pair (authority_id, id)
    inner join projects_project_facts as facts on facts.authority_id = pair.authority_id and facts.id = pair.id
    where project.authority_id = pair.authority_id and project.id = pair.id
        and (project.stages, project.latest_stage, project.problems, project.budget_total, project.contract_total,
             project.paid_total, project.percent, project.location_kind)
            is distinct from (facts.stages, facts.latest_stage, facts.problems, facts.budget_total,
             facts.contract_total, facts.paid_total, facts.percent, facts.location_kind)
        or project.authority_id = pair.authority_id and project.id = pair.id
        and project.location is distinct from facts.location;
    perform set_config('geo_eplan.deriving', '', true);
end $$;

-- The projects whose records were touched. Bulk loading refreshes everything once, at its end.
create function projects_follow_records() returns trigger language plpgsql as $$
declare
    authorities bigint[];
    touched bigint[];
    source text := case tg_op
        when 'INSERT' then 'select * from new_rows'
        when 'DELETE' then 'select * from old_rows'
        else 'select * from new_rows union all select * from old_rows' end;
    through text := case tg_table_name
        when 'projects_contract' then
            'select share.authority_id, share.project_id from (%s) as touched '
            'join projects_contractshare as share on share.authority_id = touched.authority_id and share.contract_id = touched.id '
            'union select change.authority_id, change.project_id from (%s) as touched '
            'join projects_contractamendment as change on change.authority_id = touched.authority_id and change.contract_id = touched.id'
        when 'projects_developmentplan' then
            'select project.authority_id, project.id as project_id from (%s) as touched '
            'join projects_project as project on project.authority_id = touched.authority_id and project.plan_id = touched.id'
        else 'select authority_id, project_id from (%s) as touched' end;
begin
    if coalesce(current_setting('geo_eplan.bulk_loading', true), '') = 'on' then
        return null;
    end if;
    execute format(
        'select array_agg(authority_id), array_agg(project_id) from (select distinct authority_id, project_id from ('
        || through || ') as pairs where project_id is not null order by 1, 2) as ordered', source, source)
    into authorities, touched;
    if authorities is not null then
        perform projects_refresh_projects(authorities, touched);
    end if;
    return null;
end $$;

-- A project that is new, has moved to another year or plan, is set aside, or has new derived columns.
create function projects_follow_projects() returns trigger language plpgsql as $$
declare
    authorities bigint[];
    years integer[];
    touched bigint[];
begin
    if coalesce(current_setting('geo_eplan.bulk_loading', true), '') = 'on' then
        return null;
    end if;
    if tg_op <> 'DELETE' and coalesce(current_setting('geo_eplan.deriving', true), '') <> 'on' then
        select array_agg(authority_id order by authority_id, id), array_agg(id order by authority_id, id)
        into authorities, touched from new_rows;
        if authorities is not null then
            perform projects_refresh_projects(authorities, touched);
        end if;
    end if;
    if tg_op = 'INSERT' then
        select array_agg(authority_id), array_agg(fiscal_year) into authorities, years
        from (select distinct authority_id, fiscal_year from new_rows) as pairs;
    elsif tg_op = 'DELETE' then
        select array_agg(authority_id), array_agg(fiscal_year) into authorities, years
        from (select distinct authority_id, fiscal_year from old_rows) as pairs;
    else
        select array_agg(authority_id), array_agg(fiscal_year) into authorities, years
        from (select authority_id, fiscal_year from new_rows union select authority_id, fiscal_year from old_rows) as pairs;
    end if;
    if authorities is not null then
        perform projects_refresh_ledger(authorities, years);
    end if;
    return null;
end $$;

-- A vision, a strategy or the plan itself: the years in which the plan is or was in force.
create function projects_follow_plans() returns trigger language plpgsql as $$
declare
    authorities bigint[];
    years integer[];
    source text := case tg_op
        when 'INSERT' then 'select * from new_rows'
        when 'DELETE' then 'select * from old_rows'
        else 'select * from new_rows union all select * from old_rows' end;
    through text := case tg_table_name
        when 'projects_developmentplan' then 'select authority_id, in_force from (%s) as touched'
        else
            'select plan.authority_id, plan.in_force from (%s) as touched '
            'join projects_developmentplan as plan on plan.authority_id = touched.authority_id and plan.id = touched.plan_id'
    end;
begin
    if coalesce(current_setting('geo_eplan.bulk_loading', true), '') = 'on' then
        return null;
    end if;
    execute format(
        'select array_agg(authority_id), array_agg(fiscal_year) from (select distinct authority_id, fiscal_year from ('
        || through || ') as plans cross join generate_series(lower(in_force), upper(in_force) - 1) as fiscal_year) as pairs',
        source)
    into authorities, years;
    if authorities is not null then
        perform projects_refresh_ledger(authorities, years);
    end if;
    return null;
end $$;

do $$
declare
    followed record;
    operation text;
begin
    for followed in
        select * from (values
            ('planapproval', 'b_follow', 'projects_follow_records'),
            ('budgetapproval', 'b_follow', 'projects_follow_records'),
            ('contract', 'b_follow', 'projects_follow_records'),
            ('contractshare', 'b_follow', 'projects_follow_records'),
            ('contractamendment', 'b_follow', 'projects_follow_records'),
            ('disbursement', 'b_follow', 'projects_follow_records'),
            ('progress', 'b_follow', 'projects_follow_records'),
            ('position', 'b_follow', 'projects_follow_records'),
            ('developmentplan', 'b_follow', 'projects_follow_records'),
            ('project', 'c_follow', 'projects_follow_projects'),
            ('developmentplan', 'c_follow', 'projects_follow_plans'),
            ('vision', 'c_follow', 'projects_follow_plans'),
            ('strategy', 'c_follow', 'projects_follow_plans')
        ) as listed (record_table, trigger_name, function_name)
    loop
        foreach operation in array array['insert', 'update', 'delete'] loop
            execute format(
                'create trigger %s_%s after %s on projects_%s referencing %s for each statement execute function %s()',
                followed.trigger_name, operation, operation, followed.record_table,
                case operation
                    when 'insert' then 'new table as new_rows'
                    when 'delete' then 'old table as old_rows'
                    else 'old table as old_rows new table as new_rows'
                end,
                followed.function_name);
        end loop;
    end loop;
end $$;
