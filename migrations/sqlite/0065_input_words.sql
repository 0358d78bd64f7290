-- What people sent is found by words. Nothing here has an order, or a number that
-- tells one: keys are random ids of inputs, and digests. What is searched of older
-- inputs is made when the program starts (empty: it is not made yet).
CREATE TABLE input_search (
  consultation TEXT NOT NULL,
  input        TEXT NOT NULL,
  searched     TEXT NOT NULL, -- its words, and the roots of these
  PRIMARY KEY (consultation, input)
) STRICT, WITHOUT ROWID;
CREATE INDEX input_search_to_make ON input_search (consultation, input) WHERE searched = '';

-- Which inputs have a word; word is a digest of the consultation and the word.
CREATE TABLE input_word (
  word  INTEGER NOT NULL,
  input TEXT    NOT NULL,
  PRIMARY KEY (word, input)
) STRICT, WITHOUT ROWID;

-- The words themselves, each once in a shard: who sends waits for nobody who sends
-- the same word.
CREATE TABLE input_vocabulary (
  consultation TEXT    NOT NULL,
  word         INTEGER NOT NULL,
  shard        INTEGER NOT NULL DEFAULT 0,
  searched     TEXT    NOT NULL, -- the word and its root
  PRIMARY KEY (consultation, word, shard)
) STRICT, WITHOUT ROWID;

INSERT INTO input_search SELECT consultation, id, '' FROM input WHERE text <> '';
