-- What somebody notes about an item of an agenda, for themselves alone. No list, file or
-- event tells of it. It goes when the account of its writer is closed, or the key revoked.
CREATE TABLE note (
  writer text COLLATE "C" NOT NULL CHECK (writer <> ''), -- key of the actor
  item   text COLLATE "C" NOT NULL REFERENCES item (id),
  text   text             NOT NULL CHECK (text <> ''),
  edit   bigint           NOT NULL, -- the instant, so that none comes twice
  PRIMARY KEY (writer, item)
);

CREATE FUNCTION forget_notes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM note WHERE writer = TG_ARGV[0] || NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER note_of_user AFTER UPDATE OF active ON user_account FOR EACH ROW WHEN (NOT NEW.active) EXECUTE FUNCTION forget_notes('user ');
CREATE TRIGGER note_of_token AFTER UPDATE OF revoked ON api_token FOR EACH ROW WHEN (NEW.revoked) EXECUTE FUNCTION forget_notes('token ');
