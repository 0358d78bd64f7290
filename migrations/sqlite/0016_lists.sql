-- A page of a list goes by number through one index, whatever it is narrowed to.
-- The area stands with the answers too, as it is now, whenever they were the answer.
ALTER TABLE segment ADD COLUMN area TEXT NOT NULL DEFAULT '';
UPDATE segment SET area = (SELECT r.area FROM rule AS r WHERE r.number = segment.number);

-- The rules in one state and one class, of an area or of all. Every list that is
-- narrowed to states, or to a class, is put together of such.
DROP INDEX segment_state;
DROP INDEX segment_class;
CREATE INDEX segment_cell ON segment (state, class, number, from_day, until_day)
  WHERE revision_until = 9223372036854775807;
CREATE INDEX segment_area_cell ON segment (area, state, class, number, from_day, until_day)
  WHERE revision_until = 9223372036854775807;

-- What somebody reaches: units, and main groups, groups and subjects of KLE.
CREATE INDEX rule_unit ON rule (unit, number);
CREATE INDEX rule_kle_main ON rule (substr(kle, 1, 2), number);
CREATE INDEX rule_kle_group ON rule (substr(kle, 1, 5), number);
CREATE INDEX rule_kle_subject ON rule (substr(kle, 1, 8), number);
