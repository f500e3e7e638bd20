-- geo_to_wgs84(geometry) -> geometry in EPSG:4326
--
-- The only way from another reference system to WGS 84 on the database side. WGS 84 / UTM goes by
-- ST_Transform. Indian 1975 goes by the official three-parameter shift of the Royal Irrigation Department
-- (control sheet 5236 IV no. 552, 2561 BE), given as the source definition, because ST_Transform's own
-- choice for 4240, 24047 and 24048 (EPSG:1812) puts every point 189 m off. Any other SRID is refused.
-- Heights are dropped.
CREATE OR REPLACE FUNCTION geo_to_wgs84(given geometry) RETURNS geometry
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $geo_to_wgs84$
DECLARE
    -- Everest 1830 (1937 adjustment), EPSG ellipsoid 7015, with the shift in metres.
    indian_1975 CONSTANT text :=
        '+a=6377276.345 +rf=300.8017 +towgs84=204.4798,837.8940,294.7765,0,0,0,0 +no_defs +type=crs';
    flat CONSTANT geometry := ST_Force2D(given);
BEGIN
    CASE ST_SRID(given)
        WHEN 4326 THEN
            RETURN flat;
        WHEN 32647, 32648 THEN
            RETURN ST_Transform(flat, 4326);
        WHEN 4240 THEN
            RETURN ST_Transform(flat, '+proj=longlat ' || indian_1975, 4326);
        WHEN 24047 THEN
            RETURN ST_Transform(flat, '+proj=utm +zone=47 +units=m ' || indian_1975, 4326);
        WHEN 24048 THEN
            RETURN ST_Transform(flat, '+proj=utm +zone=48 +units=m ' || indian_1975, 4326);
        ELSE
            RAISE EXCEPTION 'geo_to_wgs84 has no named operation for SRID %', ST_SRID(given)
                USING ERRCODE = 'invalid_parameter_value',
                      HINT = 'Known: 4326, 32647, 32648, 4240, 24047, 24048.';
    END CASE;
END;
$geo_to_wgs84$;
