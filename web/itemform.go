package web

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type meetingFormPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Bodies     []Option
}

// newMeeting asks for a meeting to come, or one that was held and is to be recorded.
func (v *visit) newMeeting() (answer, error) { return v.meetingForm(v.form("", "meeting.")) }

func (v *visit) planMeeting() (answer, error) {
	f := v.form("", "meeting.")
	var c registry.Checks
	m := workflow.Meeting{Body: registry.Body{ID: registry.BodyID(v.said("body"))}, Day: v.saidDay(&c, "day"), Time: v.said("time"),
		Place: v.said("place"), Case: v.said("case"), PapersOn: v.saidDay(&c, "papers_on")}
	if !uuid(v.said("body")) {
		c.Fail("body", registry.CodeRequired)
	}
	err := c.Err()
	if err == nil {
		m, err = v.Workflow.PlanMeeting(v.r.Context(), v.act, m)
	}
	if f.refused(v, err) {
		return v.meetingForm(f)
	}
	return v.done("saved", "meeting", string(m.ID)), err
}

func (v *visit) meetingForm(f Form) (answer, error) {
	bodies, err := v.Register.Bodies(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	p := meetingFormPage{Page: v.shell(v.text("meeting.new")), Form: f, Complaints: f.Complaints}
	p.Wrong = f.Failed()
	p.Crumbs = p.meetingCrumbs(nil)
	for _, b := range bodies {
		p.Bodies = append(p.Bodies, Option{Value: string(b.ID), Text: b.Name})
	}
	if len(bodies) == 1 {
		f.preset("body", string(bodies[0].ID))
	}
	return answer{status: f.Status, template: "meeting-form", data: p}, nil
}

type itemFormPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Meeting    string
	New        bool
	Off        Form // that takes the item off the agenda
	Minuted    bool // votes are recorded, and lost if proposals change
	Lone       Lone
	Alone      bool // nothing but a repeal is proposed of a rule that lapses by itself: it is asked for twice
	Slots      []Slot
	Count      int
	Cases      []Option // that the item can take up
	Readings   []Option
	Crowded    []string // days on which many rules come up

	Considerations []ConsiderField
}

// Slot is room for one proposal.
type Slot struct {
	N                                               int
	Ruling, Question, Words, Reason, From, Next     Field
	Lapses, Changes, By, To                         Field
	Told, Measure, Evaluator                        Field
	TextTitle, TextPlain, TextDemand, TextFrequency Field
	Amends                                          bool // it has a new text, or says to whom
	Reread                                          bool // it was carried over from a bundle that it names
}

// mostProposals is how many can be put in one item.
const mostProposals = 8

func (v *visit) newItem() (answer, error) {
	m, err := v.plannedMeeting()
	if err != nil {
		return answer{}, err
	}
	return v.itemForm(v.form("", "item."), m, nil)
}

func (v *visit) addItem() (answer, error) {
	f := v.form("", "item.")
	m, err := v.plannedMeeting()
	if err != nil {
		return answer{}, err
	}
	if v.said("step") == "more" {
		return v.itemForm(f, m, nil)
	}
	ordinal, agenda, used, err := v.saidAgenda()
	var item workflow.Item
	if err == nil {
		err = v.meantAlone(m.Meeting.Day, agenda)
	}
	if err == nil {
		item, err = v.Workflow.AddItem(v.r.Context(), v.act, m.Meeting.ID, ordinal, agenda)
	}
	if f.refused(v, err) {
		renameProposals(&f, used)
		return v.itemForm(f, m, nil)
	}
	return v.done("saved", "item", string(m.Meeting.ID), strconv.Itoa(item.Ordinal)), err
}

func (v *visit) changeItem() (answer, error) {
	d, err := v.itemDetail()
	if err != nil {
		return answer{}, err
	}
	return v.itemForm(v.form("", "item."), workflow.MeetingPage{Today: d.Today, Meeting: d.Meeting, Members: d.Members}, &d)
}

