-- Who wants a mail with word of what a consultation led to. Nothing leads from here to
-- what anybody sent in: keys are random, rows lie in their order, and of time there is
-- the day. A row is gone when its mail was sent.
CREATE TABLE outcome_word (
  id           TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  consultation TEXT    NOT NULL REFERENCES consultation (id),
  address      TEXT    NOT NULL,
  language     TEXT    NOT NULL,
  state        TEXT    NOT NULL, -- unconfirmed, confirmed, due
  day          TEXT    NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'), -- when it was asked for
  tries        INTEGER NOT NULL,
  next         TEXT    NOT NULL CHECK (next GLOB '????-??-??T??:??:??.??????Z'), -- of one that is due
  UNIQUE (consultation, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX outcome_word_due ON outcome_word (state, next);
CREATE INDEX outcome_word_day ON outcome_word (state, day);
