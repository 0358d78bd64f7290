-- That it did harm when a rule applied no more, or in another way: the question is
-- open again. The words are for those who work with the rule, the rest for everybody.
CREATE TABLE harm (
  id     TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  number INTEGER NOT NULL REFERENCES rule (number),
  day    TEXT    NOT NULL CHECK (day GLOB '????-??-??'), -- on which it was said
  since  TEXT    NOT NULL CHECK (since GLOB '????-??-??'), -- on which the rule stopped
  text   TEXT    NOT NULL,
  hassle TEXT    NOT NULL -- of the post that answers for the rule; empty: it has none
) STRICT;
CREATE INDEX harm_of ON harm (number, day, id);
-- New rules by the day they were recorded, among which those are looked for that cite it.
CREATE INDEX rule_event_new ON rule_event (recorded, seq) WHERE kind = 'adopted';
