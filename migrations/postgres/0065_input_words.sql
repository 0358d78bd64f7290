-- What people sent is found by words. Nothing here has an order, or a number that
-- tells one: keys are random ids of inputs, and digests. What is searched of older
-- inputs is made when the program starts (empty: it is not made yet).
CREATE TABLE input_search (
  consultation text COLLATE "C" NOT NULL,
  input        text COLLATE "C" NOT NULL,
  searched     text             NOT NULL, -- its words, and the roots of these
  PRIMARY KEY (consultation, input)
);
CREATE INDEX input_search_to_make ON input_search (consultation, input) WHERE searched = '';

-- Which inputs have a word; word is a digest of the consultation and the word.
CREATE TABLE input_word (
  word  bigint           NOT NULL,
  input text COLLATE "C" NOT NULL,
  PRIMARY KEY (word, input)
);

-- The words themselves, each once in a shard: who sends waits for nobody who sends
-- the same word.
CREATE TABLE input_vocabulary (
  consultation text COLLATE "C" NOT NULL,
  word         bigint           NOT NULL,
  shard        bigint           NOT NULL DEFAULT own_shard(),
  searched     text             NOT NULL, -- the word and its root
  PRIMARY KEY (consultation, word, shard)
);

INSERT INTO input_search SELECT consultation, id, '' FROM input WHERE text <> '';
