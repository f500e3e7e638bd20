-- The figures of provinces for some fiscal years, a row for each province and year, in the order of a Thai dictionary.
-- %(years)s        fiscal years (BE) asked for
-- %(days)s         for each of these years, the day for which authorities are counted
-- %(as_of)s        the past day the figures are for, or null for now
-- %(provinces)s    province codes the reader may see; scope is decided in Python, never here
-- %(authorities)s  ids of authorities the reader may see beside those (now only); both null for the whole country
select
    code, name_th, name_en, fiscal_year, authorities, projects, at_plan, at_plan_approved, at_budget_approved,
    at_contract_signed, at_disbursed, at_completed, with_location, with_problems, planned, budget, contract, paid, entered,
    problem
from gis_reports_province_figures(
    %(years)s::integer[], %(days)s::date[], %(as_of)s::date, %(provinces)s::text[], %(authorities)s::bigint[]
)
