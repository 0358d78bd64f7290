-- What judged a day follows from the versions of policy and settings. A segment names it only
-- where a lost version did not judge its days; so another version writes only what it changes.
ALTER TABLE segment DISABLE TRIGGER segment_content;
UPDATE segment SET policy_digest = '', settings_digest = '';
ALTER TABLE segment ENABLE TRIGGER segment_content;

-- What is being computed beside begins anew; from now on null stands where a timeline stays as it is.
DELETE FROM beside_timeline;
UPDATE game_change SET book = '' WHERE state IN ('proposed', 'decided');
CREATE INDEX beside_differs ON beside_timeline (game_change, number) WHERE timeline <> 'null';
