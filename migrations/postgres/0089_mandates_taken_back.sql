-- A mandate that takes the power back: from its day on the body has none.
ALTER TABLE mandate ADD COLUMN taken_back boolean NOT NULL DEFAULT false;
