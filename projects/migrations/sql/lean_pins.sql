-- A pin in one statement: what the service asks before it keeps a position is asked under the lock of the project, in the
-- transaction that writes, without a journey between database and service for each question. Plans are kept by the session.

-- How a point lies against the boundary of an authority. `inside` is a word of projects.enums.Inside; `distance_m` is how
-- far beyond the boundary it lies, in metres on the ellipsoid, null within it. A boundary whose accuracy is unknown counts
-- as known to `unknown_accuracy_m`.
-- The distance to a boundary on the ellipsoid costs twenty times the rest, so it is measured only where it decides: beyond
-- the boundary, or within reach of its accuracy. A degree is longer than 100,000 m everywhere in Thailand, so what is
-- farther away in degrees than its accuracy in metres / 100,000 is farther away in metres.
create function projects_against_boundary(
    of_authority bigint, point geometry, unknown_accuracy_m double precision,
    out inside text, out distance_m double precision
) language plpgsql stable as $$
declare
    boundary geometry;
    accuracy_m double precision;
    is_covered boolean;
    to_boundary_m double precision;
begin
    select authority.boundary, coalesce(authority.boundary_accuracy_m, unknown_accuracy_m) into boundary, accuracy_m
    from layers_localauthority as authority where authority.id = of_authority;
    if boundary is null or ST_IsEmpty(boundary) then
        inside := 'UNKNOWN';
        return;
    end if;
    is_covered := ST_Covers(boundary, point);
    if is_covered and not ST_DWithin(ST_Boundary(boundary), point, accuracy_m / 100000) then
        inside := 'INSIDE';
        return;
    end if;
    to_boundary_m := ST_Distance(ST_Boundary(boundary)::geography, point::geography);
    inside := case when to_boundary_m <= accuracy_m then 'EDGE' when is_covered then 'INSIDE' else 'OUTSIDE' end;
    distance_m := case when not is_covered then to_boundary_m end;
end $$;

-- Makes a position the current one of its project and kind. `outcome` says what happened:
--   appended   it was kept: `id`, `sequence`, `recorded_at`, `inside` and `distance_m` are those of the new position
--   sent       the sender's id was kept before, as position `id`; only asked when `may_be_resent`
--   moved      the current position is not the `expected_sequence` (0 for none; null not to ask)
--   outside    it lies beyond the boundary by `distance_m`, and no reason is given
--   aside, gone   the project was set aside, or there is none
-- Nothing is written but in the first case. The names that begin with `of_` and `with_` are columns of projects_position.
create function projects_pin(
    of_authority bigint, of_project bigint, of_kind text, with_point geometry, with_source_text text, with_system text,
    with_capture text, with_accuracy_m double precision, with_captured_at timestamptz, with_map_zoom double precision,
    with_outside_reason text, with_client_id uuid, with_recorded_by bigint,
    expected_sequence integer, may_be_resent boolean, unknown_accuracy_m double precision,
    out outcome text, out id bigint, out sequence integer, out recorded_at timestamptz, out inside text,
    out distance_m double precision
) language plpgsql as $$
declare
    is_aside boolean;
    current_sequence integer;
begin
    perform set_config('geo_eplan.user_id', with_recorded_by::text, true);
    select project.set_aside_at is not null into is_aside from projects_project as project
    where project.authority_id = of_authority and project.id = of_project for no key update;
    if is_aside is distinct from false then
        outcome := case when is_aside then 'aside' else 'gone' end;
        return;
    end if;
    if may_be_resent then
        select kept.id into id from projects_position as kept
        where kept.authority_id = of_authority and kept.client_id = with_client_id;
        if found then
            outcome := 'sent';
            return;
        end if;
    end if;
    select
        coalesce(max(line.sequence), 0) + 1,
        coalesce(max(line.sequence) filter (where line.is_current and line.set_aside_at is null), 0)
    into sequence, current_sequence
    from projects_position as line
    where line.authority_id = of_authority and line.project_id = of_project and line.kind = of_kind;
    if expected_sequence <> current_sequence then
        outcome := 'moved';
        return;
    end if;
    select held.inside, held.distance_m into inside, distance_m
    from projects_against_boundary(of_authority, with_point, unknown_accuracy_m) as held;
    if inside = 'OUTSIDE' and with_outside_reason = '' then
        outcome := 'outside';
        return;
    end if;
    -- one statement, so that what follows from positions is worked out once, with the new one in the place of the old;
    -- that the old one is current no more must come first, so the new one waits for the count of it
    with retired as (
        update projects_position as line set is_current = false, version = line.version + 1
        where line.authority_id = of_authority and line.project_id = of_project and line.kind = of_kind
            and line.is_current
        returning line.id
    )
    insert into projects_position as kept (
        authority_id, project_id, kind, sequence, is_current, point, source_text, system, capture, accuracy_m, captured_at,
        map_zoom, inside, outside_distance_m, outside_reason, client_id, recorded_by_id
    )
    select
        of_authority, of_project, of_kind, projects_pin.sequence, (select count(*) from retired) >= 0,
        with_point, with_source_text, with_system, with_capture, with_accuracy_m, with_captured_at,
        with_map_zoom, projects_pin.inside, projects_pin.distance_m, with_outside_reason, with_client_id,
        with_recorded_by
    returning kept.id, kept.recorded_at into projects_pin.id, projects_pin.recorded_at;
    outcome := 'appended';
