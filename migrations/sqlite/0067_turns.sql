-- The days on which another state or another text begins to apply to a rule, as known
-- now. Weight and unit are those of the rule now, told with how many days of notice
-- whoever answers for it was told last.
CREATE TABLE rule_turn (
  number INTEGER NOT NULL REFERENCES rule (number),
  day    TEXT    NOT NULL CHECK (day GLOB '????-??-??'),
  kind   TEXT    NOT NULL,
  weight INTEGER NOT NULL, -- the rules that protect most have the least
  unit   TEXT    NOT NULL,
  told   INTEGER NOT NULL,
  PRIMARY KEY (number, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX rule_turn_day ON rule_turn (day, weight, number);
CREATE INDEX rule_turn_unit ON rule_turn (unit, day, weight, number);
CREATE INDEX rule_turn_told ON rule_turn (told, day, number);

-- How many they are, changed with them.
CREATE TABLE turn_count (
  day    TEXT    NOT NULL CHECK (day GLOB '????-??-??'),
  kind   TEXT    NOT NULL,
  weight INTEGER NOT NULL,
  n      INTEGER NOT NULL,
  PRIMARY KEY (day, kind, weight)
) STRICT, WITHOUT ROWID;

-- The days of which the secretaries were told.
CREATE TABLE turn_day_told (
  day TEXT NOT NULL PRIMARY KEY CHECK (day GLOB '????-??-??')
) STRICT, WITHOUT ROWID;

-- What a rule has turned to, as registry.Turns has it.
INSERT INTO rule_turn (number, day, kind, weight, unit, told)
SELECT turned.number, turned.from_day, turned.kind,
  CASE r.protects WHEN 'life' THEN 0 WHEN 'staff' THEN 1 WHEN 'citizens' THEN 2 ELSE 3 END, r.unit, 9999
FROM (
  SELECT s.number, s.from_day, CASE
    WHEN s.state = s.before THEN
      CASE WHEN s.text <> '' AND s.text <> s.version AND s.state IN ('in_force', 'extended', 'floor_only') THEN 'new_text' END
    WHEN s.state = 'lapsed' THEN 'lapse'
    WHEN s.state = 'repealed' THEN 'repeal'
    WHEN s.state = 'superseded' THEN 'superseded'
    WHEN s.state = 'floor_only' THEN 'floor'
    WHEN s.state = 'suspended' THEN 'trial'
    WHEN s.state NOT IN ('in_force', 'extended') OR s.before = 'not_yet' THEN NULL
    WHEN s.before IN ('suspended', 'floor_only', 'lapsed', 'repealed', 'superseded') THEN 'again'
    WHEN s.text <> '' AND s.text <> s.version THEN 'new_text'
    WHEN s.state = 'extended' THEN 'extended' END AS kind
  FROM (
    SELECT number, from_day, state, version, lag(state) OVER w AS before, lag(version) OVER w AS text FROM segment
    WHERE revision_until = 9223372036854775807
    WINDOW w AS (PARTITION BY number ORDER BY from_day)
  ) AS s WHERE s.before IS NOT NULL
) AS turned JOIN rule AS r ON r.number = turned.number
WHERE turned.kind IS NOT NULL;

INSERT INTO turn_count (day, kind, weight, n) SELECT day, kind, weight, count(*) FROM rule_turn GROUP BY day, kind, weight;
