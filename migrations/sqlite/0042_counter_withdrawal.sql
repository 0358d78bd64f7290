-- A counter-case that was taken back. Its words stay where they are, and are read by nobody.
CREATE TABLE counter_withdrawal (
  thread       TEXT    NOT NULL PRIMARY KEY REFERENCES counter_case (id),
  rule         TEXT    NOT NULL REFERENCES rule (id),
  withdrawn_on TEXT    NOT NULL CHECK (withdrawn_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  for_them     INTEGER NOT NULL CHECK (for_them IN (0, 1))
) STRICT;
CREATE INDEX counter_withdrawal_rule ON counter_withdrawal (rule);

CREATE TRIGGER counter_withdrawal_update BEFORE UPDATE ON counter_withdrawal BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER counter_withdrawal_delete BEFORE DELETE ON counter_withdrawal BEGIN SELECT RAISE(ABORT, 'append-only'); END;
