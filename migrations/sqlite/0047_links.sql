-- A link may have a place, days and a kind of its own, and slips that each take one answer.
ALTER TABLE open_link ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE open_link ADD COLUMN opens TEXT NOT NULL DEFAULT '' CHECK (opens GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR opens = ''); -- empty: with the consultation
ALTER TABLE open_link ADD COLUMN closes TEXT NOT NULL DEFAULT '' CHECK (closes GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR closes = '');
ALTER TABLE open_link ADD COLUMN shared INTEGER NOT NULL DEFAULT 0 CHECK (shared IN (0, 1));
ALTER TABLE open_link ADD COLUMN slips INTEGER NOT NULL DEFAULT 0 CHECK (slips >= 0); -- how many were made

-- Those that are unused. One that is used is gone, with nothing in its place: what is
-- not there cannot be held against a contribution.
CREATE TABLE link_slip (
  token TEXT NOT NULL PRIMARY KEY CHECK (token <> ''),
  link  TEXT NOT NULL REFERENCES open_link (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_slip_link ON link_slip (link);
