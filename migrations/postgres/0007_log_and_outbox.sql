-- What was done by whom, and what is to be told to somebody about it.
CREATE TABLE audit_event (
  seq           bigint           NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id            text COLLATE "C" NOT NULL UNIQUE CHECK (id <> ''),
  at            timestamptz      NOT NULL,
  actor         text             NOT NULL,
  operation     text             NOT NULL,
  object        text COLLATE "C" NOT NULL,
  before        jsonb,           -- null: nothing was there
  after         jsonb,           -- null: nothing is left
  request       text             NOT NULL,
  policy_digest text             NOT NULL,
  revision      bigint           NOT NULL -- 0: none was drawn
);
CREATE INDEX audit_event_object ON audit_event (object, seq);

CREATE TRIGGER audit_event_change BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE outbox (
  seq     bigint           NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id      text COLLATE "C" NOT NULL UNIQUE CHECK (id <> ''),
  at      timestamptz      NOT NULL,
  topic   text             NOT NULL,
  payload jsonb            NOT NULL
);
