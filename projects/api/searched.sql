-- The rows of a page of a selection that no index of authorities leads to: words, single projects, a rectangle.
-- chosen_rows       projects after the one where the page begins, at most one more than the page holds
-- %(short_names)s   JSON: of each kind, the words before and after the bare name
-- %(in_english)s    whether English names are asked for
-- %(most)s          projects on a page
select
    chosen_rows.id,
    chosen_rows.authority_id,
    chosen_rows.code,
    chosen_rows.name,
    chosen_rows.village,
    chosen_rows.fiscal_year,
    chosen_rows.programme_id,
    chosen_rows.fund,
    chosen_rows.stages,
    chosen_rows.latest_stage,
    chosen_rows.problems,
    chosen_rows.planned_budget,
    chosen_rows.budget_total,
    chosen_rows.contract_total,
    chosen_rows.paid_total,
    chosen_rows.percent,
    chosen_rows.location,
    chosen_rows.location_kind,
    chosen_rows.version,
    place.province_id,
    to_json(case
        when %(in_english)s and place.name_en <> ''
            then trim(place.name_en || ' ' || (%(short_names)s::json -> place.kind ->> 1))
        else (%(short_names)s::json -> place.kind ->> 0) || place.name_th
    end) as authority_name
from chosen_rows
inner join layers_localauthority as place on place.id = chosen_rows.authority_id
order by chosen_rows.authority_id, chosen_rows.id
limit %(most)s + 1
