-- A link may be guarded for a time: who answers through it must show a little work.
ALTER TABLE open_link ADD COLUMN guarded TEXT NOT NULL DEFAULT '0001-01-01T00:00:00.000000Z' CHECK (guarded GLOB '????-??-??T??:??:??.??????Z'); -- until when
