package web

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// bulkShown is how many of the rules a page of many names.
const bulkShown = 10

type bulkPage struct {
	Page
	Complaints           []Complaint
	Form                 Form
	Back                 string // the list that the rules were chosen on
	Number               int    // rules chosen
	Rules                []BulkRule
	Further              int // beyond those named
	TooMany              string
	Areas, Units, Owners []string
	Tags                 []string   // that some rule has
	Changes              []BulkLine // what is to be done
}

// BulkRule is one of the rules that are changed together.
type BulkRule struct{ Number, Title, Address string }

type bulkDonePage struct {
	Page
	Back         string
	Lines        []string // what was done, in words
	Stale        []BulkRule
	FurtherStale int
	Undo         Form
	Edits        string // that take it back; empty when nothing was changed
}

// fieldsOf are the hidden fields that say in a form what a query says.
func fieldsOf(q url.Values) []Option {
	var out []Option
	for name, values := range q {
		for _, value := range values {
			out = append(out, Option{Text: name, Value: value})
		}
	}
	slices.SortFunc(out, func(a, b Option) int { return strings.Compare(a.Text+"="+a.Value, b.Text+"="+b.Value) })
	return out
}

// seenText writes rules with their edits short, for a hidden field: "1.3 42.1".
func seenText(rules []registry.SeenRule) string {
	var b strings.Builder
	for i, r := range rules {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(int(r.Number)) + "." + strconv.Itoa(r.Edit))
	}
	return b.String()
}

// readSeen reads what seenText wrote.
func readSeen(text string) ([]registry.SeenRule, error) {
	var rules []registry.SeenRule
	for _, pair := range strings.Fields(text) {
		number, edit, _ := strings.Cut(pair, ".")
		n, err := strconv.Atoi(number)
		e, err2 := strconv.Atoi(edit)
		if err != nil || err2 != nil || n < 1 || n > int(registry.MaxNumber) {
			return nil, &registry.Error{Code: registry.CodeBodyInvalid}
		}
		rules = append(rules, registry.SeenRule{Number: registry.Number(n), Edit: e})
	}
	return rules, nil
}

// bulk asks what is to be changed in the rules that were picked on the list, or in
// all that its filters let through.
func (v *visit) bulk() (answer, error) {
	f := v.form("", "work.bulk.")
	rules, err := v.picked()
	if err != nil {
		return answer{}, err
	}
	if len(rules) > registry.MaxBulk {
		p := v.bulkPage(f)
		p.TooMany = v.lang.Text("error."+string(registry.CodeTooManyRules), map[string]string{"limit": v.lang.Number(registry.MaxBulk)})
		return answer{template: "work-bulk", data: p}, nil
	}
	f.preset("rules", seenText(rules))
	return v.bulkForm(f)
}

// picked are the rules that the address names, as they are now; of all that fit at
// most one more than can be changed at once.
func (v *visit) picked() (rules []registry.SeenRule, err error) {
	ctx, q := v.r.Context(), v.r.URL.Query()
	if q.Get("all") == "" {
		var numbers []registry.Number
		for _, text := range q["rule"] {
			if n, err := registry.ParseNumber(text); err == nil { // what is no number names no rule
				numbers = append(numbers, n)
			}
		}
		if len(numbers) == 0 {
			return nil, nil
		}
		page, err := v.Register.Rules(ctx, registry.RuleFilter{Numbers: numbers, Reach: v.act.Reach})
		for _, r := range page.Rules {
			rules = append(rules, registry.SeenRule{Number: r.Number, Edit: r.Edit})
		}
		return rules, err
	}
	list, err := v.workList()
	if err != nil {
		return nil, err
	}
	list.query.Sort, list.query.Limit = registry.ByNumber, 500
	for {
		page, err := v.Register.Register(ctx, "", list.query)
		if err != nil {
			return nil, err
		}
		for _, e := range page.Entries {
			rules = append(rules, registry.SeenRule{Number: e.Rule.Number, Edit: e.Rule.Edit})
		}
		if !page.More || len(rules) > registry.MaxBulk {
			return rules, nil
		}
		list.query.After = page.Last
	}
}

