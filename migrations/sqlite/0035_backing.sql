-- Who stands behind the recommendation of an item as it reads now.
ALTER TABLE item ADD COLUMN backing TEXT NOT NULL DEFAULT '{}';
