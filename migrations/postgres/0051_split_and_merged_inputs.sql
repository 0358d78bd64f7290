-- An input that holds two things is split into parts, each an input that names the
-- whole; inputs that say the same are merged under one of them.
ALTER TABLE input ADD COLUMN part_of text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE input ADD COLUMN split boolean NOT NULL DEFAULT false;
ALTER TABLE input ADD COLUMN lead text COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX input_part ON input (part_of) WHERE part_of <> '';
CREATE INDEX input_lead ON input (lead) WHERE lead <> '';
