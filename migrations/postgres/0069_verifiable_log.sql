-- The leaves of the verifiable log. What is sealed in one stands beside it with its
-- salt, until it is redacted.
CREATE TABLE log_leaf (
  place    bigint           NOT NULL PRIMARY KEY CHECK (place >= 0),
  kind     text COLLATE "C" NOT NULL,
  object   text COLLATE "C" NOT NULL, -- the item of a decision; empty
  revision bigint           NOT NULL, -- of the leaf of a revision; 0
  leaf     text             NOT NULL,
  content  text             NOT NULL, -- unsealed; empty when nothing is sealed, or no longer known
  salt     text             NOT NULL
);
CREATE INDEX log_leaf_kind ON log_leaf (kind, object, place);
CREATE INDEX log_leaf_revision ON log_leaf (revision, place);

CREATE TRIGGER log_leaf_change BEFORE UPDATE OF place, kind, object, revision, leaf ON log_leaf FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_leaf_delete BEFORE DELETE ON log_leaf FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The hashes of the tree over them, as golang.org/x/mod/sumdb/tlog stores them.
CREATE TABLE log_hash (
  place bigint NOT NULL PRIMARY KEY,
  hash  bytea  NOT NULL CHECK (length(hash) = 32)
);
CREATE TRIGGER log_hash_change BEFORE UPDATE OR DELETE ON log_hash FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The entries of a revision in the order of the numbers of rules, some hundred a
-- row: a hash of 32 bytes and a salt of 16 each.
CREATE TABLE log_entry (
  revision bigint NOT NULL REFERENCES revision (revision),
  part     bigint NOT NULL,
  hashes   bytea  NOT NULL CHECK (length(hashes) % 32 = 0),
  salts    bytea  NOT NULL CHECK (length(salts) * 2 = length(hashes)),
  PRIMARY KEY (revision, part)
);
CREATE TRIGGER log_entry_change BEFORE UPDATE OF revision, part, hashes ON log_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_entry_delete BEFORE DELETE ON log_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The checkpoints that were signed.
CREATE TABLE log_checkpoint (
  size bigint      NOT NULL PRIMARY KEY CHECK (size > 0),
  at   timestamptz NOT NULL,
  note text        NOT NULL
);
CREATE TRIGGER log_checkpoint_change BEFORE UPDATE OR DELETE ON log_checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();