func (v *visit) editItem() (answer, error) {
	f := v.form("", "item.")
	d, err := v.itemDetail()
	if err != nil {
		return answer{}, err
	}
	m := workflow.MeetingPage{Today: d.Today, Meeting: d.Meeting, Members: d.Members}
	if v.said("step") == "more" {
		return v.itemForm(f, m, &d)
	}
	_, agenda, used, err := v.saidAgenda()
	if err == nil {
		err = v.meantAlone(d.Meeting.Day, agenda)
	}
	if err == nil {
		_, err = v.Workflow.EditItem(v.r.Context(), v.act, d.Item.ID, v.saidEdit(), agenda)
	}
	if f.refused(v, err) {
		renameProposals(&f, used)
		return v.itemForm(f, m, &d)
	}
	return v.done("saved", "item", string(d.Meeting.ID), strconv.Itoa(d.Item.Ordinal)), err
}

func (v *visit) plannedMeeting() (workflow.MeetingPage, error) {
	id, err := v.meetingID()
	if err != nil {
		return workflow.MeetingPage{}, err
	}
	return v.Workflow.MeetingPage(v.r.Context(), id)
}

// saidAgenda reads an item. used are the slots of its proposals, since those
// left empty are none.
func (v *visit) saidAgenda() (ordinal int, a workflow.Agenda, used []int, err error) {
	var c registry.Checks
	ordinal = v.saidWhole(&c, "ordinal")
	a = workflow.Agenda{Title: v.said("title"), Summary: v.said("summary"), Recommendation: paragraphs(v.said("recommendation")),
		Proposer: v.said("proposer"), Case: v.said("case"), Considerations: v.saidConsiderations(),
		PapersLate: v.said("papers_late"), Confidential: v.ticked("confidential"), Reading: workflow.Reading(v.said("reading"))}
	if from := v.said("from"); uuid(from) {
		a.From = registry.ItemID(from)
	}
	for _, number := range v.saidNumbers(&c, "rules") {
		view, err := v.Register.Rule(v.r.Context(), number, registry.StatusQuery{})
		switch {
		case registry.CodeOf(err) == registry.CodeNotFound:
			c.Fail("rules", registry.CodeNotFound)
		case err != nil:
			return 0, a, nil, err
		case !slices.Contains(a.Rules, view.Rule.ID):
			a.Rules = append(a.Rules, view.Rule.ID)
		}
	}
	for n := range v.slots() {
		at := fmt.Sprintf("proposals[%d].", n)
		named := v.said(at + "ruling")
		if named == "" {
			continue
		}
		kind, how := registry.RulingKind(named), registry.Procedure(named)
		if slices.Contains(registry.Procedures, how) {
			kind = ""
		} else {
			how = ""
		}
		p := workflow.Proposal{Told: v.saidDay(&c, at+"told"), Measure: v.said(at + "measure"), Evaluator: v.said(at + "evaluator"), Ruling: kind, Procedure: how, Amends: v.ticked(at + "amends"), By: v.said(at + "by"), To: v.said(at + "to"),
			Question: v.question(named, v.said(at+"question")), Words: v.said(at + "words"), Reason: v.said(at + "reason"),
			From: v.saidDay(&c, at+"from"), Next: v.saidDay(&c, at+"next"), Lapses: v.ticked(at + "lapses")}
		if kind == registry.Amend {
			p.Text = &registry.Text{Title: v.said(at + "text.title"), Plain: v.said(at + "text.plain"),
				Demand: v.said(at + "text.demand"), Frequency: v.said(at + "text.frequency")}
		}
		p.Lapses = p.Lapses && (kind == registry.Keep || kind == registry.Amend)
		p.Words = withClause(p)
		a.Proposals, used = append(a.Proposals, p), append(used, n)
	}
	return ordinal, a, used, c.Err()
}

// slots is how many proposals there is room for.
func (v *visit) slots() int {
	n, err := strconv.Atoi(v.sent.Get("slots"))
	if err != nil {
		return 2
	}
	n = min(max(n, 2), max(mostProposals, len(v.sent)))
	for n > mostProposals && !v.sent.Has(fmt.Sprintf("proposals[%d].ruling", n-1)) { // an item made elsewhere can have more
		n--
	}
	return n
}

