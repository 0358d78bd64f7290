-- A mandate that takes the power back: from its day on the body has none.
ALTER TABLE mandate ADD COLUMN taken_back INTEGER NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1));
