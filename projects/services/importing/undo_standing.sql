-- What stands against taking an import back: projects it made or changed that somebody has changed since, or that have
-- records the import did not make. One row for each, with the reason as a word; at most %(most)s.
-- %(authority)s, %(job)s   ids of the authority and the job
-- %(done)s             the number of the last row that was written
with written as (
    select line.* from projects_importrow as line
    where line.authority_id = %(authority)s and line.job_id = %(job)s and line.number <= %(done)s
        and line.outcome in ('new', 'change')
),
changed as (
    select written.line, project.id, project.code, project.name, 'changed' as reason
    from written
    inner join projects_project as project
        on project.authority_id = %(authority)s and project.id = written.project_id
    where (
        written.outcome = 'new' and (project.version <> 1 or project.set_aside_at is not null)
    ) or (
        written.outcome = 'change'
        and (
            project.set_aside_at is not null
            or project.version <> written.project_version + case when written.changes is null then 0 else 1 end
        )
    )
),
foreign_records as (
    select written.line, project.id, project.code, project.name, 'records' as reason
    from written
    inner join projects_project as project
        on project.authority_id = %(authority)s and project.id = written.project_id
    where written.outcome = 'new' and (
        exists (
            select from projects_planapproval as held
            where held.authority_id = %(authority)s and held.project_id = written.project_id and held.set_aside_at is null
                and held.id is distinct from written.plan_approval_id
        )
        or exists (
            select from projects_budgetapproval as held
            where held.authority_id = %(authority)s and held.project_id = written.project_id and held.set_aside_at is null
                and held.id is distinct from written.budget_approval_id
        )
        or exists (
            select from projects_contractshare as held
            where held.authority_id = %(authority)s and held.project_id = written.project_id and held.set_aside_at is null
                and held.contract_id is distinct from written.contract_id
        )
        or exists (
            select from projects_disbursement as held
            where held.authority_id = %(authority)s and held.project_id = written.project_id and held.set_aside_at is null
                and held.id is distinct from written.disbursement_id
        )
        or exists (
            select from projects_position as held
            where held.authority_id = %(authority)s and held.project_id = written.project_id and held.set_aside_at is null
                and held.id is distinct from written.position_id
        )
        or exists (
            select from projects_progress as held
            where held.authority_id = %(authority)s and held.project_id = written.project_id and held.set_aside_at is null
                and held.id is distinct from written.progress_id
        )
    )
),
changed_contracts as (
    select written.line, written.project_id as id, written.code, contract.number as name, 'contract' as reason
    from written
    inner join projects_contract as contract
        on contract.authority_id = %(authority)s and contract.id = written.contract_id
    where contract.version <> 1 or contract.set_aside_at is not null
        or exists (
            select from projects_contractamendment as amendment
            where amendment.authority_id = %(authority)s and amendment.contract_id = contract.id
                and amendment.set_aside_at is null
        )
        or exists (
            select from projects_disbursement as held
            where held.authority_id = %(authority)s and held.contract_id = contract.id and held.set_aside_at is null
                and held.id is distinct from written.disbursement_id
        )
)
select line, id, code, name, reason from changed
union all
select line, id, code, name, reason from foreign_records
union all
select line, id, code, name, reason from changed_contracts
order by line, reason
limit %(most)s
