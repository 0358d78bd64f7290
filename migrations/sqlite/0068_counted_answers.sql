-- How inputs were answered, and how far those have come to whom some are assigned, is
-- counted as what was sent in is.
CREATE TABLE disposed_count (
  consultation TEXT    NOT NULL,
  rule         TEXT    NOT NULL,
  question     TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  day          TEXT    NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  excluded     INTEGER NOT NULL CHECK (excluded IN (0, 1)),
  shard        INTEGER NOT NULL,
  n            INTEGER NOT NULL,
  PRIMARY KEY (consultation, rule, question, kind, day, excluded, shard)
) STRICT, WITHOUT ROWID;

CREATE TABLE assigned_count (
  consultation TEXT    NOT NULL,
  assigned     TEXT    NOT NULL,
  answered     INTEGER NOT NULL CHECK (answered IN (0, 1)),
  shard        INTEGER NOT NULL,
  n            INTEGER NOT NULL,
  PRIMARY KEY (consultation, assigned, answered, shard)
) STRICT, WITHOUT ROWID;

INSERT INTO disposed_count SELECT i.consultation, i.rule, i.question, d.kind, d.day, i.excluded, 0, count(*)
  FROM disposition AS d JOIN input AS i ON i.id = d.input GROUP BY i.consultation, i.rule, i.question, d.kind, d.day, i.excluded;
INSERT INTO assigned_count SELECT consultation, assigned, answered, 0, count(*) FROM input WHERE assigned <> '' GROUP BY consultation, assigned, answered;

CREATE TRIGGER disposed_counted AFTER INSERT ON disposition BEGIN
  INSERT INTO disposed_count SELECT i.consultation, i.rule, i.question, NEW.kind, NEW.day, i.excluded, 0, 1 FROM input AS i WHERE i.id = NEW.input
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER disposed_uncounted AFTER DELETE ON disposition BEGIN
  INSERT INTO disposed_count SELECT i.consultation, i.rule, i.question, OLD.kind, OLD.day, i.excluded, 0, -1 FROM input AS i WHERE i.id = OLD.input
    ON CONFLICT DO UPDATE SET n = n - 1;
END;
CREATE TRIGGER disposed_counted_anew AFTER UPDATE OF kind, day ON disposition WHEN OLD.kind <> NEW.kind OR OLD.day <> NEW.day BEGIN
  INSERT INTO disposed_count SELECT i.consultation, i.rule, i.question, OLD.kind, OLD.day, i.excluded, 0, -1 FROM input AS i WHERE i.id = OLD.input
    ON CONFLICT DO UPDATE SET n = n - 1;
  INSERT INTO disposed_count SELECT i.consultation, i.rule, i.question, NEW.kind, NEW.day, i.excluded, 0, 1 FROM input AS i WHERE i.id = NEW.input
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER disposed_moved AFTER UPDATE OF excluded ON input WHEN OLD.excluded <> NEW.excluded BEGIN
  INSERT INTO disposed_count SELECT NEW.consultation, NEW.rule, NEW.question, d.kind, d.day, OLD.excluded, 0, -1 FROM disposition AS d WHERE d.input = NEW.id
    ON CONFLICT DO UPDATE SET n = n - 1;
  INSERT INTO disposed_count SELECT NEW.consultation, NEW.rule, NEW.question, d.kind, d.day, NEW.excluded, 0, 1 FROM disposition AS d WHERE d.input = NEW.id
    ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER assigned_counted AFTER INSERT ON input WHEN NEW.assigned <> '' BEGIN
  INSERT INTO assigned_count VALUES (NEW.consultation, NEW.assigned, NEW.answered, 0, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER assigned_uncounted AFTER DELETE ON input WHEN OLD.assigned <> '' BEGIN
  INSERT INTO assigned_count VALUES (OLD.consultation, OLD.assigned, OLD.answered, 0, -1) ON CONFLICT DO UPDATE SET n = n - 1;
END;
CREATE TRIGGER assigned_counted_anew AFTER UPDATE OF assigned, answered ON input WHEN OLD.assigned <> NEW.assigned OR OLD.answered <> NEW.answered BEGIN
  INSERT INTO assigned_count SELECT OLD.consultation, OLD.assigned, OLD.answered, 0, -1 WHERE OLD.assigned <> '' ON CONFLICT DO UPDATE SET n = n - 1;
  INSERT INTO assigned_count SELECT NEW.consultation, NEW.assigned, NEW.answered, 0, 1 WHERE NEW.assigned <> '' ON CONFLICT DO UPDATE SET n = n + 1;
END;

-- What is to be answered, in the order of the inbox.
CREATE INDEX input_heads ON input (consultation, id, split, lead) WHERE NOT split AND lead = '';
