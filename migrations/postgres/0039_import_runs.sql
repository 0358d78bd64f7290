-- Imports that a server carries out while nobody waits for an answer. One without
-- a fault and with an old beat was broken off; the rows of it were never stored.
CREATE TABLE import_run (
  draft     text COLLATE "C" NOT NULL PRIMARY KEY,
  import    text COLLATE "C" NOT NULL CHECK (import <> ''),
  owner     text COLLATE "C" NOT NULL,
  made_by   text             NOT NULL,
  file_name text             NOT NULL,
  stored    bigint           NOT NULL,
  since     timestamptz      NOT NULL,
  beat      timestamptz      NOT NULL,
  fault     jsonb            NOT NULL
);
