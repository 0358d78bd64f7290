-- What a consultation has brought is counted while it comes, so that its numbers are
-- read without reading what people sent. A shard is for writers that do not wait for
-- one another, and n is below nothing where another shard has more of the same. Nothing
-- here tells an order: a count has no more than its sum.
CREATE TABLE sent_count (
  consultation TEXT    NOT NULL,
  audience     TEXT    NOT NULL,
  excluded     INTEGER NOT NULL CHECK (excluded IN (0, 1)),
  shard        INTEGER NOT NULL,
  n            INTEGER NOT NULL,
  PRIMARY KEY (consultation, audience, excluded, shard)
) STRICT, WITHOUT ROWID;

CREATE TABLE input_count (
  consultation TEXT    NOT NULL,
  rule         TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  question     TEXT    NOT NULL,
  theme        TEXT    NOT NULL,
  audience     TEXT    NOT NULL,
  stance       TEXT    NOT NULL,
  answered     INTEGER NOT NULL CHECK (answered IN (0, 1)),
  screening    TEXT    NOT NULL,
  worded       INTEGER NOT NULL CHECK (worded IN (0, 1)),
  excluded     INTEGER NOT NULL CHECK (excluded IN (0, 1)),
  shard        INTEGER NOT NULL,
  n            INTEGER NOT NULL,
  PRIMARY KEY (consultation, rule, kind, question, theme, audience, stance, answered, screening, worded, excluded, shard)
) STRICT, WITHOUT ROWID;
CREATE INDEX input_count_rule ON input_count (rule) WHERE rule <> '';

CREATE TABLE minutes_count (
  consultation TEXT    NOT NULL,
  rule         TEXT    NOT NULL,
  minutes      INTEGER NOT NULL,
  excluded     INTEGER NOT NULL CHECK (excluded IN (0, 1)),
  shard        INTEGER NOT NULL,
  n            INTEGER NOT NULL,
  PRIMARY KEY (consultation, rule, minutes, excluded, shard)
) STRICT, WITHOUT ROWID;

CREATE TABLE chosen_count (
  consultation TEXT    NOT NULL,
  question     TEXT    NOT NULL,
  option       TEXT    NOT NULL, -- empty: any
  audience     TEXT    NOT NULL,
  district     TEXT    NOT NULL,
  excluded     INTEGER NOT NULL CHECK (excluded IN (0, 1)),
  shard        INTEGER NOT NULL,
  n            INTEGER NOT NULL,
  PRIMARY KEY (consultation, question, option, audience, district, excluded, shard)
) STRICT, WITHOUT ROWID;

-- One of the options that somebody chose of a question stands for the person.
ALTER TABLE chosen ADD COLUMN first INTEGER NOT NULL DEFAULT 0 CHECK (first IN (0, 1));
UPDATE chosen SET first = 1 WHERE NOT EXISTS (SELECT 1 FROM chosen AS x
  WHERE x.contribution = chosen.contribution AND x.question = chosen.question AND x.option < chosen.option);

INSERT INTO sent_count SELECT consultation, audience, 0, 0, count(*) FROM contribution WHERE state <> 'withdrawn' GROUP BY consultation, audience;
INSERT INTO input_count SELECT consultation, rule, kind, question, theme, audience, stance, answered, screening, text <> '', 0, 0, count(*)
  FROM input WHERE part_of = '' GROUP BY consultation, rule, kind, question, theme, audience, stance, answered, screening, text <> '';
INSERT INTO minutes_count SELECT consultation, rule, minutes, 0, 0, count(*) FROM input WHERE part_of = '' AND minutes >= 0 GROUP BY consultation, rule, minutes;
INSERT INTO chosen_count SELECT consultation, question, option, audience, district, 0, 0, count(*) FROM chosen GROUP BY consultation, question, option, audience, district;
INSERT INTO chosen_count SELECT consultation, question, '', audience, district, 0, 0, count(*) FROM chosen WHERE first GROUP BY consultation, question, audience, district;

