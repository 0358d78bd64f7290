-- Who recorded a revision, for the history of a rule.
CREATE INDEX audit_event_revision ON audit_event (revision, seq);
