-- Which body gives its statement on the economy of a case before the council
-- decides it, and an edit for whoever changes that.
ALTER TABLE body ADD COLUMN finance boolean NOT NULL DEFAULT false;
ALTER TABLE body ADD COLUMN edit bigint NOT NULL DEFAULT 1;
