package web

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type workReviewsPage struct {
	Page
	Open, Over []ReviewLine
}

// workReviews lists the reviews that can be worked on, and those that are over.
func (v *visit) workReviews() (answer, error) {
	ctx := v.r.Context()
	today, err := v.Register.Today(ctx)
	if err != nil {
		return answer{}, err
	}
	all, err := v.Workflow.Reviews(ctx)
	p := workReviewsPage{Page: v.shell(v.text("work.reviews.title"))}
	for _, r := range all {
		line := ReviewLine{Review: r, Left: p.left(r, today)}
		if len(r.Phase.Next()) > 0 {
			p.Open = append(p.Open, line)
		} else {
			p.Over = append(p.Over, line)
		}
	}
	return answer{template: "work-reviews", data: p}, err
}

type newReviewPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Scopes     []Option
	Areas      []Option
	Bodies     []Option
	Parties    []PartyOption
}

// PartyOption is a hearing party on the list.
type PartyOption struct {
	ID, Name, Area string
	Chosen         bool
}

// What a review's scope can be drawn by.
const (
	scopeAll   = "all"
	scopeArea  = "area"
	scopeRules = "rules"
)

func (v *visit) newReview() (answer, error) { return v.newReviewForm(v.form("", "work.review.")) }

// newReviewAgain goes back from the confirm step with all that was typed.
func (v *visit) newReviewAgain() (answer, error) {
	return v.newReviewForm(v.carriedForm("", "work.review."))
}

func (v *visit) newReviewForm(f Form) (answer, error) {
	ctx := v.r.Context()
	areas, err := v.areas(v.text("work.choose"), "")
	if err != nil {
		return answer{}, err
	}
	bodies, err := v.Register.Bodies(ctx)
	if err != nil {
		return answer{}, err
	}
	f.preset("scope", scopeArea)
	p := newReviewPage{Page: v.shell(v.text("work.review.new.title")), Form: f, Complaints: f.Complaints}
	p.Wrong = f.Failed()
	p.Crumbs = append(p.Crumbs, Crumb{p.T("work.reviews.title"), p.To("work_reviews")})
	for _, s := range []string{scopeAll, scopeArea, scopeRules} {
		p.Scopes = append(p.Scopes, Option{Value: s, Text: p.T("work.review.scopes." + s)})
	}
	p.Areas = areas
	p.Bodies = []Option{{Text: p.T("work.choose")}}
	for _, b := range bodies {
		p.Bodies = append(p.Bodies, Option{Value: string(b.ID), Text: b.Name})
	}
	parties, err := v.Workflow.HearingParties(ctx)
	for _, x := range parties {
		p.Parties = append(p.Parties, PartyOption{"party-" + string(x.ID), x.Name, x.Area, f.Has("parties", x.Name)})
	}
	return answer{status: f.Status, template: "work-review-new", data: p}, err
}

type confirmReviewPage struct {
	Page
	Form     Form
	Review   workflow.Review
	Decision Ground
	Hear     []string
	NotHeard []string // parties on the list for its rules that nobody has chosen
	After    bool     // shielded rules too lapse once their basis ends
	Taken    int
	Protects []ReviewRule // named one by one
	LeftOut  []LeftOutLine
	Plan     PlanLines
}

// LeftOutLine says how many rules are left out and why.
type LeftOutLine struct {
	Why   string
	Rules []registry.Rule
}

