-- What was supposed, and what came out of it, as it was: nothing else rests on it.
CREATE TABLE simulation (
  id      TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  edit    INTEGER NOT NULL,
  name    TEXT    NOT NULL,
  shared  INTEGER NOT NULL CHECK (shared IN (0, 1)), -- with everybody who is signed in
  made    TEXT    NOT NULL CHECK (made GLOB '????-??-??'),
  made_by TEXT    NOT NULL,
  digest  TEXT    NOT NULL, -- of content as it was made; a redaction leaves it
  content TEXT    NOT NULL CHECK (json_valid(content))
) STRICT;

CREATE TRIGGER simulation_update BEFORE UPDATE OF made, made_by, digest, content ON simulation WHEN NOT EXISTS (SELECT 1 FROM redacting) BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER simulation_delete BEFORE DELETE ON simulation BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- The items whose papers have it as an annex.
CREATE TABLE simulation_item (
  simulation TEXT NOT NULL REFERENCES simulation (id),
  item       TEXT NOT NULL REFERENCES item (id),
  PRIMARY KEY (simulation, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX simulation_item_item ON simulation_item (item);