func (v *visit) bulkPage(f Form) bulkPage {
	p := bulkPage{Page: v.shell(v.text("work.bulk.title")), Form: f, Complaints: f.Complaints}
	p.Wrong, p.Back = f.Failed(), v.bulkBack()
	p.Crumbs = append(p.Crumbs, Crumb{p.T("work.rules.title"), p.Back})
	return p
}

// bulkBack is the list that the rules were chosen on.
func (v *visit) bulkBack() string {
	q := meantWork(v.r.URL.Query()).Encode()
	if q == "" {
		q = "sort=number" // so that coming back does not lead to another view
	}
	return withQuery(path("work_rules", v.lang), q)
}

func (v *visit) bulkForm(f Form) (answer, error) {
	p := v.bulkPage(f)
	rules, err := readSeen(f.Value("rules"))
	if err == nil {
		err = v.nameBulk(&p, rules)
	}
	if err != nil {
		return answer{}, err
	}
	err = v.Register.Store.View(v.r.Context(), func(r registry.Reader) (err error) {
		if p.Areas, err = r.Areas(); err != nil {
			return err
		}
		if p.Units, err = r.Units(workSuggested); err != nil {
			return err
		}
		if p.Owners, err = r.Owners(workSuggested); err != nil {
			return err
		}
		p.Tags, err = r.Tags(workSuggested)
		return err
	})
	p.Areas = slices.DeleteFunc(p.Areas, func(a string) bool { return !reachesArea(v.act.Reach, a) })
	return answer{status: f.Status, template: "work-bulk", data: p}, err
}

// nameBulk says how many rules there are and names the first of them.
func (v *visit) nameBulk(p *bulkPage, rules []registry.SeenRule) (err error) {
	var numbers []registry.Number
	for _, r := range rules {
		numbers = append(numbers, r.Number)
	}
	p.Number = len(rules)
	p.Rules, p.Further, err = v.bulkRules(numbers)
	return err
}

// bulkRules are the first of some rules, and how many more there are.
func (v *visit) bulkRules(numbers []registry.Number) ([]BulkRule, int, error) {
	some := numbers[:min(len(numbers), bulkShown)]
	if len(some) == 0 {
		return nil, 0, nil
	}
	page, err := v.Register.Rules(v.r.Context(), registry.RuleFilter{Numbers: some, Reach: v.act.Reach})
	var out []BulkRule
	for _, r := range page.Rules {
		out = append(out, BulkRule{r.Number.String(), page.Texts[r.ID].Title, path("work_rule", v.lang, r.Number.String())})
	}
	return out, len(numbers) - len(some), err
}

// Suggested is a field that may be left empty and suggests what rules have.
func (p bulkPage) Suggested(name string, values []string) Suggested {
	f := p.Form.Line(name).Free()
	if len(values) > 0 {
		f.List = name + "-list"
	}
	return Suggested{f, values}
}

// saidBulk is the change that was sent. What stands empty stays as it is.
func (v *visit) saidBulk() (registry.BulkEdit, error) {
	var e registry.BulkEdit
	for field, to := range map[string]**string{"owner": &e.Change.Owner, "area": &e.Change.Area, "unit": &e.Change.Unit} {
		if said := v.said(field); said != "" {
			*to = &said
		}
	}
	if e.Change.Owner == nil && v.ticked("no_owner") {
		e.Change.Owner = new(string)
	}
	e.Change.Tag, e.Change.Untag = registry.ParseTags(v.said("tag")), registry.ParseTags(v.said("untag"))
	var err error
	e.Rules, err = readSeen(v.sent.Get("rules"))
	return e, err
}

var bulkFields = []string{"change.owner", "owner", "change.area", "area", "change.unit", "unit", "change.tag", "tag", "change.untag", "untag", "change", "owner"}

// confirmBulk says what the change would do, and asks.
func (v *visit) confirmBulk() (answer, error) {
	f := v.form("", "work.bulk.")
	e, err := v.saidBulk()
	if err != nil {
		return answer{}, err
	}
	if f.refused(v, registry.CheckBulk(e), bulkFields...) {
		return v.bulkForm(f)
	}
	p := v.bulkPage(v.carriedForm("", "work.bulk."))
	p.Title = p.T("work.bulk.confirm")
	p.Changes = p.bulkWords(e.Change)
	if err := v.nameBulk(&p, e.Rules); err != nil {
		return answer{}, err
	}
	return answer{template: "work-bulk-confirm", data: p}, nil
}

