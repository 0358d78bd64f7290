-- Accounts of periods that are over, as they were drawn up; what was registered later
-- changes none of them.
CREATE TABLE period_account (
  until_day TEXT    NOT NULL CHECK (until_day GLOB '????-??-??'),
  span      TEXT    NOT NULL,
  area      TEXT    NOT NULL, -- empty: of all areas
  from_day  TEXT    NOT NULL CHECK (from_day GLOB '????-??-??'),
  counted   TEXT    NOT NULL CHECK (counted GLOB '????-??-??'), -- the last day that it counts
  made      TEXT    NOT NULL CHECK (made GLOB '????-??-??'),
  revision  INTEGER NOT NULL,
  content   TEXT    NOT NULL CHECK (json_valid(content)),
  PRIMARY KEY (until_day, span, area),
  CHECK (from_day < until_day)
) STRICT, WITHOUT ROWID;
CREATE INDEX period_account_area ON period_account (area, until_day);

CREATE TRIGGER period_account_update BEFORE UPDATE ON period_account BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER period_account_delete BEFORE DELETE ON period_account BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- The rulings of some days, and the rules that took effect on them.
CREATE INDEX rule_event_ruled ON rule_event (valid) WHERE kind = 'ruling';
CREATE INDEX rule_event_adopted_day ON rule_event (valid) WHERE kind = 'adopted';
