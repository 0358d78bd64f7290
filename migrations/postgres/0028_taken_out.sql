-- A rule that an undone import had made is taken out: from the revision here on it is
-- in no list, and its number stays used. Zero is every other rule.
ALTER TABLE rule ADD COLUMN taken_out bigint NOT NULL DEFAULT 0;

-- The lists of the catalogue go by this and know nothing of rules that were taken out.
DROP INDEX rule_area;
CREATE INDEX rule_area ON rule (area, number) WHERE taken_out = 0;
