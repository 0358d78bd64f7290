-- What was sent in is counted once a statement, and not once a row: a counter that one
-- transaction changes n times leaves n dead versions that each next change walks.
DROP TRIGGER sent_counted ON contribution;
DROP TRIGGER sent_counted_anew ON contribution;
DROP TRIGGER input_counted ON input;
DROP TRIGGER input_uncounted ON input;
DROP TRIGGER input_counted_anew ON input;
DROP TRIGGER minutes_counted ON input;
DROP TRIGGER minutes_uncounted ON input;
DROP TRIGGER minutes_counted_anew ON input;
DROP TRIGGER chosen_counted ON chosen;
DROP TRIGGER chosen_uncounted ON chosen;
DROP TRIGGER chosen_counted_anew ON chosen;
DROP TRIGGER disposed_counted ON disposition;
DROP TRIGGER disposed_uncounted ON disposition;
DROP TRIGGER disposed_counted_anew ON disposition;
DROP TRIGGER disposed_moved ON input;
DROP TRIGGER assigned_counted ON input;
DROP TRIGGER assigned_uncounted ON input;
DROP TRIGGER assigned_counted_anew ON input;
DROP FUNCTION count_sent, count_input, count_minutes, count_chosen, count_choice, count_disposed, count_disposition, move_disposed, count_assigned;

-- Makes a trigger that adds what a statement does to the rows of a table to a counter. A row x
-- that came adds one and a row that is gone takes one away; a changed row is both, which is
-- nothing for a counter that does not tell them apart. Counters are changed in the order of
-- their keys, so that two who count at once do not wait for each other in a ring.
--   trigger, of, event   its name, the table, INSERT, UPDATE or DELETE
--   counter, keys        the table that is counted in, and its columns but for shard and n
--   from_x, said         what follows FROM rows AS x, and what a key is there, one for each
CREATE PROCEDURE count_by_statement(trigger text, of text, event text, counter text, keys text, from_x text, said text) LANGUAGE plpgsql AS $make$
DECLARE
  came text := 'SELECT came.*, 1 AS change FROM came';
  gone text := 'SELECT gone.*, -1 AS change FROM gone';
  numbers text := array_to_string(ARRAY(SELECT generate_series(1, array_length(string_to_array(keys, ','), 1))), ', ');
BEGIN
  EXECUTE format($f$
    CREATE FUNCTION %1$I() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO %2$I AS c (%3$s, shard, n)
        SELECT %4$s, own_shard(), sum(x.change) FROM (%5$s) AS x %6$s GROUP BY %7$s HAVING sum(x.change) <> 0 ORDER BY %7$s
        ON CONFLICT (%3$s, shard) DO UPDATE SET n = c.n + EXCLUDED.n;
      RETURN NULL;
    END $$ $f$,
    trigger, counter, keys, said, CASE event WHEN 'INSERT' THEN came WHEN 'DELETE' THEN gone ELSE came || ' UNION ALL ' || gone END, from_x, numbers);
  EXECUTE format('CREATE TRIGGER %1$I AFTER %2$s ON %3$I REFERENCING %4$s FOR EACH STATEMENT EXECUTE FUNCTION %1$I()',
    trigger, event, of, CASE event WHEN 'INSERT' THEN 'NEW TABLE AS came' WHEN 'DELETE' THEN 'OLD TABLE AS gone' ELSE 'OLD TABLE AS gone NEW TABLE AS came' END);
END $make$;

DO $do$
DECLARE
  c record;
BEGIN
  FOR c IN SELECT * FROM (VALUES
    ('sent_counted', 'contribution', 'INSERT'), ('sent_counted_anew', 'contribution', 'UPDATE')) AS e (trigger, of, event)
  LOOP
    CALL count_by_statement(c.trigger, c.of, c.event, 'sent_count', 'consultation, audience, excluded',
      $$WHERE x.state <> 'withdrawn'$$, $$x.consultation, x.audience, x.exclusion <> ''$$);
  END LOOP;
  FOR c IN SELECT * FROM (VALUES ('counted', 'INSERT'), ('uncounted', 'DELETE'), ('counted_anew', 'UPDATE')) AS e (does, event)
  LOOP
    CALL count_by_statement('input_' || c.does, 'input', c.event, 'input_count',
      'consultation, rule, kind, question, theme, audience, stance, answered, screening, worded, excluded', $$WHERE x.part_of = ''$$,
      $$x.consultation, x.rule, x.kind, x.question, x.theme, x.audience, x.stance, x.answered, x.screening, x.text <> '', x.excluded$$);
    CALL count_by_statement('minutes_' || c.does, 'input', c.event, 'minutes_count', 'consultation, rule, minutes, excluded',
      $$WHERE x.part_of = '' AND x.minutes >= 0$$, 'x.consultation, x.rule, x.minutes, x.excluded');
    CALL count_by_statement('assigned_' || c.does, 'input', c.event, 'assigned_count', 'consultation, assigned, answered',
      $$WHERE x.assigned <> ''$$, 'x.consultation, x.assigned, x.answered');
    CALL count_by_statement('chosen_' || c.does, 'chosen', c.event, 'chosen_count', 'consultation, question, option, audience, district, excluded',
      $$CROSS JOIN LATERAL (SELECT x.option AS option UNION ALL SELECT '' WHERE x.first) AS o$$,
      'x.consultation, x.question, o.option, x.audience, x.district, x.excluded');
    CALL count_by_statement('disposed_' || c.does, 'disposition', c.event, 'disposed_count', 'consultation, rule, question, kind, day, excluded',
      'CROSS JOIN LATERAL (SELECT * FROM input WHERE id = x.input OFFSET 0) AS i',
      'i.consultation, i.rule, i.question, x.kind, x.day, i.excluded');
  END LOOP;
  -- An answer goes with its input when that is left out. OFFSET 0, here and above, has each row
  -- looked up by its index: a connection keeps its plan, whether one row or a flood was its first.
  CALL count_by_statement('disposed_moved', 'input', 'UPDATE', 'disposed_count', 'consultation, rule, question, kind, day, excluded',
    'CROSS JOIN LATERAL (SELECT * FROM disposition WHERE input = x.id OFFSET 0) AS d',
    'x.consultation, x.rule, x.question, d.kind, d.day, x.excluded');
END $do$;
DROP PROCEDURE count_by_statement;