// proposable is what can be proposed: the rulings, and what else can be done with a case.
var proposable = func() (all []string) {
	for _, k := range registry.RulingKinds {
		all = append(all, string(k))
	}
	for _, k := range registry.Procedures {
		all = append(all, string(k))
	}
	return all
}()

// question is the one that was typed, or the usual one for what is proposed; that
// of something else was left there by mistake.
func (v *visit) question(kind, typed string) string {
	for _, k := range proposable {
		if typed == v.usual(k) {
			typed = ""
		}
	}
	if typed == "" && slices.Contains(proposable, kind) {
		return v.usual(kind)
	}
	return typed
}

// usual is how the question is put, in Danish: it goes into the minutes.
func (v *visit) usual(kind string) string { return Page{Lang: texts.Danish}.T("question." + kind) }

// meantAlone asks again about a question that saves nothing however it is answered;
// CodeLoneRepeal in the field repeal_alone.
func (v *visit) meantAlone(meeting registry.Day, a workflow.Agenda) error {
	lone, err := v.Workflow.LoneRepeal(v.r.Context(), meeting, a)
	if err != nil || !lone || v.ticked("repeal_alone") {
		return err
	}
	var c registry.Checks
	c.Fail("repeal_alone", registry.CodeLoneRepeal)
	return c.Err()
}

// withClause makes the decision's words say, in Danish, whether the rule lapses:
// exactly one clause with the day that was typed, or none.
func withClause(p workflow.Proposal) string {
	da := Page{Lang: texts.Danish}
	before, after, _ := strings.Cut(da.T("clause", "day", "|"), "|")
	words := regexp.MustCompile(` ?`+regexp.QuoteMeta(before)+`[^,]{1,40}`+regexp.QuoteMeta(after)).ReplaceAllString(p.Words, "")
	if !p.Lapses || p.Next == registry.NoDay {
		return words
	}
	if words == "" {
		words = da.T("carried." + string(p.Ruling))
	}
	return words + " " + da.T("clause", "day", da.Day(p.Next))
}

var proposalField = regexp.MustCompile(`^proposals-(\d+)`)

// renameProposals points complaints at the slots that the proposals stand in.
func renameProposals(f *Form, used []int) {
	for i, c := range f.Complaints {
		if m := proposalField.FindStringSubmatch(c.Field); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil && n < len(used) {
				f.Complaints[i].Field = fmt.Sprintf("proposals-%d", used[n]) + strings.TrimPrefix(c.Field, m[0])
			}
		}
		if strings.HasPrefix(c.Field, "recommendation-") {
			f.Complaints[i].Field = "recommendation"
		}
		if strings.HasPrefix(f.Complaints[i].Field, "proposals-") && strings.HasSuffix(f.Complaints[i].Field, ".text") { // missing as a whole
			f.Complaints[i].Field += ".title"
		}
	}
}

