-- What people said on state law, put together by provision with what the municipality
-- proposes, and sent on to those who can change the law.
CREATE TABLE send_on (
  id        TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  addressee TEXT    NOT NULL,
  intro     TEXT    NOT NULL,
  sections  TEXT    NOT NULL CHECK (json_valid(sections)), -- [{provision, proposal}], in their order
  made      TEXT    NOT NULL CHECK (made GLOB '????-??-??'),
  sent      TEXT    NOT NULL CHECK (sent = '' OR sent GLOB '????-??-??'),
  sent_by   TEXT    NOT NULL,
  edit      INTEGER NOT NULL
) STRICT;
CREATE INDEX send_on_sent ON send_on (id) WHERE sent <> '';

-- An input is in at most one. It stays when the input is taken back: it names no row
-- that must be there.
CREATE TABLE send_on_input (
  input        TEXT NOT NULL PRIMARY KEY CHECK (input <> ''),
  send_on      TEXT NOT NULL REFERENCES send_on (id),
  consultation TEXT NOT NULL,
  provision    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX send_on_input_of ON send_on_input (send_on, input);
CREATE INDEX send_on_input_from ON send_on_input (consultation, send_on);
CREATE INDEX disposition_state_law ON disposition (input) WHERE kind = 'state_law';
