-- Free tags of a rule, in small letters and by alphabet. What lists are narrowed by
-- them with stands in rule_facet.
ALTER TABLE rule ADD COLUMN tags jsonb NOT NULL DEFAULT '[]';
