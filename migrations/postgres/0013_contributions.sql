-- What the public said. Anonymous in the file too: keys are random, no column
-- has an order, and nothing tells who it was or when, save the day.
CREATE TABLE contribution (
  id           text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  consultation text COLLATE "C" NOT NULL REFERENCES consultation (id),
  audience     text             NOT NULL,
  receipt      text COLLATE "C" NOT NULL UNIQUE, -- hash of the code
  state        text COLLATE "C" NOT NULL,
  day          iso_day          NOT NULL
);
CREATE INDEX contribution_consultation ON contribution (consultation, state);

CREATE TABLE input (
  id           text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  consultation text COLLATE "C" NOT NULL REFERENCES consultation (id),
  contribution text COLLATE "C" NOT NULL REFERENCES contribution (id),
  audience     text             NOT NULL,
  kind         text COLLATE "C" NOT NULL,
  question     text             NOT NULL,
  rule         text COLLATE "C" NOT NULL, -- empty: about none
  stance       text             NOT NULL,
  minutes      bigint           NOT NULL, -- -1: not said
  text         text             NOT NULL,
  masked       boolean          NOT NULL,
  published    boolean          NOT NULL,
  day          iso_day          NOT NULL
);
CREATE INDEX input_consultation ON input (consultation, id);
CREATE INDEX input_contribution ON input (contribution);
CREATE INDEX input_rule ON input (rule, id);

CREATE TABLE disposition (
  input       text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES input (id),
  kind        text             NOT NULL,
  reason      text             NOT NULL,
  disposed_by text             NOT NULL,
  day         iso_day          NOT NULL
);

-- What was done by somebody who must stay unknown. It has no place in the order
-- of audit_event, where its neighbours would tell the hour.
CREATE TABLE unnamed_event (
  id        text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  day       iso_day          NOT NULL,
  operation text             NOT NULL,
  object    text COLLATE "C" NOT NULL
);
CREATE INDEX unnamed_event_day ON unnamed_event (day, id);
CREATE INDEX unnamed_event_object ON unnamed_event (object, day, id);

CREATE TRIGGER unnamed_event_change BEFORE UPDATE OR DELETE ON unnamed_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
