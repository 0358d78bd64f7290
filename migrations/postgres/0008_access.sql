-- Keys to the API, of which only hashes are kept, and requests that may be repeated.
CREATE TABLE api_token (
  id      text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  name    text             NOT NULL,
  role    text             NOT NULL,
  hash    text COLLATE "C" NOT NULL UNIQUE,
  created timestamptz      NOT NULL,
  revoked boolean          NOT NULL DEFAULT false
);

CREATE TABLE idempotency (
  actor       text COLLATE "C" NOT NULL,
  operation   text COLLATE "C" NOT NULL,
  request_key text COLLATE "C" NOT NULL,
  hash        text             NOT NULL,
  result      text             NOT NULL,
  at          timestamptz      NOT NULL,
  PRIMARY KEY (actor, operation, request_key)
);
CREATE INDEX idempotency_at ON idempotency (at);
