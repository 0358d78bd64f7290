-- Who decides, within which mandate, and the versions of policy and settings that judge.
CREATE TABLE body (
  id   text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  name text             NOT NULL,
  rank text             NOT NULL
);

CREATE TABLE mandate (
  seq      bigint           NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the order of recording
  body     text COLLATE "C" NOT NULL REFERENCES body (id),
  from_day iso_day          NOT NULL,
  words    text             NOT NULL,
  asks     jsonb            NOT NULL
);
CREATE INDEX mandate_body ON mandate (body, from_day, seq);

CREATE TRIGGER mandate_change BEFORE UPDATE OR DELETE ON mandate FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE game_version (
  seq        bigint           NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the order of recording
  kind       text COLLATE "C" NOT NULL,
  from_day   iso_day          NOT NULL,
  digest     text             NOT NULL,
  adopted    iso_day_or_none  NOT NULL,
  adopted_by text             NOT NULL,
  source     bytea            NOT NULL
);

CREATE TRIGGER game_version_change BEFORE UPDATE OR DELETE ON game_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
