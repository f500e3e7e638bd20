-- Keys that carry the authority. Every record is found by (id, authority) and refers to its neighbours by both, so
-- that no record can point into another authority's data and the tables distribute by authority as they stand.
do $$
declare
    record_table text;
    reference record;
begin
    foreach record_table in array array[
        'developmentplan', 'vision', 'strategy', 'approach', 'planrevision', 'project', 'plannedbudget', 'planapproval',
        'budgetapproval', 'contract', 'contractshare', 'contractamendment', 'instalment', 'disbursement', 'carryover',
        'position', 'progress', 'progressphoto', 'handover', 'changelog', 'stageledger', 'stageinterval'
    ] loop
        execute format('alter table projects_%s drop constraint projects_%s_pkey', record_table, record_table);
        execute format('alter table projects_%s add primary key (id, authority_id)', record_table);
    end loop;

    for reference in
        select * from (values
            ('vision', 'plan_id', 'developmentplan'),
            ('strategy', 'plan_id', 'developmentplan'),
            ('approach', 'strategy_id', 'strategy'),
            ('planrevision', 'plan_id', 'developmentplan'),
            ('project', 'plan_id', 'developmentplan'),
            ('project', 'strategy_id', 'strategy'),
            ('project', 'approach_id', 'approach'),
            ('project', 'revision_id', 'planrevision'),
            ('plannedbudget', 'project_id', 'project'),
            ('planapproval', 'project_id', 'project'),
            ('budgetapproval', 'project_id', 'project'),
            ('contractshare', 'contract_id', 'contract'),
            ('contractshare', 'project_id', 'project'),
            ('contractamendment', 'contract_id', 'contract'),
            ('contractamendment', 'project_id', 'project'),
            ('instalment', 'contract_id', 'contract'),
            ('disbursement', 'project_id', 'project'),
            ('disbursement', 'contract_id', 'contract'),
            ('disbursement', 'instalment_id', 'instalment'),
            ('carryover', 'project_id', 'project'),
            ('position', 'project_id', 'project'),
            ('progress', 'project_id', 'project'),
            ('progressphoto', 'project_id', 'project'),
            ('progressphoto', 'progress_id', 'progress'),
            ('handover', 'project_id', 'project'),
            ('handover', 'contract_id', 'contract')
        ) as listed (from_table, from_column, to_table)
    loop
        execute format(
            'alter table projects_%s add constraint projects_%s_%s_within_authority '
            'foreign key (%I, authority_id) references projects_%s (id, authority_id)',
            reference.from_table, reference.from_table, reference.from_column, reference.from_column, reference.to_table
        );
    end loop;
end $$;

-- Maps ask for the projects of a rectangle; a project without a place is on no map.
create index projects_project_location on projects_project using gist (location)
where location is not null and set_aside_at is null;

-- Contract numbers of a payment and shares of a contract are looked up from the contract's side as well.
create index projects_disbursement_contract on projects_disbursement (authority_id, contract_id)
where contract_id is not null;
