-- A link may be guarded for a time: who answers through it must show a little work.
ALTER TABLE open_link ADD COLUMN guarded timestamptz NOT NULL DEFAULT '0001-01-01 00:00:00Z'; -- until when
