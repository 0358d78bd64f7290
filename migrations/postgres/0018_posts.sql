-- Posts that answer for rules. A rule names its post; how many do is kept here,
-- counted in the transaction that changes it.
CREATE TABLE post (
  id     text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  name   text COLLATE "C" NOT NULL UNIQUE CHECK (name <> ''),
  unit   text             NOT NULL,
  holder text COLLATE "C" NOT NULL, -- accounts, or nobody
  vacant boolean          NOT NULL,
  acting text COLLATE "C" NOT NULL,
  deputy text COLLATE "C" NOT NULL,
  head   text COLLATE "C" NOT NULL, -- another post, or none
  rules  bigint           NOT NULL,
  edit   bigint           NOT NULL
);

INSERT INTO post (id, name, unit, holder, vacant, acting, deputy, head, rules, edit)
  SELECT gen_random_uuid()::text, owner, '', '', false, '', '', '', count(*), 1
  FROM rule WHERE owner <> '' GROUP BY owner;

-- The rules of a post, by number.
CREATE INDEX rule_owner ON rule (owner, number);
