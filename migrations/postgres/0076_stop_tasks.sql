-- A place where a demand still stands after it stopped applying, and who takes it away.
-- Who must look, and for which rules and days, follows from rule_turn.
CREATE TABLE stop_task (
  id       text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  number   bigint  NOT NULL REFERENCES rule (number),
  day      iso_day NOT NULL,
  kind     text COLLATE "C" NOT NULL,
  place    text    NOT NULL,
  post     text COLLATE "C" NOT NULL, -- that does it
  deadline iso_day NOT NULL, -- the last day
  state    text COLLATE "C" NOT NULL,
  moved    iso_day NOT NULL, -- into its state
  word     text    NOT NULL,
  told     bigint  NOT NULL, -- the post: 1 that the deadline is near, 2 that it has passed
  edit     bigint  NOT NULL
);
CREATE INDEX stop_task_turn ON stop_task (number, day, id);
CREATE INDEX stop_task_due ON stop_task (deadline, id);
CREATE INDEX stop_task_open ON stop_task (told, deadline, id) WHERE state = 'open';
CREATE INDEX stop_task_place ON stop_task (kind, place);

-- The kinds of places that somebody looked for and found none of, as JSON.
CREATE TABLE stop_search (
  number bigint  NOT NULL REFERENCES rule (number),
  day    iso_day NOT NULL,
  none   jsonb   NOT NULL,
  edit   bigint  NOT NULL,
  PRIMARY KEY (number, day)
);
