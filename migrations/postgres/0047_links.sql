-- A link may have a place, days and a kind of its own, and slips that each take one answer.
ALTER TABLE open_link ADD COLUMN place text NOT NULL DEFAULT '';
ALTER TABLE open_link ADD COLUMN opens iso_day_or_none NOT NULL DEFAULT ''; -- empty: with the consultation
ALTER TABLE open_link ADD COLUMN closes iso_day_or_none NOT NULL DEFAULT '';
ALTER TABLE open_link ADD COLUMN shared boolean NOT NULL DEFAULT false;
ALTER TABLE open_link ADD COLUMN slips bigint NOT NULL DEFAULT 0 CHECK (slips >= 0); -- how many were made

-- Those that are unused. One that is used is gone, with nothing in its place: what is
-- not there cannot be held against a contribution.
CREATE TABLE link_slip (
  token text COLLATE "C" NOT NULL PRIMARY KEY CHECK (token <> ''),
  link  text COLLATE "C" NOT NULL REFERENCES open_link (id)
);
CREATE INDEX link_slip_link ON link_slip (link);
