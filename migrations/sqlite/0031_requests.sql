-- What the administration asks of the posts that answer for rules, and which rules
-- each request is about: fixed when it is sent, with what was said of each since.
CREATE TABLE request (
  id          TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  title       TEXT    NOT NULL CHECK (title <> ''),
  words       TEXT    NOT NULL,
  language    TEXT    NOT NULL,
  ask         TEXT    NOT NULL,
  lacking     TEXT    NOT NULL CHECK (json_valid(lacking)),
  scope       TEXT    NOT NULL CHECK (json_valid(scope)),
  deadline    TEXT    NOT NULL CHECK (deadline GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  made_by     TEXT    NOT NULL,
  made_on     TEXT    NOT NULL CHECK (made_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  sent_on     TEXT    NOT NULL CHECK (sent_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR sent_on = ''),
  reminded_on TEXT    NOT NULL CHECK (reminded_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR reminded_on = ''),
  ended_on    TEXT    NOT NULL CHECK (ended_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR ended_on = ''),
  edit        INTEGER NOT NULL
) STRICT;
CREATE INDEX request_open ON request (id) WHERE sent_on <> '' AND ended_on = '';

CREATE TABLE request_rule (
  request        TEXT    NOT NULL REFERENCES request (id),
  number         INTEGER NOT NULL REFERENCES rule (number),
  post           TEXT    NOT NULL, -- that answered for the rule when it was sent
  answer         TEXT    NOT NULL, -- or none yet
  answered_by    TEXT    NOT NULL,
  answering_post TEXT    NOT NULL,
  answered_on    TEXT    NOT NULL CHECK (answered_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR answered_on = ''),
  PRIMARY KEY (request, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_rule_answer ON request_rule (request, answer, number);
CREATE INDEX request_rule_number ON request_rule (number, answer, answered_on);
