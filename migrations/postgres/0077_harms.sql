-- That it did harm when a rule applied no more, or in another way: the question is
-- open again. The words are for those who work with the rule, the rest for everybody.
CREATE TABLE harm (
  id     text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  number bigint  NOT NULL REFERENCES rule (number),
  day    iso_day NOT NULL, -- on which it was said
  since  iso_day NOT NULL, -- on which the rule stopped
  text   text    NOT NULL,
  hassle text COLLATE "C" NOT NULL -- of the post that answers for the rule; empty: it has none
);
CREATE INDEX harm_of ON harm (number, day, id);
-- New rules by the day they were recorded, among which those are looked for that cite it.
CREATE INDEX rule_event_new ON rule_event (recorded, seq) WHERE kind = 'adopted';
