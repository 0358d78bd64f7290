-- Policies of a municipality of its own as they were brought and checked. None judges by
-- standing here.
CREATE TABLE policy_candidate (
  id      text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  name    text             NOT NULL, -- of the file it came in
  digest  text COLLATE "C" NOT NULL, -- of the source; empty: it had none
  source  bytea            NOT NULL,
  report  jsonb            NOT NULL,
  made_by text             NOT NULL,
  at      timestamptz      NOT NULL
);
CREATE INDEX policy_candidate_at ON policy_candidate (at);

CREATE TRIGGER policy_candidate_change BEFORE UPDATE OR DELETE ON policy_candidate FOR EACH ROW EXECUTE FUNCTION refuse_change();
