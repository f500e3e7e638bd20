-- Takes away the cells that are counted again.
-- %(zoom)s               the zoom of the tiles whose cells these are
-- %(years)s, %(cells)s   the cells, in pairs
delete from projects_mapcell as held
using unnest(%(years)s::smallint[], %(cells)s::integer[]) as marked (fiscal_year, cell)
where held.zoom = %(zoom)s and held.fiscal_year = marked.fiscal_year and held.cell = marked.cell
