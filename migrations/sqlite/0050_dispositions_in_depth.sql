-- What an answer led to, and of which input one is a duplicate; whether an input
-- has its answer: a duplicate has when that other one has.
ALTER TABLE disposition ADD COLUMN rules TEXT NOT NULL DEFAULT '[]'; -- JSON
ALTER TABLE disposition ADD COLUMN item TEXT NOT NULL DEFAULT '';
ALTER TABLE disposition ADD COLUMN original TEXT NOT NULL DEFAULT '';
CREATE INDEX disposition_original ON disposition (original) WHERE original <> '';
ALTER TABLE input ADD COLUMN answered INTEGER NOT NULL DEFAULT 0 CHECK (answered IN (0, 1));
UPDATE input SET answered = 1 WHERE id IN (SELECT input FROM disposition);
CREATE INDEX input_answered ON input (consultation, answered, id);
