-- The dated facts of rules, and what follows from them.
CREATE TABLE rule_event (
  seq      bigint           NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the order of recording
  id       text COLLATE "C" NOT NULL UNIQUE CHECK (id <> ''),
  rule     text COLLATE "C" NOT NULL REFERENCES rule (id),
  revision bigint           NOT NULL REFERENCES revision (revision),
  recorded iso_day          NOT NULL,
  ord      bigint           NOT NULL,
  valid    iso_day          NOT NULL,
  kind     text             NOT NULL,
  fact     jsonb            NOT NULL
);
CREATE INDEX rule_event_rule ON rule_event (rule, seq);

CREATE TRIGGER rule_event_change BEFORE UPDATE OR DELETE ON rule_event FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A stretch of days [from_day, until_day) with one answer, which was the
-- answer of the register from revision_from until revision_until (the largest number: still).
CREATE TABLE segment (
  number          bigint           NOT NULL REFERENCES rule (number),
  from_day        iso_day          NOT NULL,
  until_day       iso_day          NOT NULL,
  state           text COLLATE "C" NOT NULL,
  class           text COLLATE "C" NOT NULL,
  reasons         jsonb            NOT NULL,
  version         text COLLATE "C" NOT NULL, -- of the text; empty before the first
  state_from      iso_day          NOT NULL,
  state_until     iso_day          NOT NULL,
  grounds         jsonb            NOT NULL,
  row_digest      text COLLATE "C" NOT NULL,
  policy_digest   text COLLATE "C" NOT NULL,
  settings_digest text COLLATE "C" NOT NULL,
  revision_from   bigint           NOT NULL REFERENCES revision (revision),
  revision_until  bigint           NOT NULL,
  PRIMARY KEY (number, from_day, revision_from),
  CHECK (from_day < until_day),
  CHECK (revision_from < revision_until)
);
-- The register as known now, in the order of its numbers, answered from the index alone.
CREATE INDEX segment_open ON segment (number, from_day, until_day, state, class)
  WHERE revision_until = 9223372036854775807;
-- The rules in one state, of which there can be few.
CREATE INDEX segment_state ON segment (state, number, from_day, until_day, class)
  WHERE revision_until = 9223372036854775807;

-- Only the newest revision may withdraw what it wrote itself; an older answer
-- can be closed, and by the newest revision opened again, and nothing else.
CREATE FUNCTION segment_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  newest bigint := (SELECT max(revision) FROM revision);
  still  bigint := 9223372036854775807;
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.revision_from = newest THEN RETURN OLD; END IF;
  ELSIF OLD.revision_until IN (still, newest) AND NEW.revision_until IN (still, newest) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'segment is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER segment_delete BEFORE DELETE ON segment FOR EACH ROW EXECUTE FUNCTION segment_change();
CREATE TRIGGER segment_content BEFORE UPDATE OF number, from_day, until_day, state, class, reasons, version, state_from,
  state_until, grounds, row_digest, policy_digest, settings_digest, revision_from ON segment
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER segment_close BEFORE UPDATE OF revision_until ON segment FOR EACH ROW EXECUTE FUNCTION segment_change();
