-- Options of questions that people chose. As with their words, nothing tells in
-- which order they came.
CREATE TABLE chosen (
  contribution text COLLATE "C" NOT NULL REFERENCES contribution (id),
  question     text COLLATE "C" NOT NULL,
  option       text COLLATE "C" NOT NULL,
  consultation text COLLATE "C" NOT NULL REFERENCES consultation (id),
  audience     text             NOT NULL,
  PRIMARY KEY (contribution, question, option)
);
CREATE INDEX chosen_consultation ON chosen (consultation, question, audience, option);
