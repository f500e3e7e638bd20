-- One narrow row for every live project that has a place. It follows every write of projects_project in the same
-- transaction, so that maps and bounding boxes are never older than the list.

-- What the map point of every project should be, but for its spot.
create view projects_mappoint_placed as
select
    project.authority_id,
    project.id as project_id,
    (project.planned_budget * 100)::bigint as planned_satang,
    projects_world_x(st_x(project.location)) as x,
    projects_world_y(st_y(project.location)) as y,
    project.fiscal_year,
    project.latest_stage,
    project.programme_id as programme,
    projects_fund_code(project.fund) as fund,
    project.problems,
    project.location
from projects_project as project
where project.location is not null and project.set_aside_at is null;

-- The same with the spot, for reading it whole: x and y are worked out once, not once for every byte of the spot.
create view projects_mappoint_truth as
select
    placed.authority_id,
    placed.project_id,
    placed.planned_satang,
    placed.x,
    placed.y,
    placed.fiscal_year,
    placed.latest_stage,
    placed.programme,
    placed.fund,
    placed.problems,
    placed.location,
    projects_spot(placed.x, placed.y) as spot
from (select every.* from projects_mappoint_placed as every offset 0) as placed;

-- Places that are there already. Their cells are counted by the first refresh (projects_mapstate.layout is empty).
insert into projects_mappoint (
    authority_id, project_id, fiscal_year, x, y, spot, latest_stage, programme, fund, problems, planned_satang, location
)
select
    truth.authority_id, truth.project_id, truth.fiscal_year, truth.x, truth.y, truth.spot, truth.latest_stage,
    truth.programme, truth.fund, truth.problems, truth.planned_satang, truth.location
from projects_mappoint_truth as truth
order by truth.authority_id, truth.project_id;

-- A tile is one range of spots in each year, answered from this index alone.
create index projects_mappoint_tile on projects_mappoint (fiscal_year, spot)
include (x, y, latest_stage, programme, fund, problems, planned_satang, authority_id, project_id);
create index projects_mappoint_location on projects_mappoint using gist (location);

-- Every year that any point has, by two looks at the index: a tile of all years is one range of spots in each of them.
create function projects_map_years() returns smallint[] language plpgsql stable parallel safe as $$
begin
    return array(
        select year from generate_series(
            (select min(fiscal_year)::integer from projects_mappoint),
            (select max(fiscal_year)::integer from projects_mappoint)
        ) as year
    )::smallint[];
end $$;

-- What is read from an index alone must be known to be visible to all: these tables are vacuumed early.
alter table projects_mappoint set (
    fillfactor = 90, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_insert_scale_factor = 0.02,
    autovacuum_analyze_scale_factor = 0.02
);

-- Rectangles are looked up in the map points now. Without this index, and with room on its page, a pin's change of the
-- derived columns of a project touches no index at all.
drop index projects_project_location;
alter table projects_project set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
alter table projects_stageledger set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

-- The projects named: their points taken away, made or changed, and the cells they were and are counted in marked.
-- Every row here belongs to a project whose own row the writer has locked already, so writers meet nowhere else.
-- (In plpgsql, because a session keeps its plan: planning anew for every pin took longer than the rest of the pin.)
create function projects_follow_points(authorities bigint[], project_ids bigint[]) returns void language plpgsql as $$
begin
    with pairs as (
        select pair.authority_id, pair.project_id
        from unnest(authorities, project_ids) as pair (authority_id, project_id)
    ),

    was as (
        select point.*
        from projects_mappoint as point
        inner join pairs on pairs.authority_id = point.authority_id and pairs.project_id = point.project_id
    ),

    placed as materialized (
        select placed.*
        from pairs
        inner join projects_mappoint_placed as placed
            on placed.authority_id = pairs.authority_id and placed.project_id = pairs.project_id
    ),

    becomes as materialized (
        select placed.*, projects_spot(placed.x, placed.y) as spot
        from placed
    ),

    gone as (
        delete from projects_mappoint as point
        using was
        where point.authority_id = was.authority_id and point.project_id = was.project_id
            and not exists (
                select from becomes
                where becomes.authority_id = was.authority_id and becomes.project_id = was.project_id
            )
    ),

    made as (
        insert into projects_mappoint as point (
            authority_id, project_id, fiscal_year, x, y, spot, latest_stage, programme, fund, problems, planned_satang,
            location
        )
        select
            becomes.authority_id, becomes.project_id, becomes.fiscal_year, becomes.x, becomes.y, becomes.spot,
            becomes.latest_stage, becomes.programme, becomes.fund, becomes.problems, becomes.planned_satang,
            becomes.location
        from becomes
        on conflict (authority_id, project_id) do update set
            fiscal_year = excluded.fiscal_year, x = excluded.x, y = excluded.y, spot = excluded.spot,
            latest_stage = excluded.latest_stage, programme = excluded.programme, fund = excluded.fund,
            problems = excluded.problems, planned_satang = excluded.planned_satang, location = excluded.location
    )

    insert into projects_mapdirty (fiscal_year, cell)
    select was.fiscal_year, (was.spot >> 32)::integer from was
    union
    select becomes.fiscal_year, (becomes.spot >> 32)::integer from becomes;
end $$;

create function projects_follow_map() returns trigger language plpgsql as $$
declare
    authorities bigint[];
    touched bigint[];
begin
    if coalesce(current_setting('geo_eplan.bulk_loading', true), '') = 'on' then
        return null;
    end if;
    if tg_op = 'INSERT' then
        select array_agg(authority_id), array_agg(id) into authorities, touched
        from new_rows where location is not null and set_aside_at is null;
    elsif tg_op = 'DELETE' then
        select array_agg(authority_id), array_agg(id) into authorities, touched
        from old_rows where location is not null;
    else
        select array_agg(becomes.authority_id), array_agg(becomes.id) into authorities, touched
        from new_rows as becomes
        inner join old_rows as was on was.authority_id = becomes.authority_id and was.id = becomes.id
        where (was.location is not null or becomes.location is not null)
            and (
                -- with the name, which is no part of a point but is written beside it on tiles
                (was.fiscal_year, was.latest_stage, was.programme_id, was.fund, was.problems, was.planned_budget,
                 was.set_aside_at is null, was.name)
                is distinct from (becomes.fiscal_year, becomes.latest_stage, becomes.programme_id, becomes.fund,
                 becomes.problems, becomes.planned_budget, becomes.set_aside_at is null, becomes.name)
                -- as bytes: the operator of the type would call two places equal whose boxes are
                or was.location::bytea is distinct from becomes.location::bytea
            );
    end if;
    if touched is not null then
        perform projects_follow_points(authorities, touched);
    end if;
    return null;
end $$;

-- Before "c_follow", whose own update of the derived columns comes by here again with newer rows.
create trigger b_map_insert after insert on projects_project referencing new table as new_rows
for each statement execute function projects_follow_map();
create trigger b_map_update after update on projects_project referencing old table as old_rows new table as new_rows
for each statement execute function projects_follow_map();
create trigger b_map_delete after delete on projects_project referencing old table as old_rows
for each statement execute function projects_follow_map();
