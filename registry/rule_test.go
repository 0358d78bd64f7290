package registry_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

const dagtilbudsloven = "https://www.retsinformation.dk/eli/lta/2024/988"

func basis(effect registry.Effect, from, until string) registry.Basis {
	b := registry.Basis{Reference: dagtilbudsloven + " § 9", Effect: effect, From: registry.MustDay(from), Until: registry.LastDay}
	if until != "" {
		b.Until = registry.MustDay(until)
	}
	if effect == registry.Agrees {
		b.Reference = "Lokalaftale § 4"
	}
	return b
}

func TestTheClassHoldsAtADay(t *testing.T) {
	on := registry.MustDay("2027-07-01")
	for name, c := range map[string]struct {
		adopter registry.Adopter
		bases   []registry.Basis
		want    registry.Class
	}{
		"council":                    {registry.AdoptedByCouncil, nil, registry.CouncilRule},
		"committee":                  {registry.AdoptedByCommittee, nil, registry.CouncilRule},
		"leader":                     {registry.AdoptedByLeader, nil, registry.AdministrativeRule},
		"parent board":               {registry.AdoptedByBoard, nil, registry.BoardPrinciple},
		"duty":                       {registry.AdoptedByState, []registry.Basis{basis(registry.Duty, "2018-07-01", "")}, registry.StateDuty},
		"minimum":                    {registry.AdoptedByCouncil, []registry.Basis{basis(registry.Minimum, "2018-07-01", "")}, registry.AddOn},
		"minimum has ended":          {registry.AdoptedByCouncil, []registry.Basis{basis(registry.Minimum, "2018-07-01", "2027-07-01")}, registry.CouncilRule},
		"minimum ends the day after": {registry.AdoptedByCouncil, []registry.Basis{basis(registry.Minimum, "2018-07-01", "2027-07-02")}, registry.AddOn},
		"not begun":                  {registry.AdoptedByCouncil, []registry.Basis{basis(registry.Duty, "2027-07-02", "")}, registry.CouncilRule},
		"permits changes nothing":    {registry.AdoptedByCouncil, []registry.Basis{basis(registry.Permits, "2018-07-01", "")}, registry.CouncilRule},
		"mandated before add-on": {registry.AdoptedByCouncil, []registry.Basis{basis(registry.Minimum, "2018-07-01", ""),
			basis(registry.RequiresLocal, "2018-07-01", "")}, registry.MandatedLocal},
		"agreement before board": {registry.AdoptedByBoard, []registry.Basis{basis(registry.Agrees, "2018-07-01", "")}, registry.Agreement},
		"duty before agreement": {registry.AdoptedByAgreement, []registry.Basis{basis(registry.Agrees, "2018-07-01", ""),
			basis(registry.Duty, "2018-07-01", "")}, registry.StateDuty},
	} {
		t.Run(name, func(t *testing.T) {
			if got := registry.ClassOn(on, c.adopter, c.bases); got != c.want {
				t.Errorf("class %s, want %s", got, c.want)
			}
		})
	}
}

// codes lists "field code" of an error's fields.
func codes(err error) string {
	var e *registry.Error
	if !errors.As(err, &e) {
		return ""
	}
	var s []string
	for _, f := range e.Fields {
		s = append(s, f.Name+" "+string(f.Code))
	}
	return strings.Join(s, ", ")
}

