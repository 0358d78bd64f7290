// Package registry is the register of a municipality's local rules: what each
// rule demands, why it exists, and whether it is in force on a given day.
//
// The package imports only the standard library. It knows no database, no
// HTTP and no policy language; it states what it needs of each as an
// interface (Store in store.go, Judge in judge.go).
//
// # Words
//
//   - Rule (regel): a local rule or documentation requirement with a permanent
//     public number such as R-0042.
//   - Version: an immutable text of a rule.
//   - Basis (retsgrundlag): a reference to law or agreement that demands,
//     requires, sets a minimum, permits or binds, between two days.
//   - Class (regeltype): one of seven, derived from bases and adopter on a day,
//     never typed in.
//   - Lapse date (bortfaldsdato): the day a rule lapses unless a final ruling
//     falls before it. Every lapse date names the decision that set it.
//   - Event: a dated fact about a rule: the day it is valid, and the revision
//     that recorded it. A rule's facts are an append-only list of events.
//   - Revision (registerversion): a point in recorded time, what the register knew.
//   - Ruling (udfald): the fact that a final decision leaves on a rule.
//   - Request (anmodning): what the administration asks of the posts that answer
//     for rules: to confirm each of them, or to fill in what it lacks.
//   - Status: whether a rule is in force on a day, and why.
//   - Timeline: every stretch of days, past and future, that follows from doing
//     nothing more. It is stored whenever a fact changes.
//
// # How a status comes about
//
//	events -> world (what has effect, seen from a day) -> fold -> Row -> Judge -> Answer
//	                                                        ^                       |
//	                                                        +--- once ended, ended -+
//
// Timeline (timeline.go) walks the days on which an answer can change. For each
// it folds the events valid on or before that day (fold.go, cycle.go) to one flat Row
// (row.go), asks the policy (Judge) and joins neighbouring equal answers to
// Segments. Go supplies facts and derives the class; the policy decides.
//
// Read on in this order: day.go, rule.go, basis.go, class.go, event.go, world.go,
// fold.go, cycle.go, timeline.go, judge.go, store.go, service.go.
//
// Of the rules of the game themselves: settings.go, setting.go (each with its limits), versions.go
// (adopting one), beside.go (what it means, computed beforehand), candidate.go (a policy that was
// brought), policytext.go and explain.go (to be read), evaluation.go and replay.go (what policies
// answered), scan.go, rows.go, factscopy.go and ahead.go (all
// rules at once, today and ahead).
package registry
