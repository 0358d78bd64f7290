-- A questionnaire may stand alone, as a self-assessment or a measurement, and ask again what an earlier one asked.
ALTER TABLE consultation ALTER COLUMN review DROP NOT NULL; -- null: it stands alone
ALTER TABLE consultation ADD COLUMN kind text COLLATE "C" NOT NULL DEFAULT 'consultation';
ALTER TABLE consultation ADD COLUMN earlier text COLLATE "C" REFERENCES consultation (id); -- null: it asks for the first time

-- Results are told by district; a place that is smaller is stored with no answer.
ALTER TABLE open_link ADD COLUMN district text NOT NULL DEFAULT '';
ALTER TABLE contribution ADD COLUMN district text NOT NULL DEFAULT '';
ALTER TABLE chosen ADD COLUMN district text NOT NULL DEFAULT '';
DROP INDEX chosen_consultation;
CREATE INDEX chosen_consultation ON chosen (consultation, question, audience, district, option);
