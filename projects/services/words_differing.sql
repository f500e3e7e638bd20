-- The searched words that are not those of their projects, as they should be; only the keys of those that should not be.
select
    coalesce(truth.authority_id, held.authority_id) as authority_id,
    coalesce(truth.project_id, held.project_id) as project_id,
    truth.words
from projects_projectwords as held
full join projects_projectwords_truth as truth
    on truth.authority_id = held.authority_id and truth.project_id = held.project_id
where held.words is distinct from truth.words
