package web

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// A rule that a meeting kept after it had lapsed is adopted again under a new number, when
// the meeting is closed or later.

// ReadoptFields are what is said of one rule that is adopted again.
type ReadoptFields struct {
	Page                                   Page
	Number, Title                          string
	ItemName, Item                         string // the hidden field that names the item, and what is in it
	Take                                   Field  // whether it is, while the meeting is closed
	From, Review, Words, News, Explanation Field
}

func (r ReadoptFields) fields() []Field {
	return []Field{r.From, r.Review, r.Words, r.News, r.Explanation}
}

// label names the rule of each field, for complaints among those of others.
func (r ReadoptFields) label(labels map[string]string) {
	for _, d := range r.fields() {
		labels[d.ID] = r.Number + ", " + d.Label
	}
}

// readoptFields are the fields of a rule; what the carried proposal says stands in them.
func (p Page) readoptFields(f *Form, at string, m workflow.Meeting, j workflow.Judged, e registry.RegisterEntry) ReadoptFields {
	if kept := j.Proposals[j.Decided()]; kept.Lapses {
		words := kept.Words
		if words == "" {
			words = kept.Question
		}
		f.preset(at+"review", kept.Next.String())
		f.preset(at+"words", words)
	}
	f.preset(at+"from", m.Day.String())
	label := func(d Field, name string) Field {
		d = d.Labelled(p.T("readopt." + name))
		if p.Lang.Has("web.readopt." + name + "_hint") {
			d = d.Hinted(p.T("readopt." + name + "_hint"))
		}
		return d.Free()
	}
	return ReadoptFields{Page: p, Number: e.Rule.Number.String(), Title: e.Text.Title, ItemName: at + "item", Item: string(j.ID),
		Take: f.Check(at + "take").Labelled(p.T("readopt.take", "rule", e.Rule.Number.String())),
		From: label(f.Date(at+"from"), "from"), Review: label(f.Date(at+"review"), "review"), Words: label(f.Prose(at+"words", 2), "words"),
		News: label(f.Prose(at+"news", 3), "news"), Explanation: label(f.Prose(at+"explanation", 3), "explanation")}
}

// saidReadoption reads those fields.
func (v *visit) saidReadoption(c *registry.Checks, at string) workflow.Readoption {
	return workflow.Readoption{From: v.saidDay(c, at+"from"), Review: v.saidDay(c, at+"review"), Words: v.said(at + "words"), News: v.said(at + "news"),
		Explanation: v.said(at + "explanation")}
}

// readoptionAt begins the names of a rule's fields where a meeting is closed.
func readoptionAt(number string) string { return "readoptions[" + number + "]." }

var (
	takenRule   = regexp.MustCompile(`^readoptions\[(R-\d+)\]\.take$`)
	readoptSlot = regexp.MustCompile(`^readoptions-(\d+)\.`)
)

// takenRules are the rules that are to be adopted again when the meeting is closed.
func (v *visit) takenRules() (numbers []string) {
	for field := range v.sent {
		if m := takenRule.FindStringSubmatch(field); m != nil && v.ticked(field) {
			numbers = append(numbers, m[1])
		}
	}
	slices.Sort(numbers)
	return numbers
}

func (v *visit) saidReadoptions(c *registry.Checks) (all []workflow.Readoption, err error) {
	for _, text := range v.takenRules() {
		at := readoptionAt(text)
		number, err := registry.ParseNumber(text)
		if err != nil {
			return nil, err
		}
		view, err := v.Register.Rule(v.r.Context(), number, registry.StatusQuery{})
		if err != nil {
			return nil, err
		}
		x := v.saidReadoption(c, at)
		x.Item, x.Rule = registry.ItemID(v.said(at+"item")), view.Rule.ID
		all = append(all, x)
	}
	return all, nil
}

