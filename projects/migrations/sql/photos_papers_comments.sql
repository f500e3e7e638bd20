-- Papers and comments are records of an authority like all others: keys of two columns, and every change in the log.
do $$
declare
    record_table text;
begin
    foreach record_table in array array['projectdocument', 'projectcomment'] loop
        execute format('alter table projects_%s drop constraint projects_%s_pkey', record_table, record_table);
        execute format('alter table projects_%s add primary key (id, authority_id)', record_table);
        execute format(
            'alter table projects_%s add constraint projects_%s_project_id_within_authority '
            'foreign key (project_id, authority_id) references projects_project (id, authority_id)',
            record_table, record_table
        );
        execute format(
            'create trigger a_log_insert after insert on projects_%s referencing new table as new_rows '
            'for each statement execute function projects_log_change()', record_table);
        execute format(
            'create trigger a_log_update after update on projects_%s referencing old table as old_rows '
            'new table as new_rows for each statement execute function projects_log_change()', record_table);
        execute format(
            'create trigger a_log_delete after delete on projects_%s referencing old table as old_rows '
            'for each statement execute function projects_log_change()', record_table);
    end loop;
end $$;
