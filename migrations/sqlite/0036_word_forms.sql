-- Search texts have the roots of their words, so that other forms of a word are found.
-- They are made anew when the program starts.
DELETE FROM rule_search;
INSERT INTO rule_search_index (rule_search_index) VALUES ('delete-all');
