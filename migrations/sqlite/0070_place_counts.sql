-- How many answers came through each open link that has a place, some at a time: no
-- day, no order, and nothing of an answer. A contribution holds no place.
CREATE TABLE place_count (
  link         TEXT    NOT NULL PRIMARY KEY REFERENCES open_link (id),
  consultation TEXT    NOT NULL REFERENCES consultation (id),
  n            INTEGER NOT NULL CHECK (n >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_count_consultation ON place_count (consultation);
