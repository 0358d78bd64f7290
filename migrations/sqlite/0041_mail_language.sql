-- In which language a mail is written: empty where nobody has said, which is Danish.
ALTER TABLE mail ADD COLUMN language TEXT NOT NULL DEFAULT '';
UPDATE mail SET language = coalesce((SELECT q.language FROM request AS q WHERE 'request ' || q.id = mail.about), '');
