-- From which day a rule waits for a lawyer, why, and until when: it has ended then.
-- It follows from its events, its checks and its timeline, and is written with them.
ALTER TABLE rule ADD COLUMN due_on TEXT NOT NULL DEFAULT '9999-12-31' CHECK (due_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]');
ALTER TABLE rule ADD COLUMN due_until TEXT NOT NULL DEFAULT '9999-12-31' CHECK (due_until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]');
ALTER TABLE rule ADD COLUMN due_why TEXT NOT NULL DEFAULT '';
CREATE INDEX rule_due ON rule (due_on, number, due_until) WHERE due_why <> '';
CREATE INDEX rule_due_area ON rule (area, due_on, number, due_until) WHERE due_why <> '';
CREATE INDEX rule_due_why ON rule (due_why, due_on, number, due_until) WHERE due_why <> '';
CREATE INDEX rule_due_area_why ON rule (area, due_why, due_on, number, due_until) WHERE due_why <> '';

-- What is there already.
UPDATE rule SET due_why = 'unchecked', due_on = (SELECT min(e.recorded) FROM rule_event AS e WHERE e.rule = rule.id)
  WHERE id NOT IN (SELECT rule FROM legal_check) AND id IN (SELECT rule FROM rule_event);
UPDATE rule SET due_why = 'doubted', due_on = c.checked_on FROM legal_check AS c
  WHERE c.rule = rule.id AND c.result <> 'confirmed' AND c.seq = (SELECT max(l.seq) FROM legal_check AS l WHERE l.rule = c.rule);
UPDATE rule SET due_why = 'basis_changed', due_on = x.recorded FROM (
  SELECT e.rule, min(e.recorded) AS recorded FROM rule_event AS e JOIN legal_check AS c ON c.rule = e.rule
  WHERE e.kind = 'basis' AND e.revision > c.revision AND c.result = 'confirmed' AND c.seq = (SELECT max(l.seq) FROM legal_check AS l WHERE l.rule = c.rule)
  GROUP BY e.rule) AS x WHERE x.rule = rule.id;
UPDATE rule SET due_why = 'basis_ended', due_on = x.ended FROM (
  SELECT e.rule, min(json_extract(e.fact, '$.until')) AS ended FROM rule_event AS e JOIN legal_check AS c ON c.rule = e.rule
  WHERE e.kind = 'basis' AND json_extract(e.fact, '$.until') > c.checked_on AND c.result = 'confirmed' AND c.seq = (SELECT max(l.seq) FROM legal_check AS l WHERE l.rule = c.rule)
  AND NOT EXISTS (SELECT 1 FROM rule_event AS l WHERE l.rule = e.rule AND l.kind = 'basis' AND json_extract(l.fact, '$.id') = json_extract(e.fact, '$.id') AND l.seq > e.seq)
  GROUP BY e.rule) AS x WHERE x.rule = rule.id AND x.ended < rule.due_on;
UPDATE rule SET due_until = coalesce((SELECT min(s.from_day) FROM segment AS s WHERE s.number = rule.number
  AND s.revision_until = 9223372036854775807 AND s.state IN ('lapsed', 'repealed', 'superseded')), '9999-12-31');
