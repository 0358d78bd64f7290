-- How many weeks of a year, and days of a week, units are open: what sums of time
-- reckon with, from a day on. They bear on no status.
CREATE TABLE opening (
  seq      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, -- the order of recording
  from_day TEXT    NOT NULL CHECK (from_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  weeks    INTEGER NOT NULL CHECK (weeks > 0),
  days     INTEGER NOT NULL CHECK (days > 0),
  said_by  TEXT    NOT NULL,
  said_on  TEXT    NOT NULL CHECK (said_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  revision INTEGER NOT NULL REFERENCES revision (revision)
) STRICT;

CREATE TRIGGER opening_update BEFORE UPDATE ON opening BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER opening_delete BEFORE DELETE ON opening BEGIN SELECT RAISE(ABORT, 'append-only'); END;
