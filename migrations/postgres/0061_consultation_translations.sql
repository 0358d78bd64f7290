-- What a consultation says in a further language, by its Danish words.
CREATE TABLE consultation_translation (
  consultation text COLLATE "C" NOT NULL REFERENCES consultation (id),
  lang         text COLLATE "C" NOT NULL CHECK (lang <> ''),
  edit         bigint           NOT NULL,
  texts        jsonb            NOT NULL,
  PRIMARY KEY (consultation, lang)
);
