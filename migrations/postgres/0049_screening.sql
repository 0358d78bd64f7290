-- What a caseworker found of a text before anything is public, and how often
-- those who weigh an input have changed something about it.
ALTER TABLE input ADD COLUMN screening text NOT NULL DEFAULT 'unscreened';
ALTER TABLE input ADD COLUMN shown text NOT NULL DEFAULT ''; -- with passages left out
ALTER TABLE input ADD COLUMN withheld_for text NOT NULL DEFAULT '';
ALTER TABLE input ADD COLUMN withheld_note text NOT NULL DEFAULT '';
ALTER TABLE input ADD COLUMN edit bigint NOT NULL DEFAULT 1;
UPDATE input SET screening = 'published' WHERE published;
ALTER TABLE input DROP COLUMN published;
