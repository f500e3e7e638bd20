-- The checks: what cannot be or is doubtful in what is entered for a project. `checks` of a project holds one bit for each
-- that fails and that nobody has explained; the table of them with their words is projects.checks, and a test holds the two
-- together. All of them rest on the project's own records, or on contracts of the same number, so that they are worked
-- out in the transaction of the write they follow from. A check that fails marks its stage: `problems` follows from `checks`.

-- A year some 543 away from any that there can be: Buddhist and common era exchanged.
create function projects_in_wrong_era(day date) returns boolean language sql immutable parallel safe as $$
    select day < date '1900-01-01' or day >= date '2400-01-01'
$$;

-- The last day of a fiscal year (BE): its money is paid until then.
create function projects_last_day_of(fiscal_year integer) returns date language sql immutable parallel safe as $$
    select make_date(fiscal_year - 543, 9, 30)
$$;

-- The stages that failing checks mark, of those the project has reached.
create function projects_problems_of(checks bigint, stages integer) returns integer language sql immutable parallel safe as $$
    select stages & (
        case when checks & 64 > 0 then 4 else 0 end
        | case when checks & 8192 > 0 then 8 else 0 end
        | case when checks & 278657 > 0 then 16 else 0 end
        | case when checks & 13140770 > 0 then 32 else 0 end
        | case when checks & 3214340 > 0 then 64 else 0 end
        | case when checks & 135192 > 0 then 128 else 0 end
    )
$$;

-- Contracts of the same number are looked for with every contract.
create index projects_contract_egp on projects_contract (authority_id, egp_number)
where egp_number <> '' and set_aside_at is null;

-- What fails is few, and is counted by year, authority and check.
create index projects_project_checks on projects_project (fiscal_year, authority_id) include (checks)
where checks <> 0 and set_aside_at is null;

-- A reason is a record as every other.
alter table projects_checkreason drop constraint projects_checkreason_pkey;
alter table projects_checkreason add primary key (id, authority_id);
alter table projects_checkreason add constraint projects_checkreason_project_id_within_authority
foreign key (project_id, authority_id) references projects_project (id, authority_id);
create trigger a_log_insert after insert on projects_checkreason referencing new table as new_rows
for each statement execute function projects_log_change();
create trigger a_log_update after update on projects_checkreason referencing old table as old_rows new table as new_rows
for each statement execute function projects_log_change();
create trigger a_log_delete after delete on projects_checkreason referencing old table as old_rows
for each statement execute function projects_log_change();

-- The facts of a project, with the days that the checks compare.
create or replace view projects_project_facts as
select
    project.authority_id,
    project.id,
    project.fiscal_year,
    has.stages,
    projects_latest_stage_of(has.stages) as latest_stage,
    projects_problems_of(fails.checks, has.stages) as problems,
    budget.total as budget_total,
    contract.total + amendment.total as contract_total,
    payment.total as paid_total,
    coalesce(progress.percent, 0) as percent,
    place.point as location,
    coalesce(place.kind, '') as location_kind,
    fails.checks
