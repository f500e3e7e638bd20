-- A rolling three-year plan for every authority and year, with its vision and strategies.
-- %(first_year)s  %(last_year)s  %(seed)s
create temporary table plan on commit drop as
select
    allotment.authority_id,
    allotment.fiscal_year,
    authority.planner,
    (allotment.authority_id - 1) * 16 + allotment.fiscal_year - %(first_year)s + 1 as id,
    benchmark.chance(allotment.authority_id * 4096 + allotment.fiscal_year, %(seed)s + 2) as luck,
    -- entered in June to August of the year before
    make_timestamptz(allotment.fiscal_year - 544, 6, 1, 9, 0, 0, 'Asia/Bangkok')
    + 60 * benchmark.chance(allotment.authority_id * 4096 + allotment.fiscal_year, %(seed)s + 3) * interval '1 day' as entered
from benchmark.allotment
inner join benchmark.authority on authority.id = allotment.authority_id;

insert into projects_developmentplan (id, authority_id, recorded_at, recorded_by_id, length, first_year)
select id, authority_id, entered, planner, 3, fiscal_year from plan
order by fiscal_year, authority_id;

insert into projects_vision (id, authority_id, recorded_at, recorded_by_id, plan_id, text)
select id, authority_id, entered + interval '3 hours', planner, id, 'ตำบลน่าอยู่ เศรษฐกิจมั่นคง ประชาชนมีส่วนร่วม บริหารโปร่งใส'
from plan
where luck > 0.012 * (1 + 3 * (fiscal_year - %(first_year)s)::numeric / (%(last_year)s - %(first_year)s))
order by fiscal_year, authority_id;

insert into projects_strategy (id, authority_id, recorded_at, recorded_by_id, plan_id, number, name)
select
    plan.id * 4 + strategy.number, plan.authority_id, plan.entered + interval '5 hours', plan.planner, plan.id, strategy.number,
    strategy.name
from plan
cross join (values
    (1, 'ยุทธศาสตร์การพัฒนาโครงสร้างพื้นฐาน'), (2, 'ยุทธศาสตร์การพัฒนาคุณภาพชีวิตและสังคม'), (3, 'ยุทธศาสตร์การบริหารจัดการที่ดี')
) as strategy (number, name)
where plan.luck > 0.008
order by plan.fiscal_year, plan.authority_id;
