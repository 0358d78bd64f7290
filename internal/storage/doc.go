// Package storage keeps the register and its reviews in SQLite or PostgreSQL.
// It implements registry.Store and workflow.Store and knows no business rule.
//
// There is one code for both databases: bun builds the queries, dialect.go holds
// every difference between the two as a named method, and errors.go is the only
// place that looks at a driver's error. Each file has one subject: its rows, its
// queries, and the way between rows and the domain's types.
//
// Read first how anything is read and written: open.go, tx.go (View and Update),
// rules.go (the plainest subject, and what all use), columns.go (days, instants and
// JSON as they are stored), revision.go and log.go. group.go lets the closures of
// Update share commits on SQLite; copy.go and copies.go send many rows at once to
// PostgreSQL. Then by subject:
//
//   - Answers: timelines.go; what follows from them is kept beside it, in the same
//     transaction (counts.go, effortsums.go, turns.go, listed.go, heads.go).
//   - Another version of the policy or the settings: gamechanges.go, besides.go, adopt.go.
//   - Lists of rules: register.go (as it was on a day), sift.go, siftfew.go and
//     siftorder.go (the desk's, as it is now), search.go, wordforms.go.
//   - Justifications and how they were graded: justifications.go, casedrafts.go, cases.go.
//   - Rules that are alike: alike.go, matcher.go.
//   - What people sent: contributions.go, links.go, inputwords.go and inputsearch.go,
//     dispositions.go; counted in tally.go and placecounts.go.
//   - The log: leaves.go, leavesread.go, leavesfill.go, redactions.go.
//   - The whole register as a file: registerfile.go, registerwrite.go, registerread.go.
package storage
