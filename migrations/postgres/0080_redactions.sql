-- A redaction puts a mark in the place of a text (docs/decisions/0051). What is
-- append-only for everybody else may then change, while a row stands here that goes
-- with the transaction.
CREATE TABLE redacting (
  one bigint NOT NULL PRIMARY KEY CHECK (one = 1)
);

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME IN ('rule_version', 'rule_event', 'justification', 'legal_check', 'mandate', 'audit_event', 'counter_case', 'counter_reply', 'opening')
    AND EXISTS (SELECT FROM redacting) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- The entries of which a text was redacted: the salts in log_entry are zeros, and
-- here are those of the texts that are still known, by pointer.
CREATE TABLE log_kept (
  revision bigint NOT NULL,
  place    bigint NOT NULL CHECK (place >= 0), -- among the entries
  entry    text   NOT NULL, -- as it was sealed
  salts    jsonb  NOT NULL,
  PRIMARY KEY (revision, place)
);
CREATE TRIGGER log_kept_change BEFORE UPDATE OF revision, place, entry ON log_kept FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_kept_delete BEFORE DELETE ON log_kept FOR EACH ROW EXECUTE FUNCTION refuse_change();
