-- A counter-case that was taken back. Its words stay where they are, and are read by nobody.
CREATE TABLE counter_withdrawal (
  thread       text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES counter_case (id),
  rule         text COLLATE "C" NOT NULL REFERENCES rule (id),
  withdrawn_on iso_day          NOT NULL,
  for_them     boolean          NOT NULL
);
CREATE INDEX counter_withdrawal_rule ON counter_withdrawal (rule);

CREATE TRIGGER counter_withdrawal_change BEFORE UPDATE OR DELETE ON counter_withdrawal FOR EACH ROW EXECUTE FUNCTION refuse_change();