from projects_project as project
inner join projects_developmentplan as plan on plan.authority_id = project.authority_id and plan.id = project.plan_id
cross join lateral (
    select
        count(*) as records, min(approval.approved_on) as first_on,
        bool_or(projects_in_wrong_era(approval.approved_on)) as in_wrong_era
    from projects_planapproval as approval
    where approval.authority_id = project.authority_id and approval.project_id = project.id
        and approval.set_aside_at is null
) as plan_approval
cross join lateral (
    select
        count(*) as records, coalesce(sum(approval.amount), 0) as total, min(approval.approved_on) as first_on,
        bool_or(projects_in_wrong_era(approval.approved_on)) as in_wrong_era
    from projects_budgetapproval as approval
    where approval.authority_id = project.authority_id and approval.project_id = project.id
        and approval.set_aside_at is null
) as budget
cross join lateral (
    select
        count(*) as records, coalesce(sum(share.amount), 0) as total, min(signed.signed_on) as first_on,
        bool_or(
            signed.starts_on < signed.signed_on or signed.due_on < coalesce(signed.starts_on, signed.signed_on)
        ) as days_reversed,
        bool_or(
            projects_in_wrong_era(signed.signed_on) or projects_in_wrong_era(signed.starts_on)
            or projects_in_wrong_era(signed.due_on) or projects_in_wrong_era(signed.closed_on)
        ) as in_wrong_era,
        bool_or(exists (
            select from projects_contract as other
            where other.authority_id = signed.authority_id and other.number = signed.number
                and other.set_aside_at is null and other.id <> signed.id
        )) as number_twice,
        bool_or(signed.egp_number <> '' and exists (
            select from projects_contract as other
            where other.authority_id = signed.authority_id and other.egp_number = signed.egp_number
                and other.egp_number <> '' and other.set_aside_at is null and other.id <> signed.id
        )) as egp_number_twice
    from projects_contractshare as share
    inner join projects_contract as signed
        on signed.authority_id = share.authority_id and signed.id = share.contract_id
    where share.authority_id = project.authority_id and share.project_id = project.id
        and share.set_aside_at is null and signed.set_aside_at is null
) as contract
cross join lateral (
    select coalesce(sum(change.amount_change), 0) as total
    from projects_contractamendment as change
    inner join projects_contract as amended
        on amended.authority_id = change.authority_id and amended.id = change.contract_id
    where change.authority_id = project.authority_id and change.project_id = project.id
        and change.set_aside_at is null and amended.set_aside_at is null
) as amendment
cross join lateral (
    select
        count(*) as records, coalesce(sum(disbursement.amount), 0) as total, min(disbursement.paid_on) as first_on,
        bool_or(projects_in_wrong_era(disbursement.paid_on)) as in_wrong_era,
        bool_or(
            disbursement.paid_on > projects_last_day_of(disbursement.fiscal_year) and not exists (
                select from projects_carryover as carried
                where carried.authority_id = project.authority_id and carried.project_id = project.id
                    and carried.from_year = disbursement.fiscal_year and carried.set_aside_at is null
            )
        ) as after_year
    from projects_disbursement as disbursement
    where disbursement.authority_id = project.authority_id and disbursement.project_id = project.id
        and disbursement.set_aside_at is null
) as payment
left join lateral (
    -- the latest report counts, not the highest: a report may be taken back by a lower one
    select report.percent, projects_in_wrong_era(report.reported_on) as in_wrong_era
    from projects_progress as report
    where report.authority_id = project.authority_id and report.project_id = project.id
        and report.set_aside_at is null
    order by report.reported_on desc, report.id desc
    limit 1
) as progress on true
cross join lateral (
    select count(*) as records, min(accepted.accepted_on) as first_on
    from projects_handover as accepted
    where accepted.authority_id = project.authority_id and accepted.project_id = project.id
        and accepted.set_aside_at is null
) as handover
left join lateral (
    -- the place to draw: as built before contract before planned
    select position.point, position.kind from projects_position as position
    where position.authority_id = project.authority_id and position.project_id = project.id
        and position.is_current and position.set_aside_at is null
    order by case position.kind when 'AS_BUILT' then 1 when 'CONTRACT' then 2 else 3 end
    limit 1
) as place on true
cross join lateral (
    select coalesce(bit_or(1::bigint << reason.number), 0) as checks
    from projects_checkreason as reason
    where reason.authority_id = project.authority_id and reason.project_id = project.id
        and reason.set_aside_at is null
) as explained
cross join lateral (
    select
        case when plan.in_force @> project.fiscal_year::integer and plan.set_aside_at is null then 4 else 0 end
        | case when plan_approval.records > 0 then 8 else 0 end
        | case when budget.records > 0 then 16 else 0 end
        | case when contract.records > 0 then 32 else 0 end
        | case when payment.records > 0 then 64 else 0 end
        | case when progress.percent = 100 then 128 else 0 end as stages
) as has
cross join lateral (
    select ~explained.checks & (
        case when has.stages & 24 = 16 then 1 << 0 else 0 end
        | case when has.stages & 48 = 32 then 1 << 1 else 0 end
        | case when has.stages & 96 = 64 then 1 << 2 else 0 end
        | case when has.stages & 192 = 128 then 1 << 3 else 0 end
        | case when progress.percent = 100 and handover.records = 0 then 1 << 4 else 0 end
        | case when coalesce(progress.percent, 0) < 100 and handover.records > 0 then 1 << 5 else 0 end
        | case
            when project.fiscal_year not between plan.first_year and plan.first_year + plan.length - 1 then 1 << 6 else 0
        end
        | case when budget.first_on < plan_approval.first_on then 1 << 7 else 0 end
        | case when contract.first_on < budget.first_on then 1 << 8 else 0 end
        | case when contract.days_reversed then 1 << 9 else 0 end
        | case when payment.first_on < contract.first_on then 1 << 10 else 0 end
        | case when payment.after_year then 1 << 11 else 0 end
        | case when handover.first_on < contract.first_on then 1 << 12 else 0 end
        | case when plan_approval.in_wrong_era then 1 << 13 else 0 end
        | case when budget.in_wrong_era then 1 << 14 else 0 end
        | case when contract.in_wrong_era then 1 << 15 else 0 end
        | case when payment.in_wrong_era then 1 << 16 else 0 end
        | case when progress.in_wrong_era then 1 << 17 else 0 end
        | case when budget.total > project.planned_budget then 1 << 18 else 0 end
        | case
            when budget.records > 0 and contract.total + amendment.total > budget.total then 1 << 19 else 0
        end
        | case
            when contract.records > 0 and payment.total > contract.total + amendment.total then 1 << 20 else 0
        end
        | case
            when contract.records > 0 and payment.records > 0 and progress.percent < 100
                and payment.total >= contract.total + amendment.total then 1 << 21 else 0
        end
        | case when contract.number_twice then 1 << 22 else 0 end
        | case when contract.egp_number_twice then 1 << 23 else 0 end
    ) as checks
) as fails;
