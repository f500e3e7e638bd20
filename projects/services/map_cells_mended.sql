-- Puts the cells of one zoom right that differ.
-- true_cells             the cells as they should be, in the columns of projects_mapcell
-- %(zoom)s               the zoom of the tiles whose cells these are
-- %(by_year)s            whether the cells are of single years; otherwise of all years (year 0)
with stale as (
    delete from projects_mapcell as held
    where held.zoom = %(zoom)s and (held.fiscal_year > 0) = %(by_year)s and not exists (
        select from true_cells as truth
        where truth.fiscal_year = held.fiscal_year and truth.cell = held.cell and truth.province_id = held.province_id
    )
)

insert into projects_mapcell as held (
    zoom, fiscal_year, cell, province_id, total, problems, sum_x, sum_y, counts, problem_counts
)
select
    truth.zoom, truth.fiscal_year, truth.cell, truth.province_id, truth.total, truth.problems, truth.sum_x, truth.sum_y,
    truth.counts, truth.problem_counts
from true_cells as truth
left join projects_mapcell as was
    on was.zoom = truth.zoom and was.fiscal_year = truth.fiscal_year and was.cell = truth.cell
    and was.province_id = truth.province_id
where (was.total, was.problems, was.sum_x, was.sum_y, was.counts, was.problem_counts)
    is distinct from (truth.total, truth.problems, truth.sum_x, truth.sum_y, truth.counts, truth.problem_counts)
-- as they are read: the cells of a tile lie side by side
order by truth.fiscal_year, truth.cell
on conflict (zoom, fiscal_year, cell, province_id) do update set
    total = excluded.total, problems = excluded.problems, sum_x = excluded.sum_x, sum_y = excluded.sum_y,
    counts = excluded.counts, problem_counts = excluded.problem_counts
