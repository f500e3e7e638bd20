-- Something that changes with every write to the ground and costs a few milliseconds: which transaction wrote each row, and where.
select md5(string_agg(written.by_table, ',' order by written.by_table)) as version
from (
    select 'province' || count(*) || '/' || coalesce(sum(hashtext(xmin::text || ctid::text)::bigint), 0) as by_table from layers_province
    union all
    select 'district' || count(*) || '/' || coalesce(sum(hashtext(xmin::text || ctid::text)::bigint), 0) from layers_district
    union all
    select 'subdistrict' || count(*) || '/' || coalesce(sum(hashtext(xmin::text || ctid::text)::bigint), 0) from layers_subdistrict
    union all
    select 'authority' || count(*) || '/' || coalesce(sum(hashtext(xmin::text || ctid::text)::bigint), 0) from layers_localauthority
) as written
