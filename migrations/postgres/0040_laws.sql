-- What laws are called. A law has a number for each consolidation.
CREATE TABLE law (
  id           text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  name         text             NOT NULL CHECK (name <> ''),
  short_name   text             NOT NULL,
  abbreviation text             NOT NULL,
  numbers      jsonb            NOT NULL,
  edit         bigint           NOT NULL
);
