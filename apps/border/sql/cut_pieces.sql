-- Cut alignments into pieces of one kilometre of official measure, the last one shorter.
-- In:  uids: of the alignments to cut. M of their lines is centimetres of official measure, from 0.
-- Out: rows of border_alignmentpiece; M stays, and the ends of each piece have exactly the M of the cut.
INSERT INTO border_alignmentpiece (alignment_id, from_cm, to_cm, line)
SELECT a.uid, piece.from_cm, piece.to_cm,
    ST_GeometryN(ST_LocateBetween(a.line, piece.from_cm, piece.to_cm), 1)
FROM border_alignment a
CROSS JOIN LATERAL (
    SELECT start AS from_cm, least(start + 100000, round(ST_M(ST_EndPoint(a.line)))::int) AS to_cm
    FROM generate_series(0, round(ST_M(ST_EndPoint(a.line)))::int - 1, 100000) AS start
) piece
WHERE a.uid = ANY(%(uids)s::uuid[])
