-- Search texts have the roots of their words, so that other forms of a word are found.
-- They are made anew when the program starts.
TRUNCATE rule_search;
