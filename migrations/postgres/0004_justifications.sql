-- The case for a rule, and who checked its legal bases.
CREATE TABLE justification (
  id          text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  rule        text COLLATE "C" NOT NULL REFERENCES rule (id),
  ordinal     bigint           NOT NULL CHECK (ordinal > 0),
  value       text             NOT NULL,
  beneficiary text             NOT NULL,
  mechanism   text             NOT NULL,
  evidence    text             NOT NULL,
  lighter     text             NOT NULL,
  indicator   text             NOT NULL,
  check_on    iso_day_or_none  NOT NULL,
  revision    bigint           NOT NULL REFERENCES revision (revision),
  UNIQUE (rule, ordinal)
);

CREATE TRIGGER justification_change BEFORE UPDATE OR DELETE ON justification FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE legal_check (
  seq        bigint           NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the order of recording
  id         text COLLATE "C" NOT NULL UNIQUE CHECK (id <> ''),
  rule       text COLLATE "C" NOT NULL REFERENCES rule (id),
  checked_by text             NOT NULL,
  checked_on iso_day          NOT NULL,
  result     text             NOT NULL,
  note       text             NOT NULL,
  revision   bigint           NOT NULL REFERENCES revision (revision)
);
CREATE INDEX legal_check_rule ON legal_check (rule, seq);

CREATE TRIGGER legal_check_change BEFORE UPDATE OR DELETE ON legal_check FOR EACH ROW EXECUTE FUNCTION refuse_change();
