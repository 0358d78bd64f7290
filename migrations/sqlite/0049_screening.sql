-- What a caseworker found of a text before anything is public, and how often
-- those who weigh an input have changed something about it.
ALTER TABLE input ADD COLUMN screening TEXT NOT NULL DEFAULT 'unscreened';
ALTER TABLE input ADD COLUMN shown TEXT NOT NULL DEFAULT ''; -- with passages left out
ALTER TABLE input ADD COLUMN withheld_for TEXT NOT NULL DEFAULT '';
ALTER TABLE input ADD COLUMN withheld_note TEXT NOT NULL DEFAULT '';
ALTER TABLE input ADD COLUMN edit INTEGER NOT NULL DEFAULT 1;
UPDATE input SET screening = 'published' WHERE published = 1;
ALTER TABLE input DROP COLUMN published;
