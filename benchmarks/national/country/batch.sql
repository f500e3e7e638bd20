-- The projects of one batch, each with everything that will be said of it, worked out once for all tables.
-- %(fiscal_year)s  %(part)s   the batch
-- %(first_id)s     the number of its first project
-- %(first_year)s   the country's first fiscal year (BE)
-- %(seed)s         %(until)s  nothing is recorded after this moment
-- %(located)s      share of projects with a place
create temporary table batch on commit drop as
with drawn as materialized (
    -- one row for each project, in an order in which authorities take turns, as they do in life
    select
        allotment.authority_id,
        allotment.deepest,
        sequence.number,
        (allotment.authority_id * 4096 + allotment.fiscal_year) * 65536 + sequence.number as key
    from benchmark.allotment
    cross join lateral generate_series(1, allotment.projects) as sequence (number)
    where allotment.fiscal_year = %(fiscal_year)s and allotment.part = %(part)s
),
numbered as materialized (
    select
        drawn.*,
        %(first_id)s - 1 + row_number() over (order by hashint8extended(drawn.key, %(seed)s)) as id,
        benchmark.chance(drawn.key, %(seed)s + 10) as by_phrase,
        benchmark.chance(drawn.key, %(seed)s + 11) as by_place,
        benchmark.chance(drawn.key, %(seed)s + 12) as on_from_plan,
        benchmark.chance(drawn.key, %(seed)s + 13) as on_from_approval,
        benchmark.chance(drawn.key, %(seed)s + 14) as on_from_budget,
        benchmark.chance(drawn.key, %(seed)s + 15) as on_from_contract,
        benchmark.chance(drawn.key, %(seed)s + 16) as on_from_payment,
        benchmark.chance(drawn.key, %(seed)s + 17) as gap,
        benchmark.chance(drawn.key, %(seed)s + 18) as by_fund,
        benchmark.chance(drawn.key, %(seed)s + 19) as by_location,
        benchmark.chance(drawn.key, %(seed)s + 20) as east,
        benchmark.chance(drawn.key, %(seed)s + 21) as north,
        make_timestamptz(%(fiscal_year)s - 544, 6, 10, 9, 0, 0, 'Asia/Bangkok')
        + 110 * benchmark.chance(drawn.key, %(seed)s + 22) * interval '1 day' as planned_at
    from drawn
),
reached as materialized (
    -- how far along the pipeline, and when
    select
        numbered.*,
        case
            when numbered.on_from_plan > 0.93 or numbered.deepest < 4 then 3
            when numbered.on_from_approval > 0.86 or numbered.deepest < 5 then 4
            when numbered.on_from_budget > 0.80 or numbered.deepest < 6 then 5
            when numbered.on_from_contract > 0.92 or numbered.deepest < 7 then 6
            when numbered.on_from_payment > 0.86 or numbered.deepest < 8 then 7
            else 8
        end as stage,
        numbered.planned_at + (10 + 60 * numbered.on_from_plan) * interval '1 day' as approved_at,
        numbered.planned_at + (80 + 130 * numbered.on_from_approval) * interval '1 day' as budgeted_at,
        numbered.planned_at + (220 + 150 * numbered.on_from_budget) * interval '1 day' as contracted_at,
        numbered.planned_at + (375 + 60 * numbered.on_from_contract) * interval '1 day' as paid_at,
        numbered.planned_at + (440 + 40 * numbered.on_from_payment) * interval '1 day' as completed_at
    from numbered
),
had as materialized (
    -- three in a hundred lack the record of a stage that a later one stands on
    select
        reached.*,
        reached.stage >= 4 and reached.approved_at < %(until)s and not (reached.stage >= 5 and reached.gap < 0.010) as has_approval,
        reached.stage >= 5 and reached.budgeted_at < %(until)s
        and not (reached.stage >= 6 and reached.gap between 0.010 and 0.018) as has_budget,
        reached.stage >= 6 and reached.contracted_at < %(until)s
        and not (reached.stage >= 7 and reached.gap between 0.018 and 0.026) as has_contract,
        reached.stage >= 7 and reached.paid_at < %(until)s
        and not (reached.stage >= 8 and reached.gap between 0.026 and 0.032) as has_payment,
        reached.stage >= 8 and reached.completed_at < %(until)s as is_completed
    from reached
)
select
    had.id,
    had.authority_id,
    had.number,
    had.on_from_contract,
    had.planned_at,
    had.approved_at,
    had.budgeted_at,
    had.contracted_at,
    had.paid_at,
    had.completed_at,
    had.has_approval,
    had.has_budget,
    had.has_contract,
    had.has_payment,
    had.is_completed,
    had.by_location < %(located)s as has_place,
    had.is_completed and had.by_location < %(located)s * 0.3 as is_as_built,
    had.has_contract and not had.is_completed and had.on_from_contract < 0.25 as is_under_way,
    authority.planner,
    authority.finance,
    authority.engineer,
    (had.authority_id - 1) * 16 + %(fiscal_year)s - %(first_year)s + 1 as plan_id,
    phrase.programme,
    phrase.objective,
    phrase.baht,
    left(phrase.head || place.village || ' หมู่ที่ ' || place.village_number || phrase.tail, 300) as name,
    place.village || ' หมู่ที่ ' || place.village_number as village,
    case
        when had.by_fund < 0.62 then 'ORDINANCE' when had.by_fund < 0.80 then 'GENERAL_SUBSIDY'
        when had.by_fund < 0.90 then 'SPECIFIC_SUBSIDY' when had.by_fund < 0.95 then 'RESERVES'
        when had.by_fund < 0.98 then 'TRANSFER' when had.by_fund < 0.99 then 'SUPPLEMENTARY' else 'LOAN'
    end as fund,
    -- what was approved, contracted and paid, in whole hundreds of baht
    case when had.has_budget then (phrase.baht * (0.90 + 0.1 * had.by_fund) / 100)::bigint * 100 else 0 end as budget_baht,
    case when had.has_contract then (phrase.baht * (0.78 + 0.12 * had.by_fund) / 100)::bigint * 100 else 0 end as contract_baht,
    case
        when had.has_payment
            then (phrase.baht * (case when had.is_completed then 0.78 else 0.30 end + 0.12 * had.by_fund) / 100)::bigint * 100
        else 0
    end as paid_baht,
    -- eight metres around the place at the most
    place.longitude + 0.00014 * (had.east - 0.5) as longitude,
    place.latitude + 0.00014 * (had.north - 0.5) as latitude
from had
inner join benchmark.authority on authority.id = had.authority_id
inner join benchmark.phrase on phrase.is_large = authority.is_large
    and phrase.number = 1 + floor(had.by_phrase * %(phrases)s)::integer
inner join benchmark.place on place.authority_id = had.authority_id
    and place.number = 1 + floor(had.by_place * authority.places)::integer
order by had.id;
