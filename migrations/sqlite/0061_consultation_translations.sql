-- What a consultation says in a further language, by its Danish words.
CREATE TABLE consultation_translation (
  consultation TEXT    NOT NULL REFERENCES consultation (id),
  lang         TEXT    NOT NULL CHECK (lang <> ''),
  edit         INTEGER NOT NULL,
  texts        TEXT    NOT NULL, -- JSON
  PRIMARY KEY (consultation, lang)
) STRICT, WITHOUT ROWID;
