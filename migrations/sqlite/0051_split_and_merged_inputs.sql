-- An input that holds two things is split into parts, each an input that names the
-- whole; inputs that say the same are merged under one of them.
ALTER TABLE input ADD COLUMN part_of TEXT NOT NULL DEFAULT '';
ALTER TABLE input ADD COLUMN split INTEGER NOT NULL DEFAULT 0 CHECK (split IN (0, 1));
ALTER TABLE input ADD COLUMN lead TEXT NOT NULL DEFAULT '';
CREATE INDEX input_part ON input (part_of) WHERE part_of <> '';
CREATE INDEX input_lead ON input (lead) WHERE lead <> '';
