-- What the administration made of a text in another language, in Danish, beside the
-- text itself, so that both are erased together; and what is public of it where
-- passages are left out.
ALTER TABLE input ADD COLUMN translation TEXT NOT NULL DEFAULT '';
ALTER TABLE input ADD COLUMN shown_translation TEXT NOT NULL DEFAULT '';
