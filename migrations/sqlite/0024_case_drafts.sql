-- A justification that somebody is writing. It is kept for its writer alone.
CREATE TABLE case_draft (
  writer TEXT NOT NULL CHECK (writer <> ''),
  rule   TEXT NOT NULL REFERENCES rule (id),
  saved  TEXT NOT NULL CHECK (saved GLOB '????-??-??T??:??:??.??????Z'),
  draft  TEXT NOT NULL CHECK (json_valid(draft)),
  PRIMARY KEY (writer, rule)
) STRICT;
CREATE INDEX case_draft_saved ON case_draft (saved);
