package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type rulePage struct {
	Page
	Number       string
	Plain        string
	Catalogue    registry.Catalogue
	Protects     string // empty when nobody in particular
	ProtectsWhom string
	Text         registry.Text
	Demand       []string // its paragraphs
	Moment       Moment
	Form         MomentForm
	Day          string
	IsToday      bool
	Future       bool
	Past         string // what it says of an earlier register
	Now          string // address of the rule today, as known now

	Mark      Mark
	Since     string
	Reasons   []ReasonLine
	Why       string // the page that explains it
	Grounds   []Ground
	Next      string
	Contract  bool // some units are bound by contract or approval
	Timeline  Timeline
	Class     string
	ClassNote string
	Adopter   string
	AdoptedOn string
	Kind      string
	LegalForm string
	Effort    string
	Evidence  string
	When      string // on which months and dates it falls

	Bases     []BasisLine
	Kinds     ClassLines
	Unchecked bool
	Check     registry.LegalCheck
	Case      registry.Justification
	Judged    JudgedCase // of today's register
	Counter   []CounterLine
	File      string // address where a counter-case is filed, for those who may
	CaseLines []Line
	CheckOn   string // when the indicator is checked
	Reviews   []ReviewLine
	Course    []CourseLine
	Versions  []VersionLine
	Decisions []Decision
	Asked     []Asked // consultations in which it was asked about
	Quote     Quote
	KLE       KLELine
	Confirmed Phrase   // that its post said that it is still right
	Removed   []string // in how many places the demand is taken away, since it stopped
	RemovedOn string
	Reopened  *ReopenedLine // nil: the question is not open again
	Measured  []MeasuringLine
	Trials    []TrialLine
	Harm      string    // address where it is said that it did harm, for those who may
	Gaps      []GapLine // between two numbers of the rule
	Vacancy   string    // that the post is vacant, and who answers for it meanwhile
}

// ReasonLine is a reason with its code, which API and papers name alike.
type ReasonLine struct{ Code, Text, Sentence string }

// Line is a label with a text.
type Line struct{ Label, Text string }

// BasisLine is a legal basis.
type BasisLine struct {
	Minimum            bool // the law demands less than the rule does
	Floor, Increment   string
	Provision, Address string // without an address it is no law
	Rules, RulesOf     string // address of the rules that rest on the same, and its name
	Effect, Days       string
	Holds              bool // on the day the page tells of
}

// VersionLine is a text with the days on which it applied.
type VersionLine struct {
	registry.Version
	Days    string
	Current bool
}

// Quote is the quotation to copy.
type Quote struct {
	Paragraphs []Phrase
	Address    string
}

// rule shows a rule: whether it is in force on a day, and why.
func (v *visit) rule() (answer, error) {
	number, err := registry.ParseNumber(v.name)
	if err != nil {
		return answer{}, err
	}
	if v.name != number.String() {
		return answer{redirect: withQuery(path("rule", v.lang, number.String()), v.r.URL.RawQuery)}, nil
	}
	m := v.moment()
	view, err := v.ruleAt(number, m)
	if registry.CodeOf(err) == registry.CodeInvalid {
		return v.ruleMoment(number, m, err), nil
	}
	if err != nil {
		return answer{}, err
	}
	if m.On != "" {
		m.On = view.On.String()
	}
	p := rulePage{Page: v.shell(view.Text.Title), Moment: m, Past: v.knownText(m.Known)}
	if err := v.ruleStatus(&p, view); err != nil {
		return answer{}, err
	}
	if p.KLE, err = v.kle(view.Rule.Catalogue.KLE); err != nil {
		return answer{}, err
	}
	if p.Gaps, err = v.gaps(p.Page, view); err != nil {
		return answer{}, err
	}
	if p.Vacancy, err = v.vacancy(view.Rule.Catalogue.Owner); err != nil {
		return answer{}, err
	}
	if p.Counter, p.File, err = v.counters(view.Rule); err != nil {
		return answer{}, err
	}
	if m.Known == "" {
		err = v.ruleNow(&p, view)
	} else { // how it stood then nobody has recorded
		p.Judged = p.judged(registry.CaseView{Justification: p.Case})
	}
	p.Quote.Address = v.BaseURL + p.RuleOn(p.Number, view.On, m.Known)
	return answer{template: "rule", data: p}, err
}

// ruleAt reads a rule at a moment; CodeInvalid where the moment can be mended.
func (v *visit) ruleAt(number registry.Number, m Moment) (registry.RuleView, error) {
	on, err := m.day()
	if err != nil {
		return registry.RuleView{}, err
	}
	view, err := v.Register.Rule(v.r.Context(), number, registry.StatusQuery{On: on, Known: m.Known})
	if code := registry.CodeOf(err); mendable(err) && code != registry.CodeNotFound && code != registry.CodeTakenOut {
		err = fieldError("known", err)
	}
	return view, err
}

