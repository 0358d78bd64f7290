-- Who can be called in place of a member: a substitute has no seat of their own.
ALTER TABLE member ADD COLUMN substitute INTEGER NOT NULL DEFAULT 0 CHECK (substitute IN (0, 1));
