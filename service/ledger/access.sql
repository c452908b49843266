-- Who may see which record of a client, and on which ground: said once for every domain.
-- writes: nothing

-- What was recorded for a client `r` and holds today, from the register of the record to that of the
-- caller: grounds, and refusals among them. Index consent_of_client.
-- part: recorded_across
FROM consent g
WHERE g.area = :area AND g.client_id = r.client_id AND g.from_register = r.register
  AND g.to_register = :register AND g.status = 'recorded'
  AND g.valid_from <= :today AND coalesce(g.valid_to, 'infinity') >= :today
  AND coalesce(:noun = ANY (g.resources), true);

-- The ground that opens `r`, or NULL. A refusal goes before a consent, a statutory ground before a
-- refusal where its law says so. In one pass, with no query inside another: the parts of a statement
-- are made ready at each run, also where none of them is looked at.
-- part: ground_across
(SELECT CASE WHEN bool_or(g.kind = 'consent') AND NOT bool_or(g.kind = 'refusal') THEN 'consent'
             WHEN bool_or(g.kind = 'statutory' AND g.overrides_refusal)
                  OR (bool_or(g.kind = 'statutory') AND NOT bool_or(g.kind = 'refusal'))
                  THEN 'statutory' END
-- with: recorded_across
);

-- A record `r` (register, client_id) that the caller may see: of a register open to them, or, where
-- it is only read, across the boundary on a ground. A client acting for themselves sees their own
-- alone.
-- part: visible
(r.register = ANY (:registers) OR (:reads_across::boolean AND (:glass_broken::boolean OR EXISTS (
    SELECT 1
-- with: recorded_across
      AND g.kind <> 'refusal' AND (g.overrides_refusal OR NOT EXISTS (
          SELECT 1 FROM consent f
          WHERE f.area = :area AND f.client_id = r.client_id AND f.from_register = r.register
            AND f.to_register = :register AND f.status = 'recorded' AND f.kind = 'refusal'
            AND f.valid_from <= :today AND coalesce(f.valid_to, 'infinity') >= :today
            AND coalesce(:noun = ANY (f.resources), true)))))))
  AND r.client_id = coalesce(:own_client_id, r.client_id);

-- The ground on which the caller sees such a record.
-- part: ground
(CASE WHEN :own_client_id::uuid IS NOT NULL THEN 'self'
      WHEN r.register = ANY (:registers) THEN 'own_register'
      ELSE coalesce(
-- with: ground_across
      , 'break_glass') END);

-- Both in one: the ground on which the caller sees a record `r`, NULL where they do not see it.
-- part: ground_if_visible
(CASE WHEN r.client_id <> coalesce(:own_client_id, r.client_id) THEN NULL
      WHEN r.register = ANY (:registers)
          THEN CASE WHEN :own_client_id::uuid IS NULL THEN 'own_register' ELSE 'self' END
      WHEN :reads_across::boolean THEN coalesce(
-- with: ground_across
      , CASE WHEN :glass_broken::boolean THEN 'break_glass' END) END);

-- The same beside `r`, worked out once: `seen.ground`. Its OFFSET keeps it one. For reads of a single
-- record, which are many.
-- part: seen
CROSS JOIN LATERAL (SELECT
-- with: ground_if_visible
    AS ground OFFSET 0) seen;