// ruleStatus fills in how the rule stands, what was decided on it, and where it was asked about.
func (v *visit) ruleStatus(p *rulePage, view registry.RuleView) error {
	ctx := v.r.Context()
	today, err := v.Register.Today(ctx)
	if err != nil {
		return err
	}
	settings, err := v.Register.Settings(ctx, view.On)
	if err != nil {
		return err
	}
	reviews, err := v.Workflow.ReviewsOf(ctx, view.Rule.ID)
	if err != nil {
		return err
	}
	p.fill(view, reviews, settings, today)
	items, err := v.Workflow.RuleItems(ctx, view.Rule.ID)
	if err != nil {
		return err
	}
	p.Decisions = p.decisions(items)
	for n, x := range items {
		if v.Proofs != nil {
			p.Decisions[n].Proof = p.To("item_proof", string(x.Meeting.ID), strconv.Itoa(x.Item.Ordinal))
		}
	}
	for _, r := range reviews {
		consultations, err := v.Workflow.Consultations(ctx, r.Slug)
		if err != nil {
			return err
		}
		for _, c := range consultations {
			if slices.Contains(c.Rules, view.Rule.ID) {
				asked := p.asked(c.Consultation)
				asked.Address += "#" + p.Number
				p.Asked = append(p.Asked, asked)
			}
		}
	}
	return nil
}

// ruleNow fills in what is told as it is known now alone, some of it only of today.
func (v *visit) ruleNow(p *rulePage, view registry.RuleView) error {
	ctx, number := v.r.Context(), view.Rule.Number
	judged, err := v.Register.Case(ctx, number)
	if err != nil {
		return err
	}
	p.Judged = p.judged(judged)
	if p.Confirmed, err = v.stillRight(p.Page, number); err != nil || !p.IsToday {
		return err
	}
	day, figures, err := v.Workflow.StopsRemoved(ctx, number)
	if err != nil {
		return err
	}
	p.RemovedOn = p.Page.Day(day)
	for _, f := range figures {
		p.Removed = append(p.Removed, p.stopFigures(f))
	}
	if p.Measured, err = v.measuringsOf(p.Page, number); err != nil {
		return err
	}
	if p.Trials, err = v.trialsOf(p.Page, number); err != nil {
		return err
	}
	p.Reopened, p.Harm, err = v.harmOf(p.Page, view.Rule)
	return err
}

func (p *rulePage) fill(v registry.RuleView, reviews []workflow.Review, settings registry.Settings, today registry.Day) {
	p.TitleIsData, p.Lead = true, v.Rule.Number.String()
	p.Crumbs = []Crumb{{p.T("nav.register"), p.To("register")}}
	p.Number, p.Catalogue, p.Text, p.Plain = v.Rule.Number.String(), v.Rule.Catalogue, v.Text.Text, v.Text.Plain
	p.Day, p.IsToday, p.Future = p.Page.Day(v.On), v.On == today, v.On > today
	p.Demand = strings.FieldsFunc(v.Text.Demand, func(r rune) bool { return r == '\n' || r == '\r' })
	p.Form = MomentForm{p.Page, p.Moment, nil}
	p.Now = p.To("rule", p.Number)
	p.ProtectsWhom = capital(p.Lang.Name("protects", string(p.Catalogue.Protects)))
	if p.Catalogue.Protects.Somebody() {
		p.Protects = p.Lang.Name("protects", string(p.Catalogue.Protects))
	}
	switch p.Catalogue.LegalForm {
	case registry.FormSelfOwning, registry.FormPrivate, registry.FormMixed:
		p.Contract = true
	}
	p.Kind = capital(p.Lang.Name("kind", string(p.Catalogue.Kind)))
	if p.Catalogue.LegalForm != registry.FormUnstated {
		p.LegalForm = capital(p.Lang.Name("legal_form", string(p.Catalogue.LegalForm)))
	}

	p.Mark, p.Since = p.mark(v.Segment), p.since(v.Segment)
	p.Why = p.To("rule_why", p.Number) + "?on=" + v.On.String()
	for _, r := range v.Segment.Reasons {
		p.Reasons = append(p.Reasons, ReasonLine{string(r.Code), wording.Reason(p.Lang, r), p.reasonAddress(v.Segment, r.Code)})
	}
	p.Grounds = p.grounds(v, reviews)
	then, _ := registry.SegmentOn(v.Timeline, v.Segment.StateUntil)
	p.Next = p.next(v.Segment, then.State, today, "full")
	p.Timeline = p.timeline(v, today)
	p.Kinds = p.classLines(v)
	p.Class, p.ClassNote = p.className(v.Segment.Class), p.Lang.Text("class."+string(v.Segment.Class)+".note", nil)
	p.Adopter, p.AdoptedOn = capital(p.Lang.Name("adopter", string(v.Rule.Adopter))), p.Page.Day(v.Rule.AdoptedOn)
	p.Effort, p.Evidence = p.effort(v.Rule.Catalogue.Effort, settings)
	p.When = p.yearDays(v.Rule.Catalogue.Effort.When)

	for _, b := range v.Bases {
		p.Bases = append(p.Bases, p.basisLine(b, v.On))
	}
	p.Unchecked = v.Unchecked()
	if n := len(v.Checks); n > 0 {
		p.Check = v.Checks[n-1]
	}
	if n := len(v.Justifications); n > 0 {
		p.Case = v.Justifications[n-1]
	}
	p.CheckOn = p.Page.Day(p.Case.CheckOn)
	for _, l := range []Line{{"value", p.Case.Value}, {"beneficiary", p.Case.Beneficiary}, {"mechanism", p.Case.Mechanism},
		{"evidence", p.Case.Evidence}, {"lighter", p.Case.Lighter}, {"indicator", p.Case.Indicator}} {
		p.CaseLines = append(p.CaseLines, Line{p.T("case." + l.Label), l.Text})
	}
	p.CaseLines = append(p.CaseLines, p.spareLines(p.Case)...)
	for _, r := range reviews {
		p.Reviews = append(p.Reviews, ReviewLine{r, p.left(r, today)})
	}
	p.Course = p.course(v, reviews)
	p.Versions = p.versions(v)
	p.Quote = p.quote(v)
}

