-- Shares the projects among authorities and years by their weight, exactly, and cuts them into batches.
-- %(projects)s    projects in all
-- %(first_year)s  %(last_year)s    fiscal years (BE)
-- %(seed)s        another seed is another country
-- %(batch)s       projects in a batch, about
insert into benchmark.allotment (authority_id, fiscal_year, projects, deepest, part)
select
    shared.id,
    shared.fiscal_year,
    (round(%(projects)s * shared.up_to / shared.whole) - round(%(projects)s * (shared.up_to - shared.weight) / shared.whole))::integer,
    case
        -- a year that is over has few who stopped early; the last ones have many
        when shared.luck < 0.010 * shared.hurry then 3
        when shared.luck < 0.022 * shared.hurry then 4
        when shared.luck < 0.040 * shared.hurry then 5
        when shared.luck < 0.055 * shared.hurry then 6
        when shared.luck < 0.075 * shared.hurry then 7
        else 8
    end,
    abs(hashint8extended(shared.id, %(seed)s))
    %% greatest(1, round(%(projects)s::numeric / %(batch)s / (%(last_year)s - %(first_year)s + 1)))::bigint
from (
    select
        weighted.*,
        benchmark.chance(weighted.id * 4096 + weighted.fiscal_year, %(seed)s + 1) as luck,
        case when weighted.fiscal_year >= %(last_year)s - 1 then 3.0 else 1.0 end as hurry,
        sum(weighted.weight) over (order by weighted.fiscal_year, weighted.id) as up_to,
        sum(weighted.weight) over () as whole
    from (
        select
            authority.id,
            year.fiscal_year,
            -- each year a little more is planned; no two authorities plan alike
            (authority.weight * (1 + 0.03 * (year.fiscal_year - %(first_year)s))
            * (0.6 + 0.8 * benchmark.chance(authority.id * 4096 + year.fiscal_year, %(seed)s)))::numeric(12, 6) as weight
        from benchmark.authority
        cross join generate_series(%(first_year)s, %(last_year)s) as year (fiscal_year)
    ) as weighted
) as shared;

insert into benchmark.batch (fiscal_year, part, projects, first_id)
select
    fiscal_year,
    part,
    sum(projects),
    1 + coalesce(sum(sum(projects)) over (order by fiscal_year, part rows between unbounded preceding and 1 preceding), 0)
from benchmark.allotment
group by fiscal_year, part;

analyze benchmark.authority, benchmark.place, benchmark.phrase, benchmark.allotment, benchmark.batch;
