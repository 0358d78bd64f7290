-- People who sign in, and what they and the keys to the API may reach. Of links
-- and sessions only hashes are kept, and nothing of when they were used.
CREATE TABLE user_account (
  id      text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  name    text             NOT NULL,
  email   text COLLATE "C" NOT NULL UNIQUE,
  grants  jsonb            NOT NULL,
  active  boolean          NOT NULL,
  edit    bigint           NOT NULL,
  created timestamptz      NOT NULL
);

CREATE TABLE sign_in (
  hash    text COLLATE "C" NOT NULL PRIMARY KEY,
  account text COLLATE "C" NOT NULL REFERENCES user_account (id),
  expires timestamptz      NOT NULL
);
CREATE INDEX sign_in_expires ON sign_in (expires);

CREATE TABLE session (
  hash    text COLLATE "C" NOT NULL PRIMARY KEY,
  account text COLLATE "C" NOT NULL REFERENCES user_account (id),
  expires timestamptz      NOT NULL
);
CREATE INDEX session_expires ON session (expires);

ALTER TABLE api_token ADD COLUMN scope jsonb NOT NULL DEFAULT '{}';
