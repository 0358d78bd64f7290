-- Free suggestions can carry a theme from the list of their consultation, which can
-- also ask whether a rule is missing.
ALTER TABLE consultation ADD COLUMN themes jsonb NOT NULL DEFAULT '[]';
ALTER TABLE consultation ADD COLUMN asks_missing boolean NOT NULL DEFAULT false;
ALTER TABLE input ADD COLUMN theme text COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX input_theme ON input (consultation, theme, id) WHERE theme <> '';
