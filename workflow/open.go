package workflow

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/omvendt/omvendt/registry"
)

// Scope is how an administrator draws the rules of a review: all, an area, or
// picked rules. Exactly one is given.
type Scope struct {
	All   bool
	Area  string
	Rules []registry.Number
}

// NewReview is what is said when a review is opened.
type NewReview struct {
	Name     string
	Slug     string // empty: made from the name
	Sunset   registry.Day
	Scope    Scope
	Decision registry.Decision
	// AfterBasis says that the decision's words also give a rule a lapse date when
	// the basis that shielded it ends; otherwise that end is a reminder.
	AfterBasis bool
	// HearingParties must be heard before the rules may lapse (ældreråd, MED, ...).
	HearingParties []string
}

// Opened is a review just opened: what was taken in, and what was left out and why.
type Opened struct {
	Review  Review                      `json:"review"`
	TakenIn []registry.Rule             `json:"taken_in"`
	LeftOut map[LeftOut][]registry.Rule `json:"left_out"`
}

// OpenReview turns the burden of proof for the rules in scope: from the next
// moment their timelines say what lapses on the sunset if nobody decides.
// Errors: CodeInvalid with CodeSunsetPast (sunset), CodeNoDecision or
// CodeDecisionRank (decision), CodeRequired (name, scope); CodeSlugTaken;
// CodeNoCheckedRules; CodeInReview when a picked rule is in an open review;
// CodeRuleEnded when a picked rule has ended; CodeNotFound.
func (s *Service) OpenReview(ctx context.Context, act registry.Act, n NewReview) (Opened, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Opened, error) { return openReview(tx, s.maker(), n) })
}

func openReview(tx Tx, maker registry.RulebookMaker, n NewReview) (Opened, error) {
	out := Opened{LeftOut: map[LeftOut][]registry.Rule{}}
	if n.Slug == "" {
		n.Slug = slugOf(n.Name)
	}
	if err := n.validate(tx.Today()); err != nil {
		return out, err
	}
	n.HearingParties = eachOnce(n.HearingParties)
	settings, err := registry.SettingsOn(tx, tx.Today())
	if err != nil {
		return out, err
	}
	out.Review = Review{ID: registry.NewID[registry.ReviewID](tx.Now()), Slug: n.Slug, Name: n.Name,
		Phase: Cataloguing, Edit: 1, Opened: tx.Today(), Sunset: n.Sunset, Decision: n.Decision}
	places, err := draw(tx, &out, n)
	if err != nil {
		return out, err
	}
	if len(out.TakenIn) == 0 {
		return out, refuse(registry.CodeNoCheckedRules, "unchecked", itoa(len(out.LeftOut[Unchecked])))
	}
	taken := registry.TakenIntoReview{Review: out.Review.ID, Sunset: registry.Lapse{On: n.Sunset,
		HearingUntil: n.Sunset + registry.Day(settings.HearingExtensionDays), By: n.Decision}}
	if n.AfterBasis {
		taken.AfterBasisDays = settings.AfterBasisDays
	}
	var events []registry.Event
	for _, r := range out.TakenIn {
		for _, party := range n.HearingParties {
			events = append(events, registry.Event{Rule: r.ID, Valid: tx.Today(), Fact: registry.HearingRequired{Party: party}})
		}
		events = append(events, registry.Event{Rule: r.ID, Valid: tx.Today(), Fact: taken})
	}
	if err := tx.InsertReview(out.Review, places); err != nil {
		return out, err
	}
	for _, party := range n.HearingParties {
		if _, err := planHearing(tx, out.Review, party, HearingLetter{}); err != nil {
			return out, err
		}
	}
	if _, err := registry.Record(tx, maker, events); err != nil {
		return out, err
	}
	if err := audit(tx, "review "+n.Slug, nil, out.Review); err != nil {
		return out, err
	}
	return out, tx.Enqueue("review.opened", map[string]string{"review": n.Slug, "sunset": n.Sunset.String()})
}

