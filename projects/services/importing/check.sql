-- What importing each row would do, and what stands against it. Works on the rows of one job in `import_staged`, a table
-- of the session that is a copy of projects_importrow; nothing of the life cycle is written.
-- %(authority)s        id of the authority
-- %(may_create)s       whether the person may enter new projects
-- %(programme)s        the programme of new projects for which the file names none, or null
-- %(unknown_accuracy_m)s   how well a boundary is known, in metres, of which nobody says so
-- %(wgs84)s            the SRID of all our geometry
-- Statements are divided by blank lines and run one after the other in one transaction.

-- A code that stands twice in the file, in the same year: neither row is taken.
with repeated as (
    select
        number,
        count(*) over same_key as rows_of_key,
        coalesce(lag(line) over (same_key order by number), lead(line) over (same_key order by number)) as other_line
    from import_staged
    where code is not null and fiscal_year is not null and outcome <> 'skipped'
    window same_key as (partition by fiscal_year, code)
)
update import_staged as staged set
    outcome = 'refused',
    remarks = projects_with_remark(staged.remarks, 'code', 'bad', 'code_twice', jsonb_build_object('line', repeated.other_line::text))
from repeated
where repeated.number = staged.number and repeated.rows_of_key > 1;

-- No code: refused, naming the projects that bear the name.
with without_code as (
    select
        staged.number,
        count(project.id) as projects,
        string_agg(project.code, ', ' order by project.code) as codes
    from import_staged as staged
    left join projects_project as project
        on project.authority_id = %(authority)s and project.fiscal_year = staged.fiscal_year
        and project.name = staged.name and project.set_aside_at is null
    where staged.code is null and staged.outcome <> 'skipped'
        and not coalesce(staged.remarks @> '[{"f": "code", "l": "bad"}]', false)
    group by staged.number
)
update import_staged as staged set
    outcome = 'refused',
    remarks = projects_with_remark(
        staged.remarks, 'code', 'bad',
        case when without_code.projects > 0 then 'code_missing_named' else 'code_missing' end,
        jsonb_build_object('count', without_code.projects::text, 'codes', left(without_code.codes, 200))
    )
from without_code
where without_code.number = staged.number;

-- The project a row means, and the plan of a project that is not there yet: the one in force before one that only covers.
with plan_of_year as (
    select distinct on (year.fiscal_year) year.fiscal_year, plan.id as plan_id
    from (select distinct fiscal_year from import_staged where fiscal_year is not null) as year
    inner join projects_developmentplan as plan
        on plan.authority_id = %(authority)s and plan.set_aside_at is null
        and year.fiscal_year between plan.first_year and plan.first_year + plan.length - 1
    order by year.fiscal_year asc, (plan.in_force @> year.fiscal_year::integer) desc, plan.first_year desc
),
meant as (
    select
        staged.number, project.id as project_id, project.version,
        coalesce(project.plan_id, plan_of_year.plan_id) as plan_id
    from import_staged as staged
    left join projects_project as project
        on project.authority_id = %(authority)s and project.fiscal_year = staged.fiscal_year
        and project.code = staged.code and project.set_aside_at is null
    left join plan_of_year on plan_of_year.fiscal_year = staged.fiscal_year
    where staged.code is not null and staged.fiscal_year is not null and staged.outcome <> 'skipped'
)
update import_staged as staged set
    project_id = meant.project_id,
    project_version = meant.version,
    plan_id = meant.plan_id,
    programme = case when meant.project_id is null then coalesce(staged.programme, %(programme)s) else staged.programme end,
    outcome = case
        when staged.outcome = 'refused' then 'refused' when meant.project_id is null then 'new' else 'same'
    end
from meant
where meant.number = staged.number;

