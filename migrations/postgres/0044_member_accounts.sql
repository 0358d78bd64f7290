-- Whose account a member of a body has; empty where the member is known by name alone.
ALTER TABLE member ADD COLUMN account text COLLATE "C" NOT NULL DEFAULT '';
