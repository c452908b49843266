-- How units and services are searched, said once for both. A search is of ranges of terms (`lowest`
-- included, `beyond` not): a word by its beginning is one, a filter that is a term another. A
-- statement that uses these parts names its table of terms `terms` (term, sort_key, id); the primary key
-- (area, term, sort_key, id) serves each of them alone, without a look at the table.
-- writes: nothing

-- How many terms a range has, counted as far as they are few: that of the range which has the fewest.
-- part: search_fewest
SELECT c.number, few.count
FROM unnest(:lowest::text[], :beyond::text[]) WITH ORDINALITY AS c (lowest, beyond, number)
CROSS JOIN LATERAL (
    SELECT count(*) AS count FROM (
        SELECT FROM terms t
        WHERE t.term >= c.lowest AND t.term < c.beyond
        ORDER BY t.term
        LIMIT 500) hits) few -- SEARCH_HITS_FEW
ORDER BY few.count, c.number
LIMIT 1;

-- The first hits of one range in the order of the list, after the cursor's place: those of each of its
-- different terms, found one after another, merged. Where it has more terms than are merged, many of all
-- names are among its hits: then those of the list itself, or of a filter.
-- part: search_walk
WITH RECURSIVE known AS (
    (SELECT t.term, 1 AS number FROM terms t
     WHERE t.term >= :leading AND t.term < :leading_beyond
     ORDER BY t.term
     LIMIT 1)
    UNION ALL
    SELECT n.term, k.number + 1
    FROM known k CROSS JOIN LATERAL (
        SELECT t.term FROM terms t
        WHERE t.term > k.term AND t.term < :leading_beyond
        ORDER BY t.term
        LIMIT 1) n
    WHERE k.number <= 20), -- SEARCH_TERMS_MERGED
followed AS (
    SELECT k.term FROM known k
    WHERE (SELECT count(*) FROM known) <= 20 -- SEARCH_TERMS_MERGED
    UNION ALL
    SELECT :term
    WHERE (SELECT count(*) FROM known) > 20) -- SEARCH_TERMS_MERGED
SELECT DISTINCT h.sort_key, h.id
FROM followed k CROSS JOIN LATERAL (
    SELECT t.sort_key, t.id FROM terms t
    WHERE t.term = k.term
      AND (t.sort_key, t.id) > (
          (SELECT coalesce(:after_1::text, '')),
          (SELECT coalesce(:after_2::uuid, '00000000-0000-0000-0000-000000000000')))
    ORDER BY t.sort_key, t.id
    LIMIT 500) h -- SEARCH_HITS_FEW
ORDER BY h.sort_key, h.id
LIMIT 500 -- SEARCH_HITS_FEW
;

-- Whatever all of some ranges have: of the three that have the fewest, and of these only such as have
-- not many times more than the first, since a row is looked at in the time of a few terms. Grouped by id
-- alone, so that only what is found is sorted by its name.
-- part: search_gather
WITH counted AS (
    SELECT c.lowest, c.beyond, seen.count, row_number() OVER (ORDER BY seen.count, c.number) AS place
    FROM unnest(:lowest::text[], :beyond::text[]) WITH ORDINALITY AS c (lowest, beyond, number)
    CROSS JOIN LATERAL (
        SELECT count(*) AS count FROM (
            SELECT FROM terms t
            WHERE t.term >= c.lowest AND t.term < c.beyond
            ORDER BY t.term
            LIMIT 4000) hits) seen), -- SEARCH_HITS_COUNTED
chosen AS (
    SELECT r.lowest, r.beyond, 1 << r.place::integer AS bit
    FROM counted r
    WHERE r.place <= 3 -- SEARCH_RANGES_GATHERED
      AND r.count <= 4 * (SELECT min(f.count) FROM counted f))
SELECT min(h.sort_key) AS sort_key, h.id
FROM chosen c CROSS JOIN LATERAL (
    SELECT t.sort_key, t.id FROM terms t WHERE t.term >= c.lowest AND t.term < c.beyond) h
GROUP BY h.id
HAVING bit_or(c.bit) = (SELECT sum(c.bit) FROM chosen c);
