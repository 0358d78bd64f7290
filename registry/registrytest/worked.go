package registrytest

import (
	"fmt"

	"github.com/omvendt/omvendt/registry"
)

// Codes are all reason codes that an answer can hold.
var Codes = []registry.ReasonCode{registry.NotYetEffective, registry.SupersededByRule, registry.FoundUnlawful,
	registry.RepealedByDecision, registry.FloorRemains, registry.HearingMissing, registry.LapsedUndecided,
	registry.IsStateDuty, registry.BoundByAgreement, registry.OwnedByBoard, registry.MandatedByLaw, registry.TrialRunning,
	registry.TrialDecided, registry.RepealPending, registry.Deferred, registry.StoppedAwaitingCouncil,
	registry.KeptByDecision, registry.AmendedByDecision, registry.BasisEnded, registry.ReviewPending, registry.NotInReview,
	registry.ReviewOverdue, registry.TieVote, registry.KeepNotCarried, registry.KeepLacksCriteria,
	registry.DecidedAfterSunset, registry.MinutesAreAwaited, registry.OutsideCompetence, registry.ReplacementMissing,
	registry.KeptWithoutStatedReason}

// Worked is one rule of the design's table of worked days.
type Worked struct {
	Name   string
	Events []registry.Event
	Asks   []Ask
}

// Ask is a day and the answer that the design gives for it.
type Ask struct {
	On      registry.Day
	Known   registry.Day // as known at the end of this day; NoDay: with everything recorded
	State   registry.State
	Reasons []registry.ReasonCode // the main one first, all of them
	Version registry.VersionID    // empty where the text is not the point
}

// Events of a row that were known.
func (a Ask) Events(row Worked) []registry.Event {
	var known []registry.Event
	for _, e := range row.Events {
		if a.Known == registry.NoDay || e.Recorded <= a.Known {
			known = append(known, e)
		}
	}
	return known
}

