-- What is searched of each rule: words made alike by the program, with two spaces
-- before each. The beginning of a word, however short, is then a piece of three
-- characters like any other, and one index of such pieces finds both.
CREATE TABLE rule_search (
  number   INTEGER NOT NULL PRIMARY KEY REFERENCES rule (number),
  searched TEXT    NOT NULL
) STRICT;

CREATE VIRTUAL TABLE rule_search_index USING fts5 (
  searched, content = 'rule_search', content_rowid = 'number', columnsize = 0, tokenize = 'trigram case_sensitive 1'
);
-- What is taken out of the index is taken out of the file too.
INSERT INTO rule_search_index (rule_search_index, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER rule_search_insert AFTER INSERT ON rule_search BEGIN
  INSERT INTO rule_search_index (rowid, searched) VALUES (new.number, new.searched);
END;
CREATE TRIGGER rule_search_update AFTER UPDATE ON rule_search BEGIN
  INSERT INTO rule_search_index (rule_search_index, rowid, searched) VALUES ('delete', old.number, old.searched);
  INSERT INTO rule_search_index (rowid, searched) VALUES (new.number, new.searched);
END;
