-- How inputs were answered, and how far those have come to whom some are assigned, is
-- counted as what was sent in is.
CREATE TABLE disposed_count (
  consultation text COLLATE "C" NOT NULL,
  rule         text COLLATE "C" NOT NULL,
  question     text             NOT NULL,
  kind         text             NOT NULL,
  day          iso_day          NOT NULL,
  excluded     boolean          NOT NULL,
  shard        bigint           NOT NULL,
  n            bigint           NOT NULL,
  PRIMARY KEY (consultation, rule, question, kind, day, excluded, shard)
);

CREATE TABLE assigned_count (
  consultation text COLLATE "C" NOT NULL,
  assigned     text             NOT NULL,
  answered     boolean          NOT NULL,
  shard        bigint           NOT NULL,
  n            bigint           NOT NULL,
  PRIMARY KEY (consultation, assigned, answered, shard)
);

INSERT INTO disposed_count SELECT i.consultation, i.rule, i.question, d.kind, d.day, i.excluded, 0, count(*)
  FROM disposition AS d JOIN input AS i ON i.id = d.input GROUP BY i.consultation, i.rule, i.question, d.kind, d.day, i.excluded;
INSERT INTO assigned_count SELECT consultation, assigned, answered, 0, count(*) FROM input WHERE assigned <> '' GROUP BY consultation, assigned, answered;

CREATE FUNCTION count_disposition(d disposition, change bigint) RETURNS void LANGUAGE sql AS $$
  INSERT INTO disposed_count AS c SELECT i.consultation, i.rule, i.question, d.kind, d.day, i.excluded, own_shard(), change FROM input AS i WHERE i.id = d.input
    ON CONFLICT (consultation, rule, question, kind, day, excluded, shard) DO UPDATE SET n = c.n + EXCLUDED.n
$$;
CREATE FUNCTION count_disposed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM count_disposition(OLD, -1); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM count_disposition(NEW, 1); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER disposed_counted AFTER INSERT ON disposition FOR EACH ROW EXECUTE FUNCTION count_disposed();
CREATE TRIGGER disposed_uncounted AFTER DELETE ON disposition FOR EACH ROW EXECUTE FUNCTION count_disposed();
CREATE TRIGGER disposed_counted_anew AFTER UPDATE OF kind, day ON disposition FOR EACH ROW
  WHEN (OLD.kind <> NEW.kind OR OLD.day <> NEW.day) EXECUTE FUNCTION count_disposed();

CREATE FUNCTION move_disposed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO disposed_count AS c SELECT NEW.consultation, NEW.rule, NEW.question, d.kind, d.day, x.excluded, own_shard(), x.change
    FROM disposition AS d CROSS JOIN (VALUES (OLD.excluded, -1), (NEW.excluded, 1)) AS x (excluded, change) WHERE d.input = NEW.id
    ON CONFLICT (consultation, rule, question, kind, day, excluded, shard) DO UPDATE SET n = c.n + EXCLUDED.n;
  RETURN NULL;
END $$;
CREATE TRIGGER disposed_moved AFTER UPDATE OF excluded ON input FOR EACH ROW WHEN (OLD.excluded <> NEW.excluded) EXECUTE FUNCTION move_disposed();

CREATE FUNCTION count_assigned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.assigned <> '' THEN
    INSERT INTO assigned_count AS c VALUES (OLD.consultation, OLD.assigned, OLD.answered, own_shard(), -1)
      ON CONFLICT (consultation, assigned, answered, shard) DO UPDATE SET n = c.n - 1;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.assigned <> '' THEN
    INSERT INTO assigned_count AS c VALUES (NEW.consultation, NEW.assigned, NEW.answered, own_shard(), 1)
      ON CONFLICT (consultation, assigned, answered, shard) DO UPDATE SET n = c.n + 1;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER assigned_counted AFTER INSERT ON input FOR EACH ROW WHEN (NEW.assigned <> '') EXECUTE FUNCTION count_assigned();
CREATE TRIGGER assigned_uncounted AFTER DELETE ON input FOR EACH ROW WHEN (OLD.assigned <> '') EXECUTE FUNCTION count_assigned();
CREATE TRIGGER assigned_counted_anew AFTER UPDATE OF assigned, answered ON input FOR EACH ROW
  WHEN (OLD.assigned <> NEW.assigned OR OLD.answered <> NEW.answered) EXECUTE FUNCTION count_assigned();

-- What is to be answered, in the order of the inbox.
CREATE INDEX input_heads ON input (consultation, id, split, lead) WHERE NOT split AND lead = '';
