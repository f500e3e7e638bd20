-- An authority's kind, code, names and province are those of its latest period; it is dissolved when that period has ended.
create or replace function layers_authority_follows_periods() returns trigger language plpgsql as $$
declare
    changed bigint := coalesce(new.authority_id, old.authority_id);
begin
    update layers_localauthority as authority
    set
        kind = latest.kind,
        code = latest.code,
        name_th = latest.name_th,
        name_en = latest.name_en,
        province_id = latest.province_id,
        established_on = latest.first_day,
        dissolved_on = upper(latest.during)
    from (
        select
            period.*,
            -- a first day that nobody knows stays unknown
            case when not bool_or(lower_inf(period.during)) over () then min(lower(period.during)) over () end as first_day
        from layers_authorityperiod as period
        where period.authority_id = changed
        order by lower(period.during) desc nulls last
        limit 1
    ) as latest
    where authority.id = changed;
    return null;
end $$;

create trigger authority_follows_periods
after insert or update or delete on layers_authorityperiod
for each row execute function layers_authority_follows_periods();

-- Reports for a past day ask which authorities existed then: province and kind of the period that contains the day.
create index layers_authorityperiod_during on layers_authorityperiod using gist (during);
