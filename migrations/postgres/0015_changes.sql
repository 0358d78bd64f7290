-- The rules whose status changes between two days, for those who keep a copy of the register.
CREATE INDEX segment_begins ON segment (from_day, number)
  WHERE revision_until = 9223372036854775807;
