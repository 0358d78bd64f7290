// Package workflow is what people do with the register: reviews, consultations,
// and the meetings whose decisions land on rules.
//
//   - Review (regeleftersyn): a campaign over a fixed list of rules with one
//     sunset. Opening one needs the decision of a body that outranks the rules'
//     adopters, in words: they are the rules' conditional repeal.
//   - Sunset (eftersynets bortfaldsdato): the lapse date a review gives its rules.
//   - Phase: how far a review has come; it never affects a status.
//   - Ruling (udfald): the fact a final decision leaves on a rule.
//   - Consultation (åben inddragelse): a questionnaire open to the public through
//     links. A contribution (besvarelse) is what one person or group sent in; it
//     consists of inputs, each of which gets one disposition (forvaltningens svar).
//   - Hearing (høring): the formal hearing of a party that must be heard before the
//     rules of a review may lapse; an open link is none.
//   - Meeting, item (møde, punkt): a body's meeting and its agenda. Each proposal
//     on an item has its question, its votes and their outcome. Closing a meeting
//     makes what it decided final.
//
// A change of state takes one way: an exported method of Service opens the one
// transaction; the operation below it takes a Tx, checks what is possible,
// records events and stores the timelines that follow (registry.Record). What a
// closure of Update is given it may not change: it can run more than once.
//
// Who contributes is nobody: no act of theirs has an actor, a request or an
// instant (anonymous in contribute.go).
//
// Read on by subject, each from its first file on:
//
//   - Reviews: review.go, open.go, steer.go, ruling.go, report.go; plan.go and
//     workday.go count backwards from a sunset, nextreview.go spreads what follows.
//   - Hearings: hearing.go, hear.go.
//   - Consultations: consultation.go, consult.go, question.go, link.go,
//     contribute.go, cpr.go; results.go and saiddone.go tell what came of them.
//   - The inbox: weigh.go, screen.go, dispose.go, split.go, group.go; what is no
//     rule goes on to hassle.go, what is state law to sendon.go.
//   - Meetings: meeting.go, members.go, substitute.go, reading.go, late.go, bundle.go;
//     votes are judged in judge.go and decide.go, become final in close.go and
//     landing.go, and change afterwards in correct.go, annul.go and readopt.go.
//   - Papers: profile.go, paper.go, course.go, onward.go, dispute.go; what goes to the
//     archive is in journal.go, filing.go and disclosure.go.
//   - After a decision: unitanswer.go, stoptask.go, harm.go, measurement.go,
//     trialevaluation.go; account.go sums a period up.
//   - What if: simulation.go, suppose.go, simulate.go and simulatealike.go; nothing that is supposed is stored with
//     what is known.
//
// What all of them ask of a database is in store.go.
package workflow
