-- Who gave a mandate, and when; null: nobody has said.
ALTER TABLE mandate ADD COLUMN decision TEXT NOT NULL DEFAULT 'null' CHECK (json_valid(decision));