// BulkLine is one part of a change, in words, and the text that it puts in.
type BulkLine struct{ Text, To string }

// bulkWords are what a change does, line by line.
func (p Page) bulkWords(c registry.BulkChange) (lines []BulkLine) {
	if c.Owner != nil && *c.Owner == "" {
		lines = append(lines, BulkLine{p.T("work.bulk.no_owner_is"), ""})
	} else if c.Owner != nil {
		lines = append(lines, BulkLine{p.T("work.bulk.owner_is"), *c.Owner})
	}
	if c.Area != nil {
		lines = append(lines, BulkLine{p.T("work.bulk.area_is"), *c.Area})
	}
	if c.Unit != nil {
		lines = append(lines, BulkLine{p.T("work.bulk.unit_is"), *c.Unit})
	}
	if len(c.Tag) > 0 {
		lines = append(lines, BulkLine{p.T("work.bulk.tag_is"), strings.Join(c.Tag, ", ")})
	}
	if len(c.Untag) > 0 {
		lines = append(lines, BulkLine{p.T("work.bulk.untag_is"), strings.Join(c.Untag, ", ")})
	}
	return lines
}

func (v *visit) bulkAgain() (answer, error) { return v.bulkForm(v.carriedForm("", "work.bulk.")) }

// changeBulk makes the change and says what came of it.
func (v *visit) changeBulk() (answer, error) {
	e, err := v.saidBulk()
	if err != nil {
		return answer{}, err
	}
	done, err := v.Register.BulkEdit(v.r.Context(), v.act, e)
	if f := v.carriedForm("", "work.bulk."); f.refused(v, err, bulkFields...) {
		return v.bulkForm(f)
	}
	if err != nil {
		return answer{}, err
	}
	return v.bulkDone("work.bulk.done", done)
}

// undoneBulk is an edit as the form that takes it back holds it.
type undoneBulk struct {
	Rules string              `json:"r"`
	To    registry.BulkChange `json:"c"`
}

// undoBulk gives rules what they had.
func (v *visit) undoBulk() (answer, error) {
	var kept []undoneBulk
	if json.Unmarshal([]byte(v.sent.Get("edits")), &kept) != nil {
		return answer{}, &registry.Error{Code: registry.CodeBodyInvalid}
	}
	var edits []registry.BulkEdit
	for _, k := range kept {
		rules, err := readSeen(k.Rules)
		if err != nil {
			return answer{}, err
		}
		edits = append(edits, registry.BulkEdit{Rules: rules, Change: k.To})
	}
	done, err := v.Register.BulkEdit(v.r.Context(), v.act, edits...)
	if err != nil {
		return answer{}, err
	}
	return v.bulkDone("work.bulk.undone", done)
}

// bulkDone tells what was changed and what was not, and offers to take it back.
func (v *visit) bulkDone(title string, done registry.BulkResult) (answer, error) {
	if len(done.Changed) == 0 {
		title = "work.bulk.nothing"
	}
	p := bulkDonePage{Page: v.shell(v.text(title)), Back: v.bulkBack(), Undo: v.form("undo", "work.bulk.")}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("work.rules.title"), p.Back})
	p.Undo.Submission = registry.NewRandomID[string]() // an undo can itself be taken back
	p.Lines = []string{p.Count("work.bulk.changed", len(done.Changed))}
	if n := len(done.Same); n > 0 {
		p.Lines = append(p.Lines, p.Count("work.bulk.same", n))
	}
	if n := len(done.Stale); n > 0 {
		p.Lines = append(p.Lines, p.Count("work.bulk.stale", n))
	}
	if len(done.Undo) > 0 {
		var kept []undoneBulk
		for _, e := range done.Undo {
			kept = append(kept, undoneBulk{seenText(e.Rules), e.Change})
		}
		b, err := json.Marshal(kept)
		if err != nil {
			return answer{}, err
		}
		p.Edits = string(b)
	}
	var err error
	p.Stale, p.FurtherStale, err = v.bulkRules(done.Stale)
	return answer{template: "work-bulk-done", data: p}, err
}
