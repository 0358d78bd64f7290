// Package bitsets runs predicates over columns of fact rows: as many as there are in
// one plan, in which what two of them ask alike is asked once, and 64 rows at a time.
//
// A predicate is what OPA makes of Rego as a filter (UCAST, https://ucast.js.org): comparisons
// of columns, the day and constants, put together by and, or and not. What is more than
// that is an error, and never a guess: whoever asks evaluates the Rego instead.
//
//	plan.go     the plan and how it is run
//	filter.go   what a filter says, read into the plan
//	compare.go  comparisons, 64 at a time
package bitsets
