-- What a consultation has brought is counted while it comes, so that its numbers are
-- read without reading what people sent. A shard is for writers that do not wait for
-- one another, and n is below nothing where another shard has more of the same. Nothing
-- here tells an order: a count has no more than its sum.
CREATE TABLE sent_count (
  consultation text COLLATE "C" NOT NULL,
  audience     text             NOT NULL,
  excluded     boolean          NOT NULL,
  shard        bigint           NOT NULL,
  n            bigint           NOT NULL,
  PRIMARY KEY (consultation, audience, excluded, shard)
);

CREATE TABLE input_count (
  consultation text COLLATE "C" NOT NULL,
  rule         text COLLATE "C" NOT NULL,
  kind         text COLLATE "C" NOT NULL,
  question     text             NOT NULL,
  theme        text             NOT NULL,
  audience     text             NOT NULL,
  stance       text             NOT NULL,
  answered     boolean          NOT NULL,
  screening    text COLLATE "C" NOT NULL,
  worded       boolean          NOT NULL,
  excluded     boolean          NOT NULL,
  shard        bigint           NOT NULL,
  n            bigint           NOT NULL,
  PRIMARY KEY (consultation, rule, kind, question, theme, audience, stance, answered, screening, worded, excluded, shard)
);
CREATE INDEX input_count_rule ON input_count (rule) WHERE rule <> '';

CREATE TABLE minutes_count (
  consultation text COLLATE "C" NOT NULL,
  rule         text COLLATE "C" NOT NULL,
  minutes      bigint           NOT NULL,
  excluded     boolean          NOT NULL,
  shard        bigint           NOT NULL,
  n            bigint           NOT NULL,
  PRIMARY KEY (consultation, rule, minutes, excluded, shard)
);

CREATE TABLE chosen_count (
  consultation text COLLATE "C" NOT NULL,
  question     text             NOT NULL,
  option       text             NOT NULL, -- empty: any
  audience     text             NOT NULL,
  district     text             NOT NULL,
  excluded     boolean          NOT NULL,
  shard        bigint           NOT NULL,
  n            bigint           NOT NULL,
  PRIMARY KEY (consultation, question, option, audience, district, excluded, shard)
);

-- One of the options that somebody chose of a question stands for the person.
ALTER TABLE chosen ADD COLUMN first boolean NOT NULL DEFAULT false;
UPDATE chosen SET first = true WHERE NOT EXISTS (SELECT 1 FROM chosen AS x
  WHERE x.contribution = chosen.contribution AND x.question = chosen.question AND x.option < chosen.option);

INSERT INTO sent_count SELECT consultation, audience, false, 0, count(*) FROM contribution WHERE state <> 'withdrawn' GROUP BY consultation, audience;
INSERT INTO input_count SELECT consultation, rule, kind, question, theme, audience, stance, answered, screening, text <> '', false, 0, count(*)
  FROM input WHERE part_of = '' GROUP BY consultation, rule, kind, question, theme, audience, stance, answered, screening, text <> '';
INSERT INTO minutes_count SELECT consultation, rule, minutes, false, 0, count(*) FROM input WHERE part_of = '' AND minutes >= 0 GROUP BY consultation, rule, minutes;
INSERT INTO chosen_count SELECT consultation, question, option, audience, district, false, 0, count(*) FROM chosen GROUP BY consultation, question, option, audience, district;
INSERT INTO chosen_count SELECT consultation, question, '', audience, district, false, 0, count(*) FROM chosen WHERE first GROUP BY consultation, question, audience, district;

-- A connection counts in a shard of its own, as far as there are enough of them.
CREATE FUNCTION own_shard() RETURNS bigint LANGUAGE sql AS $$ SELECT (pg_backend_pid() % 16)::bigint $$;

CREATE FUNCTION count_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state <> 'withdrawn' THEN
    INSERT INTO sent_count AS c VALUES (OLD.consultation, OLD.audience, OLD.exclusion <> '', own_shard(), -1)
      ON CONFLICT (consultation, audience, excluded, shard) DO UPDATE SET n = c.n - 1;
  END IF;
  IF NEW.state <> 'withdrawn' THEN
    INSERT INTO sent_count AS c VALUES (NEW.consultation, NEW.audience, NEW.exclusion <> '', own_shard(), 1)
      ON CONFLICT (consultation, audience, excluded, shard) DO UPDATE SET n = c.n + 1;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER sent_counted AFTER INSERT ON contribution FOR EACH ROW WHEN (NEW.state <> 'withdrawn') EXECUTE FUNCTION count_sent();
