-- Contributions that no single person wrote into the form: a group, or told on paper
-- or by telephone. Random keys and no order, as contributions have.
CREATE TABLE sender (
  contribution TEXT    NOT NULL PRIMARY KEY REFERENCES contribution (id),
  consultation TEXT    NOT NULL REFERENCES consultation (id),
  people       INTEGER NOT NULL, -- of a group; 0: one person
  method       TEXT    NOT NULL, -- how a group found its answer
  way          TEXT    NOT NULL  -- how it came; empty: by the form
) STRICT, WITHOUT ROWID;
CREATE INDEX sender_consultation ON sender (consultation);
