-- Contributions that no single person wrote into the form: a group, or told on paper
-- or by telephone. Random keys and no order, as contributions have.
CREATE TABLE sender (
  contribution text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES contribution (id),
  consultation text COLLATE "C" NOT NULL REFERENCES consultation (id),
  people       bigint           NOT NULL, -- of a group; 0: one person
  method       text COLLATE "C" NOT NULL, -- how a group found its answer
  way          text COLLATE "C" NOT NULL  -- how it came; empty: by the form
);
CREATE INDEX sender_consultation ON sender (consultation);
