-- As check.sql, for what hangs on projects: approvals, contracts, payments, progress and places. Run only where the file
-- brings any. A record that is there already is left alone; one that contradicts what is there refuses its row.

-- One approval in the plan.
update import_staged as staged set
    outcome = 'refused',
    remarks = projects_with_remark(
        staged.remarks, 'plan_approved_on', 'bad', 'approved_already', jsonb_build_object('day', held.approved_on::text)
    )
from projects_planapproval as held
where staged.outcome in ('same', 'change') and staged.plan_approved_on is not null
    and held.authority_id = %(authority)s and held.project_id = staged.project_id and held.set_aside_at is null
    and (held.approved_on <> staged.plan_approved_on or held.paper <> coalesce(staged.plan_paper, held.paper));

update import_staged as staged set plan_approval_id = nextval((select pg_get_serial_sequence('projects_planapproval', 'id')::regclass))
where staged.outcome in ('new', 'same', 'change') and staged.plan_approved_on is not null
    and not exists (
        select from projects_planapproval as held
        where held.authority_id = %(authority)s and held.project_id = staged.project_id and held.set_aside_at is null
    );

-- Budget approvals are recognised by their day and paper.
update import_staged as staged set
    outcome = 'refused',
    remarks = projects_with_remark(
        staged.remarks, 'budget_amount', 'bad', 'budget_already',
        jsonb_build_object('amount', to_char(held.amount, 'FM999,999,999,999,990.00'))
    )
from projects_budgetapproval as held
where staged.outcome in ('same', 'change') and staged.budget_amount is not null
    and held.authority_id = %(authority)s and held.project_id = staged.project_id and held.set_aside_at is null
    and held.approved_on = staged.budget_on and held.ordinance = coalesce(staged.budget_paper, '')
    and held.amount <> staged.budget_amount;

update import_staged as staged set budget_approval_id = nextval((select pg_get_serial_sequence('projects_budgetapproval', 'id')::regclass))
where staged.outcome in ('new', 'same', 'change') and staged.budget_amount is not null
    and not exists (
        select from projects_budgetapproval as held
        where held.authority_id = %(authority)s and held.project_id = staged.project_id and held.set_aside_at is null
            and held.approved_on = staged.budget_on and held.ordinance = coalesce(staged.budget_paper, '')
            and held.amount = staged.budget_amount
    );

-- A contract for several projects needs the share of each, which a row cannot say.
with several as (
    select contract_number, contract_on from import_staged
    where contract_number is not null and outcome <> 'skipped'
    group by contract_number, contract_on having count(*) > 1
)
update import_staged as staged set
    outcome = 'refused',
    remarks = projects_with_remark(
        staged.remarks, 'contract_number', 'bad', 'contract_in_rows', jsonb_build_object('number', several.contract_number)
    )
from several
where several.contract_number = staged.contract_number and several.contract_on = staged.contract_on
    and staged.outcome <> 'skipped';

with known as (
    select contract.number, contract.signed_on, contract.amount, array_agg(share.project_id) as projects
    from projects_contract as contract
    left join projects_contractshare as share
        on share.authority_id = contract.authority_id and share.contract_id = contract.id and share.set_aside_at is null
    where contract.authority_id = %(authority)s and contract.set_aside_at is null
    group by contract.authority_id, contract.id, contract.number, contract.signed_on, contract.amount
)
update import_staged as staged set
    outcome = 'refused',
    remarks = projects_with_remark(
        staged.remarks, 'contract_number', 'bad', 'contract_already', jsonb_build_object('number', known.number)
    )
from known
where staged.outcome in ('new', 'same', 'change')
    and known.number = staged.contract_number and known.signed_on = staged.contract_on
    and not (known.amount = staged.contract_amount and coalesce(staged.project_id = any(known.projects), false));

