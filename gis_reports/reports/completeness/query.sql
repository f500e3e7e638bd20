-- How many authorities stand in each state, by province and fiscal year, at the end of a day: the lines of provinces.py.
-- %(as_of)s        the day
-- %(is_now)s       whether the day is today (or ahead)
-- %(years)s        fiscal years (BE) asked for
-- %(provinces)s    province codes the reader may see, or null for the whole country; scope is decided in Python, never here
select gis_reports_province_states(%(as_of)s::date, %(is_now)s, %(years)s::integer[], %(provinces)s::text[]) as lines
