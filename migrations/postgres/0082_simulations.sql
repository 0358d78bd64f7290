-- What was supposed, and what came out of it, as it was: nothing else rests on it.
CREATE TABLE simulation (
  id      text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  edit    bigint  NOT NULL,
  name    text    NOT NULL,
  shared  bigint  NOT NULL CHECK (shared IN (0, 1)), -- with everybody who is signed in
  made    iso_day NOT NULL,
  made_by text    NOT NULL,
  digest  text COLLATE "C" NOT NULL, -- of content as it was made; a redaction leaves it
  content jsonb   NOT NULL
);

-- As in 0080, and a simulation besides.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND TG_TABLE_NAME IN ('rule_version', 'rule_event', 'justification', 'legal_check', 'mandate', 'audit_event', 'counter_case', 'counter_reply', 'opening', 'simulation')
    AND EXISTS (SELECT FROM redacting) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER simulation_change BEFORE UPDATE OF made, made_by, digest, content OR DELETE ON simulation FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The items whose papers have it as an annex.
CREATE TABLE simulation_item (
  simulation text COLLATE "C" NOT NULL REFERENCES simulation (id),
  item       text COLLATE "C" NOT NULL REFERENCES item (id),
  PRIMARY KEY (simulation, item)
);
CREATE INDEX simulation_item_item ON simulation_item (item);
