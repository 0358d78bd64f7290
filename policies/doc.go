// Package policies judges rules with Rego. It implements registry.Judge,
// registry.Rulebook and registry.RulebookMaker, says what votes mean
// (workflow.DecisionPolicy), and answers who may do what.
//
// Rego decides what is permitted and what is in force; Go decides what is
// possible and supplies the facts. The policies stand in rego/, each with its
// tests beside it:
//
//	in_force.rego  one predicate per reason code, and their order with states
//	explain.rego   the one answer: main reason, circumstances, their facts
//	ruling.rego    does a final ruling count?
//	decision.rego  which majority and quorum, and what must be explained
//	access.rego    who may do what, with which rules
//
// The first three make up the policy whose digest every stored answer carries
// (Maker.Builtin). The others are not part of it: a change in who may press a
// button changes no answer, and a decision is judged when it is made. A
// municipality can bring its own of all but access, in one bundle.
//
// # What can be relied on
//
//   - The same row, day, policy and settings give the same answer: a policy sees
//     its input and data.params (the settings), and no network, environment,
//     clock or chance (loader.go).
//   - Fail closed: no result, two results, a result of another shape, a fault,
//     or more time than allowed is an error with CodePolicyFailed, and never
//     part of an answer (engine.go, answer.go).
//   - One evaluation serves all rows that are equal, and all days that stand
//     alike to the dates in the row (cache.go), where the loader has seen that
//     the policy only compares the day (days.go).
//   - The main reasons of all rules at once (Scan, scan.go) come from the same Rego in
//     one of two ways that agree: bit sets (filters.go, bitsets/), or one evaluation
//     for each distinct row. A policy that cannot be run over bit sets says why. Rows
//     are alike where it reads the same in them (reads.go). One row alone is asked
//     about in the same ways (Main, brief.go).
//
// # A policy of somebody else's
//
//	bundle.go, signature.go        the files as they come
//	part.go, replaced.go, words.go which policies it holds, asked on their day, with their words
//	checker.go, check.go           checked in a process of its own, within limits
//	schema.go, safety.go, rows.go  what it may ask, and what it must never answer
//	safety_beside.go               the same of justification, adoption and decision
//	sentence.go, held.go           each rule of a policy as a sentence, and which hold
//	edited.go                      a policy beside the one in charge, for a replay
package policies
