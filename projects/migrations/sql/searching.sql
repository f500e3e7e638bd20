-- The form in which names and numbers are searched, and the indexes that find it.
-- Under C.UTF-8 (and most other collations) a Thai tone mark or the sign of a silent letter is no letter, so that trigrams
-- cut words at them; and they are what is most often left out or mistyped. They go, and with them spaces, dashes, dots
-- and slashes; Thai digits become Arabic ones, and the two ways to type ำ and แ become one. The same rule stands in
-- projects/searching/words.py; a test holds the two together.
-- The cost is told as it is (35 µs a name), lest the planner read a province's projects one by one; and without workers,
-- whose start takes longer than the answer.
create function projects_search_form(words text) returns text language plpgsql immutable cost 4000 as $$
begin
    return replace(replace(translate(
        lower(words collate "C"), '๐๑๒๓๔๕๖๗๘๙ ่้-.์/็๋๊–,:()"''“”‘’ฯ' || U&'\00A0\200B', '0123456789'
    ), 'ํา', 'ำ'), 'เเ', 'แ');
end $$;

-- A bar stands between the columns: it is kept in the form, so that no match runs from one column into the next.
create index projects_search_project on projects_project
using gin (projects_search_form(name || '|' || village || '|' || code) gin_trgm_ops);

create index projects_search_contract on projects_contract
using gin (
    projects_search_form(number || '|' || egp_number || '|' || contractor_tax_id || '|' || contractor_name) gin_trgm_ops
);

create index projects_search_voucher on projects_disbursement
using gin (projects_search_form(voucher_number) gin_trgm_ops);

create index projects_search_authority on layers_localauthority
using gin (projects_search_form(name_th || '|' || name_en || '|' || coalesce(code, '')) gin_trgm_ops);
