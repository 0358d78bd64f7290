-- Policies of a municipality of its own as they were brought and checked. None judges by
-- standing here.
CREATE TABLE policy_candidate (
  id      TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  name    TEXT NOT NULL, -- of the file it came in
  digest  TEXT NOT NULL, -- of the source; empty: it had none
  source  BLOB NOT NULL,
  report  TEXT NOT NULL CHECK (json_valid(report)),
  made_by TEXT NOT NULL,
  at      TEXT NOT NULL
) STRICT;
CREATE INDEX policy_candidate_at ON policy_candidate (at);

CREATE TRIGGER policy_candidate_update BEFORE UPDATE ON policy_candidate BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER policy_candidate_delete BEFORE DELETE ON policy_candidate BEGIN SELECT RAISE(ABORT, 'append-only'); END;
