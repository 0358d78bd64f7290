-- The decision log: what policies answered where their answer changed something.
CREATE TABLE evaluation (
  place           bigint           NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at              timestamptz      NOT NULL,
  day             iso_day          NOT NULL,
  policy          text COLLATE "C" NOT NULL,
  operation       text             NOT NULL,
  object          text COLLATE "C" NOT NULL,
  number          bigint           NOT NULL, -- of the rule; 0: none, or several
  revision        bigint           NOT NULL, -- 0: none was drawn
  input           text             NOT NULL, -- digest
  facts           text,            -- null: they follow from the events of the rule
  policy_digest   text             NOT NULL,
  settings_digest text             NOT NULL,
  result          jsonb            NOT NULL
);
CREATE INDEX evaluation_number ON evaluation (number, place);
CREATE INDEX evaluation_day ON evaluation (day, place);

CREATE TRIGGER evaluation_change BEFORE UPDATE OR DELETE ON evaluation FOR EACH ROW EXECUTE FUNCTION refuse_change();
