-- A questionnaire may stand alone, as a self-assessment or a measurement, and ask again what an earlier one asked.
ALTER TABLE consultation ADD COLUMN of_review TEXT REFERENCES review (id); -- null: it stands alone
UPDATE consultation SET of_review = review;
DROP INDEX consultation_review;
ALTER TABLE consultation DROP COLUMN review;
ALTER TABLE consultation RENAME COLUMN of_review TO review;
CREATE INDEX consultation_review ON consultation (review);
ALTER TABLE consultation ADD COLUMN kind TEXT NOT NULL DEFAULT 'consultation';
ALTER TABLE consultation ADD COLUMN earlier TEXT REFERENCES consultation (id); -- null: it asks for the first time

-- Results are told by district; a place that is smaller is stored with no answer.
ALTER TABLE open_link ADD COLUMN district TEXT NOT NULL DEFAULT '';
ALTER TABLE contribution ADD COLUMN district TEXT NOT NULL DEFAULT '';
ALTER TABLE chosen ADD COLUMN district TEXT NOT NULL DEFAULT '';
DROP INDEX chosen_consultation;
CREATE INDEX chosen_consultation ON chosen (consultation, question, audience, district, option);
