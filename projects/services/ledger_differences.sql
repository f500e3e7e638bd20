-- Every place where what is kept differs from what the records say, worked out afresh.
-- %(limit)s    rows at the most
select * from (
    select
        'project' as what,
        project.authority_id,
        project.id::text as key,
        concat_ws(' ', project.stages, project.latest_stage, project.problems, project.budget_total, project.contract_total,
                  project.paid_total, project.percent, st_astext(project.location), project.location_kind) as kept,
        concat_ws(' ', facts.stages, facts.latest_stage, facts.problems, facts.budget_total, facts.contract_total,
                  facts.paid_total, facts.percent, st_astext(facts.location), facts.location_kind) as true
    from projects_project as project
    inner join projects_project_facts as facts on facts.authority_id = project.authority_id and facts.id = project.id
    where (project.stages, project.latest_stage, project.problems, project.budget_total, project.contract_total,
           project.paid_total, project.percent, project.location_kind)
          is distinct from (facts.stages, facts.latest_stage, facts.problems, facts.budget_total, facts.contract_total,
           facts.paid_total, facts.percent, facts.location_kind)
        or not coalesce(project.location ~= facts.location, project.location is null and facts.location is null)
    union all
    select
        'ledger',
        every.authority_id,
        every.fiscal_year::text,
        coalesce(row(ledger.entered, ledger.problems, ledger.projects, ledger.projects_with_problems, ledger.with_location,
                     ledger.at_plan, ledger.at_plan_approved, ledger.at_budget_approved, ledger.at_contract_signed,
                     ledger.at_disbursed, ledger.at_completed, ledger.planned_sum, ledger.budget_sum, ledger.contract_sum,
                     ledger.paid_sum)::text, 'no row'),
        row(truth.*)::text
    from (
        select authority_id, fiscal_year::integer as fiscal_year from projects_project
        union
        select authority_id, year from projects_developmentplan
        cross join generate_series(lower(in_force), upper(in_force) - 1) as year
        union
        select authority_id, fiscal_year from projects_stageledger
    ) as every
    cross join lateral projects_ledger_of(every.authority_id, every.fiscal_year) as truth
    left join projects_stageledger as ledger
        on ledger.authority_id = every.authority_id and ledger.fiscal_year = every.fiscal_year
    where (ledger.entered, ledger.problems, ledger.projects, ledger.projects_with_problems, ledger.with_location,
           ledger.at_plan, ledger.at_plan_approved, ledger.at_budget_approved, ledger.at_contract_signed,
           ledger.at_disbursed, ledger.at_completed, ledger.planned_sum, ledger.budget_sum, ledger.contract_sum,
           ledger.paid_sum)
          is distinct from (truth.entered, truth.problems, truth.projects, truth.projects_with_problems,
           truth.with_location, truth.at_plan, truth.at_plan_approved, truth.at_budget_approved,
           truth.at_contract_signed, truth.at_disbursed, truth.at_completed, truth.planned_sum, truth.budget_sum,
           truth.contract_sum, truth.paid_sum)
    union all
    select
        'interval',
        ledger.authority_id,
        concat_ws(' ', ledger.fiscal_year, masks.state),
        coalesce(open.mask, 0)::text,
        masks.mask::text
    from projects_stageledger as ledger
    cross join lateral (
        values ('entered', ledger.entered::integer), ('problem', ledger.problems::integer)
    ) as masks (state, mask)
    left join lateral (
        select bit_or(1 << (stage - 1)) as mask from projects_stageinterval as held
        where held.authority_id = ledger.authority_id and held.fiscal_year = ledger.fiscal_year
            and held.state = masks.state and upper_inf(held.during)
    ) as open on true
    where coalesce(open.mask, 0) <> masks.mask
) as found
order by what, authority_id, key
limit %(limit)s
