-- Where the differences come from, and how they are folded.

-- The lock of whoever folds: one at a time, and nobody while an authority takes its figures to another province.
create function projects_lock_of_folding() returns bigint language sql immutable parallel safe as $$ select 2559092901::bigint $$;

-- What one statement changed in the ledger of authorities, whoever wrote it, and the intervals of the stages that it entered
-- or left: both at one moment, so that days and intervals never disagree. Bulk loading works everything out at its end.
create function projects_post_differences() returns trigger language plpgsql as $$
declare
    moment timestamptz := clock_timestamp();
    moved record;
begin
    if coalesce(current_setting('geo_eplan.bulk_loading', true), '') = 'on' then
        return null;
    end if;
    if tg_op = 'UPDATE' then
        insert into projects_provinceposting (
            authority_id, fiscal_year, at, projects, projects_with_problems, with_location, at_plan, at_plan_approved,
            at_budget_approved, at_contract_signed, at_disbursed, at_completed, planned_sum, budget_sum, contract_sum,
            paid_sum, entered, problem)
        select
            new_rows.authority_id, new_rows.fiscal_year, moment,
            new_rows.projects - old_rows.projects,
            new_rows.projects_with_problems - old_rows.projects_with_problems,
            new_rows.with_location - old_rows.with_location,
            new_rows.at_plan - old_rows.at_plan,
            new_rows.at_plan_approved - old_rows.at_plan_approved,
            new_rows.at_budget_approved - old_rows.at_budget_approved,
            new_rows.at_contract_signed - old_rows.at_contract_signed,
            new_rows.at_disbursed - old_rows.at_disbursed,
            new_rows.at_completed - old_rows.at_completed,
            new_rows.planned_sum - old_rows.planned_sum,
            new_rows.budget_sum - old_rows.budget_sum,
            new_rows.contract_sum - old_rows.contract_sum,
            new_rows.paid_sum - old_rows.paid_sum,
            case when (new_rows.entered, new_rows.problems) <> (old_rows.entered, old_rows.problems) then projects_add_each(
                projects_places_of(new_rows.entered & ~new_rows.problems),
                projects_times_each(projects_places_of(old_rows.entered & ~old_rows.problems), -1)) end,
            case when (new_rows.entered, new_rows.problems) <> (old_rows.entered, old_rows.problems) then projects_add_each(
                projects_places_of(new_rows.entered & new_rows.problems),
                projects_times_each(projects_places_of(old_rows.entered & old_rows.problems), -1)) end
        from new_rows
        inner join old_rows on old_rows.authority_id = new_rows.authority_id and old_rows.id = new_rows.id
        where (new_rows.entered, new_rows.problems, new_rows.projects, new_rows.projects_with_problems, new_rows.with_location,
               new_rows.at_plan, new_rows.at_plan_approved, new_rows.at_budget_approved, new_rows.at_contract_signed,
               new_rows.at_disbursed, new_rows.at_completed, new_rows.planned_sum, new_rows.budget_sum,
               new_rows.contract_sum, new_rows.paid_sum)
            <> (old_rows.entered, old_rows.problems, old_rows.projects, old_rows.projects_with_problems,
               old_rows.with_location, old_rows.at_plan, old_rows.at_plan_approved, old_rows.at_budget_approved,
               old_rows.at_contract_signed, old_rows.at_disbursed, old_rows.at_completed, old_rows.planned_sum,
               old_rows.budget_sum, old_rows.contract_sum, old_rows.paid_sum);
        for moved in
            select
                new_rows.authority_id, new_rows.fiscal_year, new_rows.entered, new_rows.problems,
                old_rows.entered as had_entered, old_rows.problems as had_problems
            from new_rows
            inner join old_rows on old_rows.authority_id = new_rows.authority_id and old_rows.id = new_rows.id
            where (new_rows.entered, new_rows.problems) <> (old_rows.entered, old_rows.problems)
        loop
            perform projects_move_intervals(
                moved.authority_id, moved.fiscal_year, 'entered', moved.had_entered, moved.entered, moment);
            perform projects_move_intervals(
                moved.authority_id, moved.fiscal_year, 'problem', moved.had_problems, moved.problems, moment);
        end loop;
    else
        -- a row that came or went as a whole: its first columns are those of the view projects_authority_figures
        execute format(
            'insert into projects_provinceposting (authority_id, fiscal_year, at, projects, projects_with_problems, '
            'with_location, at_plan, at_plan_approved, at_budget_approved, at_contract_signed, at_disbursed, at_completed, '
            'planned_sum, budget_sum, contract_sum, paid_sum, entered, problem) '
            'select authority_id, fiscal_year, $1, %1$s * projects, %1$s * projects_with_problems, '
            '%1$s * with_location, %1$s * at_plan, %1$s * at_plan_approved, %1$s * at_budget_approved, '
            '%1$s * at_contract_signed, %1$s * at_disbursed, %1$s * at_completed, %1$s * planned_sum, %1$s * budget_sum, '
            '%1$s * contract_sum, %1$s * paid_sum, projects_times_each(projects_places_of(entered & ~problems), %1$s), '
            'projects_times_each(projects_places_of(entered & problems), %1$s) '
            'from %2$s where projects > 0 or entered > 0 or problems > 0',
            case tg_op when 'INSERT' then '1' else '-1' end, case tg_op when 'INSERT' then 'new_rows' else 'old_rows' end)
        using moment;
        if tg_op = 'INSERT' then
            for moved in select authority_id, fiscal_year, entered, problems from new_rows where entered > 0 or problems > 0 loop
                perform projects_move_intervals(moved.authority_id, moved.fiscal_year, 'entered', 0, moved.entered, moment);
                perform projects_move_intervals(moved.authority_id, moved.fiscal_year, 'problem', 0, moved.problems, moment);
            end loop;
        end if;
    end if;
    return null;
