-- One vector tile of the ground: provinces, districts and authorities as areas, and points with names.
-- Areas are cut in degrees first and simplified to less than a pixel, so that a tile costs what it shows.
-- %(z)s %(x)s %(y)s       the tile
-- %(wgs84)s               SRID of our geometry
-- %(web_mercator)s        SRID of tiles
-- %(tolerance)s           metres of web mercator that nobody sees at this zoom
-- %(prefixes_th)s %(suffixes_en)s  short words for the kinds of authority, as JSON by kind
-- %(with_districts)s      whether districts are drawn at this zoom
-- %(with_authorities)s    whether authorities are drawn at this zoom
-- %(with_subdistricts)s   whether subdistricts are named at this zoom
with tile as (
    select
        ST_TileEnvelope(%(z)s, %(x)s, %(y)s) as bounds,
        -- wider than the buffer of the tile (64 of 4,096), so that the cut itself is never drawn
        ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.05), %(wgs84)s) as area,
        ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s), %(wgs84)s) as inner_area
),

areas as (
    select 'provinces' as layer, province.code as id, province.name_th, province.name_en, 'PROVINCE' as kind, province.boundary
    from layers_province as province
    inner join tile on province.boundary && tile.area
    union all
    select 'districts', district.code, district.name_th, district.name_en, 'DISTRICT', district.boundary
    from layers_district as district
    inner join tile on district.boundary && tile.area
    where %(with_districts)s
    union all
    -- a provincial organization covers its whole province and would only draw the province's line again
    select
        'authorities',
        authority.id::text,
        concat(%(prefixes_th)s::jsonb ->> authority.kind, authority.name_th),
        case
            when authority.name_en = '' then ''
            else concat_ws(' ', authority.name_en, nullif(%(suffixes_en)s::jsonb ->> authority.kind, ''))
        end,
        authority.kind,
        authority.boundary
    from layers_localauthority as authority
    inner join tile on authority.boundary && tile.area
    where %(with_authorities)s and authority.kind <> 'PAO' and authority.dissolved_on is null
),

drawn as (
    select
        areas.layer,
        areas.id,
        areas.name_th,
        areas.name_en,
        areas.kind,
        ST_AsMVTGeom(
            ST_Simplify(
                ST_Transform(ST_ClipByBox2D(areas.boundary, ST_Envelope(tile.area)::box2d), %(web_mercator)s), %(tolerance)s, true
            ),
            tile.bounds, 4096, 64, true
        ) as geom
    from areas
    cross join tile
),

named as (
    select 'province_labels' as layer, province.name_th, province.name_en, 'province' as kind, ST_PointOnSurface(province.boundary) as point
    from layers_province as province
    inner join tile on province.boundary && tile.area
    union all
    select 'places', district.name_th, district.name_en, 'district', ST_PointOnSurface(district.boundary)
    from layers_district as district
    inner join tile on district.boundary && tile.area
    where %(with_districts)s
    union all
    select 'places', subdistrict.name_th, subdistrict.name_en, 'subdistrict', ST_PointOnSurface(subdistrict.boundary)
    from layers_subdistrict as subdistrict
    inner join tile on subdistrict.boundary && tile.area
    where %(with_subdistricts)s
    union all
    select
        'authority_labels',
        concat(%(prefixes_th)s::jsonb ->> authority.kind, authority.name_th),
        case
            when authority.name_en = '' then ''
            else concat_ws(' ', authority.name_en, nullif(%(suffixes_en)s::jsonb ->> authority.kind, ''))
        end,
        authority.kind,
        ST_PointOnSurface(authority.boundary)
    from layers_localauthority as authority
    inner join tile on authority.boundary && tile.area
    where %(with_authorities)s and authority.kind <> 'PAO' and authority.dissolved_on is null
),

labels as (
    select
        named.layer,
        named.name_th,
        named.name_en,
        named.kind,
        ST_AsMVTGeom(ST_Transform(named.point, %(web_mercator)s), tile.bounds, 4096, 0, true) as geom
    from named
    inner join tile on named.point && tile.inner_area
)

select
    coalesce((
        select ST_AsMVT(layer.*, 'provinces', 4096, 'geom')
        from (select id, name_th, name_en, kind, geom from drawn where layer = 'provinces' and geom is not null) as layer
    ), ''::bytea)
    || coalesce((
        select ST_AsMVT(layer.*, 'districts', 4096, 'geom')
        from (select id, name_th, name_en, kind, geom from drawn where layer = 'districts' and geom is not null) as layer
    ), ''::bytea)
    || coalesce((
        select ST_AsMVT(layer.*, 'authorities', 4096, 'geom')
        from (select id::bigint as id, name_th, name_en, kind, geom from drawn where layer = 'authorities' and geom is not null) as layer
    ), ''::bytea)
    || coalesce((
        select ST_AsMVT(layer.*, 'province_labels', 4096, 'geom')
        from (select name_th, name_en, kind, geom from labels where layer = 'province_labels' and geom is not null) as layer
    ), ''::bytea)
    || coalesce((
        select ST_AsMVT(layer.*, 'places', 4096, 'geom')
        from (select name_th, name_en, kind, geom from labels where layer = 'places' and geom is not null) as layer
    ), ''::bytea)
    || coalesce((
        select ST_AsMVT(layer.*, 'authority_labels', 4096, 'geom')
        from (select name_th, name_en, kind, geom from labels where layer = 'authority_labels' and geom is not null) as layer
    ), ''::bytea) as tile
