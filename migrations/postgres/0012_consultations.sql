-- What the public is asked in a review, and the links that let it in.
CREATE TABLE consultation (
  id        text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  review    text COLLATE "C" NOT NULL REFERENCES review (id),
  slug      text COLLATE "C" NOT NULL UNIQUE,
  edit      bigint           NOT NULL,
  title     jsonb            NOT NULL,
  intro     jsonb            NOT NULL,
  privacy   jsonb            NOT NULL,
  danger    jsonb            NOT NULL,
  opens     iso_day          NOT NULL,
  closes    iso_day          NOT NULL,
  questions jsonb            NOT NULL,
  CHECK (opens < closes)
);
CREATE INDEX consultation_review ON consultation (review);

CREATE TABLE consultation_rule (
  consultation text COLLATE "C" NOT NULL REFERENCES consultation (id),
  rule         text COLLATE "C" NOT NULL REFERENCES rule (id),
  ord          bigint           NOT NULL, -- its place in the form
  PRIMARY KEY (consultation, rule)
);
CREATE INDEX consultation_rule_rule ON consultation_rule (rule);

CREATE TABLE open_link (
  id           text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  consultation text COLLATE "C" NOT NULL REFERENCES consultation (id),
  audience     text             NOT NULL,
  token        text COLLATE "C" NOT NULL UNIQUE CHECK (token <> ''),
  revoked      boolean          NOT NULL
);
CREATE INDEX open_link_consultation ON open_link (consultation);
