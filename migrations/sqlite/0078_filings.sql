-- That the case system, which is the archive, has the journal pack of a meeting or a
-- review: under which number, since when, and who said so.
CREATE TABLE filing (
  object   TEXT    NOT NULL PRIMARY KEY CHECK (object <> ''), -- as the log names it: "meeting <id>"
  number   TEXT    NOT NULL, -- empty: taken back
  received TEXT    NOT NULL CHECK (received = '' OR received GLOB '????-??-??'),
  filed_by TEXT    NOT NULL,
  edit     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was chosen of the documents of a review for those who ask for access to them.
CREATE TABLE disclosure (
  review   TEXT    NOT NULL PRIMARY KEY REFERENCES review (id),
  releases TEXT    NOT NULL CHECK (json_valid(releases)),
  edit     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
