-- Free suggestions can carry a theme from the list of their consultation, which can
-- also ask whether a rule is missing.
ALTER TABLE consultation ADD COLUMN themes TEXT NOT NULL DEFAULT '[]'; -- JSON
ALTER TABLE consultation ADD COLUMN asks_missing INTEGER NOT NULL DEFAULT 0 CHECK (asks_missing IN (0, 1));
ALTER TABLE input ADD COLUMN theme TEXT NOT NULL DEFAULT '';
CREATE INDEX input_theme ON input (consultation, theme, id) WHERE theme <> '';
