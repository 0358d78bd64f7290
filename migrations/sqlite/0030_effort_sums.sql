-- What the rules that apply take, without adding up all rules: the changes by
-- day of the sums of each class, unit and role in each area, by what a sum keeps
-- apart. Every change stands under its decade, year, month and day, so that the sum of all
-- up to a day is that of a few rows for each name, however many rules and days there are.
CREATE TABLE effort_sum (
  parted   TEXT    NOT NULL CHECK (parted IN ('class', 'role', 'unit')),
  span     INTEGER NOT NULL CHECK (span IN (3, 4, 7, 10)), -- how many characters of the day
  at       TEXT    NOT NULL,
  area     TEXT    NOT NULL,
  name     TEXT    NOT NULL, -- of the class, the unit or the role
  per      TEXT    NOT NULL, -- empty where nobody has said how often
  evidence TEXT    NOT NULL,
  known    INTEGER NOT NULL CHECK (known IN (0, 1)), -- how many units it binds
  rules    INTEGER NOT NULL,
  one_from INTEGER NOT NULL,
  one_to   INTEGER NOT NULL,
  all_from INTEGER NOT NULL,
  all_to   INTEGER NOT NULL,
  PRIMARY KEY (parted, span, at, area, name, per, evidence, known)
) STRICT, WITHOUT ROWID;

WITH stretch (area, class, unit, role, per, evidence, known, one_from, one_to, all_from, all_to, from_day, until_day) AS (
  SELECT r.area, s.class, r.unit, e.role,
    CASE WHEN e.evidence IN ('', 'not_quantified') OR e.times_to <= 0 THEN '' ELSE e.per END,
    CASE e.evidence WHEN '' THEN 'not_quantified' ELSE e.evidence END,
    CASE WHEN e.units > 0 AND e.evidence NOT IN ('', 'not_quantified') AND e.times_to > 0 AND e.per <> '' THEN 1 ELSE 0 END,
    e.one_from, e.one_to, e.all_from, e.all_to,
    CASE WHEN s.from_day > e.from_day THEN s.from_day ELSE e.from_day END,
    CASE WHEN s.until_day < e.until_day THEN s.until_day ELSE e.until_day END
  FROM segment AS s JOIN rule AS r ON r.number = s.number
  JOIN effort AS e ON e.number = s.number AND e.from_day < s.until_day AND e.until_day > s.from_day
  WHERE s.revision_until = 9223372036854775807 AND s.state IN ('in_force', 'extended', 'floor_only')
), edge (area, class, unit, role, per, evidence, known, one_from, one_to, all_from, all_to, at, change) AS (
  SELECT area, class, unit, role, per, evidence, known, one_from, one_to, all_from, all_to, from_day, 1 FROM stretch
  UNION ALL
  SELECT area, class, unit, role, per, evidence, known, one_from, one_to, all_from, all_to, until_day, -1 FROM stretch WHERE until_day < '9999-12-31'
), part (parted, area, name, per, evidence, known, one_from, one_to, all_from, all_to, at, change) AS (
  SELECT 'class', area, class, per, evidence, known, one_from, one_to, all_from, all_to, at, change FROM edge
  UNION ALL SELECT 'unit', area, unit, per, evidence, known, one_from, one_to, all_from, all_to, at, change FROM edge
  UNION ALL SELECT 'role', area, role, per, evidence, known, one_from, one_to, all_from, all_to, at, change FROM edge
), spans (span) AS (VALUES (3), (4), (7), (10))
INSERT INTO effort_sum (parted, span, at, area, name, per, evidence, known, rules, one_from, one_to, all_from, all_to)
SELECT parted, span, substr(at, 1, span) AS prefix, area, name, per, evidence, known, sum(change), sum(change * one_from), sum(change * one_to),
  sum(change * all_from), sum(change * all_to)
FROM part CROSS JOIN spans GROUP BY parted, span, prefix, area, name, per, evidence, known;
