-- What laws are called. A law has a number for each consolidation.
CREATE TABLE law (
  id           TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  name         TEXT    NOT NULL CHECK (name <> ''),
  short_name   TEXT    NOT NULL,
  abbreviation TEXT    NOT NULL,
  numbers      TEXT    NOT NULL CHECK (json_valid(numbers)),
  edit         INTEGER NOT NULL
) STRICT;
