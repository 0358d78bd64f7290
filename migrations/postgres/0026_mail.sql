-- Mails to users, written with what they tell and sent later. tries counts who
-- took one, so that somebody who took it too long ago changes nothing.
CREATE TABLE mail (
  seq     bigint           NOT NULL GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id      text COLLATE "C" NOT NULL UNIQUE CHECK (id <> ''),
  at      timestamptz      NOT NULL,
  account text COLLATE "C" NOT NULL REFERENCES user_account (id),
  name    text             NOT NULL,
  address text             NOT NULL,
  about   text COLLATE "C" NOT NULL,
  subject text             NOT NULL,
  text    text             NOT NULL,
  state   text COLLATE "C" NOT NULL,
  tries   bigint           NOT NULL,
  next    timestamptz      NOT NULL,
  fault   text             NOT NULL
);
CREATE INDEX mail_due ON mail (state, next, seq);
CREATE INDEX mail_state ON mail (state, seq);
CREATE INDEX mail_about ON mail (about, seq);
