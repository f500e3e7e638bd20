-- Stored counts of map points in the cells of low zooms, and what is known of their age.
-- A write only appends to projects_mapdirty: it takes no lock that another writer could wait for.

alter table projects_mapcell set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);

-- A queue: it is always nearly empty, whatever has passed through it.
alter table projects_mapdirty set (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_insert_threshold = -1
);

alter table projects_mapstate add constraint projects_mapstate_one_row check (id = 1);
insert into projects_mapstate (id) values (1);

-- Cells are kept by province: an authority that comes to another one takes its projects along.
create function projects_follow_authorities() returns trigger language plpgsql as $$
begin
    insert into projects_mapdirty (fiscal_year, cell)
    select distinct point.fiscal_year, (point.spot >> 32)::integer
    from new_rows as becomes
    inner join old_rows as was on was.id = becomes.id
    inner join projects_mappoint as point on point.authority_id = becomes.id
    where (was.province_id, was.kind) is distinct from (becomes.province_id, becomes.kind);
    return null;
end $$;

create trigger projects_map_update after update on layers_localauthority
referencing old table as old_rows new table as new_rows
for each statement execute function projects_follow_authorities();
