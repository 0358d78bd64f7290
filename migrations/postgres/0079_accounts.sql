-- Accounts of periods that are over, as they were drawn up; what was registered later
-- changes none of them.
CREATE TABLE period_account (
  until_day iso_day NOT NULL,
  span      text COLLATE "C" NOT NULL,
  area      text COLLATE "C" NOT NULL, -- empty: of all areas
  from_day  iso_day NOT NULL,
  counted   iso_day NOT NULL, -- the last day that it counts
  made      iso_day NOT NULL,
  revision  bigint  NOT NULL,
  content   jsonb   NOT NULL,
  PRIMARY KEY (until_day, span, area),
  CHECK (from_day < until_day)
);
CREATE INDEX period_account_area ON period_account (area, until_day);

CREATE TRIGGER period_account_change BEFORE UPDATE OR DELETE ON period_account FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The rulings of some days, and the rules that took effect on them.
CREATE INDEX rule_event_ruled ON rule_event (valid) WHERE kind = 'ruling';
CREATE INDEX rule_event_adopted_day ON rule_event (valid) WHERE kind = 'adopted';
