-- What somebody notes about an item of an agenda, for themselves alone. No list, file or
-- event tells of it. It goes when the account of its writer is closed, or the key revoked.
CREATE TABLE note (
  writer TEXT    NOT NULL CHECK (writer <> ''), -- key of the actor
  item   TEXT    NOT NULL REFERENCES item (id),
  text   TEXT    NOT NULL CHECK (text <> ''),
  edit   INTEGER NOT NULL, -- the instant, so that none comes twice
  PRIMARY KEY (writer, item)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER note_of_user AFTER UPDATE OF active ON user_account WHEN NEW.active = 0
BEGIN DELETE FROM note WHERE writer = 'user ' || NEW.id; END;
CREATE TRIGGER note_of_token AFTER UPDATE OF revoked ON api_token WHEN NEW.revoked = 1
BEGIN DELETE FROM note WHERE writer = 'token ' || NEW.id; END;
