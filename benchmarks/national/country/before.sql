-- What the making of the country needs beside the real tables; it is dropped with the schema when all is made.
create schema if not exists benchmark;

-- Chance that falls the same way at every making: a number from 0 up to 1 from a key and what it is about.
create function benchmark.chance(key bigint, about bigint) returns double precision
language sql immutable parallel safe strict as $$
    select (hashint8extended(key, about) & 1073741823)::double precision / 1073741824
$$;

-- Every authority with its weight, the people who enter its records, and how many places of it are known.
create unlogged table benchmark.authority (
    id bigint primary key,
    province_id text not null,
    weight double precision not null,
    is_large boolean not null,
    places integer not null,
    planner bigint not null,
    finance bigint not null,
    engineer bigint not null
);

-- Places where works are: around villages, inside the boundary by at least twelve metres.
create unlogged table benchmark.place (
    authority_id bigint not null,
    number integer not null,
    longitude double precision not null,
    latitude double precision not null,
    village text not null,
    village_number smallint not null
);

-- What a project may be: words before and after the village, its programme and its money in baht.
create unlogged table benchmark.phrase (
    number integer not null,
    is_large boolean not null,
    programme smallint not null,
    head text not null,
    tail text not null,
    baht bigint not null,
    objective text not null,
    primary key (is_large, number)
);

-- What an authority enters for a fiscal year: how many projects, and the deepest stage it comes to.
create unlogged table benchmark.allotment (
    authority_id bigint not null,
    fiscal_year integer not null,
    projects integer not null,
    deepest integer not null,
    part integer not null,
    primary key (fiscal_year, part, authority_id)
);

-- The making in progress: which batches are done.
create table benchmark.batch (
    fiscal_year integer not null,
    part integer not null,
    projects integer not null,
    first_id bigint not null,
    is_made boolean not null default false,
    primary key (fiscal_year, part)
);
