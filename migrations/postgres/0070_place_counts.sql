-- How many answers came through each open link that has a place, some at a time: no
-- day, no order, and nothing of an answer. A contribution holds no place.
CREATE TABLE place_count (
  link         text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES open_link (id),
  consultation text COLLATE "C" NOT NULL REFERENCES consultation (id),
  n            bigint NOT NULL CHECK (n >= 0)
);
CREATE INDEX place_count_consultation ON place_count (consultation);
