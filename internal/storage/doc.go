// Package storage keeps the register and its reviews in SQLite or PostgreSQL.
// It implements registry.Store and workflow.Store and knows no business rule.
//
// There is one code for both databases: bun builds the queries, dialect.go holds
// every difference between the two as a named method, and errors.go is the only
// place that looks at a driver's error. tx.go has View and Update; group.go lets
// the closures of Update share commits on SQLite. Each other file has one
// subject: its rows, its queries, and the way between rows and the domain's
// types.
package storage
