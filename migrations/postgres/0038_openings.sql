-- How many weeks of a year, and days of a week, units are open: what sums of time
-- reckon with, from a day on. They bear on no status.
CREATE TABLE opening (
  seq      bigint  NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the order of recording
  from_day iso_day NOT NULL,
  weeks    bigint  NOT NULL CHECK (weeks > 0),
  days     bigint  NOT NULL CHECK (days > 0),
  said_by  text    NOT NULL,
  said_on  iso_day NOT NULL,
  revision bigint  NOT NULL REFERENCES revision (revision)
);

CREATE TRIGGER opening_change BEFORE UPDATE OR DELETE ON opening FOR EACH ROW EXECUTE FUNCTION refuse_change();
