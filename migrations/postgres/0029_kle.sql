-- The copy that a municipality has of the plan of subjects (KLE), replaced as a whole.
CREATE TABLE kle_entry (
  code        text COLLATE "C" NOT NULL PRIMARY KEY CHECK (code <> ''),
  title       text             NOT NULL CHECK (title <> ''),
  from_day    iso_day_or_none  NOT NULL,
  until_day   iso_day          NOT NULL,
  replaced_by text COLLATE "C" NOT NULL -- another code, or none
);
