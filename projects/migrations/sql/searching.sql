-- The form in which names and numbers are searched, and the indexes that find it.
-- Under C.UTF-8 (and most other collations) a Thai tone mark or the sign of a silent letter is no letter, so that trigrams
-- cut words at them; and they are what is most often left out or mistyped. They go, and with them spaces, dashes, dots
-- and slashes; Thai digits become Arabic ones, and the two ways to type ำ and แ become one. The same rule stands in
-- projects/searching/words.py; a test holds the two together.
-- What stands in nearly every name is taken away sign by sign; the rest, which `translate` looks for letter by letter in its
-- whole list, only where there is any. The cost is told as it is (10 µs a name), lest the planner read a province's
-- contracts one by one; and without workers, whose start takes longer than the answer.
create function projects_search_form(words text) returns text language plpgsql immutable cost 1000 as $$
declare
    form text := replace(replace(replace(replace(replace(replace(replace(
        lower(words collate "C"), ' ', ''), '่', ''), '้', ''), '์', ''), '็', ''), '.', ''), '-', '');
begin
    if form ~ '[/๋๊–,:()"''“”‘’ฯํ\u00a0\u200b๐-๙]|เเ' then
        if form ~ '[๐-๙]' then
            form := translate(form, '๐๑๒๓๔๕๖๗๘๙', '0123456789');
        end if;
        form := translate(form, '/๋๊–,:()"''“”‘’ฯ' || U&'\00A0\200B', '');
        form := replace(replace(form, 'ํา', 'ำ'), 'เเ', 'แ');
    end if;
    return form;
end $$;

-- What the searched words of every live project should be. A bar stands between the columns: it is kept in the form, so
-- that no match runs from one column into the next.
create view projects_projectwords_truth as
select
    project.authority_id,
    project.id as project_id,
    projects_search_form(project.name || '|' || project.village || '|' || project.code) as words
from projects_project as project
where project.set_aside_at is null;

-- Projects that are there already.
insert into projects_projectwords (authority_id, project_id, words)
select truth.authority_id, truth.project_id, truth.words
from projects_projectwords_truth as truth
order by truth.authority_id, truth.project_id;

-- Beside the projects and not on them: a write that changes no name passes this index by.
create index projects_projectwords_form on projects_projectwords using gin (words gin_trgm_ops);
-- No worker either: the rows looked at are few, or the first hundred will do.
alter table projects_projectwords set (
    parallel_workers = 0,
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05
);

-- New and renamed projects, those that were set aside and brought back, in the transaction of the write. Every row here
-- belongs to a project whose own row the writer has locked already. Bulk loading fills everything once, at its end.
create function projects_follow_words() returns trigger language plpgsql as $$
begin
    if coalesce(current_setting('geo_eplan.bulk_loading', true), '') = 'on' then
        return null;
    end if;
    if tg_op = 'INSERT' then
        insert into projects_projectwords (authority_id, project_id, words)
        select authority_id, id, projects_search_form(name || '|' || village || '|' || code) from new_rows
        where set_aside_at is null
        on conflict (authority_id, project_id) do update set words = excluded.words;
    elsif tg_op = 'DELETE' then
        delete from projects_projectwords as kept using old_rows
        where kept.authority_id = old_rows.authority_id and kept.project_id = old_rows.id;
    elsif exists (
        select from new_rows inner join old_rows using (authority_id, id)
        where (new_rows.name, new_rows.village, new_rows.code, new_rows.set_aside_at is null)
            is distinct from (old_rows.name, old_rows.village, old_rows.code, old_rows.set_aside_at is null)
    ) then
        delete from projects_projectwords as kept using new_rows
        where new_rows.set_aside_at is not null
            and kept.authority_id = new_rows.authority_id and kept.project_id = new_rows.id;
        insert into projects_projectwords as kept (authority_id, project_id, words)
        select
            becomes.authority_id, becomes.id,
            projects_search_form(becomes.name || '|' || becomes.village || '|' || becomes.code)
        from new_rows as becomes
        inner join old_rows as was on was.authority_id = becomes.authority_id and was.id = becomes.id
        where becomes.set_aside_at is null
            and (becomes.name, becomes.village, becomes.code, true)
            is distinct from (was.name, was.village, was.code, was.set_aside_at is null)
        on conflict (authority_id, project_id) do update set words = excluded.words where kept.words <> excluded.words;
    end if;
    return null;
end $$;

create trigger b_words_insert after insert on projects_project referencing new table as new_rows
for each statement execute function projects_follow_words();
create trigger b_words_update after update on projects_project referencing old table as old_rows new table as new_rows
for each statement execute function projects_follow_words();
create trigger b_words_delete after delete on projects_project referencing old table as old_rows
for each statement execute function projects_follow_words();

create index projects_search_contract on projects_contract
using gin (
    projects_search_form(number || '|' || egp_number || '|' || contractor_tax_id || '|' || contractor_name) gin_trgm_ops
);

create index projects_search_voucher on projects_disbursement
using gin (projects_search_form(voucher_number) gin_trgm_ops);

create index projects_search_authority on layers_localauthority
using gin (projects_search_form(name_th || '|' || name_en || '|' || coalesce(code, '')) gin_trgm_ops);
