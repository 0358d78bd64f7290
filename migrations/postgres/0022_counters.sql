-- Further answers of a justification, and what its own indicator showed.
ALTER TABLE justification ADD COLUMN without_it text NOT NULL DEFAULT '';
ALTER TABLE justification ADD COLUMN evidence_grade text NOT NULL DEFAULT '';
ALTER TABLE justification ADD COLUMN score_result text NOT NULL DEFAULT '';
ALTER TABLE justification ADD COLUMN score_note text NOT NULL DEFAULT '';
ALTER TABLE justification ADD COLUMN scored_on iso_day_or_none NOT NULL DEFAULT '';

-- The case against a rule. A thread is that of one party; the latest version counts.
CREATE TABLE counter_case (
  id         text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  thread     text COLLATE "C" NOT NULL REFERENCES counter_case (id),
  rule       text COLLATE "C" NOT NULL REFERENCES rule (id),
  ordinal    bigint           NOT NULL CHECK (ordinal > 0),
  filed_on   iso_day          NOT NULL,
  party      text             NOT NULL,
  name       text             NOT NULL,
  public     boolean          NOT NULL,
  filed_by   text             NOT NULL,
  cost       text             NOT NULL,
  burdened   text             NOT NULL,
  mechanism  text             NOT NULL,
  evidence   text             NOT NULL,
  lighter    text             NOT NULL,
  without_it text             NOT NULL,
  UNIQUE (thread, ordinal)
);
CREATE INDEX counter_case_rule ON counter_case (rule);

CREATE TABLE counter_reply (
  seq        bigint           NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  thread     text COLLATE "C" NOT NULL REFERENCES counter_case (id),
  ordinal    bigint           NOT NULL,
  post       text             NOT NULL,
  replied_on iso_day          NOT NULL,
  reply      text             NOT NULL
);
CREATE INDEX counter_reply_thread ON counter_reply (thread, seq);

CREATE TRIGGER counter_case_change BEFORE UPDATE OR DELETE ON counter_case FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER counter_reply_change BEFORE UPDATE OR DELETE ON counter_reply FOR EACH ROW EXECUTE FUNCTION refuse_change();