func (p Page) basisLine(b registry.Basis, on registry.Day) BasisLine {
	line := BasisLine{Provision: b.Provision(), Address: b.ELI(), Effect: p.T("effect." + string(b.Effect)),
		Days: p.between(b.From, b.Until), Holds: b.HoldsOn(on), Minimum: b.Effect == registry.Minimum, Floor: b.Floor, Increment: b.Increment,
		Rules: p.basisAddress("basis", b.Reference), RulesOf: wording.Basis(p.named(), b)}
	if _, named := p.named().Of(b); named {
		line.Provision = line.RulesOf
	}
	if line.Provision == "" {
		line.Provision = b.ELI()
	}
	return line
}

// versions are the texts, newest first, with the days on which each applied.
func (p Page) versions(v registry.RuleView) []VersionLine {
	var out []VersionLine
	for _, version := range slices.Backward(v.Versions) {
		line := VersionLine{Version: version, Current: version.ID == v.Text.ID}
		from, until := registry.NoDay, registry.NoDay
		for _, s := range v.Timeline {
			if s.Version != version.ID || s.State == registry.NotYet {
				continue
			}
			if from == registry.NoDay {
				from = s.From
			}
			if s.State.Applies() || s.State == registry.Suspended {
				until = s.Until
			}
		}
		if from == registry.NoDay && !line.Current {
			continue // replaced before it ever applied, or recorded later than this register knows
		}
		line.Days = p.between(from, until)
		out = append(out, line)
	}
	return out
}

// between tells a stretch of days, as far as its ends are known.
func (p Page) between(from, until registry.Day) string {
	first, last := p.Day(from), wording.LastDay(p.Lang, until)
	switch {
	case first != "" && last != "":
		return p.T("law.dates", "from", first, "to", last)
	case first != "":
		return p.T("law.from", "from", first)
	case last != "":
		return p.T("law.until", "to", last)
	}
	return ""
}

// quote is what somebody pastes into a paper: text, status on the day, why.
func (p *rulePage) quote(v registry.RuleView) Quote {
	var why []string
	for _, r := range p.Reasons {
		why = append(why, r.Text)
	}
	return Quote{Paragraphs: []Phrase{
		p.Phrase("quote.rule", "title", v.Text.Title, "number", p.Number),
		p.Phrase("quote.text", "text", v.Text.Demand),
		{Before: p.T("quote.status", "day", p.Day, "status", p.Mark.Word, "why", strings.Join(why, " "))},
		{Before: p.T("quote.source", "place", p.Municipality)},
	}}
}

type momentPage struct {
	Page
	Number     string
	Moment     Moment
	Complaints []Complaint
	Form       MomentForm
	Today      string // address of the rule today
}

// ruleMoment asks for another moment when the one asked about cannot be told of.
func (v *visit) ruleMoment(number registry.Number, m Moment, err error) answer {
	status := 422
	for _, c := range fieldCodes(err) {
		if c == registry.CodeNotRecorded {
			status = 404
		}
	}
	p := momentPage{Page: v.shell(v.lang.Text("web.moment.title", map[string]string{"number": number.String()})),
		Number: number.String(), Moment: Moment{shown(m.On), shown(m.Known)}, Complaints: v.complaints("known", err)}
	p.Wrong = true
	p.Crumbs = []Crumb{{p.T("nav.register"), p.To("register")}}
	p.Form, p.Today = MomentForm{p.Page, p.Moment, p.Complaints}, p.To("rule", p.Number)
	return answer{status: status, template: "moment", data: p}
}