end $$;

-- A line of the log is written by the trigger of a record whose own reference to the authority is checked in the same
-- transaction; checking the same again for each line costs two look-ups and a lock a pin.
do $$
declare
    reference text;
begin
    select conname into reference from pg_constraint
    where conrelid = 'projects_changelog'::regclass and contype = 'f' and confrelid = 'layers_localauthority'::regclass;
    execute format('alter table projects_changelog drop constraint %I', reference);
end $$;

-- A position says where a project is and nothing else, so only that is looked up again, not what money and progress say.
create function projects_follow_positions() returns trigger language plpgsql as $$
declare
    of_authority bigint;
    of_project bigint;
    place record;
    touched refcursor;
begin
    if coalesce(current_setting('geo_eplan.bulk_loading', true), '') = 'on' then
        return null;
    end if;
    if tg_op = 'INSERT' then
        open touched for select distinct authority_id, project_id from new_rows order by 1, 2;
    elsif tg_op = 'DELETE' then
        open touched for select distinct authority_id, project_id from old_rows order by 1, 2;
    else
        -- a position that made room for its successor: what that means follows from the successor
        open touched for
        select rows.authority_id, rows.project_id from (select * from new_rows union all select * from old_rows) as rows
        where not exists (
            select from new_rows as retired
            inner join old_rows as was on was.authority_id = retired.authority_id and was.id = retired.id
            inner join projects_position as successor
                on successor.authority_id = retired.authority_id and successor.project_id = retired.project_id
                and successor.kind = retired.kind and successor.is_current and successor.set_aside_at is null
            where retired.authority_id = rows.authority_id and retired.id = rows.id
                and was.is_current and not retired.is_current
                and (was.project_id, was.kind) = (retired.project_id, retired.kind)
        )
        group by 1, 2 order by 1, 2;
    end if;
    perform set_config('geo_eplan.deriving', 'on', true);
    loop
        fetch touched into of_authority, of_project;
        exit when not found;
        -- locked first and read again in a statement of its own: two writers do not overlook each other's positions
        perform from projects_project where authority_id = of_authority and id = of_project for no key update;
        -- the place to draw, as in projects_project_facts: as built before contract before planned
        select position.point, position.kind into place from projects_position as position
        where position.authority_id = of_authority and position.project_id = of_project
            and position.is_current and position.set_aside_at is null
        order by case position.kind when 'AS_BUILT' then 1 when 'CONTRACT' then 2 else 3 end
        limit 1;
        update projects_project as project set location = place.point, location_kind = coalesce(place.kind, '')
        where project.authority_id = of_authority and project.id = of_project
            and (project.location is distinct from place.point or project.location_kind <> coalesce(place.kind, ''));
    end loop;
    close touched;
    perform set_config('geo_eplan.deriving', '', true);
    return null;
end $$;

drop trigger b_follow_insert on projects_position;
drop trigger b_follow_update on projects_position;
drop trigger b_follow_delete on projects_position;

create trigger b_follow_insert after insert on projects_position referencing new table as new_rows
for each statement execute function projects_follow_positions();
create trigger b_follow_update after update on projects_position referencing old table as old_rows new table as new_rows
for each statement execute function projects_follow_positions();
create trigger b_follow_delete after delete on projects_position referencing old table as old_rows
for each statement execute function projects_follow_positions();
