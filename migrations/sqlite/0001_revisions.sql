-- Recorded time: a revision for every transaction that writes facts or timelines.
CREATE TABLE revision (
  revision INTEGER NOT NULL PRIMARY KEY CHECK (revision > 0),
  at       TEXT    NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z')
) STRICT;
CREATE INDEX revision_at ON revision (at);

CREATE TRIGGER revision_update BEFORE UPDATE ON revision BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER revision_delete BEFORE DELETE ON revision BEGIN SELECT RAISE(ABORT, 'append-only'); END;
