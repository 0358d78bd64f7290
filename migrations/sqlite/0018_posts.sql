-- Posts that answer for rules. A rule names its post; how many do is kept here,
-- counted in the transaction that changes it.
CREATE TABLE post (
  id     TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  name   TEXT    NOT NULL UNIQUE CHECK (name <> ''),
  unit   TEXT    NOT NULL,
  holder TEXT    NOT NULL, -- accounts, or nobody
  vacant INTEGER NOT NULL CHECK (vacant IN (0, 1)),
  acting TEXT    NOT NULL,
  deputy TEXT    NOT NULL,
  head   TEXT    NOT NULL, -- another post, or none
  rules  INTEGER NOT NULL,
  edit   INTEGER NOT NULL
) STRICT;

INSERT INTO post (id, name, unit, holder, vacant, acting, deputy, head, rules, edit)
  SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
    owner, '', '', 0, '', '', '', count(*), 1
  FROM rule WHERE owner <> '' GROUP BY owner;

-- The rules of a post, by number.
CREATE INDEX rule_owner ON rule (owner, number);
