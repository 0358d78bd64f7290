-- What came and what went in an area between two days, answered from the index alone.
CREATE INDEX segment_area_state ON segment (area, state, state_from, state_until, number, from_day)
  WHERE revision_until = 9223372036854775807;
