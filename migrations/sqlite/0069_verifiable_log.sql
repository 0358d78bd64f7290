-- The leaves of the verifiable log. What is sealed in one stands beside it with its
-- salt, until it is redacted.
CREATE TABLE log_leaf (
  place    INTEGER NOT NULL PRIMARY KEY CHECK (place >= 0),
  kind     TEXT    NOT NULL,
  object   TEXT    NOT NULL, -- the item of a decision; empty
  revision INTEGER NOT NULL, -- of the leaf of a revision; 0
  leaf     TEXT    NOT NULL,
  content  TEXT    NOT NULL, -- unsealed; empty when nothing is sealed, or no longer known
  salt     TEXT    NOT NULL
) STRICT;
CREATE INDEX log_leaf_kind ON log_leaf (kind, object, place);
CREATE INDEX log_leaf_revision ON log_leaf (revision, place);

CREATE TRIGGER log_leaf_update BEFORE UPDATE OF place, kind, object, revision, leaf ON log_leaf BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER log_leaf_delete BEFORE DELETE ON log_leaf BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- The hashes of the tree over them, as golang.org/x/mod/sumdb/tlog stores them.
CREATE TABLE log_hash (
  place INTEGER NOT NULL PRIMARY KEY,
  hash  BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TRIGGER log_hash_update BEFORE UPDATE ON log_hash BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER log_hash_delete BEFORE DELETE ON log_hash BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- The entries of a revision in the order of the numbers of rules, some hundred a
-- row: a hash of 32 bytes and a salt of 16 each.
CREATE TABLE log_entry (
  revision INTEGER NOT NULL REFERENCES revision (revision),
  part     INTEGER NOT NULL,
  hashes   BLOB    NOT NULL CHECK (length(hashes) % 32 = 0),
  salts    BLOB    NOT NULL CHECK (length(salts) * 2 = length(hashes)),
  PRIMARY KEY (revision, part)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER log_entry_update BEFORE UPDATE OF revision, part, hashes ON log_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER log_entry_delete BEFORE DELETE ON log_entry BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- The checkpoints that were signed.
CREATE TABLE log_checkpoint (
  size INTEGER NOT NULL PRIMARY KEY CHECK (size > 0),
  at   TEXT    NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
  note TEXT    NOT NULL
) STRICT;
CREATE TRIGGER log_checkpoint_update BEFORE UPDATE ON log_checkpoint BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER log_checkpoint_delete BEFORE DELETE ON log_checkpoint BEGIN SELECT RAISE(ABORT, 'append-only'); END;
