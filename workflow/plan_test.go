package workflow

import (
	"slices"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

func planned(rank registry.Rank, day string) Meeting {
	return Meeting{Body: registry.Body{Rank: rank}, Day: registry.MustDay(day), State: MeetingPlanned}
}

func days(p Plan) map[StepKind]string {
	out := map[StepKind]string{}
	for _, s := range p.Steps {
		out[s.Kind] = s.By.String()
	}
	return out
}

func TestBackwardsFromTheSunset(t *testing.T) {
	review := Review{Opened: registry.MustDay("2026-11-22"), Sunset: registry.MustDay("2027-07-01")}
	meetings := []Meeting{planned(registry.RankCouncil, "2027-08-30"), planned(registry.RankCouncil, "2027-06-21"), planned(registry.RankCouncil, "2027-05-31"),
		planned(registry.RankCommittee, "2027-06-16"), planned(registry.RankCommittee, "2027-06-09"), planned(registry.RankCommittee, "2026-06-10")}
	meetings[1].State = MeetingCancelled
	finance := append([]Meeting{planned(registry.RankCommittee, "2027-05-19")}, meetings...)
	finance[0].Body.Finance = true
	for name, x := range map[string]struct {
		bodies   []registry.Body
		meetings []Meeting
		want     map[StepKind]string
	}{
		// The council's papers are due on 25 May, before the committee meets in June.
		"with a calendar": {nil, meetings, map[StepKind]string{StepSunset: "2027-07-01", StepCouncil: "2027-05-31", StepCouncilPapers: "2027-05-25",
			StepCommittee: "2027-05-25", StepCommitteePapers: "2027-05-19", StepHeard: "2027-05-03", StepAsked: "2027-04-05", StepCatalogued: "2027-04-02"}},
		"without one": {nil, nil, map[StepKind]string{StepSunset: "2027-07-01", StepCouncil: "2027-06-30", StepCouncilPapers: "2027-06-24",
			StepCommittee: "2027-06-24", StepCommitteePapers: "2027-06-18", StepHeard: "2027-06-04", StepAsked: "2027-05-07", StepCatalogued: "2027-05-05"}},
		// The finance committee is a committee, but not the one that the rules belong to.
		"with a finance committee": {[]registry.Body{{Rank: registry.RankCommittee, Finance: true}}, finance, map[StepKind]string{
			StepCouncil: "2027-05-31", StepCouncilPapers: "2027-05-25", StepFinance: "2027-05-19", StepFinancePapers: "2027-05-12",
			StepCommittee: "2027-05-12", StepCommitteePapers: "2027-05-05"}},
	} {
		p := backwards(review, x.bodies, x.meetings, false, hearingDays)
		for kind, day := range x.want {
			if got := days(p)[kind]; got != day {
				t.Errorf("%s: %s by %s, not %s", name, kind, got, day)
			}
		}
		if !slices.IsSortedFunc(p.Steps, func(a, b Step) int { return int(a.By - b.By) }) {
			t.Errorf("%s: %v is not in order", name, days(p))
		}
	}
}

func TestRemarksOfAPlan(t *testing.T) {
	for _, x := range []struct {
		opened, sunset, today string
		kind                  StepKind
		want                  []Remark
	}{
		{"2026-11-22", "2027-07-01", "2026-11-22", StepCouncil, []Remark{NoMeeting}},
		{"2026-11-22", "2027-07-01", "2027-07-01", StepCouncil, []Remark{NoMeeting, TooLate}},
		{"2026-11-22", "2027-08-01", "2026-11-22", StepCouncil, []Remark{NoMeeting, Summer}},
		{"2026-11-22", "2027-01-01", "2026-11-22", StepCouncil, []Remark{NoMeeting, Christmas}},
		{"2025-03-01", "2025-11-18", "2025-03-01", StepCouncil, []Remark{NoMeeting}},
		{"2025-03-01", "2025-11-19", "2025-03-01", StepCouncil, []Remark{NoMeeting, Election}},
		{"2025-11-01", "2026-02-01", "2025-11-01", StepCouncil, []Remark{NoMeeting, NewCouncil}},
		{"2025-11-01", "2026-02-01", "2025-11-01", StepCouncilPapers, nil},
		{"2026-01-01", "2026-02-01", "2026-01-01", StepCouncil, []Remark{NoMeeting}},
	} {
		p := backwards(Review{Opened: registry.MustDay(x.opened), Sunset: registry.MustDay(x.sunset)}, nil, nil, false, hearingDays)
		for _, s := range p.Steps {
			if s.Kind == x.kind {
				s.remark(p.Review, registry.MustDay(x.today))
				if !slices.Equal(s.Remarks, x.want) {
					t.Errorf("%s by %s, opened %s: %v, not %v", s.Kind, s.By, x.opened, s.Remarks, x.want)
				}
			}
		}
	}
}
