-- What an answer led to, and of which input one is a duplicate; whether an input
-- has its answer: a duplicate has when that other one has.
ALTER TABLE disposition ADD COLUMN rules jsonb NOT NULL DEFAULT '[]';
ALTER TABLE disposition ADD COLUMN item text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE disposition ADD COLUMN original text COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX disposition_original ON disposition (original) WHERE original <> '';
ALTER TABLE input ADD COLUMN answered boolean NOT NULL DEFAULT false;
UPDATE input SET answered = true WHERE id IN (SELECT input FROM disposition);
CREATE INDEX input_answered ON input (consultation, answered, id);