CREATE TRIGGER sent_counted AFTER INSERT ON contribution WHEN NEW.state <> 'withdrawn' BEGIN
  INSERT INTO sent_count VALUES (NEW.consultation, NEW.audience, NEW.exclusion <> '', 0, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER sent_counted_anew AFTER UPDATE OF state, exclusion ON contribution BEGIN
  INSERT INTO sent_count VALUES (OLD.consultation, OLD.audience, OLD.exclusion <> '', 0, -(OLD.state <> 'withdrawn')), (NEW.consultation, NEW.audience, NEW.exclusion <> '', 0, NEW.state <> 'withdrawn')
    ON CONFLICT DO UPDATE SET n = n + excluded.n;
END;

CREATE TRIGGER input_counted AFTER INSERT ON input WHEN NEW.part_of = '' BEGIN
  INSERT INTO input_count VALUES (NEW.consultation, NEW.rule, NEW.kind, NEW.question, NEW.theme, NEW.audience, NEW.stance, NEW.answered, NEW.screening, NEW.text <> '', NEW.excluded, 0, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER input_uncounted AFTER DELETE ON input WHEN OLD.part_of = '' BEGIN
  UPDATE input_count SET n = n - 1 WHERE consultation = OLD.consultation AND rule = OLD.rule AND kind = OLD.kind AND question = OLD.question AND theme = OLD.theme AND audience = OLD.audience
    AND stance = OLD.stance AND answered = OLD.answered AND screening = OLD.screening AND worded = (OLD.text <> '') AND excluded = OLD.excluded AND shard = 0;
END;
CREATE TRIGGER input_counted_anew AFTER UPDATE OF answered, screening, text, excluded ON input
  WHEN NEW.part_of = '' AND (OLD.answered <> NEW.answered OR OLD.screening <> NEW.screening OR (OLD.text <> '') <> (NEW.text <> '') OR OLD.excluded <> NEW.excluded) BEGIN
  UPDATE input_count SET n = n - 1 WHERE consultation = OLD.consultation AND rule = OLD.rule AND kind = OLD.kind AND question = OLD.question AND theme = OLD.theme AND audience = OLD.audience
    AND stance = OLD.stance AND answered = OLD.answered AND screening = OLD.screening AND worded = (OLD.text <> '') AND excluded = OLD.excluded AND shard = 0;
  INSERT INTO input_count VALUES (NEW.consultation, NEW.rule, NEW.kind, NEW.question, NEW.theme, NEW.audience, NEW.stance, NEW.answered, NEW.screening, NEW.text <> '', NEW.excluded, 0, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER minutes_counted AFTER INSERT ON input WHEN NEW.part_of = '' AND NEW.minutes >= 0 BEGIN
  INSERT INTO minutes_count VALUES (NEW.consultation, NEW.rule, NEW.minutes, NEW.excluded, 0, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER minutes_uncounted AFTER DELETE ON input WHEN OLD.part_of = '' AND OLD.minutes >= 0 BEGIN
  UPDATE minutes_count SET n = n - 1 WHERE consultation = OLD.consultation AND rule = OLD.rule AND minutes = OLD.minutes AND excluded = OLD.excluded AND shard = 0;
END;

CREATE TRIGGER minutes_counted_anew AFTER UPDATE OF excluded ON input WHEN NEW.part_of = '' AND NEW.minutes >= 0 AND OLD.excluded <> NEW.excluded BEGIN
  INSERT INTO minutes_count VALUES (OLD.consultation, OLD.rule, OLD.minutes, OLD.excluded, 0, -1), (NEW.consultation, NEW.rule, NEW.minutes, NEW.excluded, 0, 1)
    ON CONFLICT DO UPDATE SET n = n + excluded.n;
END;

CREATE TRIGGER chosen_counted AFTER INSERT ON chosen BEGIN
  INSERT INTO chosen_count VALUES (NEW.consultation, NEW.question, NEW.option, NEW.audience, NEW.district, NEW.excluded, 0, 1), (NEW.consultation, NEW.question, '', NEW.audience, NEW.district, NEW.excluded, 0, NEW.first)
    ON CONFLICT DO UPDATE SET n = n + excluded.n;
END;
CREATE TRIGGER chosen_uncounted AFTER DELETE ON chosen BEGIN
  INSERT INTO chosen_count VALUES (OLD.consultation, OLD.question, OLD.option, OLD.audience, OLD.district, OLD.excluded, 0, -1), (OLD.consultation, OLD.question, '', OLD.audience, OLD.district, OLD.excluded, 0, -OLD.first)
    ON CONFLICT DO UPDATE SET n = n + excluded.n;
END;
CREATE TRIGGER chosen_counted_anew AFTER UPDATE OF excluded ON chosen WHEN OLD.excluded <> NEW.excluded BEGIN
  INSERT INTO chosen_count VALUES (OLD.consultation, OLD.question, OLD.option, OLD.audience, OLD.district, OLD.excluded, 0, -1), (OLD.consultation, OLD.question, '', OLD.audience, OLD.district, OLD.excluded, 0, -OLD.first),
    (NEW.consultation, NEW.question, NEW.option, NEW.audience, NEW.district, NEW.excluded, 0, 1), (NEW.consultation, NEW.question, '', NEW.audience, NEW.district, NEW.excluded, 0, NEW.first)
    ON CONFLICT DO UPDATE SET n = n + excluded.n;
END;

-- Published texts are listed rule by rule, and within one by ids, which tell no order.
CREATE INDEX input_shown ON input (consultation, rule, kind, question, id) WHERE part_of = '' AND text <> '' AND screening IN ('masked', 'published') AND NOT excluded;