-- What a new project lacks: the first thing is told.
update import_staged as staged set
    outcome = 'refused',
    remarks = case
        when not %(may_create)s then projects_with_remark(
            staged.remarks, 'code', 'bad', 'project_unknown',
            jsonb_build_object('code', staged.code, 'year', staged.fiscal_year::text)
        )
        when staged.plan_id is null then projects_with_remark(
            staged.remarks, 'fiscal_year', 'bad', 'no_plan', jsonb_build_object('year', staged.fiscal_year::text)
        )
        else projects_with_remark(
            staged.remarks,
            case when staged.name is null then 'name' when staged.programme is null then 'programme' else 'planned_budget' end,
            'bad', 'needed_of_new', null
        )
    end
where staged.outcome = 'new' and (
    not %(may_create)s or staged.plan_id is null or staged.name is null or staged.programme is null
    or staged.planned_budget is null
);

-- Strategies and approaches of the row's own plan, by number or by name.
update import_staged as staged set strategy_id = part.id
from projects_strategy as part
where staged.strategy is not null and part.authority_id = %(authority)s and part.plan_id = staged.plan_id
    and part.set_aside_at is null
    and (part.number = projects_part_number(staged.strategy) or part.name = staged.strategy);

update import_staged as staged set approach_id = part.id
from projects_approach as part
where staged.approach is not null and part.authority_id = %(authority)s and part.strategy_id = staged.strategy_id
    and part.set_aside_at is null
    and (part.number = projects_part_number(staged.approach) or part.name = staged.approach);

update import_staged as staged set
    outcome = 'refused',
    remarks = projects_with_remark(
        staged.remarks, case when staged.strategy is not null and staged.strategy_id is null then 'strategy' else 'approach' end,
        'bad', 'part_unknown', jsonb_build_object('year', staged.fiscal_year::text)
    )
where staged.plan_id is not null and staged.outcome <> 'skipped'
    and (
        (staged.strategy is not null and staged.strategy_id is null)
        or (staged.approach is not null and staged.approach_id is null)
    );

-- What would change of a project that is there. An empty cell changes nothing.
with compared as (
    select
        staged.number,
        jsonb_strip_nulls(jsonb_build_object(
            'name', case when staged.name <> project.name then to_jsonb(staged.name) end,
            'planned_budget', case when staged.planned_budget <> project.planned_budget then to_jsonb(staged.planned_budget) end,
            'programme_id', case when staged.programme <> project.programme_id then to_jsonb(staged.programme) end,
            'fund', case when staged.fund <> project.fund then to_jsonb(staged.fund) end,
            'village', case when staged.village <> project.village then to_jsonb(staged.village) end,
            'objective', case when staged.objective <> project.objective then to_jsonb(staged.objective) end,
            'target', case when staged.target <> project.target then to_jsonb(staged.target) end,
            'strategy_id', case when staged.strategy_id is distinct from project.strategy_id then to_jsonb(staged.strategy_id) end,
            'approach_id', case when staged.approach_id is distinct from project.approach_id then to_jsonb(staged.approach_id) end
        )) as changes,
        jsonb_build_object(
            'name', project.name, 'planned_budget', project.planned_budget, 'programme_id', project.programme_id,
            'fund', project.fund, 'village', project.village, 'objective', project.objective, 'target', project.target,
            'strategy_id', project.strategy_id, 'approach_id', project.approach_id
        ) as before
    from import_staged as staged
    inner join projects_project as project
        on project.authority_id = %(authority)s and project.id = staged.project_id
    where staged.outcome = 'same'
)
update import_staged as staged set outcome = 'change', changes = compared.changes, before = compared.before
from compared
where compared.number = staged.number and compared.changes <> '{}'::jsonb;

-- The same name in the same year under another code: perhaps the same project.
with twin as (
    select distinct on (staged.number) staged.number, project.code
    from import_staged as staged
    inner join projects_project as project
        on project.authority_id = %(authority)s and project.fiscal_year = staged.fiscal_year
        and project.name = staged.name and project.code <> staged.code and project.set_aside_at is null
    where staged.outcome = 'new'
    order by staged.number, project.code
)
update import_staged as staged set
    looks = true,
    remarks = projects_with_remark(staged.remarks, 'name', 'look', 'perhaps_twice', jsonb_build_object('code', twin.code))
from twin
where twin.number = staged.number;