CREATE TRIGGER sent_counted_anew AFTER UPDATE OF state, exclusion ON contribution FOR EACH ROW
  WHEN (OLD.state <> NEW.state OR OLD.exclusion <> NEW.exclusion) EXECUTE FUNCTION count_sent();

CREATE FUNCTION count_input() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO input_count AS c VALUES (OLD.consultation, OLD.rule, OLD.kind, OLD.question, OLD.theme, OLD.audience, OLD.stance, OLD.answered, OLD.screening, OLD.text <> '', OLD.excluded, own_shard(), -1)
      ON CONFLICT (consultation, rule, kind, question, theme, audience, stance, answered, screening, worded, excluded, shard) DO UPDATE SET n = c.n - 1;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO input_count AS c VALUES (NEW.consultation, NEW.rule, NEW.kind, NEW.question, NEW.theme, NEW.audience, NEW.stance, NEW.answered, NEW.screening, NEW.text <> '', NEW.excluded, own_shard(), 1)
      ON CONFLICT (consultation, rule, kind, question, theme, audience, stance, answered, screening, worded, excluded, shard) DO UPDATE SET n = c.n + 1;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER input_counted AFTER INSERT ON input FOR EACH ROW WHEN (NEW.part_of = '') EXECUTE FUNCTION count_input();
CREATE TRIGGER input_uncounted AFTER DELETE ON input FOR EACH ROW WHEN (OLD.part_of = '') EXECUTE FUNCTION count_input();
CREATE TRIGGER input_counted_anew AFTER UPDATE OF answered, screening, text, excluded ON input FOR EACH ROW
  WHEN (NEW.part_of = '' AND (OLD.answered <> NEW.answered OR OLD.screening <> NEW.screening OR (OLD.text <> '') <> (NEW.text <> '') OR OLD.excluded <> NEW.excluded)) EXECUTE FUNCTION count_input();

CREATE FUNCTION count_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO minutes_count AS c VALUES (OLD.consultation, OLD.rule, OLD.minutes, OLD.excluded, own_shard(), -1)
      ON CONFLICT (consultation, rule, minutes, excluded, shard) DO UPDATE SET n = c.n - 1;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO minutes_count AS c VALUES (NEW.consultation, NEW.rule, NEW.minutes, NEW.excluded, own_shard(), 1)
      ON CONFLICT (consultation, rule, minutes, excluded, shard) DO UPDATE SET n = c.n + 1;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER minutes_counted AFTER INSERT ON input FOR EACH ROW WHEN (NEW.part_of = '' AND NEW.minutes >= 0) EXECUTE FUNCTION count_minutes();
CREATE TRIGGER minutes_uncounted AFTER DELETE ON input FOR EACH ROW WHEN (OLD.part_of = '' AND OLD.minutes >= 0) EXECUTE FUNCTION count_minutes();
CREATE TRIGGER minutes_counted_anew AFTER UPDATE OF excluded ON input FOR EACH ROW
  WHEN (NEW.part_of = '' AND NEW.minutes >= 0 AND OLD.excluded <> NEW.excluded) EXECUTE FUNCTION count_minutes();

CREATE FUNCTION count_choice(x chosen, change bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO chosen_count AS c VALUES (x.consultation, x.question, x.option, x.audience, x.district, x.excluded, own_shard(), change)
    ON CONFLICT (consultation, question, option, audience, district, excluded, shard) DO UPDATE SET n = c.n + EXCLUDED.n;
  IF x.first THEN
    INSERT INTO chosen_count AS c VALUES (x.consultation, x.question, '', x.audience, x.district, x.excluded, own_shard(), change)
      ON CONFLICT (consultation, question, option, audience, district, excluded, shard) DO UPDATE SET n = c.n + EXCLUDED.n;
  END IF;
END $$;
CREATE FUNCTION count_chosen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM count_choice(OLD, -1); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM count_choice(NEW, 1); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER chosen_counted AFTER INSERT ON chosen FOR EACH ROW EXECUTE FUNCTION count_chosen();
CREATE TRIGGER chosen_uncounted AFTER DELETE ON chosen FOR EACH ROW EXECUTE FUNCTION count_chosen();
CREATE TRIGGER chosen_counted_anew AFTER UPDATE OF excluded ON chosen FOR EACH ROW
  WHEN (OLD.excluded <> NEW.excluded) EXECUTE FUNCTION count_chosen();

-- Published texts are listed rule by rule, and within one by ids, which tell no order.
CREATE INDEX input_shown ON input (consultation, rule, kind, question, id) WHERE part_of = '' AND text <> '' AND screening IN ('masked', 'published') AND NOT excluded;
