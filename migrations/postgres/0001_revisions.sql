-- Days are ISO text that sorts as it reads; an optional day that is not given is empty.
CREATE DOMAIN iso_day AS text COLLATE "C" CHECK (VALUE ~ '^\d{4}-\d\d-\d\d$');
CREATE DOMAIN iso_day_or_none AS text COLLATE "C" CHECK (VALUE ~ '^(\d{4}-\d\d-\d\d)?$');

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- Recorded time: a revision for every transaction that writes facts or timelines.
CREATE TABLE revision (
  revision bigint      NOT NULL PRIMARY KEY CHECK (revision > 0),
  at       timestamptz NOT NULL
);
CREATE INDEX revision_at ON revision (at);

CREATE TRIGGER revision_change BEFORE UPDATE OR DELETE ON revision FOR EACH ROW EXECUTE FUNCTION refuse_change();