// confirmReview shows what opening the review would do. Nothing is stored.
func (v *visit) confirmReview() (answer, error) {
	f := v.form("", "work.review.")
	opened, n, err := v.drawReview(rehearsed(v.Workflow), registry.Act{Actor: v.act.Actor, Reach: v.act.Reach, Operation: v.act.Operation})
	if v.reviewRefused(&f, err) {
		return v.newReviewForm(f)
	}
	if err != nil {
		return answer{}, err
	}
	p := confirmReviewPage{Page: v.shell(v.text("work.review.confirm.title")), Form: v.carriedForm("open", "work.review."), Review: opened.Review,
		Hear: n.HearingParties, After: n.AfterBasis, Taken: len(opened.TakenIn)}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("work.reviews.title"), p.To("work_reviews")})
	p.Decision = p.decided("review.decided", opened.Review.Decision)
	if p.NotHeard, err = v.notHeard(n.HearingParties, opened.TakenIn); err != nil {
		return answer{}, err
	}
	plan, err := v.Workflow.PlanAhead(v.r.Context(), opened.Review)
	if err != nil {
		return answer{}, err
	}
	p.Plan = p.planned(plan)
	if p.Protects, err = v.protecting(p.Page, opened.TakenIn); err != nil {
		return answer{}, err
	}
	for _, why := range []workflow.LeftOut{workflow.Unchecked, workflow.AlreadyEnded, workflow.InOther} {
		if rules := opened.LeftOut[why]; len(rules) > 0 {
			p.LeftOut = append(p.LeftOut, LeftOutLine{capital(p.Lang.Name("left_out", string(why))), rules})
		}
	}
	return answer{template: "work-review-confirm", data: p}, nil
}

// notHeard are the parties on the list that are heard on the area of any of some
// rules, without those that were named.
func (v *visit) notHeard(named []string, rules []registry.Rule) (names []string, err error) {
	parties, err := v.Workflow.HearingParties(v.r.Context())
	for _, x := range parties {
		if !slices.Contains(named, x.Name) && slices.ContainsFunc(rules, func(r registry.Rule) bool { return x.Area == "" || x.Area == r.Catalogue.Area }) {
			names = append(names, x.Name)
		}
	}
	return names, err
}

// protecting are the rules that protect somebody, with their titles.
func (v *visit) protecting(p Page, rules []registry.Rule) ([]ReviewRule, error) {
	var out []ReviewRule
	err := v.Register.Store.View(v.r.Context(), func(r registry.Reader) error {
		out = nil
		var ids []registry.RuleID
		for _, rule := range rules {
			if rule.Catalogue.Protects.Somebody() {
				ids = append(ids, rule.ID)
			}
		}
		texts, err := r.LatestTexts(ids)
		for _, rule := range rules {
			if rule.Catalogue.Protects.Somebody() {
				out = append(out, ReviewRule{Number: rule.Number.String(), Title: texts[rule.ID].Title,
					Protects: p.Lang.Name("protects", string(rule.Catalogue.Protects))})
			}
		}
		return err
	})
	return out, err
}

// openReview opens it.
func (v *visit) openReview() (answer, error) {
	f := v.carriedForm("", "work.review.")
	opened, _, err := v.drawReview(v.Workflow, v.act)
	if v.reviewRefused(&f, err) {
		return v.newReviewForm(f)
	}
	return v.done("opened", "review", opened.Review.Slug), err
}

func (v *visit) reviewRefused(f *Form, err error) bool {
	if registry.CodeOf(err) == registry.CodeSlugTaken {
		err = fieldError("name", err) // the address is made from it
	}
	if registry.CodeOf(err) == registry.CodeNotFound { // the only thing asked for is a picked rule
		err = fieldError("scope.rules", err)
	}
	return f.refused(v, err, "slug", "name", "decision", "decision.words", "decision.rank", "decision.body")
}