end $$;

create trigger d_post_insert after insert on projects_stageledger referencing new table as new_rows
for each statement execute function projects_post_differences();
create trigger d_post_update after update on projects_stageledger referencing old table as old_rows new table as new_rows
for each statement execute function projects_post_differences();
create trigger d_post_delete after delete on projects_stageledger referencing old table as old_rows
for each statement execute function projects_post_differences();

-- An authority takes its figures along. What its province has counted of it is its ledger less its differences on their way,
-- which find the new province by themselves; nobody folds between this reading and the commit. Projects and sums move today;
-- its stages move on every day on which they changed, because completeness of a past day asks the registry of that day.
create function projects_authority_moves() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(projects_lock_of_folding());
    insert into projects_provinceposting (
        authority_id, province_id, fiscal_year, at, projects, projects_with_problems, with_location, at_plan,
        at_plan_approved, at_budget_approved, at_contract_signed, at_disbursed, at_completed, planned_sum, budget_sum,
        contract_sum, paid_sum)
    select
        new.id, side.province_id, counted.fiscal_year, clock_timestamp(),
        side.sign * sum(counted.factor * counted.projects),
        side.sign * sum(counted.factor * counted.projects_with_problems),
        side.sign * sum(counted.factor * counted.with_location),
        side.sign * sum(counted.factor * counted.at_plan),
        side.sign * sum(counted.factor * counted.at_plan_approved),
        side.sign * sum(counted.factor * counted.at_budget_approved),
        side.sign * sum(counted.factor * counted.at_contract_signed),
        side.sign * sum(counted.factor * counted.at_disbursed),
        side.sign * sum(counted.factor * counted.at_completed),
        side.sign * sum(counted.factor * counted.planned_sum),
        side.sign * sum(counted.factor * counted.budget_sum),
        side.sign * sum(counted.factor * counted.contract_sum),
        side.sign * sum(counted.factor * counted.paid_sum)
    from (
        select 1 as factor, figures.* from projects_authority_figures as figures where figures.authority_id = new.id
        union all
        select
            -1, posting.authority_id, posting.fiscal_year, posting.projects, posting.projects_with_problems,
            posting.with_location, posting.at_plan, posting.at_plan_approved, posting.at_budget_approved,
            posting.at_contract_signed, posting.at_disbursed, posting.at_completed, posting.planned_sum,
            posting.budget_sum, posting.contract_sum, posting.paid_sum, posting.entered, posting.problem
        from projects_provinceposting as posting
        where posting.authority_id = new.id and posting.province_id is null
    ) as counted
    cross join (values (old.province_id, -1), (new.province_id, 1)) as side (province_id, sign)
    group by side.province_id, side.sign, counted.fiscal_year;
    insert into projects_provinceposting (authority_id, province_id, fiscal_year, at, entered, problem)
    select
        new.id, side.province_id, counted.fiscal_year,
        (counted.day + time '12:00') at time zone 'Asia/Bangkok',
        projects_times_each(projects_sum_each(counted.entered), side.sign),
        projects_times_each(projects_sum_each(counted.problem), side.sign)
    from (
        select
            event.fiscal_year, event.day,
            projects_times_each(
                projects_places_of(1 << (event.stage - 1)), case event.state when 'entered' then event.sign else -event.sign end
            ) as entered,
            projects_times_each(
                projects_places_of(1 << (event.stage - 1)), case event.state when 'entered' then 0 else event.sign end
            ) as problem
        from projects_stage_events as event where event.authority_id = new.id
        union all
        select
            posting.fiscal_year, (posting.at at time zone 'Asia/Bangkok')::date,
            projects_times_each(posting.entered, -1), projects_times_each(posting.problem, -1)
        from projects_provinceposting as posting
        where posting.authority_id = new.id and posting.province_id is null and posting.entered is not null
    ) as counted
    cross join (values (old.province_id, -1), (new.province_id, 1)) as side (province_id, sign)
    group by side.province_id, side.sign, counted.fiscal_year, counted.day;
    perform projects_review_exceptions(array[new.id]);
    return null;
