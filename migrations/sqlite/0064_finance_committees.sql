-- Which body gives its statement on the economy of a case before the council
-- decides it, and an edit for whoever changes that.
ALTER TABLE body ADD COLUMN finance INTEGER NOT NULL DEFAULT 0 CHECK (finance IN (0, 1));
ALTER TABLE body ADD COLUMN edit INTEGER NOT NULL DEFAULT 1;