// drawReview reads the form and opens the review with a service.
func (v *visit) drawReview(service *workflow.Service, act registry.Act) (workflow.Opened, workflow.NewReview, error) {
	var c registry.Checks
	n := workflow.NewReview{Name: v.said("name"), Sunset: v.saidDay(&c, "sunset"), AfterBasis: v.ticked("after_basis"),
		Decision: registry.Decision{Day: v.saidDay(&c, "decision.day"), Words: v.said("decision.words"), Case: v.said("decision.case")}}
	switch v.said("scope") {
	case scopeAll:
		n.Scope.All = true
	case scopeArea:
		if n.Scope.Area = v.said("scope.area"); n.Scope.Area == "" {
			c.Fail("scope.area", registry.CodeRequired)
		}
	case scopeRules:
		if n.Scope.Rules = v.saidNumbers(&c, "scope.rules"); v.said("scope.rules") == "" {
			c.Fail("scope.rules", registry.CodeRequired)
		}
	}
	for party := range strings.SplitSeq(strings.Join(v.sent["parties"], "\n")+"\n"+v.said("hearing_parties"), "\n") {
		if party = strings.TrimSpace(party); party != "" {
			n.HearingParties = append(n.HearingParties, party)
		}
	}
	bodies, err := v.Register.Bodies(v.r.Context())
	if err != nil {
		return workflow.Opened{}, n, err
	}
	id := v.said("decision.body")
	if at := slices.IndexFunc(bodies, func(b registry.Body) bool { return string(b.ID) == id }); at >= 0 {
		n.Decision.Body, n.Decision.Rank = bodies[at].Name, bodies[at].Rank
	} else {
		c.Fail("decision.body", registry.CodeRequired)
	}
	if n.Decision.Words == "" {
		c.Fail("decision.words", registry.CodeRequired)
	}
	if n.Decision.Day == registry.NoDay && v.said("decision.day") == "" {
		c.Fail("decision.day", registry.CodeRequired)
	}
	if n.Name == "" {
		c.Fail("name", registry.CodeRequired)
	}
	if n.Sunset == registry.NoDay && v.said("sunset") == "" {
		c.Fail("sunset", registry.CodeRequired)
	}
	if err := c.Err(); err != nil {
		return workflow.Opened{}, n, err
	}
	opened, err := service.OpenReview(v.r.Context(), act, n)
	return opened, n, err
}

// rehearsed is a service whose updates do everything but stay.
func rehearsed(s *workflow.Service) *workflow.Service {
	r := *s
	r.Store = rehearsal{s.Store}
	return &r
}

type rehearsal struct{ workflow.Store }

var errRehearsed = errors.New("rehearsed")

func (r rehearsal) Update(ctx context.Context, act registry.Act, f func(workflow.Tx) error) error {
	err := r.Store.Update(ctx, act, func(tx workflow.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		return nil
	}
	return err
}

type workReviewPage struct {
	Page
	Complaints []Complaint
	Review     workflow.Review
	Form       Form
	Left       string
	Phases     []PhaseStep
	Next       []Option
	Plan       PlanLines
}

func (v *visit) workReview() (answer, error) { return v.workReviewForm(v.form("", "work.phase.")) }

func (v *visit) workReviewForm(f Form) (answer, error) {
	ctx := v.r.Context()
	r, err := v.Workflow.Review(ctx, v.name)
	if err != nil {
		return answer{}, err
	}
	today, err := v.Register.Today(ctx)
	if err != nil {
		return answer{}, err
	}
	f.preset("edit", strconv.Itoa(r.Edit))
	if f.Failed() { // somebody else may have been first: the page shows what they did
		f.replace("edit", strconv.Itoa(r.Edit))
	}
	p := workReviewPage{Page: v.shell(r.Name), Review: r, Form: f, Complaints: f.Complaints, Left: ""}
	p.Left = p.left(r, today)
	p.TitleIsData, p.Wrong = true, f.Failed()
	p.Crumbs = append(p.Crumbs, Crumb{p.T("work.reviews.title"), p.To("work_reviews")})
	p.Phases = p.phases(r.Phase)
	if r.OpenOn(today) {
		plan, err := v.Workflow.Plan(ctx, r.Slug)
		if err != nil {
			return answer{}, err
		}
		p.Plan = p.planned(plan)
	}
	for _, next := range r.Phase.Next() {
		if next != workflow.Cancelled { // that takes a decision
			p.Next = append(p.Next, Option{Value: string(next), Text: p.Phase(next)})
		}
	}
	return answer{status: f.Status, template: "work-review", data: p}, nil
}

// movePhase takes the review a step on, or back.
func (v *visit) movePhase() (answer, error) {
	f := v.form("", "work.phase.")
	var c registry.Checks
	c.Text("to", v.said("to"), registry.LimitName, true)
	var r workflow.Review
	err := c.Err()
	if err == nil {
		r, err = v.Workflow.MovePhase(v.r.Context(), v.act, v.name, v.saidEdit(), workflow.Phase(v.said("to")))
	}
	if f.refused(v, err) {
		return v.workReviewForm(f)
	}
	return v.done("saved", "work_review", r.Slug), err
}
