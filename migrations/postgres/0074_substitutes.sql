-- Who can be called in place of a member: a substitute has no seat of their own.
ALTER TABLE member ADD COLUMN substitute boolean NOT NULL DEFAULT false;
