-- The digest of the file in which a policy came, so that what is fetched again is not kept
-- again; empty where an earlier program took it in.
ALTER TABLE policy_candidate ADD COLUMN bundle text COLLATE "C" NOT NULL DEFAULT '';