// WorkedDays are the design's table of worked days, its thirteen rows first,
// then a row for every other line of the case table and every other code.
func WorkedDays() []Worked {
	const (
		council  = registry.AdoptedByCouncil
		sunset   = "2027-07-01"
		opened   = "2027-01-15"
		inForce  = registry.InForce
		extended = registry.Extended
		lapsed   = registry.Lapsed
	)
	adopted := on("2020-01-01", registry.Adopted{Adopter: council, Version: "v1"})
	adoptedBy := func(a registry.Adopter) fact { return on("2020-01-01", registry.Adopted{Adopter: a, Version: "v1"}) }
	review := on(opened, registry.TakenIntoReview{Review: "r1", Sunset: lapseOn(sunset), AfterBasisDays: 180})
	keep := registry.Ruled{Ruling: registry.Keep, By: by(registry.RankCouncil), Shows: registry.Criteria,
		Next: lapseOn("2029-05-31"), Lapses: true}
	keepBy := func(rank registry.Rank, shows ...registry.Criterion) registry.Ruled {
		f := keep
		f.By, f.Shows = by(rank), shows
		return f
	}
	rule := func(kind registry.RulingKind, from, next string) registry.Ruled {
		f := registry.Ruled{Ruling: kind, By: by(registry.RankCouncil), From: day(from), Shows: registry.Criteria}
		if next != "" {
			f.Next, f.Lapses = lapseOn(next), true
		}
		return f
	}
	basis := func(effect registry.Effect, from, until string) fact {
		return on(from, registry.BasisRecorded{Basis: registry.Basis{ID: registry.BasisID(effect), Effect: effect,
			Reference: "§ 1", From: day(from), Until: day(until)}})
	}
	const ever = "9999-12-31"

	return []Worked{
		// The thirteen rows of the design.
		{"undecided", record(adopted, review), asks(
			ask("2027-06-30", inForce, registry.ReviewPending),
			ask("2027-07-01", lapsed, registry.LapsedUndecided),
		)},
		{"kept with a next review", record(adopted, review, on("2027-05-31", keep)), asks(
			ask("2027-05-30", inForce, registry.ReviewPending),
			ask("2027-05-31", inForce, registry.KeptByDecision),
			ask("2027-07-01", inForce, registry.KeptByDecision),
			ask("2029-05-30", inForce, registry.KeptByDecision),
			ask("2029-05-31", lapsed, registry.LapsedUndecided, registry.ReviewOverdue),
		)},
		{"kept on the sunset itself", record(adopted, review, on("2027-07-01", keep)), asks(
			ask("2027-06-30", inForce, registry.ReviewPending),
			ask("2027-07-01", lapsed, registry.LapsedUndecided, registry.DecidedAfterSunset),
		)},
		{"kept in time, typed in late", record(adopted, review, on("2027-06-20", keep).recordedOn("2027-07-10")), asks(
			ask("2027-07-01", lapsed, registry.LapsedUndecided).knownOn("2027-07-05"),
			ask("2027-07-01", inForce, registry.KeptByDecision).knownOn("2027-07-11"),
		)},
		{"add-on above a minimum that ends with August", record(adopted, basis(registry.Minimum, "2019-01-01", "2027-09-01"), review), asks(
			ask("2027-06-30", inForce, registry.ReviewPending),
			ask("2027-07-01", registry.FloorOnly, registry.FloorRemains, registry.LapsedUndecided),
			ask("2027-08-31", registry.FloorOnly, registry.FloorRemains, registry.LapsedUndecided),
			ask("2027-09-01", lapsed, registry.LapsedUndecided),
		)},
		{"mandated, the basis ends with September", record(adopted, basis(registry.RequiresLocal, "2019-01-01", "2027-10-01"), review), asks(
			ask("2027-06-30", inForce, registry.MandatedByLaw),
			ask("2027-07-01", inForce, registry.MandatedByLaw),
			ask("2027-09-30", inForce, registry.MandatedByLaw),
			ask("2027-10-01", inForce, registry.BasisEnded),
			ask("2028-03-28", inForce, registry.BasisEnded),
			ask("2028-03-29", lapsed, registry.LapsedUndecided),
		)},
		{"deferred until the end of the year", record(adopted, review, on("2027-06-10", rule(registry.Defer, "", "2028-01-01"))), asks(
			ask("2027-06-30", inForce, registry.ReviewPending),
			ask("2027-07-01", extended, registry.Deferred),
			ask("2027-12-31", extended, registry.Deferred),
			ask("2028-01-01", lapsed, registry.LapsedUndecided),
		)},
		{"a trial", record(adopted, review, on("2027-06-10", rule(registry.Trial, "2027-08-01", "2028-08-01"))), asks(
			ask("2027-07-10", inForce, registry.TrialDecided),
			ask("2027-08-01", registry.Suspended, registry.TrialRunning),
			ask("2028-07-31", registry.Suspended, registry.TrialRunning),
			ask("2028-08-01", lapsed, registry.LapsedUndecided),
		)},
		{"repeal tied", record(adopted, review, on("2027-06-10", registry.NotCarried{Proposal: registry.Repeal, Tie: true})), asks(
			ask("2027-06-15", inForce, registry.ReviewPending),
			ask("2027-07-01", lapsed, registry.LapsedUndecided, registry.TieVote),
		)},
		{"a committee's keep stopped, the lapse date moved", record(adopted, review,
			on("2027-06-10", registry.Stopped{By: by(registry.RankCommittee), Until: ptr(lapseOn("2027-09-29"))})), asks(
			ask("2027-06-30", inForce, registry.ReviewPending),
			ask("2027-07-01", extended, registry.StoppedAwaitingCouncil),
			ask("2027-09-28", extended, registry.StoppedAwaitingCouncil),
			ask("2027-09-29", lapsed, registry.LapsedUndecided),
		)},
		{"kept by the administration without the reason asked for", record(adoptedBy(registry.AdoptedByAdministration), review,
			on("2027-06-10", asking(keepBy(registry.RankAdministration, registry.CompetentBody), registry.SpecialReason))), asks(
			ask("2027-06-15", inForce, registry.ReviewPending, registry.KeepLacksCriteria),
			ask("2027-07-01", lapsed, registry.LapsedUndecided, registry.KeepLacksCriteria),
		)},
		{"kept by the council without a stated reason or a lapse clause", record(adopted, review,
			on("2027-06-10", registry.Ruled{Ruling: registry.Keep, By: by(registry.RankCouncil), Next: lapseOn("2029-05-31")})), asks(
			ask("2027-07-01", inForce, registry.KeptByDecision, registry.KeptWithoutStatedReason),
			ask("2029-06-01", inForce, registry.KeptByDecision, registry.KeptWithoutStatedReason),
		)},
		{"the council of the elderly not heard", record(adopted, review, on("2027-02-01", registry.HearingRequired{Party: "ældreråd"})), asks(
			ask("2027-06-30", inForce, registry.ReviewPending),
			ask("2027-07-01", extended, registry.HearingMissing),
			ask("2027-09-28", extended, registry.HearingMissing),
			ask("2027-09-29", lapsed, registry.LapsedUndecided),
		)},

		// The other lines of the case table.
		{"not yet, then not in review", record(adopted), asks(
			ask("2019-12-31", registry.NotYet, registry.NotYetEffective),
			ask("2020-01-01", inForce, registry.NotInReview),
			ask("2040-01-01", inForce, registry.NotInReview),
		)},
		{"first review overdue", record(on("2026-01-01", registry.Adopted{Adopter: council, Version: "v1",
			FirstReview: ptr(lapseOn("2028-01-01"))})), asks(
			ask("2027-12-31", inForce, registry.NotInReview),
			ask("2028-01-01", lapsed, registry.LapsedUndecided, registry.ReviewOverdue),
		)},
		{"superseded", record(adopted, review, on("2027-03-01", registry.Superseded{By: 43}).recordedOn("2027-02-01")), asks(
			ask("2027-02-28", inForce, registry.ReviewPending),
			ask("2027-03-01", registry.SupersededState, registry.SupersededByRule),
			ask("2027-07-01", registry.SupersededState, registry.SupersededByRule),
		)},
		{"superseded on the sunset itself", record(adopted, review, on(sunset, registry.Superseded{By: 43}).recordedOn("2027-02-01")), asks(
			ask("2027-06-30", inForce, registry.ReviewPending),
			ask("2027-07-01", registry.SupersededState, registry.SupersededByRule),
		)},
		{"found unlawful", record(adopted, basis(registry.Duty, "2019-01-01", ever), on("2027-03-01", rule(registry.Unlawful, "", ""))), asks(
			ask("2027-02-28", inForce, registry.IsStateDuty),
			ask("2027-03-01", registry.Repealed, registry.FoundUnlawful),
		)},
		{"repealed later", record(adopted, review, on("2027-06-10", rule(registry.Repeal, "2027-09-01", ""))), asks(
			ask("2027-06-10", inForce, registry.RepealPending),
			ask("2027-07-01", inForce, registry.RepealPending),
			ask("2027-08-31", inForce, registry.RepealPending),
			ask("2027-09-01", registry.Repealed, registry.RepealedByDecision),
		)},
		{"an add-on repealed", record(adopted, basis(registry.Minimum, "2019-01-01", "2027-09-01"), on("2027-06-10", rule(registry.Repeal, "", ""))), asks(
			ask("2027-06-10", registry.FloorOnly, registry.FloorRemains, registry.RepealedByDecision),
			ask("2027-09-01", registry.Repealed, registry.RepealedByDecision),
		)},
		{"state duty", record(adopted, basis(registry.Duty, "2019-01-01", ever), review), asks(
			ask("2027-07-01", inForce, registry.IsStateDuty),
		)},
		{"state duty, the council would repeal it", record(adopted, basis(registry.Duty, "2019-01-01", ever), review,
			on("2027-06-10", rule(registry.Repeal, "", ""))), asks(
			ask("2027-06-09", inForce, registry.IsStateDuty),
			ask("2027-06-10", inForce, registry.IsStateDuty, registry.OutsideCompetence),
			ask("2027-07-01", inForce, registry.IsStateDuty, registry.OutsideCompetence),
		)},
		{"state duty, the council keeps it", record(adopted, basis(registry.Duty, "2019-01-01", ever), review, on("2027-06-10", keep)), asks(
			ask("2027-06-10", inForce, registry.IsStateDuty, registry.OutsideCompetence),
		)},
		{"bound by agreement", record(adopted, basis(registry.Agrees, "2019-01-01", ever), review), asks(
			ask("2027-07-01", inForce, registry.BoundByAgreement),
		)},
		{"owned by the board", record(adoptedBy(registry.AdoptedByBoard), review), asks(
			ask("2027-07-01", inForce, registry.OwnedByBoard),
		)},
		{"mandated, repealed without a replacement", record(adopted, basis(registry.RequiresLocal, "2019-01-01", ever), review,
			on("2027-06-10", rule(registry.Repeal, "", ""))), asks(
			ask("2027-07-01", inForce, registry.MandatedByLaw, registry.ReplacementMissing),
		)},
		{"mandated, amended", record(adopted, basis(registry.RequiresLocal, "2019-01-01", ever), review,
			on("2027-06-10", withText(rule(registry.Amend, "2027-08-01", ""), "v2"))), asks(
			ask("2027-06-10", inForce, registry.AmendedByDecision).text("v1"),
			ask("2027-07-31", inForce, registry.AmendedByDecision).text("v1"),
			ask("2027-08-01", inForce, registry.AmendedByDecision).text("v2"),
		)},
		{"a keep that fell", record(adopted, review, on("2027-06-10", registry.NotCarried{Proposal: registry.Keep})), asks(
			ask("2027-06-10", inForce, registry.ReviewPending),
			ask("2027-07-01", lapsed, registry.LapsedUndecided, registry.KeepNotCarried),
		)},
		{"minutes awaited", record(adopted, review, on("2027-06-25", registry.MinutesAwaited{Meeting: "m1", Until: day("2027-07-09")})), asks(
			ask("2027-06-30", inForce, registry.ReviewPending),
			ask("2027-07-01", lapsed, registry.LapsedUndecided, registry.MinutesAreAwaited),
			ask("2027-07-09", lapsed, registry.LapsedUndecided),
		)},
		{"minutes awaited and in", record(adopted, review, on("2027-06-25", registry.MinutesAwaited{Meeting: "m1", Until: day("2027-07-09")}),
			on("2027-06-25", registry.MinutesAwaited{Meeting: "m1"}).recordedOn("2027-07-02")), asks(
			ask("2027-07-01", lapsed, registry.LapsedUndecided, registry.MinutesAreAwaited).knownOn("2027-07-01"),
			ask("2027-07-01", lapsed, registry.LapsedUndecided),
		)},
		{"a later ruling cancels what is pending", record(adopted, review, on("2027-06-10", rule(registry.Repeal, "2027-09-01", "")),
			on("2027-08-01", keep)), asks(
			ask("2027-07-31", inForce, registry.RepealPending),
			ask("2027-09-01", inForce, registry.KeptByDecision),
		)},
		{"two rulings of one day, by their order", record(adopted, review, on("2027-06-10", keep),
			on("2027-06-10", rule(registry.Repeal, "2027-09-01", ""))), asks(
			ask("2027-06-10", inForce, registry.RepealPending),
		)},
		{"repealed at once and kept by a later item of the same meeting", record(adopted, on("2027-06-10", rule(registry.Repeal, "", "")),
			on("2027-06-10", keep)), asks(
			ask("2027-06-10", inForce, registry.KeptByDecision),
		)},
		{"found unlawful and kept by a later item of the same meeting", record(adopted, on("2027-06-10", rule(registry.Unlawful, "", "")),
			on("2027-06-10", keep)), asks(
			ask("2027-06-10", registry.Repealed, registry.FoundUnlawful),
		)},
		{"kept on the day that a repeal takes effect", record(adopted, on("2027-03-01", rule(registry.Repeal, "2027-06-10", "")),
			on("2027-06-10", keep)), asks(
			ask("2027-06-10", registry.Repealed, registry.RepealedByDecision),
		)},
		{"a committee outside its mandate repeals", record(adopted, review,
			on("2027-06-10", registry.Ruled{Ruling: registry.Repeal, By: by(registry.RankCommittee)})), asks(
			ask("2027-06-10", inForce, registry.ReviewPending, registry.OutsideCompetence),
			ask("2027-07-01", lapsed, registry.LapsedUndecided, registry.OutsideCompetence),
		)},
		{"kept in the days that a missing hearing gave", record(adopted, review, on("2027-02-01", registry.HearingRequired{Party: "ældreråd"}),
			on("2027-09-28", keep)), asks(
			ask("2027-09-27", extended, registry.HearingMissing),
			ask("2027-09-28", inForce, registry.KeptByDecision),
		)},
		{"heard on the sunset itself is too late", record(adopted, review, on("2027-02-01", registry.HearingRequired{Party: "ældreråd"}),
			on(sunset, registry.HearingHeld{Party: "ældreråd"})), asks(
			ask("2027-07-01", extended, registry.HearingMissing),
			ask("2027-09-29", lapsed, registry.LapsedUndecided),
		)},

		{"a later text waits for its day also when a review begins", record(adopted,
			on("2027-01-10", withText(rule(registry.Amend, "2027-03-27", ""), "v2")), review), asks(
			ask("2027-03-26", inForce, registry.ReviewPending).text("v1"),
			ask("2027-03-27", inForce, registry.ReviewPending).text("v2"),
		)},
		{"a reminder is no lapse date", record(adopted, on("2027-06-10", registry.Ruled{Ruling: registry.Keep, By: by(registry.RankCouncil),
			Shows: registry.Criteria, Next: registry.Lapse{On: day("2028-06-01")}, Lapses: true})), asks(
			ask("2028-06-01", inForce, registry.KeptByDecision),
		)},
		{"the shield ended on the day of a new review", record(adopted, basis(registry.Duty, "2019-01-01", "2027-10-01"), review,
			on("2027-10-01", registry.TakenIntoReview{Review: "r2", Sunset: lapseOn("2028-02-01")})), asks(
			ask("2027-09-30", inForce, registry.IsStateDuty),
			ask("2027-10-01", inForce, registry.ReviewPending),
			ask("2028-02-01", lapsed, registry.LapsedUndecided),
		)},
		{"a new review after a sunset that a shield outlived", record(adopted, basis(registry.Duty, "2019-01-01", "2028-01-01"), review,
			on("2027-09-01", registry.TakenIntoReview{Review: "r2", Sunset: lapseOn("2028-02-01"), AfterBasisDays: 180})), asks(
			ask("2027-12-31", inForce, registry.IsStateDuty),
			ask("2028-01-01", inForce, registry.ReviewPending),
			ask("2028-02-01", lapsed, registry.LapsedUndecided),
		)},
		{"shielded on the sunset, a repeal pending", record(adopted, basis(registry.RequiresLocal, "2019-01-01", "2027-08-01"),
			on("2027-01-10", rule(registry.Repeal, "2027-08-01", "")), review), asks(
			ask("2027-07-01", inForce, registry.MandatedByLaw),
			ask("2027-08-01", registry.Repealed, registry.RepealedByDecision),
		)},
		{"taken into a review before it takes effect", record(on("2027-03-01", registry.Adopted{Adopter: council, Version: "v1",
			FirstReview: ptr(lapseOn("2028-01-01"))}).recordedOn("2027-01-01"), review), asks(
			ask("2027-02-28", registry.NotYet, registry.NotYetEffective).text("v1"),
			ask("2027-03-01", inForce, registry.ReviewPending),
			ask("2027-07-01", lapsed, registry.LapsedUndecided),
		)},
		{"a trial goes on when the shield ends", record(adopted, basis(registry.Duty, "2027-06-01", "2027-09-01"),
			on("2027-01-10", rule(registry.Trial, "2027-04-01", "2028-04-01")), review), asks(
			ask("2027-05-31", registry.Suspended, registry.TrialRunning),
			ask("2027-07-01", inForce, registry.IsStateDuty),
			ask("2027-09-01", registry.Suspended, registry.TrialRunning),
			ask("2028-02-28", lapsed, registry.LapsedUndecided),
		)},
		{"a trial's own end stands again when the shield ends", record(adopted, on("2027-02-01", registry.HearingRequired{Party: "MED"}),
			basis(registry.Duty, "2027-06-01", "2027-09-01"), on("2027-01-10", rule(registry.Trial, "2027-04-01", "2027-12-01")), review), asks(
			ask("2027-09-01", registry.Suspended, registry.TrialRunning),
			ask("2027-12-01", extended, registry.HearingMissing),
			ask("2028-02-29", lapsed, registry.LapsedUndecided),
		)},
		{"a pending repeal taken into a review, and deferred", record(adopted, on("2027-01-10", rule(registry.Repeal, "2027-09-01", "")), review,
			on("2027-06-10", rule(registry.Defer, "", "2028-01-01"))), asks(
			ask("2027-06-09", inForce, registry.RepealPending),
			ask("2027-06-10", inForce, registry.ReviewPending),
			ask("2027-07-01", extended, registry.Deferred),
			ask("2028-01-01", lapsed, registry.LapsedUndecided),
		)},
		{"deferred outside a review", record(adopted, on("2027-06-10", rule(registry.Defer, "", "2028-01-01"))), asks(
			ask("2027-06-10", inForce, registry.NotInReview),
			ask("2028-01-01", lapsed, registry.LapsedUndecided),
		)},

		// Annulment, withdrawal, a moved sunset, a stop with the lapse date standing.
		{"a repeal annulled from the start", record(adopted, on("2027-03-01", rule(registry.Repeal, "", "")),
			on("2027-03-01", registry.Annulled{Event: "e02"}).recordedOn("2027-05-01")), asks(
			ask("2027-04-01", registry.Repealed, registry.RepealedByDecision).knownOn("2027-04-30"),
			ask("2027-04-01", inForce, registry.NotInReview),
		)},
		{"a repeal annulled from a day", record(adopted, on("2027-03-01", rule(registry.Repeal, "", "")),
			on("2027-05-01", registry.Annulled{Event: "e02"})), asks(
			ask("2027-04-30", registry.Repealed, registry.RepealedByDecision),
			ask("2027-05-01", inForce, registry.NotInReview),
		)},
		{"a keep annulled after the sunset that it met", record(adopted, review, on("2027-06-10", keep),
			on("2027-09-01", registry.Annulled{Event: "e03"})), asks(
			ask("2027-08-31", inForce, registry.KeptByDecision),
			ask("2027-09-01", lapsed, registry.LapsedUndecided),
		)},
		{"a basis recorded anew, the new record annulled", record(adopted, basis(registry.Duty, "2019-01-01", ever),
			basis(registry.Duty, "2019-01-01", "2027-03-01"), on("2019-01-01", registry.Annulled{Event: "e03"}), review), asks(
			ask("2027-03-01", inForce, registry.IsStateDuty),
			ask("2027-07-01", inForce, registry.IsStateDuty),
		)},
		{"an annulment annulled", record(adopted, on("2027-03-01", rule(registry.Repeal, "", "")),
			on("2027-05-01", registry.Annulled{Event: "e02"}), on("2027-06-01", registry.Annulled{Event: "e03"})), asks(
			ask("2027-05-31", inForce, registry.NotInReview),
			ask("2027-06-01", registry.Repealed, registry.RepealedByDecision),
		)},
		{"withdrawn", record(adopted, review, on("2027-05-01", registry.Withdrawn{Review: "r1"})), asks(
			ask("2027-04-30", inForce, registry.ReviewPending),
			ask("2027-05-01", inForce, registry.NotInReview),
			ask("2027-07-01", inForce, registry.NotInReview),
		)},
		{"withdrawn too late", record(adopted, review, on(sunset, registry.Withdrawn{Review: "r1"})), asks(
			ask("2027-07-01", lapsed, registry.LapsedUndecided),
		)},
		{"sunset moved", record(adopted, review, on("2027-05-01", registry.SunsetMoved{Review: "r1", Sunset: lapseOn("2027-10-01")})), asks(
			ask("2027-07-01", inForce, registry.ReviewPending),
			ask("2027-09-30", inForce, registry.ReviewPending),
			ask("2027-10-01", lapsed, registry.LapsedUndecided),
		)},
		{"stopped, the lapse date stands", record(adopted, review, on("2027-06-10", registry.Stopped{By: by(registry.RankCommittee)})), asks(
			ask("2027-06-30", inForce, registry.ReviewPending),
			ask("2027-07-01", lapsed, registry.LapsedUndecided),
		)},
		{"a keep brought into a review, and deferred", record(adopted, on("2026-05-31", keep), review,
			on("2027-06-10", rule(registry.Defer, "", "2028-01-01"))), asks(
			ask("2027-01-14", inForce, registry.KeptByDecision),
			ask("2027-01-15", inForce, registry.ReviewPending),
			ask("2027-07-01", extended, registry.Deferred),
			ask("2028-01-01", lapsed, registry.LapsedUndecided),
		)},
	}
}