func (v *visit) itemForm(f Form, m workflow.MeetingPage, d *workflow.ItemDetail) (answer, error) {
	title := v.text("item.new")
	if d != nil {
		title = v.text("item.change", "n", strconv.Itoa(d.Item.Ordinal))
	}
	p := itemFormPage{Page: v.shell(title), New: d == nil, Meeting: Page{Lang: v.lang}.meetingName(m.Meeting)}
	p.Crumbs = p.meetingCrumbs(&m.Meeting)
	var err error
	if p.Cases, err = v.caseOptions(p.Page, m.Meeting, d); err != nil {
		return answer{}, err
	}
	p.Readings = p.readings()
	reviews, err := v.Workflow.NextReviews(v.r.Context(), m.Meeting.ID)
	if err != nil {
		return answer{}, err
	}
	if d == nil {
		v.presetNew(&f, m, reviews.Offer)
		if p.Considerations, err = v.considerFields(&f, workflow.Agenda{}); err != nil {
			return answer{}, err
		}
	} else {
		if p.Considerations, err = v.considerFields(&f, d.Item.Agenda); err != nil {
			return answer{}, err
		}
		p.Minuted = len(d.Item.Votes) > 0
		p.Off = v.offForm(*d)
		p.Lone = v.lone(*d, v.form("back", "item.back."))
		v.presetItem(&f, d, p.Cases, considerStands(p.Considerations, d.Item.Agenda))
	}
	count := 2
	if d != nil {
		count = max(count, len(d.Item.Proposals))
	}
	if f.typed {
		count = v.slots()
		if d != nil {
			count = max(count, len(d.Item.Proposals)) // another may have put further ones meanwhile
		}
		if v.said("step") == "more" {
			count = max(count, min(count+1, mostProposals))
		}
	}
	p.Count = count
	labels := map[string]string{}
	for _, x := range p.Considerations {
		labels[x.Answer.ID] = x.Question
	}
	for n := range count {
		s := p.slot(f, n)
		s.Reread = d != nil && n < len(d.Item.Proposals) && d.Item.Proposals[n].Reread
		if next, err := registry.ParseDay(s.Next.Value); err == nil {
			if rules := reviews.Crowded(next); rules > 0 {
				p.Crowded = append(p.Crowded, p.T("item.crowded", "n", p.Number(rules), "day", p.Day(next)))
			}
		}
		for _, d := range []Field{s.Ruling, s.Question, s.Words, s.Reason, s.From, s.Next, s.By, s.To, s.Told, s.Measure, s.Evaluator, s.TextTitle, s.TextPlain, s.TextDemand, s.TextFrequency} {
			labels[d.ID] = p.T("slot.head", "n", p.Number(n+1)) + ", " + d.Label
		}
		p.Slots = append(p.Slots, s)
	}
	f.name(labels)
	p.Alone = f.Wrong("repeal_alone") != "" || f.Value("repeal_alone") != ""
	p.Form, p.Complaints, p.Wrong = f, f.Complaints, f.Failed()
	return answer{status: f.Status, template: "item-form", data: p}, nil
}

// presetNew proposes what is most often right: keep, at the next place on the
// agenda, to be taken up again when there is room for it.
func (v *visit) presetNew(f *Form, m workflow.MeetingPage, review registry.Day) {
	next := 1
	for _, i := range m.Items {
		next = max(next, i.Ordinal+1)
	}
	f.preset("ordinal", strconv.Itoa(next))
	f.preset("rules", v.r.URL.Query().Get("regel"))
	f.preset("proposals[0].ruling", string(registry.Keep))
	f.preset("proposals[0].question", v.usual(string(registry.Keep)))
	f.preset("proposals[0].lapses", "yes")
	f.preset("proposals[0].next", review.String())
}

func (v *visit) presetItem(f *Form, d *workflow.ItemDetail, cases []Option, considered []standing) {
	f.preset("ordinal", strconv.Itoa(d.Item.Ordinal))
	var numbers []string
	for _, e := range d.Item.Entries {
		numbers = append(numbers, e.Entry.Rule.Number.String())
	}
	stands := typedFields("title", d.Item.Title, "summary", d.Item.Summary, "recommendation", strings.Join(d.Item.Recommendation, "\n"),
		"proposer", d.Item.Proposer, "case", d.Item.Case, "papers_late", d.Item.PapersLate, "rules", strings.Join(numbers, ", "), "confidential", tick(d.Item.Confidential))
	readings := Page{Lang: v.lang}.readings()
	stands = append(stands, standing{field: "reading", text: string(d.Item.Reading), name: func(value string) string { return textOf(readings, value) }})
	if len(cases) > 0 {
		stands = append(stands, standing{field: "from", text: string(d.Item.From), name: func(value string) string { return textOf(cases, value) }})
	}
	stands = append(stands, considered...)
	for n := range max(mostProposals, len(d.Item.Proposals)) {
		var p workflow.Proposal
		if n < len(d.Item.Proposals) {
			p = d.Item.Proposals[n]
		}
		stands = append(stands, v.proposalStands(n, p)...)
	}
	f.stands(strconv.Itoa(d.Item.Edit), Phrase{}, stands)
}

