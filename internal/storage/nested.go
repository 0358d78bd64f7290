package storage

import (
	"bytes"
	"runtime"

	"github.com/omvendt/omvendt/registry"
)

// enter refuses an Update inside an Update, which on SQLite would wait for
// itself for ever. The closure gets no context in which a mark could travel, so
// the goroutine is the mark; asking for its number costs a microsecond.
func (db *DB) enter() (leave func(), err error) {
	id := goroutine()
	if _, inside := db.updating.LoadOrStore(id, true); inside {
		return nil, &registry.Error{Code: registry.CodeNestedUpdate}
	}
	return func() { db.updating.Delete(id) }, nil
}

// goroutine is the number in the first line of a stack: "goroutine 42 [running]:".
func goroutine() string {
	var b [64]byte
	fields := bytes.Fields(b[:runtime.Stack(b[:], false)])
	return string(fields[1])
}
