-- As apply.sql: approvals, contracts, payments, progress and places. Run only where the file brings any.

insert into projects_planapproval (id, authority_id, recorded_by_id, project_id, approved_on, paper)
select line.plan_approval_id, line.authority_id, %(user)s, line.project_id, line.plan_approved_on, coalesce(line.plan_paper, '')
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
    and line.outcome in ('new', 'change') and line.plan_approval_id is not null
order by line.number;

insert into projects_budgetapproval (id, authority_id, recorded_by_id, project_id, source, ordinance, approved_on, amount)
select
    line.budget_approval_id, line.authority_id, %(user)s, line.project_id, coalesce(line.fund, project.fund),
    coalesce(line.budget_paper, ''), line.budget_on, line.budget_amount
from projects_importrow as line
inner join projects_project as project on project.authority_id = line.authority_id and project.id = line.project_id
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
    and line.outcome in ('new', 'change') and line.budget_approval_id is not null
order by line.number;

insert into projects_contract (
    id, authority_id, recorded_by_id, number, signed_on, contractor_name, contractor_tax_id, method, egp_number, amount,
    retention_percent
)
select
    line.contract_id, line.authority_id, %(user)s, line.contract_number, line.contract_on, line.contractor,
    coalesce(line.tax_id, ''), coalesce(line.method, 'SPECIFIC'), coalesce(line.egp_number, ''), line.contract_amount, 0
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
    and line.outcome in ('new', 'change') and line.contract_id is not null
order by line.number;

insert into projects_contractshare (authority_id, recorded_by_id, contract_id, project_id, amount)
select line.authority_id, %(user)s, line.contract_id, line.project_id, line.contract_amount
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
    and line.outcome in ('new', 'change') and line.contract_id is not null
order by line.number;

insert into projects_disbursement (
    id, authority_id, recorded_by_id, project_id, contract_id, fiscal_year, voucher_number, paid_on, amount, retention
)
select
    line.disbursement_id, line.authority_id, %(user)s, line.project_id, line.contract_id, line.fiscal_year,
    coalesce(line.voucher, ''), line.paid_on, line.paid_amount, 0
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
    and line.outcome in ('new', 'change') and line.disbursement_id is not null
order by line.number;

insert into projects_progress (id, authority_id, recorded_by_id, project_id, reported_on, percent, note, client_id)
select
    line.progress_id, line.authority_id, %(user)s, line.project_id, coalesce(line.percent_on, %(today)s), line.percent, '',
    gen_random_uuid()
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
    and line.outcome in ('new', 'change') and line.progress_id is not null
order by line.number;

update projects_position as held set is_current = false, version = held.version + 1
from projects_importrow as line
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
    and line.outcome = 'change' and line.position_id is not null
    and held.authority_id = %(authority)s and held.project_id = line.project_id and held.kind = 'PLANNED' and held.is_current;

insert into projects_position (
    id, authority_id, recorded_by_id, project_id, kind, sequence, is_current, point, source_text, system, capture, inside,
    outside_distance_m, outside_reason, client_id
)
select
    line.position_id, line.authority_id, %(user)s, line.project_id, 'PLANNED',
    coalesce((
        select max(held.sequence) from projects_position as held
        where held.authority_id = line.authority_id and held.project_id = line.project_id and held.kind = 'PLANNED'
    ), 0) + 1,
    true, ST_SetSRID(ST_MakePoint(line.longitude, line.latitude), %(wgs84)s), line.position_text,
    coalesce(line.position_system, %(system)s), 'IMPORT', against.inside, against.distance_m, '', gen_random_uuid()
from projects_importrow as line
cross join lateral projects_against_boundary(
    %(authority)s, ST_SetSRID(ST_MakePoint(line.longitude, line.latitude), %(wgs84)s), %(unknown_accuracy_m)s
) as against
where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number > %(low)s and line.number <= %(high)s
    and line.outcome in ('new', 'change') and line.position_id is not null
order by line.number;
