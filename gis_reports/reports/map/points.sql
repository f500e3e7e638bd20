-- The projects of a fiscal year that have a place, for the map to hand over.
-- %(year)s         the fiscal year (BE)
-- %(provinces)s    province codes of the report; scope is decided in Python, never here
-- %(authorities)s  ids of authorities of the report, beside those
select
    round(st_x(project.location)::numeric, 6)::float8 as longitude,
    round(st_y(project.location)::numeric, 6)::float8 as latitude,
    project.latest_stage,
    project.problems > 0 as with_problems,
    project.name,
    project.code,
    project.authority_id,
    project.planned_budget,
    project.budget_total,
    project.contract_total,
    project.paid_total,
    project.percent,
    project.location_kind
from projects_project as project
inner join layers_localauthority as authority on authority.id = project.authority_id
where project.fiscal_year = %(year)s
    and project.set_aside_at is null
    and project.location is not null
    and (authority.province_id = any(%(provinces)s::text[]) or project.authority_id = any(%(authorities)s::bigint[]))
order by project.authority_id, project.id
