-- The ground has a version, in the transaction of every write to it: a few a year, so that nobody minds the one row.
alter table layers_groundversion add constraint layers_groundversion_one_row check (id = 1);
insert into layers_groundversion (id, version) values (1, 1);

create function layers_ground_has_changed() returns trigger language plpgsql as $$
begin
    insert into layers_groundversion as kept (id, version) values (1, 1)
    on conflict (id) do update set version = kept.version + 1;
    return null;
end $$;

do $$
declare
    ground_table text;
begin
    foreach ground_table in array array['province', 'district', 'subdistrict', 'localauthority'] loop
        execute format(
            'create trigger ground_has_changed after insert or update or delete or truncate on layers_%s '
            'for each statement execute function layers_ground_has_changed()', ground_table);
    end loop;
end $$;
