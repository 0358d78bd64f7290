-- Bodies that must be heard, and the hearing of each in a review. A body has no
-- account, so a mail may go to an address alone.
CREATE TABLE hearing_party (
  id       text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  name     text             NOT NULL UNIQUE CHECK (name <> ''),
  kind     text COLLATE "C" NOT NULL,
  address  text             NOT NULL,
  area     text             NOT NULL,
  heard_on text             NOT NULL,
  basis    text             NOT NULL,
  edit     bigint           NOT NULL
);

CREATE TABLE hearing (
  id         text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  review     text COLLATE "C" NOT NULL REFERENCES review (id),
  party      text COLLATE "C" NOT NULL CHECK (party <> ''),
  state      text COLLATE "C" NOT NULL,
  token      text COLLATE "C" NOT NULL, -- none where the register came from a file
  address    text             NOT NULL,
  letter     text             NOT NULL,
  deadline   iso_day_or_none  NOT NULL, -- the last day
  sent       iso_day_or_none  NOT NULL,
  reminded   iso_day_or_none  NOT NULL,
  extended   text             NOT NULL, -- why the deadline was moved
  statement  jsonb            NOT NULL,
  edit       bigint           NOT NULL,
  UNIQUE (review, party)
);
CREATE UNIQUE INDEX hearing_token ON hearing (token) WHERE token <> '';

ALTER TABLE mail DROP CONSTRAINT mail_account_fkey;
