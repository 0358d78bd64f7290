-- Options of questions that people chose. As with their words, nothing tells in
-- which order they came.
CREATE TABLE chosen (
  contribution TEXT NOT NULL REFERENCES contribution (id),
  question     TEXT NOT NULL,
  option       TEXT NOT NULL,
  consultation TEXT NOT NULL REFERENCES consultation (id),
  audience     TEXT NOT NULL,
  PRIMARY KEY (contribution, question, option)
) STRICT, WITHOUT ROWID;
CREATE INDEX chosen_consultation ON chosen (consultation, question, audience, option);
