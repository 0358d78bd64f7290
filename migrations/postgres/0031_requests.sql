-- What the administration asks of the posts that answer for rules, and which rules
-- each request is about: fixed when it is sent, with what was said of each since.
CREATE TABLE request (
  id          text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  title       text             NOT NULL CHECK (title <> ''),
  words       text             NOT NULL,
  language    text COLLATE "C" NOT NULL,
  ask         text COLLATE "C" NOT NULL,
  lacking     jsonb            NOT NULL,
  scope       jsonb            NOT NULL,
  deadline    iso_day          NOT NULL,
  made_by     text             NOT NULL,
  made_on     iso_day          NOT NULL,
  sent_on     iso_day_or_none  NOT NULL,
  reminded_on iso_day_or_none  NOT NULL,
  ended_on    iso_day_or_none  NOT NULL,
  edit        bigint           NOT NULL
);
CREATE INDEX request_open ON request (id) WHERE sent_on <> '' AND ended_on = '';

CREATE TABLE request_rule (
  request        text COLLATE "C" NOT NULL REFERENCES request (id),
  number         bigint           NOT NULL REFERENCES rule (number),
  post           text COLLATE "C" NOT NULL, -- that answered for the rule when it was sent
  answer         text COLLATE "C" NOT NULL, -- or none yet
  answered_by    text             NOT NULL,
  answering_post text COLLATE "C" NOT NULL,
  answered_on    iso_day_or_none  NOT NULL,
  PRIMARY KEY (request, number)
);
CREATE INDEX request_rule_answer ON request_rule (request, answer, number);
CREATE INDEX request_rule_number ON request_rule (number, answer, answered_on);
