-- What people said on state law, put together by provision with what the municipality
-- proposes, and sent on to those who can change the law.
CREATE TABLE send_on (
  id        text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  addressee text    NOT NULL,
  intro     text    NOT NULL,
  sections  jsonb   NOT NULL, -- [{provision, proposal}], in their order
  made      iso_day NOT NULL,
  sent      iso_day_or_none NOT NULL,
  sent_by   text    NOT NULL,
  edit      bigint  NOT NULL
);
CREATE INDEX send_on_sent ON send_on (id) WHERE sent <> '';

-- An input is in at most one. It stays when the input is taken back: it names no row
-- that must be there.
CREATE TABLE send_on_input (
  input        text COLLATE "C" NOT NULL PRIMARY KEY CHECK (input <> ''),
  send_on      text COLLATE "C" NOT NULL REFERENCES send_on (id),
  consultation text COLLATE "C" NOT NULL,
  provision    text NOT NULL
);
CREATE INDEX send_on_input_of ON send_on_input (send_on, input);
CREATE INDEX send_on_input_from ON send_on_input (consultation, send_on);
CREATE INDEX disposition_state_law ON disposition (input) WHERE kind = 'state_law';
