-- Artificial data to try the service with.
-- writes: unit

-- A unit of the area; nothing where its code is there.
-- name: demo_insert_unit
INSERT INTO unit (area, id, code, names, kind, register, created_at, updated_at)
VALUES (:area, :id, :code, jsonb_build_object('fi', :name_fi::text, 'sv', :name_sv::text,
                                              'en', :name_en::text),
        :kind, :unit_register, :now, :now)
ON CONFLICT (area, code) DO NOTHING;
