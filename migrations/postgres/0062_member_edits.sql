-- A seat can be changed after it was given: who edits it says which version they saw.
ALTER TABLE member ADD COLUMN edit bigint NOT NULL DEFAULT 1;
