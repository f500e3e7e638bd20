-- A release of retention is found by (id, authority_id) and refers to its contract by both, and what is done to it is
-- kept in the change log, as with every other record of an authority.
alter table projects_retentionrelease drop constraint projects_retentionrelease_pkey;
alter table projects_retentionrelease add primary key (id, authority_id);
alter table projects_retentionrelease add constraint projects_retentionrelease_contract_id_within_authority
foreign key (contract_id, authority_id) references projects_contract (id, authority_id);

create trigger a_log_insert after insert on projects_retentionrelease referencing new table as new_rows
for each statement execute function projects_log_change();
create trigger a_log_update after update on projects_retentionrelease referencing old table as old_rows
new table as new_rows for each statement execute function projects_log_change();
create trigger a_log_delete after delete on projects_retentionrelease referencing old table as old_rows
for each statement execute function projects_log_change();

-- What an instalment has been paid is asked with every payment on it.
create index projects_disbursement_instalment on projects_disbursement (authority_id, instalment_id)
where instalment_id is not null;

-- The history of a contract asks for the instalments that were set aside as well.
create index projects_instalment_aside on projects_instalment (authority_id, contract_id)
where set_aside_at is not null;
