-- Every cell of one zoom that says something else than the points, or the cells, it was counted from. Cells that wait to
-- be counted again are left out: what they say is of a moment ago, and the map says so.
-- true_cells             the cells as they should be, in the columns of projects_mapcell
-- %(zoom)s               the zoom of the tiles whose cells these are
-- %(by_year)s            whether the cells are of single years; otherwise of all years (year 0)
-- %(below)s              bits between a cell of this zoom and one of the finest, in which changes are marked
-- %(limit)s              rows at the most
with held as (
    select cell.*
    from projects_mapcell as cell
    where cell.zoom = %(zoom)s and (cell.fiscal_year > 0) = %(by_year)s
),

truth as (
    select true_cells.*
    from true_cells
),

waiting as (
    select distinct case when %(by_year)s then dirty.fiscal_year else 0 end as fiscal_year, dirty.cell >> %(below)s as cell
    from projects_mapdirty as dirty
)

select
    'map cell' as what,
    0::bigint as authority_id,
    concat_ws(
        '/', %(zoom)s, coalesce(held.fiscal_year, truth.fiscal_year), coalesce(held.cell, truth.cell),
        coalesce(held.province_id, truth.province_id)
    ) as key,
    concat_ws(' ', held.total, held.problems, held.sum_x, held.sum_y, held.counts, held.problem_counts) as kept,
    concat_ws(' ', truth.total, truth.problems, truth.sum_x, truth.sum_y, truth.counts, truth.problem_counts) as true
from held
full join truth
    on truth.fiscal_year = held.fiscal_year and truth.cell = held.cell and truth.province_id = held.province_id
left join waiting
    on waiting.fiscal_year = coalesce(held.fiscal_year, truth.fiscal_year)
    and waiting.cell = coalesce(held.cell, truth.cell)
where waiting.cell is null
    and (held.total, held.problems, held.sum_x, held.sum_y, held.counts, held.problem_counts)
        is distinct from (truth.total, truth.problems, truth.sum_x, truth.sum_y, truth.counts, truth.problem_counts)
limit %(limit)s
