-- A justification that somebody is writing. It is kept for its writer alone.
CREATE TABLE case_draft (
  writer text COLLATE "C" NOT NULL CHECK (writer <> ''),
  rule   text COLLATE "C" NOT NULL REFERENCES rule (id),
  saved  timestamptz      NOT NULL,
  draft  jsonb            NOT NULL,
  PRIMARY KEY (writer, rule)
);
CREATE INDEX case_draft_saved ON case_draft (saved);
