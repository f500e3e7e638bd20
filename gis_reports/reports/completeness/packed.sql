-- What query.sql gives, as one text: a line for each province and year, its columns in the same order with tabs between.
-- Whoever has read the same text before need not take it apart again. Parameters as there.
select coalesce(string_agg(
    concat(
        code, E'\t', translate(name_th, E'\t\n', '  '), E'\t', translate(name_en, E'\t\n', '  '), E'\t',
        place_in_alphabet, E'\t', fiscal_year, E'\t', opened, E'\t', past_due, E'\t', authorities, E'\t',
        entered, E'\t', problem, E'\t', not_applicable
    ), E'\n'
), '') as figures
from gis_reports_province_states(%(as_of)s::date, %(is_now)s, %(years)s::integer[], %(provinces)s::text[])
