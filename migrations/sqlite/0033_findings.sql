-- All that was found in a justification, so that lists can be narrowed by it, by how
-- well a rule is justified and by who does what it demands. Justifications are judged
-- anew, and where rules stand in lists is written anew, when the program starts.
ALTER TABLE rule_case ADD COLUMN findings TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(findings));
UPDATE rule_case SET policy = '';
DELETE FROM rule_facet;
DELETE FROM rule_list;
