// Package migrations holds the schema of the database as numbered SQL files
// and the runner that applies them.
//
// Every migration is a pair: sqlite/NNNN_name.sql and postgres/NNNN_name.sql
// have the same number and name and leave the same tables behind. A file that
// has been released is never changed; what it got wrong is mended by the next
// one. There is no way back: a backup is.
//
// Each migration runs in one transaction together with its row in the table
// "migration" (name, checksum, instant), so that it is there whole or not at
// all, also after a crash.
//
// What both databases agree on: days are ISO text (COLLATE "C" on PostgreSQL)
// with 9999-12-31 for "no such day is known" and nothing for "not given";
// instants are UTC at microseconds, given by the program and never by the
// database; JSON is jsonb or TEXT; there is no NULL where a sentinel will do.
// SQLite: STRICT tables, and neither deferred constraints nor ON CONFLICT
// ROLLBACK, which would end more than the statement that met them. PostgreSQL:
// no apostrophes in comments, which the driver takes for the start of a string.
package migrations