end $$;

create trigger projects_moves after update of province_id on layers_localauthority
for each row when (old.province_id is distinct from new.province_id) execute function projects_authority_moves();

-- An authority that was a mistake and is deleted: what is on its way knows its province no longer by the authority.
create function projects_authority_goes() returns trigger language plpgsql as $$
begin
    delete from projects_registryexception where authority_id = old.id;
    update projects_provinceposting set province_id = old.province_id where authority_id = old.id and province_id is null;
    return old;
end $$;

create trigger projects_goes before delete on layers_localauthority
for each row execute function projects_authority_goes();

-- Adds the differences on their way to the ledgers of the provinces and to their days, and deletes exactly those. Gives how
-- many; nothing when somebody else is folding.
create function projects_fold_postings() returns bigint language plpgsql as $$
declare
    folded bigint;
begin
    if not pg_try_advisory_xact_lock(projects_lock_of_folding()) then
        return 0;
    end if;
    with taken as (
        delete from projects_provinceposting returning *
    ),
    by_day as materialized (
        select
            coalesce(taken.province_id, authority.province_id) as province_id,
            taken.fiscal_year,
            (taken.at at time zone 'Asia/Bangkok')::date as day,
            sum(taken.projects)::integer as projects,
            sum(taken.projects_with_problems)::integer as projects_with_problems,
            sum(taken.with_location)::integer as with_location,
            sum(taken.at_plan)::integer as at_plan,
            sum(taken.at_plan_approved)::integer as at_plan_approved,
            sum(taken.at_budget_approved)::integer as at_budget_approved,
            sum(taken.at_contract_signed)::integer as at_contract_signed,
            sum(taken.at_disbursed)::integer as at_disbursed,
            sum(taken.at_completed)::integer as at_completed,
            sum(taken.planned_sum) as planned_sum,
            sum(taken.budget_sum) as budget_sum,
            sum(taken.contract_sum) as contract_sum,
            sum(taken.paid_sum) as paid_sum,
            coalesce(projects_sum_each(taken.entered), projects_places_of(0)) as entered,
            coalesce(projects_sum_each(taken.problem), projects_places_of(0)) as problem
        from taken
        left join layers_localauthority as authority on authority.id = taken.authority_id
        group by coalesce(taken.province_id, authority.province_id), taken.fiscal_year, (taken.at at time zone 'Asia/Bangkok')::date
    ),
    -- each difference counts on its day and on every later day that is kept already
    days as (
        select province_id, fiscal_year, day from by_day
        union
        select later.province_id, later.fiscal_year, later.day
        from by_day
        inner join projects_provinceday as later
            on later.province_id = by_day.province_id and later.fiscal_year = by_day.fiscal_year and later.day > by_day.day
    ),
    day_parts as (
        select days.day as of_day, by_day.* from days
        inner join by_day
            on by_day.province_id = days.province_id and by_day.fiscal_year = days.fiscal_year and by_day.day <= days.day
        union all
        select days.day, before.* from days
        cross join lateral (
            select
                ending.province_id, ending.fiscal_year, ending.day, ending.projects, ending.projects_with_problems,
                ending.with_location, ending.at_plan, ending.at_plan_approved, ending.at_budget_approved,
                ending.at_contract_signed, ending.at_disbursed, ending.at_completed, ending.planned_sum,
                ending.budget_sum, ending.contract_sum, ending.paid_sum, ending.entered, ending.problem
            from projects_provinceday as ending
            where ending.province_id = days.province_id and ending.fiscal_year = days.fiscal_year and ending.day <= days.day
            order by ending.day desc limit 1
        ) as before
    ),
    days_kept as (
        insert into projects_provinceday (
            province_id, fiscal_year, day, projects, projects_with_problems, with_location, at_plan, at_plan_approved,
            at_budget_approved, at_contract_signed, at_disbursed, at_completed, planned_sum, budget_sum, contract_sum,
            paid_sum, entered, problem)
        select
            province_id, fiscal_year, of_day, sum(projects), sum(projects_with_problems), sum(with_location), sum(at_plan),
            sum(at_plan_approved), sum(at_budget_approved), sum(at_contract_signed), sum(at_disbursed), sum(at_completed),
            sum(planned_sum), sum(budget_sum), sum(contract_sum), sum(paid_sum), projects_sum_each(entered),
            projects_sum_each(problem)
        from day_parts
        group by province_id, fiscal_year, of_day
        on conflict (province_id, fiscal_year, day) do update set
            projects = excluded.projects, projects_with_problems = excluded.projects_with_problems,
            with_location = excluded.with_location, at_plan = excluded.at_plan, at_plan_approved = excluded.at_plan_approved,
            at_budget_approved = excluded.at_budget_approved, at_contract_signed = excluded.at_contract_signed,
            at_disbursed = excluded.at_disbursed, at_completed = excluded.at_completed, planned_sum = excluded.planned_sum,
            budget_sum = excluded.budget_sum, contract_sum = excluded.contract_sum, paid_sum = excluded.paid_sum,
            entered = excluded.entered, problem = excluded.problem
    ),
    ledgers_kept as (
        insert into projects_provinceledger as kept (
            province_id, fiscal_year, projects, projects_with_problems, with_location, at_plan, at_plan_approved,
            at_budget_approved, at_contract_signed, at_disbursed, at_completed, planned_sum, budget_sum, contract_sum,
            paid_sum, entered, problem)
        select
            province_id, fiscal_year, sum(projects), sum(projects_with_problems), sum(with_location), sum(at_plan),
            sum(at_plan_approved), sum(at_budget_approved), sum(at_contract_signed), sum(at_disbursed), sum(at_completed),
            sum(planned_sum), sum(budget_sum), sum(contract_sum), sum(paid_sum), projects_sum_each(entered),
            projects_sum_each(problem)
        from by_day
        group by province_id, fiscal_year
        on conflict (province_id, fiscal_year) do update set
            projects = kept.projects + excluded.projects,
            projects_with_problems = kept.projects_with_problems + excluded.projects_with_problems,
            with_location = kept.with_location + excluded.with_location,
            at_plan = kept.at_plan + excluded.at_plan,
            at_plan_approved = kept.at_plan_approved + excluded.at_plan_approved,
            at_budget_approved = kept.at_budget_approved + excluded.at_budget_approved,
            at_contract_signed = kept.at_contract_signed + excluded.at_contract_signed,
            at_disbursed = kept.at_disbursed + excluded.at_disbursed,
            at_completed = kept.at_completed + excluded.at_completed,
            planned_sum = kept.planned_sum + excluded.planned_sum,
            budget_sum = kept.budget_sum + excluded.budget_sum,
            contract_sum = kept.contract_sum + excluded.contract_sum,
            paid_sum = kept.paid_sum + excluded.paid_sum,
            entered = projects_add_each(kept.entered, excluded.entered),
            problem = projects_add_each(kept.problem, excluded.problem)
    )
    select count(*) into folded from taken;
    return folded;
end $$;
