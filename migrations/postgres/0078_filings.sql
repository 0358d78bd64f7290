-- That the case system, which is the archive, has the journal pack of a meeting or a
-- review: under which number, since when, and who said so.
CREATE TABLE filing (
  object   text COLLATE "C" NOT NULL PRIMARY KEY CHECK (object <> ''), -- as the log names it: "meeting <id>"
  number   text             NOT NULL, -- empty: taken back
  received iso_day_or_none  NOT NULL,
  filed_by text             NOT NULL,
  edit     bigint           NOT NULL
);

-- What was chosen of the documents of a review for those who ask for access to them.
CREATE TABLE disclosure (
  review   text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES review (id),
  releases jsonb            NOT NULL,
  edit     bigint           NOT NULL
);
