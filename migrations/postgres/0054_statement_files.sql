-- The files that statements of hearing parties came as. One that is kept waits for
-- its statement to be looked over and sent.
CREATE TABLE statement_file (
  hearing text COLLATE "C" NOT NULL REFERENCES hearing (id),
  sha256  text COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
  name    text             NOT NULL CHECK (name <> ''),
  kind    text COLLATE "C" NOT NULL,
  kept    iso_day          NOT NULL,
  sent    boolean          NOT NULL,
  content bytea            NOT NULL,
  PRIMARY KEY (hearing, sha256)
);
