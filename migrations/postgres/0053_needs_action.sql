-- Inputs that somebody must act on at once, and the post that is told of them. Such
-- a case stays open when the input is taken back: it names no row that must be there.
CREATE TABLE consultation_duty (
  consultation text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES consultation (id),
  post         text COLLATE "C" NOT NULL
);

CREATE TABLE input_action (
  input        text COLLATE "C" NOT NULL PRIMARY KEY CHECK (input <> ''),
  consultation text COLLATE "C" NOT NULL REFERENCES consultation (id),
  kind         text             NOT NULL,
  note         text             NOT NULL,
  post         text             NOT NULL, -- its name then
  raised_by    text             NOT NULL,
  raised_on    iso_day          NOT NULL,
  handled_by   text             NOT NULL,
  handled_note text             NOT NULL, -- empty: it waits
  handled_on   iso_day          NOT NULL
);
CREATE INDEX input_action_open ON input_action (consultation, input) WHERE handled_note = '';
