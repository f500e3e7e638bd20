-- The searched words that differed and still do, both in words.
-- %(limit)s    rows at the most
select
    'searched words' as what,
    truth.authority_id,
    truth.project_id::text as key,
    coalesce(held.words, '') as kept,
    coalesce(truth.words, '') as true
from words_differing as truth
left join projects_projectwords as held
    on held.authority_id = truth.authority_id and held.project_id = truth.project_id
where held.words is distinct from truth.words
order by truth.authority_id, truth.project_id
limit %(limit)s
