-- Who wants a mail with word of what a consultation led to. Nothing leads from here to
-- what anybody sent in: keys are random, and of time there is the day. A row is gone
-- when its mail was sent.
CREATE TABLE outcome_word (
  id           text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  consultation text COLLATE "C" NOT NULL REFERENCES consultation (id),
  address      text COLLATE "C" NOT NULL,
  language     text COLLATE "C" NOT NULL,
  state        text COLLATE "C" NOT NULL, -- unconfirmed, confirmed, due
  day          iso_day          NOT NULL, -- when it was asked for
  tries        bigint           NOT NULL,
  next         timestamptz      NOT NULL, -- of one that is due
  UNIQUE (consultation, address)
);
CREATE INDEX outcome_word_due ON outcome_word (state, next);
CREATE INDEX outcome_word_day ON outcome_word (state, day);
