-- The rows of a page, authority by authority, each from the index that leads with it: page 10,000 costs what page 1
-- costs, in a province and in a year too, and the name of an authority is worked out once.
-- place_rows        authorities from the one where the page begins, with kind, names and province_id
-- chosen_rows       projects of the authority `place_rows.id`, at most one more than the page holds
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
    place.authority_name
from (
    select
        place_rows.id,
        place_rows.province_id,
        to_json(case
            when %(in_english)s and place_rows.name_en <> ''
                then trim(place_rows.name_en || ' ' || (%(short_names)s::json -> place_rows.kind ->> 1))
            else (%(short_names)s::json -> place_rows.kind ->> 0) || place_rows.name_th
        end) as authority_name
    from place_rows
    order by place_rows.id
) as place
cross join lateral chosen_rows
-- within an authority the rows come in the order of chosen_rows; named here, it would have them all sorted once more
order by place.id
limit %(most)s + 1
