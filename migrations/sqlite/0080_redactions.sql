-- A redaction puts a mark in the place of a text (docs/decisions/0051). What is
-- append-only for everybody else may then change, while a row stands here that goes
-- with the transaction.
CREATE TABLE redacting (
  one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1)
) STRICT;

DROP TRIGGER rule_version_update;
CREATE TRIGGER rule_version_update BEFORE UPDATE ON rule_version WHEN NOT EXISTS (SELECT 1 FROM redacting) BEGIN SELECT RAISE(ABORT, 'append-only'); END;
DROP TRIGGER rule_event_update;
CREATE TRIGGER rule_event_update BEFORE UPDATE ON rule_event WHEN NOT EXISTS (SELECT 1 FROM redacting) BEGIN SELECT RAISE(ABORT, 'append-only'); END;
DROP TRIGGER justification_update;
CREATE TRIGGER justification_update BEFORE UPDATE ON justification WHEN NOT EXISTS (SELECT 1 FROM redacting) BEGIN SELECT RAISE(ABORT, 'append-only'); END;
DROP TRIGGER legal_check_update;
CREATE TRIGGER legal_check_update BEFORE UPDATE ON legal_check WHEN NOT EXISTS (SELECT 1 FROM redacting) BEGIN SELECT RAISE(ABORT, 'append-only'); END;
DROP TRIGGER mandate_update;
CREATE TRIGGER mandate_update BEFORE UPDATE ON mandate WHEN NOT EXISTS (SELECT 1 FROM redacting) BEGIN SELECT RAISE(ABORT, 'append-only'); END;
DROP TRIGGER audit_event_update;
CREATE TRIGGER audit_event_update BEFORE UPDATE ON audit_event WHEN NOT EXISTS (SELECT 1 FROM redacting) BEGIN SELECT RAISE(ABORT, 'append-only'); END;
DROP TRIGGER counter_case_update;
CREATE TRIGGER counter_case_update BEFORE UPDATE ON counter_case WHEN NOT EXISTS (SELECT 1 FROM redacting) BEGIN SELECT RAISE(ABORT, 'append-only'); END;
DROP TRIGGER counter_reply_update;
CREATE TRIGGER counter_reply_update BEFORE UPDATE ON counter_reply WHEN NOT EXISTS (SELECT 1 FROM redacting) BEGIN SELECT RAISE(ABORT, 'append-only'); END;
DROP TRIGGER opening_update;
CREATE TRIGGER opening_update BEFORE UPDATE ON opening WHEN NOT EXISTS (SELECT 1 FROM redacting) BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- The entries of which a text was redacted: the salts in log_entry are zeros, and
-- here are those of the texts that are still known, by pointer.
CREATE TABLE log_kept (
  revision INTEGER NOT NULL,
  place    INTEGER NOT NULL CHECK (place >= 0), -- among the entries
  entry    TEXT    NOT NULL, -- as it was sealed
  salts    TEXT    NOT NULL CHECK (json_valid(salts)),
  PRIMARY KEY (revision, place)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER log_kept_update BEFORE UPDATE OF revision, place, entry ON log_kept BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER log_kept_delete BEFORE DELETE ON log_kept BEGIN SELECT RAISE(ABORT, 'append-only'); END;
