-- What judged a day follows from the versions of policy and settings. A segment names it only
-- where a lost version did not judge its days; so another version writes only what it changes.
DROP TRIGGER segment_content;
UPDATE segment SET policy_digest = '', settings_digest = '';
CREATE TRIGGER segment_content BEFORE UPDATE OF number, from_day, until_day, state, class, reasons, version, state_from,
  state_until, grounds, row_digest, policy_digest, settings_digest, revision_from ON segment
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- What is being computed beside begins anew; from now on null stands where a timeline stays as it is.
DELETE FROM beside_timeline;
UPDATE game_change SET book = '' WHERE state IN ('proposed', 'decided');
CREATE INDEX beside_differs ON beside_timeline (game_change, number) WHERE timeline <> 'null';
