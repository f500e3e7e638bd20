-- Imports bring projects in by the thousand, and have worked out for all rows together what each begins with.
-- geo_eplan.begun   'on' while a statement of projects/services/importing enters projects whose `stages` and `checks` it has
--                   worked out under a lock of their plans, as projects_begin_project would for one after the other
drop trigger b_begin_insert on projects_project;
create trigger b_begin_insert before insert on projects_project
for each row when (coalesce(current_setting('geo_eplan.begun', true), '') <> 'on')
execute function projects_begin_project();

-- A project belongs to the authority of its plan, and a planned budget to that of its project, by keys that carry the
-- authority: that there is such an authority is checked where the plan is entered, and need not be checked for every row.
do $$
declare
    reference record;
begin
    for reference in
        select conrelid::regclass as record_table, conname from pg_constraint
        where conrelid in ('projects_project'::regclass, 'projects_plannedbudget'::regclass)
            and contype = 'f' and confrelid = 'layers_localauthority'::regclass
    loop
        execute format('alter table %s drop constraint %I', reference.record_table, reference.conname);
    end loop;
end $$;
