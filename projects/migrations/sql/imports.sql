-- Imports: keys that carry the authority, and the history of remembered matchings (see keys.sql and history.sql).
alter table projects_importjob drop constraint projects_importjob_pkey;
alter table projects_importjob add primary key (id, authority_id);
alter table projects_importmapping drop constraint projects_importmapping_pkey;
alter table projects_importmapping add primary key (id, authority_id);

create trigger a_log_insert after insert on projects_importmapping referencing new table as new_rows
for each statement execute function projects_log_change();
create trigger a_log_update after update on projects_importmapping referencing old table as old_rows new table as new_rows
for each statement execute function projects_log_change();
create trigger a_log_delete after delete on projects_importmapping referencing old table as old_rows
for each statement execute function projects_log_change();

-- The rows of a job are written once, read by its pages, and never updated but for what becomes stale.
alter table projects_importrow set (autovacuum_vacuum_insert_scale_factor = 0.5);

-- The rows that ask to be looked at are few among many; whole pages of the others are walked by their number.
create index projects_importrow_asking on projects_importrow (authority_id, job_id, number)
where outcome in ('refused', 'skipped') or looks;

-- The remarks of a row with one more (see projects.importing.remarks). `facts` are the words of its sentence.
create function projects_with_remark(remarks jsonb, field text, level text, code text, facts jsonb)
returns jsonb language sql immutable parallel safe as $$
    select coalesce(remarks, '[]'::jsonb)
        || jsonb_build_array(jsonb_build_object('f', field, 'l', level, 'c', code, 'p', coalesce(facts, '{}'::jsonb)))
$$;

-- The number with which a strategy or an approach begins as it was written: 1 in `ยุทธศาสตร์ที่ ๑ …` and `1. …`, 2 in `1.2 …`.
create function projects_part_number(written text) returns integer language sql immutable parallel safe as $$
    select substring(
        translate(written, '๐๑๒๓๔๕๖๗๘๙', '0123456789')
        from '^\s*(?:ยุทธศาสตร์|แนวทาง|กลยุทธ์)?\s*(?:การพัฒนา)?\s*(?:ที่)?\s*(?:\d{1,3}\.)*(\d{1,3})(?!\d)'
    )::integer
$$;
