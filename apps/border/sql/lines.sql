-- The lines of stretches of routes, cut from the 1-km pieces of the alignments in force on a day.
-- In:  routes, from_cms, to_cms: equally long arrays, route ids and centimetres of official measure; day.
-- Out: n, place of the stretch in the arrays from 0; line, GeoJSON geometry in EPSG:4326, 7 decimals (1 cm).
--      A stretch without an alignment on that day gives no row; what lies beyond the line's end is not drawn.
SELECT s.place - 1, ST_AsGeoJSON(ST_Transform(ST_Force2D(cut.line), 4326), 7)
FROM unnest(%(routes)s::int[], %(from_cms)s::int[], %(to_cms)s::int[]) WITH ORDINALITY
    AS s (route_id, from_cm, to_cm, place)
JOIN border_alignment a
    ON a.route_id = s.route_id AND a.state = 'published' AND a.valid @> %(day)s::date
CROSS JOIN LATERAL (
    SELECT ST_MakeLine(
        CASE
            WHEN s.from_cm <= p.from_cm AND p.to_cm <= s.to_cm THEN p.line
            -- Cut by M, which bends at every sign; cutting by fraction of the length would miss that.
            ELSE ST_GeometryN(
                ST_LocateBetween(p.line, greatest(s.from_cm, p.from_cm), least(s.to_cm, p.to_cm)), 1)
        END
        ORDER BY p.from_cm
    ) AS line
    FROM border_alignmentpiece p
    -- Pieces begin at whole kilometres, so both ends are found in the index.
    WHERE p.alignment_id = a.uid AND p.from_cm >= s.from_cm / 100000 * 100000 AND p.from_cm < s.to_cm
) cut
WHERE cut.line IS NOT NULL