// proposalStands are the texts and days of the n-th proposal; an empty one is none.
func (v *visit) proposalStands(n int, p workflow.Proposal) []standing {
	page := Page{Lang: v.lang}
	head := page.T("slot.head", "n", page.Number(n+1)) + ", "
	text := registry.Text{}
	if p.Text != nil {
		text = *p.Text
	}
	var all []standing
	for _, s := range [][3]string{{"ruling", "ruling", string(p.Ruling) + string(p.Procedure)}, {"question", "question", p.Question}, {"words", "words", p.Words}, {"reason", "reason", p.Reason},
		{"from", "from", typedDay(p.From)}, {"next", "next", typedDay(p.Next)}, {"lapses", "lapses", tick(p.Lapses)}, {"amends", "amends", tick(p.Amends)}, {"by", "by", p.By}, {"to", "to", p.To}, {"told", "told", typedDay(p.Told)}, {"measure", "measure", p.Measure}, {"evaluator", "evaluator", p.Evaluator}, {"text.title", "text_title", text.Title}, {"text.plain", "text_plain", text.Plain},
		{"text.demand", "text_demand", text.Demand}, {"text.frequency", "text_frequency", text.Frequency}} {
		one := standing{field: fmt.Sprintf("proposals[%d].", n) + s[0], text: s[2], label: head + page.T("slot."+s[1])}
		if s[0] == "ruling" {
			one.name = func(value string) string { return page.rulingName(value) }
		}
		all = append(all, one)
	}
	return all
}

// tick is the value of a box.
func tick(ticked bool) string {
	if ticked {
		return "yes"
	}
	return ""
}

// rulingName is a proposal's kind in words.
func (p Page) rulingName(kind string) string {
	if kind == "" {
		return p.T("slot.none")
	}
	if slices.Contains(registry.Procedures, registry.Procedure(kind)) {
		return p.Lang.Name("procedure", kind)
	}
	return p.Lang.Name("ruling", kind)
}

func typedDay(d registry.Day) string {
	if d == registry.NoDay {
		return ""
	}
	return d.String()
}

func (p Page) slot(f Form, n int) Slot {
	at := fmt.Sprintf("proposals[%d].", n)
	named := func(d Field, key string) Field {
		d.Label, d.Hint = p.T("slot."+key), ""
		if hint := "web.slot." + key + "_hint"; p.Lang.Has(hint) {
			d.Hint = p.Lang.Text(hint, nil)
		}
		return d
	}
	options := []Option{{Value: "", Text: p.T("slot.none")}}
	for _, k := range proposable {
		options = append(options, Option{Value: k, Text: capital(p.rulingName(k))})
	}
	s := Slot{N: n + 1,
		Ruling:        named(f.Select(at+"ruling", options), "ruling"),
		Question:      named(f.Prose(at+"question", 2), "question"),
		Reason:        named(f.Prose(at+"reason", 4), "reason").Optional(),
		From:          named(f.Date(at+"from"), "from").Optional(),
		Next:          named(f.Date(at+"next"), "next").Optional(),
		Lapses:        named(f.Check(at+"lapses"), "lapses"),
		Changes:       named(f.Check(at+"amends"), "amends"),
		By:            named(f.Line(at+"by"), "by").Optional(),
		To:            named(f.Line(at+"to"), "to").Optional(),
		Told:          named(f.Date(at+"told"), "told").Optional(),
		Measure:       named(f.Prose(at+"measure", 2), "measure").Optional(),
		Evaluator:     named(f.Line(at+"evaluator"), "evaluator").Optional(),
		Words:         named(f.Prose(at+"words", 3), "words").Optional(),
		TextTitle:     named(f.Line(at+"text.title"), "text_title"),
		TextPlain:     named(f.Prose(at+"text.plain", 3), "text_plain").Optional(),
		TextDemand:    named(f.Prose(at+"text.demand", 5), "text_demand"),
		TextFrequency: named(f.Line(at+"text.frequency"), "text_frequency").Optional(),
	}
	s.Amends = f.Value(at+"ruling") == string(registry.Amend) || slices.Contains(registry.Procedures, registry.Procedure(f.Value(at+"ruling")))
	return s
}
