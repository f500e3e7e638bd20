-- One batch into the real tables. The derived columns of a project are told at once; the refresh at the end proves them.
-- %(fiscal_year)s  %(wgs84)s  as in batch.sql
insert into projects_project (
    id, authority_id, recorded_at, recorded_by_id, plan_id, strategy_id, programme_id, fiscal_year, code, name, village, objective,
    fund, planned_budget, stages, latest_stage, problems, budget_total, contract_total, paid_total, percent, location, location_kind,
    checks
)
select
    told.id, told.authority_id, told.planned_at, told.planner, told.plan_id, null, told.programme, %(fiscal_year)s,
    %(fiscal_year)s || '-' || lpad(told.number::text, 5, '0'), told.name, told.village, told.objective, told.fund, told.baht,
    told.stages, projects_latest_stage_of(told.stages), projects_problems_of(told.checks, told.stages),
    told.budget_baht, told.contract_baht, told.paid_baht, told.percent,
    case when told.has_place then st_setsrid(st_makepoint(told.longitude, told.latitude), %(wgs84)s) end,
    case when told.is_as_built then 'AS_BUILT' when told.has_place then 'PLANNED' else '' end,
    told.checks
from (
    select
        reached.*,
        -- as projects_project_facts has them; what cannot happen here is left out
        case when reached.stages & 24 = 16 then 1 else 0 end
        | case when reached.stages & 48 = 32 then 2 else 0 end
        | case when reached.stages & 96 = 64 then 4 else 0 end
        | case when reached.stages & 192 = 128 then 8 else 0 end
        | case
            when reached.stages & 96 = 96 and reached.is_under_way and reached.paid_baht >= reached.contract_baht
                then 2097152
            else 0
        end as checks
    from (
        select
            batch.*,
            4
            | case when batch.has_approval then 8 else 0 end
            | case when batch.has_budget then 16 else 0 end
            | case when batch.has_contract then 32 else 0 end
            | case when batch.has_payment then 64 else 0 end
            | case when batch.is_completed then 128 else 0 end as stages,
            case
                when batch.is_completed then 100
                when batch.is_under_way then 10 + floor(80 * batch.on_from_contract * 4)
                else 0
            end as percent
        from batch
        offset 0
    ) as reached
) as told;

insert into projects_planapproval (id, authority_id, recorded_at, recorded_by_id, project_id, approved_on, paper)
select id, authority_id, approved_at, planner, id, (approved_at - interval '3 days')::date, 'ประกาศใช้แผนพัฒนา'
from batch where has_approval;

insert into projects_budgetapproval (id, authority_id, recorded_at, recorded_by_id, project_id, source, ordinance, approved_on, amount)
select
    id, authority_id, budgeted_at, planner, id, fund, 'ข้อบัญญัติงบประมาณ พ.ศ. ' || %(fiscal_year)s,
    (budgeted_at - interval '2 days')::date, budget_baht
from batch where has_budget;

insert into projects_contract (
    id, authority_id, recorded_at, recorded_by_id, number, signed_on, starts_on, due_on, contractor_name, contractor_tax_id, method,
    egp_number, amount, retention_percent
)
select
    id, authority_id, contracted_at, finance, number || '/' || %(fiscal_year)s, (contracted_at - interval '1 day')::date,
    contracted_at::date, (contracted_at + interval '90 days')::date, 'หจก.รุ่งเรืองการโยธา ' || (id %% 4999 + 1), '',
    case when baht > 500000 then 'E_BIDDING' else 'SPECIFIC' end, '', contract_baht, 5
from batch where has_contract;

insert into projects_contractshare (id, authority_id, recorded_at, recorded_by_id, contract_id, project_id, amount)
select id, authority_id, contracted_at, finance, id, id, contract_baht from batch where has_contract;

-- a third of the completed works are paid in two instalments
insert into projects_disbursement (
    id, authority_id, recorded_at, recorded_by_id, project_id, contract_id, fiscal_year, voucher_number, paid_on, amount, retention
)
select
    batch.id * 2 + payment.number, batch.authority_id, batch.paid_at + payment.number * interval '20 minutes', batch.finance,
    batch.id, case when batch.has_contract then batch.id end, %(fiscal_year)s, 'ฎ.' || batch.number || '/' || payment.number + 1,
    batch.paid_at::date,
    case
        when not (batch.is_completed and batch.on_from_contract < 0.3) then batch.paid_baht
        when payment.number = 0 then batch.paid_baht / 200 * 100
        else batch.paid_baht - batch.paid_baht / 200 * 100
    end, 0
from batch
cross join (values (0), (1)) as payment (number)
where batch.has_payment and (payment.number = 0 or batch.is_completed and batch.on_from_contract < 0.3);

-- what is paid after the year was carried over
insert into projects_carryover (
    id, authority_id, recorded_at, recorded_by_id, project_id, from_year, to_year, amount, approved_on, paper
)
select
    id, authority_id, paid_at, finance, id, %(fiscal_year)s, %(fiscal_year)s + 1, paid_baht,
    projects_last_day_of(%(fiscal_year)s) - 8, ''
from batch where has_payment and paid_at::date > projects_last_day_of(%(fiscal_year)s);

insert into projects_progress (id, authority_id, recorded_at, recorded_by_id, project_id, reported_on, percent, note, client_id)
select
    id, authority_id, case when is_completed then completed_at else contracted_at end, engineer, id,
    case when is_completed then completed_at else contracted_at end::date,
    case when is_completed then 100 else 10 + floor(80 * on_from_contract * 4) end, '', md5('progress' || id)::uuid
from batch where is_completed or is_under_way;

insert into projects_handover (id, authority_id, recorded_at, recorded_by_id, project_id, contract_id, accepted_on, paper)
select id, authority_id, completed_at, engineer, id, case when has_contract then id end, completed_at::date, ''
from batch where is_completed;

insert into projects_position (
    id, authority_id, recorded_at, recorded_by_id, project_id, kind, sequence, is_current, point, source_text, system, capture,
    accuracy_m, map_zoom, inside, outside_reason, client_id
)
select
    batch.id * 2 + place.number, batch.authority_id, case place.number when 0 then batch.planned_at else batch.completed_at end,
    batch.engineer, batch.id, case place.number when 0 then 'PLANNED' else 'AS_BUILT' end, 1, true,
    st_setsrid(st_makepoint(batch.longitude, batch.latitude), %(wgs84)s),
    case place.number when 0 then '' else round(batch.latitude::numeric, 6) || ', ' || round(batch.longitude::numeric, 6) end,
    'wgs84', case place.number when 0 then 'MAP_CLICK' else 'TYPED' end, null, case place.number when 0 then 17 end, 'INSIDE', '',
    md5('position' || batch.id * 2 + place.number)::uuid
from batch
cross join (values (0), (1)) as place (number)
where batch.has_place and (place.number = 0 or batch.is_as_built);

-- what they are searched by is made here, on both connections, and compared at the end with everything else
insert into projects_projectwords (authority_id, project_id, words)
select
    authority_id, id,
    projects_search_form(name || '|' || village || '|' || %(fiscal_year)s || '-' || lpad(number::text, 5, '0'))
from batch;
