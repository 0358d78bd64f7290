-- How many rules are in each state, without counting them: the changes by day
-- of the register as known now, once for all areas (the empty one) and once for each.
-- Every change stands under its year, its month and its day, so that the sum of
-- all up to a day is that of a few rows, however many days there are.
CREATE TABLE state_count (
  area   TEXT    NOT NULL,
  span   INTEGER NOT NULL CHECK (span IN (4, 7, 10)), -- how many characters of the day
  at     TEXT    NOT NULL,
  class  TEXT    NOT NULL,
  state  TEXT    NOT NULL,
  change INTEGER NOT NULL,
  PRIMARY KEY (area, span, at, class, state)
) STRICT, WITHOUT ROWID;

WITH stretch (area, class, state, from_day, until_day) AS (
  SELECT r.area, s.class, s.state, s.from_day, s.until_day
  FROM segment AS s JOIN rule AS r ON r.number = s.number WHERE s.revision_until = 9223372036854775807
), edge (area, class, state, at, change) AS (
  SELECT area, class, state, from_day, 1 FROM stretch
  UNION ALL SELECT area, class, state, until_day, -1 FROM stretch WHERE until_day < '9999-12-31'
), place (area, class, state, at, change) AS (
  SELECT area, class, state, at, change FROM edge WHERE area <> ''
  UNION ALL SELECT '', class, state, at, change FROM edge
), spans (span) AS (VALUES (4), (7), (10))
INSERT INTO state_count (area, span, at, class, state, change)
SELECT area, span, substr(at, 1, span) AS part, class, state, sum(change)
FROM place CROSS JOIN spans GROUP BY area, span, part, class, state;

-- The rules of one class, of which there can be few.
CREATE INDEX segment_class ON segment (class, number, from_day, until_day, state)
  WHERE revision_until = 9223372036854775807;

-- What was touched since a revision, answered from the index alone.
DROP INDEX rule_touched;
CREATE INDEX rule_touched ON rule (touched, number);
