-- Who may see which record of a client, said once for every domain.
-- writes: nothing

-- A record `r` (register, client_id) that the caller may see: of a register open to them; and a
-- client acting for themselves sees their own alone.
-- part: visible
r.register = ANY (:registers)
  AND r.client_id = coalesce(:own_client_id, r.client_id);