// fact is an event without its place in the history.
type fact struct{ registry.Event }

func on(valid string, f registry.Fact) fact {
	return fact{registry.Event{Valid: day(valid), Recorded: day(valid), Fact: f}}
}

func (f fact) recordedOn(s string) fact { f.Recorded = day(s); return f }

// record numbers facts in the order in which they are given: e01, e02, ...
func record(facts ...fact) []registry.Event {
	events := make([]registry.Event, len(facts))
	for i, f := range facts {
		f.ID, f.Order, f.Revision = registry.EventID(fmt.Sprintf("e%02d", i+1)), i+1, registry.Revision(i+1)
		if i > 0 {
			f.Recorded = max(f.Recorded, events[i-1].Recorded)
		}
		events[i] = f.Event
	}
	return events
}

func asks(a ...Ask) []Ask { return a }

func ask(day string, state registry.State, reasons ...registry.ReasonCode) Ask {
	return Ask{On: registry.MustDay(day), State: state, Reasons: reasons}
}

func (a Ask) knownOn(s string) Ask { a.Known = day(s); return a }

func (a Ask) text(v registry.VersionID) Ask { a.Version = v; return a }

func day(s string) registry.Day {
	if s == "" {
		return registry.NoDay
	}
	return registry.MustDay(s)
}

func by(rank registry.Rank) registry.Decision {
	return registry.Decision{Body: string(rank), Rank: rank, Day: day("2027-01-15"), Words: "Besluttet."}
}

// lapseOn is a lapse date in the words of the council's decision; a missing
// mandatory hearing extends it by 90 days.
func lapseOn(s string) registry.Lapse {
	d := day(s)
	return registry.Lapse{On: d, HearingUntil: d + 90, By: registry.Decision{Body: "Byrådet", Rank: registry.RankCouncil,
		Day: day("2027-01-15"), Words: "Reglen bortfalder, medmindre byrådet forinden beslutter andet."}}
}

func asking(f registry.Ruled, asked ...registry.Criterion) registry.Ruled { f.Asks = asked; return f }

func withText(f registry.Ruled, v registry.VersionID) registry.Ruled { f.Version = v; return f }

func ptr[T any](v T) *T { return &v }
