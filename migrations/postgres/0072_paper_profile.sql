-- How the municipality builds its papers: one row, once somebody has said.
CREATE TABLE paper_profile (
  id      text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id = 'municipality'),
  edit    bigint           NOT NULL,
  profile jsonb            NOT NULL
);
