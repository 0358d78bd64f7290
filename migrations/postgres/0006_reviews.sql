-- Reviews, each with the list of rules that was fixed when it opened.
CREATE TABLE review (
  id       text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  slug     text COLLATE "C" NOT NULL UNIQUE,
  name     text             NOT NULL,
  phase    text             NOT NULL,
  edit     bigint           NOT NULL,
  opened   iso_day_or_none  NOT NULL,
  sunset   iso_day_or_none  NOT NULL,
  decision jsonb            NOT NULL
);

CREATE TABLE review_rule (
  review   text COLLATE "C" NOT NULL REFERENCES review (id),
  rule     text COLLATE "C" NOT NULL REFERENCES rule (id),
  left_out text COLLATE "C" NOT NULL, -- why it is not part of the review; empty when it is
  PRIMARY KEY (review, rule)
);
CREATE INDEX review_rule_rule ON review_rule (rule);