func (n NewReview) validate(today registry.Day) error {
	var c registry.Checks
	c.Text("name", n.Name, registry.LimitName, true)
	if n.Name != "" && !slugForm(n.Slug) {
		c.Fail("slug", registry.CodeReferenceForm, "value", n.Slug)
	}
	switch {
	case n.Sunset == registry.NoDay:
		c.Fail("sunset", registry.CodeRequired)
	case n.Sunset <= today:
		c.Fail("sunset", registry.CodeSunsetPast, "sunset", n.Sunset.String(), "today", today.String())
	}
	chosen := 0
	for _, yes := range []bool{n.Scope.All, n.Scope.Area != "", len(n.Scope.Rules) > 0} {
		if yes {
			chosen++
		}
	}
	if chosen != 1 {
		c.Fail("scope", registry.CodeRequired)
	}
	c.Text("scope.area", n.Scope.Area, registry.LimitName, false)
	c.Take("decision", n.Decision.Check(today))
	for _, p := range n.HearingParties {
		c.Text("hearing_parties", p, registry.LimitName, true)
	}
	return c.Err()
}

// eachOnce is names without what surrounds them, each once.
func eachOnce(names []string) (once []string) {
	for _, name := range names {
		if name = strings.TrimSpace(name); !slices.Contains(once, name) {
			once = append(once, name)
		}
	}
	return once
}

// draw sorts the rules in scope into those taken in and those left out.
func draw(tx Tx, out *Opened, n NewReview) ([]ReviewRule, error) {
	rules, err := scoped(tx, n.Scope)
	if err != nil {
		return nil, err
	}
	ids := make([]registry.RuleID, len(rules))
	for i, r := range rules {
		ids[i] = r.ID
	}
	checks, err := tx.LatestLegalChecks(ids)
	if err != nil {
		return nil, err
	}
	reviews, err := tx.ReviewsOf(ids)
	if err != nil {
		return nil, err
	}
	timelines, err := tx.Timelines(ids)
	if err != nil {
		return nil, err
	}
	picked := len(n.Scope.Rules) > 0
	places := make([]ReviewRule, 0, len(rules))
	for _, r := range rules {
		why := TakenIn
		now, _ := registry.SegmentOn(timelines[r.ID], tx.Today())
		other := openAmong(reviews[r.ID], tx.Today())
		switch {
		case ended(now.State):
			why = AlreadyEnded
		case other != "":
			why = InOther
		case checks[r.ID].Result != registry.BasesConfirmed:
			why = Unchecked
		}
		switch {
		case picked && why == AlreadyEnded:
			return nil, refuse(registry.CodeRuleEnded, "number", r.Number.String())
		case picked && why == InOther:
			return nil, refuse(registry.CodeInReview, "number", r.Number.String(), "review", other)
		case why == TakenIn && r.Adopter.Rank().Above(n.Decision.Rank):
			return nil, refuse(registry.CodeDecisionRank, "number", r.Number.String(), "rank", string(n.Decision.Rank))
		case why == TakenIn:
			out.TakenIn = append(out.TakenIn, r)
		default:
			out.LeftOut[why] = append(out.LeftOut[why], r)
		}
		places = append(places, ReviewRule{Review: out.Review.ID, Rule: r.ID, LeftOut: why})
	}
	return places, nil
}

func scoped(tx Tx, scope Scope) ([]registry.Rule, error) {
	if len(scope.Rules) > 0 {
		return tx.RulesByNumber(scope.Rules)
	}
	return tx.Rules(registry.RuleFilter{Area: scope.Area})
}

func ended(s registry.State) bool {
	switch s {
	case registry.Lapsed, registry.Repealed, registry.SupersededState, registry.FloorOnly:
		return true
	}
	return false
}

// openAmong is the slug of a review that still holds its rules, empty when none does.
func openAmong(reviews []Review, today registry.Day) string {
	for _, r := range reviews {
		if r.OpenOn(today) {
			return r.Slug
		}
	}
	return ""
}

// membersOf are a review's places and, at the same index, their rules.
func membersOf(r Reader, review Review) ([]ReviewRule, []registry.Rule, error) {
	places, err := r.ReviewRules(review.ID)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]registry.RuleID, len(places))
	for i, p := range places {
		ids[i] = p.Rule
	}
	rules, err := r.RulesByID(ids)
	return places, rules, err
}

// slugOf makes an address of a name: "Dagtilbud på prøve" -> "dagtilbud-paa-proeve".
func slugOf(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r == 'æ':
			b.WriteString("ae")
		case r == 'ø':
			b.WriteString("oe")
		case r == 'å':
			b.WriteString("aa")
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return clipSlug(strings.Trim(b.String(), "-"))
}

const limitSlug = 80

func clipSlug(s string) string {
	if len(s) > limitSlug {
		s = strings.TrimRight(s[:limitSlug], "-")
	}
	return s
}

func slugForm(s string) bool { return s != "" && len(s) <= limitSlug && slugOf(s) == s }