// renameReadoptions puts complaints at the fields of the rules that they are about.
func (v *visit) renameReadoptions(f *Form) {
	numbers := v.takenRules()
	for i, c := range f.Complaints {
		if m := readoptSlot.FindStringSubmatch(c.Field); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil && n < len(numbers) {
				f.Complaints[i].Field = fmt.Sprintf("readoptions-%s.", numbers[n]) + strings.TrimPrefix(c.Field, m[0])
			}
		}
	}
}

type readoptPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Kicker     string
	Fields     ReadoptFields
}

// readopting asks what is said of a rule that is adopted again after its meeting was closed.
func (v *visit) readopting() (answer, error) { return v.readoptForm(v.form("", "readopt.")) }

func (v *visit) readopt() (answer, error) {
	f := v.form("", "readopt.")
	d, e, err := v.keptLate()
	if err != nil {
		return answer{}, err
	}
	var c registry.Checks
	x := v.saidReadoption(&c, "")
	x.Item, x.Rule = d.Item.ID, e.Rule.ID
	var made registry.Rule
	if err = c.Err(); err == nil {
		made, err = v.Workflow.Readopt(v.r.Context(), v.act, x)
	}
	if f.refused(v, err) {
		return v.readoptForm(f)
	}
	return v.done("readopted", "rule", made.Number.String()), err
}

// keptLate is the item and the rule that the address names; CodeNotFound.
func (v *visit) keptLate() (workflow.ItemDetail, registry.RegisterEntry, error) {
	d, err := v.itemDetail()
	if err != nil {
		return d, registry.RegisterEntry{}, err
	}
	for _, e := range d.Item.Entries {
		if e.Entry.Rule.Number.String() == v.names[2] {
			return d, e.Entry, nil
		}
	}
	return d, registry.RegisterEntry{}, &registry.Error{Code: registry.CodeNotFound}
}

func (v *visit) readoptForm(f Form) (answer, error) {
	d, e, err := v.keptLate()
	if err == nil && !slices.Contains(d.Late, e.Rule.ID) && !f.Failed() {
		err = &registry.Error{Code: registry.CodeNotLate}
	}
	if err != nil {
		return answer{}, err
	}
	meeting, at := string(d.Meeting.ID), strconv.Itoa(d.Item.Ordinal)
	p := readoptPage{Page: v.headed("readopt.title", e.Rule.Number.String()+" "+e.Text.Title)}
	p.Crumbs = append(p.meetingCrumbs(&d.Meeting), Crumb{p.T("item.number", "n", at), p.To("item", meeting, at)})
	p.Kicker = p.T("item.kicker", "n", at, "meeting", p.meetingName(d.Meeting))
	if d.Item.Decided() >= 0 {
		p.Fields = p.readoptFields(&f, "", d.Meeting, d.Item.Judged, e)
	}
	p.Form, p.Complaints, p.Wrong = f, f.Complaints, f.Failed()
	return answer{status: f.Status, template: "readopt", data: p}, nil
}

// readopted says that a rule was adopted again under another number.
func readopted(v registry.RuleView) bool {
	return slices.ContainsFunc(v.Events, func(e registry.Event) bool { _, ok := e.Fact.(registry.Readopted); return ok })
}

// GapLine tells when a rule did not apply between two numbers.
type GapLine struct {
	Text  string
	Other Crumb
}

func (v *visit) gaps(p Page, rule registry.RuleView) (lines []GapLine, err error) {
	all, err := v.Workflow.GapsOf(v.r.Context(), rule)
	for _, g := range all {
		key, other := "readopt.gap_old", g.New
		if g.New == rule.Rule.Number {
			key, other = "readopt.gap_new", g.Old
		}
		text := p.T(key, "rule", other.String(), "day", p.Day(g.Until))
		if g.From < g.Until {
			text += " " + p.T("readopt.gap", "from", p.Day(g.From), "until", p.LastDay(g.Until))
		}
		lines = append(lines, GapLine{text, Crumb{other.String(), p.To("rule", other.String())}})
	}
	return lines, err
}
