-- The steps that records have made; only ever added to.
-- writes: move

-- One step; the version it makes is made once.
-- name: move_insert
INSERT INTO move (area, resource, resource_id, version, at, by, action, from_status, to_status,
                  reason, detail)
VALUES (:area, :resource, :resource_id, :version, :now, :sub, :action, :from_status, :to_status,
        :reason, :detail);

-- The latest steps of one record, oldest first; by primary key.
-- name: move_select
SELECT version, at, by_sub, action, "from", "to", reason, detail
FROM (SELECT version, at, by AS by_sub, action, from_status AS "from", to_status AS "to", reason,
             detail
      FROM move
      WHERE area = :area AND resource = :resource AND resource_id = :resource_id
      ORDER BY version DESC
      LIMIT 200 -- MOVES_SHOWN_MAX
     ) latest
ORDER BY version;
