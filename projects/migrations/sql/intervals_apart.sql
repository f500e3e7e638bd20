-- Intervals of the same stage and state never overlap. An exclusion constraint says the same, but its index takes a
-- minute for the quarter of a million intervals of four years; the ledger row of the authority and year is locked
-- whenever its intervals move, so that looking at what is there is enough.
create function projects_intervals_stay_apart() returns trigger language plpgsql as $$
declare
    overlap boolean;
begin
    -- planned anew every time: a plan made for one interval would be kept for the quarter of a million of a bulk load
    execute
        'select exists (select from new_rows as moved inner join projects_stageinterval as held '
        'on held.authority_id = moved.authority_id and held.fiscal_year = moved.fiscal_year '
        'and held.stage = moved.stage and held.state = moved.state '
        'where held.id <> moved.id and held.during && moved.during)'
    into overlap;
    if overlap then
        raise exception 'two intervals of a stage overlap' using errcode = 'exclusion_violation',
            constraint = 'projects_intervals_apart', hint = 'Intervals are written by the ledger only.';
    end if;
    return null;
end $$;

create trigger a_apart_insert after insert on projects_stageinterval referencing new table as new_rows
for each statement execute function projects_intervals_stay_apart();
create trigger a_apart_update after update on projects_stageinterval referencing new table as new_rows
for each statement execute function projects_intervals_stay_apart();