func TestWhatIsWrongWithABasis(t *testing.T) {
	good := basis(registry.Minimum, "2018-07-01", "2027-09-01")
	for name, c := range map[string]struct {
		change func(*registry.Basis)
		want   string
	}{
		"nothing":                {func(b *registry.Basis) {}, ""},
		"ends before it begins":  {func(b *registry.Basis) { b.Until = b.From - 1 }, "until ends_before_it_begins"},
		"ends as it begins":      {func(b *registry.Basis) { b.Until = b.From }, "until ends_before_it_begins"},
		"no reference":           {func(b *registry.Basis) { b.Reference = " " }, "reference required"},
		"law without an address": {func(b *registry.Basis) { b.Reference = "dagtilbudsloven § 11" }, "reference law_reference_invalid"},
		"unknown effect":         {func(b *registry.Basis) { b.Effect = "demands" }, "effect choice_invalid"},
		"an agreement has none":  {func(b *registry.Basis) { b.Effect, b.Reference = registry.Agrees, "Lokal MED-aftale § 9" }, ""},
		"a European act":         {func(b *registry.Basis) { b.Reference = "http://data.europa.eu/eli/reg/2004/852 art. 5" }, ""},
		"no first day":           {func(b *registry.Basis) { b.From = registry.NoDay }, "from required"},
		"U+0000":                 {func(b *registry.Basis) { b.Reference += "\x00" }, "reference text_invalid"},
		"not UTF-8":              {func(b *registry.Basis) { b.Reference += "\xe6" }, "reference text_invalid"},
		"too long":               {func(b *registry.Basis) { b.Reference += strings.Repeat("å", 500) }, "reference too_long"},
	} {
		t.Run(name, func(t *testing.T) {
			b := good
			c.change(&b)
			if got := codes(b.Check()); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	if good.ELI() != dagtilbudsloven || good.Provision() != "§ 9" {
		t.Errorf("address %q, provision %q", good.ELI(), good.Provision())
	}
}

func TestALapseNeedsItsDecision(t *testing.T) {
	today := registry.MustDay("2026-11-21")
	good := registry.Decision{Body: "Byrådet", Rank: registry.RankCouncil, Day: today, Words: "Reglerne bortfalder den 1. juli 2027."}
	for name, c := range map[string]struct {
		change func(*registry.Decision)
		want   string
	}{
		"complete":     {func(d *registry.Decision) {}, ""},
		"no words":     {func(d *registry.Decision) { d.Words = "" }, " lapse_without_decision"},
		"no body":      {func(d *registry.Decision) { d.Body = "" }, " lapse_without_decision"},
		"no day":       {func(d *registry.Decision) { d.Day = registry.NoDay }, " lapse_without_decision"},
		"not yet made": {func(d *registry.Decision) { d.Day = today + 1 }, "day decision_in_future"},
		"no such rank": {func(d *registry.Decision) { d.Rank = "mayor" }, "rank choice_invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			d := good
			c.change(&d)
			if got := codes(d.Check(today)); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestANewRuleIsToldEverythingAtOnce(t *testing.T) {
	n := registry.NewRule{Adopter: "king", Text: registry.Text{Title: strings.Repeat("x", registry.LimitTitle+1)},
		Catalogue: registry.Catalogue{Kind: registry.KindRule, Area: "Dagtilbud", KLE: "28.xx",
			Effort: registry.Effort{MinutesFrom: 10, MinutesTo: 5, Evidence: registry.Measured}},
		Bases: []registry.Basis{{Effect: registry.Duty, Reference: dagtilbudsloven + " § 1", From: 5, Until: 3}},
		Check: &registry.LegalCheck{By: "", Result: registry.BasesConfirmed, Day: registry.MustDay("2030-01-01")}}
	got := codes(n.Validate(registry.MustDay("2026-11-21")))
	want := "adopter choice_invalid, effective_from required, unit required, kle reference_invalid, " +
		"effort.minutes_to ends_before_it_begins, title too_long, demand required, bases[0].until ends_before_it_begins, " +
		"check.by required, check.day decision_in_future"
	if got != want {
		t.Errorf("\ngot  %s\nwant %s", got, want)
	}
}

func TestTheOwnerDoesNotCheckTheirOwnRule(t *testing.T) {
	l := registry.LegalCheck{By: "Dagtilbudschefen", Day: 5, Result: registry.BasesConfirmed}
	if got := codes(l.Validate(10, "Dagtilbudschefen")); got != "by owner_checks_own_rule" {
		t.Error(got)
	}
}
