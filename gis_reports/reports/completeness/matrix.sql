-- The states of every stage of some authorities, a row for each authority and fiscal year: what their own staff sees.
-- %(as_of)s        the day
-- %(years)s        fiscal years (BE) asked for
-- %(provinces)s    always empty here; kept so that the question has the parameters of the others
-- %(authorities)s  ids of authorities the reader may see; scope is decided in Python, never here
select
    states.authority_id, states.kind, states.code, states.name_th, states.name_en, states.fiscal_year,
    states.not_open, states.not_applicable, states.missing, states.overdue, states.problem, states.entered
from gis_reports_authority_years(
    %(as_of)s::date, %(years)s::integer[], %(provinces)s::text[], %(authorities)s::bigint[]
) as states
order by states.authority_id asc, states.fiscal_year desc
