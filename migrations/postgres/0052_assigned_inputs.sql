-- Whom an input is assigned to: a user or a post.
ALTER TABLE input ADD COLUMN assigned text COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX input_assigned ON input (consultation, assigned, answered, id) WHERE assigned <> '';
CREATE INDEX input_screening ON input (consultation, screening, id);
