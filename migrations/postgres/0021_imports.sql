-- Files of rules that somebody works on before they are rules: who, the sheets as
-- texts (packed), and what was chosen about them.
CREATE TABLE import_draft (
  id        text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  owner     text COLLATE "C" NOT NULL,
  made_by   text             NOT NULL,
  file_name text             NOT NULL,
  content   bytea            NOT NULL,
  choices   jsonb            NOT NULL,
  edit      bigint           NOT NULL,
  touched   timestamptz      NOT NULL
);
CREATE INDEX import_draft_owner ON import_draft (owner, touched);
CREATE INDEX import_draft_touched ON import_draft (touched);

-- What the columns of a sender were the last time.
CREATE TABLE column_match (
  sender  text COLLATE "C" NOT NULL,
  headers text COLLATE "C" NOT NULL,
  matched jsonb            NOT NULL,
  touched timestamptz      NOT NULL,
  PRIMARY KEY (sender, headers)
);
CREATE INDEX column_match_headers ON column_match (headers, touched);

-- Imports that were made, and what each did to which rule.
CREATE TABLE import (
  id        text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  file_name text             NOT NULL,
  made_by   text             NOT NULL,
  at        timestamptz      NOT NULL,
  day       iso_day          NOT NULL,
  created   bigint           NOT NULL,
  updated   bigint           NOT NULL,
  left_out  bigint           NOT NULL,
  revision  bigint           NOT NULL REFERENCES revision (revision),
  undone    iso_day_or_none  NOT NULL,
  undone_by text             NOT NULL
);

CREATE TABLE imported_rule (
  import text COLLATE "C" NOT NULL REFERENCES import (id),
  number bigint           NOT NULL REFERENCES rule (number),
  did    jsonb            NOT NULL,
  PRIMARY KEY (import, number)
);
CREATE INDEX imported_rule_number ON imported_rule (number);
