-- Puts the searched words right that differ.
with stale as (
    delete from projects_projectwords as held using words_differing as truth
    where held.authority_id = truth.authority_id and held.project_id = truth.project_id and truth.words is null
)

insert into projects_projectwords as held (authority_id, project_id, words)
select authority_id, project_id, words
from words_differing
where words is not null
order by authority_id, project_id
on conflict (authority_id, project_id) do update set words = excluded.words
