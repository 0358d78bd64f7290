-- A mandate that takes the power back: from its day on the body has none.
ALTER TABLE mandate ADD COLUMN taken_back boolean NOT NULL DEFAULT false;

-- Why a hearing gives its party less time than the settings ask for; empty: it does not.
ALTER TABLE hearing ADD COLUMN hurried TEXT NOT NULL DEFAULT '';

-- The main reason of the first other state. What is on its way is computed anew.
DELETE FROM beside_timeline;
ALTER TABLE beside_timeline ADD COLUMN reason TEXT NOT NULL DEFAULT '';