update import_staged as staged set contract_id = nextval((select pg_get_serial_sequence('projects_contract', 'id')::regclass))
where staged.outcome in ('new', 'same', 'change') and staged.contract_number is not null
    and not exists (
        select from projects_contract as held
        where held.authority_id = %(authority)s and held.number = staged.contract_number
            and held.signed_on = staged.contract_on and held.set_aside_at is null
    );

-- Payments are recognised by their voucher, without one by day and amount.
update import_staged as staged set
    outcome = 'refused',
    remarks = projects_with_remark(
        staged.remarks, 'voucher', 'bad', 'voucher_already',
        jsonb_build_object('number', held.voucher_number, 'amount', to_char(held.amount, 'FM999,999,999,999,990.00'))
    )
from projects_disbursement as held
where staged.outcome in ('same', 'change') and staged.paid_amount is not null and staged.voucher is not null
    and held.authority_id = %(authority)s and held.project_id = staged.project_id and held.set_aside_at is null
    and held.voucher_number = staged.voucher
    and (held.amount <> staged.paid_amount or held.paid_on <> staged.paid_on);

update import_staged as staged set disbursement_id = nextval((select pg_get_serial_sequence('projects_disbursement', 'id')::regclass))
where staged.outcome in ('new', 'same', 'change') and staged.paid_amount is not null
    and not exists (
        select from projects_disbursement as held
        where held.authority_id = %(authority)s and held.project_id = staged.project_id and held.set_aside_at is null
            and held.paid_on = staged.paid_on and held.amount = staged.paid_amount
            and held.voucher_number = coalesce(staged.voucher, held.voucher_number)
    );

-- Progress that says what the last report says is no news.
update import_staged as staged set progress_id = nextval((select pg_get_serial_sequence('projects_progress', 'id')::regclass))
where staged.outcome in ('new', 'same', 'change') and staged.percent is not null
    and not exists (
        select from projects_project as project
        where project.authority_id = %(authority)s and project.id = staged.project_id and project.percent = staged.percent
            and (
                project.percent > 0
                or exists (
                    select from projects_progress as held
                    where held.authority_id = %(authority)s and held.project_id = project.id and held.set_aside_at is null
                )
            )
    );

-- Places: one that is there already to a tenth of a metre is no news; one beyond the boundary needs a reason.
with placed as (
    select staged.number, held.inside, held.distance_m
    from import_staged as staged
    cross join lateral projects_against_boundary(
        %(authority)s, ST_SetSRID(ST_MakePoint(staged.longitude, staged.latitude), %(wgs84)s), %(unknown_accuracy_m)s
    ) as held
    where staged.longitude is not null and staged.outcome in ('new', 'same', 'change')
)
update import_staged as staged set
    outcome = 'refused',
    remarks = projects_with_remark(
        staged.remarks,
        'coordinates', 'bad', 'place_outside', jsonb_build_object('metres', to_char(placed.distance_m, 'FM999,999,990'))
    )
from placed
where placed.number = staged.number and placed.inside = 'OUTSIDE';

update import_staged as staged set position_id = nextval((select pg_get_serial_sequence('projects_position', 'id')::regclass))
where staged.outcome in ('new', 'same', 'change') and staged.longitude is not null
    and not exists (
        select from projects_project as project
        where project.authority_id = %(authority)s and project.id = staged.project_id
            and abs(ST_X(project.location) - staged.longitude) < 0.000001
            and abs(ST_Y(project.location) - staged.latitude) < 0.000001
    )
    and not exists (
        select from projects_position as held
        where held.authority_id = %(authority)s and held.project_id = staged.project_id and held.kind = 'PLANNED'
            and held.is_current and held.set_aside_at is null
            and abs(ST_X(held.point) - staged.longitude) < 0.000001
            and abs(ST_Y(held.point) - staged.latitude) < 0.000001
    );

update import_staged as staged set outcome = 'change'
where staged.outcome = 'same'
    and coalesce(
        staged.plan_approval_id, staged.budget_approval_id, staged.contract_id, staged.disbursement_id, staged.progress_id,
        staged.position_id
    ) is not null;
