// Package workflow is what people do with the register: reviews, the decisions
// that turn the burden of proof, and the rulings that land on rules.
//
//   - Review (regeleftersyn): a campaign over a fixed list of rules with one
//     sunset. Opening one needs the decision of a body that outranks the rules'
//     adopters, in words: they are the rules' conditional repeal.
//   - Sunset (eftersynets bortfaldsdato): the lapse date a review gives its rules.
//   - Phase: how far a review has come; it never affects a status.
//   - Ruling (udfald): the fact a final decision leaves on a rule.
//
// A change of state takes one way: an exported method of Service opens the one
// transaction; the operation below it takes a Tx, checks what is possible,
// records events and stores the timelines that follow (registry.Record).
//
// Read on in this order: review.go, store.go, open.go, steer.go, ruling.go, report.go.
package workflow
