-- Who gave a mandate, and when; null: nobody has said.
ALTER TABLE mandate ADD COLUMN decision jsonb NOT NULL DEFAULT 'null';
