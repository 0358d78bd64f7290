-- The copy that a municipality has of the plan of subjects (KLE), replaced as a whole.
CREATE TABLE kle_entry (
  code        TEXT NOT NULL PRIMARY KEY CHECK (code <> ''),
  title       TEXT NOT NULL CHECK (title <> ''),
  from_day    TEXT NOT NULL CHECK (from_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR from_day = ''),
  until_day   TEXT NOT NULL CHECK (until_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  replaced_by TEXT NOT NULL -- another code, or none
) STRICT;
