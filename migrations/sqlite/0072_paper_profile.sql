-- How the municipality builds its papers: one row, once somebody has said.
CREATE TABLE paper_profile (
  id      TEXT    NOT NULL PRIMARY KEY CHECK (id = 'municipality'),
  edit    INTEGER NOT NULL,
  profile TEXT    NOT NULL -- JSON
) STRICT, WITHOUT ROWID;
