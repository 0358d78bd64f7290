package web

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/kleplan"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// kleAddresses and klePlaces are the page of the plan of subjects.
var (
	kleAddresses = map[string]address{"work_kle": {texts.Danish: "/arbejde/kle", texts.English: "/en/desk/kle"}}
	klePlaces    = map[string]place{"work_kle": {permission: "govern", show: (*visit).klePlan, forms: map[string]form{
		"": {operation: "import-kle", send: (*visit).importKLE, limit: maxImport}}}}
)

const outdatedPerPage = 50

type klePage struct {
	Page
	Complaints []Complaint
	Form       Form
	State      string // of the plan; empty when there is none
	Codes      []KLECode
	Start      string // address of the first page; empty on it
	Next       string // of the next; empty on the last
}

// KLECode is an outdated code with the rules that have it.
type KLECode struct {
	KLELine
	Rules []KLERule
}

// KLERule is a rule under an outdated code.
type KLERule struct{ Number, Title, Facet, Address string }

func (v *visit) klePlan() (answer, error) { return v.kleForm(v.form("", "kle.")) }

func (v *visit) kleForm(f Form) (answer, error) {
	p := klePage{Page: v.shell(v.text("kle.title")), Form: f, Complaints: f.Complaints}
	p.Wrong = f.Failed()
	plan, err := v.Register.KLEPlan(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	if plan.Entries > 0 {
		p.State = p.Count("kle.entries", plan.Entries) + " " + p.Count("kle.expired", plan.Expired)
		if plan.By != "" {
			p.State += " " + p.T("kle.read", "by", plan.By, "day", p.Day(registry.DayOf(plan.At, v.Register.Place)))
		}
	}
	return answer{status: f.Status, template: "kle", data: &p}, v.outdated(&p)
}

// outdated fills in the rules whose codes are not in the plan today.
func (v *visit) outdated(p *klePage) error {
	var after registry.KLEPlace
	if code, number, ok := strings.Cut(v.typed("after"), "_"); ok {
		if n, err := strconv.Atoi(number); err == nil {
			after = registry.KLEPlace{Code: code, Number: registry.Number(n)}
			p.Start = p.To("work_kle")
		}
	}
	all, more, err := v.Register.OutdatedKLE(v.r.Context(), after, outdatedPerPage)
	if err != nil {
		return err
	}
	today, err := v.Register.Today(v.r.Context())
	for i, o := range all {
		if i == 0 || all[i-1].Code != o.Code {
			p.Codes = append(p.Codes, KLECode{KLELine: v.kleLine(o.Code, o.Entry, today)})
		}
		last := &p.Codes[len(p.Codes)-1]
		n := o.Rule.Number.String()
		_, facet, _ := strings.Cut(o.Rule.Catalogue.KLE, " ")
		last.Rules = append(last.Rules, KLERule{n, o.Title, facet, p.To("work_rule", n)})
	}
	if more {
		place := all[len(all)-1].Place()
		p.Next = withQuery(p.To("work_kle"), url.Values{"after": {place.Code + "_" + strconv.Itoa(int(place.Number))}}.Encode())
	}
	return err
}

// importKLE reads an uploaded plan.
func (v *visit) importKLE() (answer, error) {
	f := v.form("", "kle.")
	_, content, err := v.upload("file")
	if err == nil {
		var plan []registry.KLEEntry
		if plan, err = kleplan.Read(bytes.NewReader(content)); err == nil {
			err = v.Register.ImportKLE(v.r.Context(), v.act, plan)
		}
	}
	if f.refused(v, inFile(err)) {
		return v.kleForm(f)
	}
	a := v.done("kle_read", "work_kle")
	a.status = http.StatusSeeOther
	return a, err
}

// KLELine is what the municipality's copy of KLE says of a rule's code today;
// zero where it has none.
type KLELine struct{ Code, Title, Note string }

func (v *visit) kle(code string) (KLELine, error) {
	if code == "" {
		return KLELine{}, nil
	}
	e, err := v.Register.KLE(v.r.Context(), code)
	if registry.CodeOf(err) == registry.CodeNotFound {
		return KLELine{}, nil
	}
	if err != nil {
		return KLELine{}, err
	}
	today, err := v.Register.Today(v.r.Context())
	return v.kleLine(e.Code, e, today), err
}

// kleLine words an entry; a zero one is not in the plan.
func (v *visit) kleLine(code string, e registry.KLEEntry, today registry.Day) KLELine {
	line := KLELine{Code: code, Title: e.Title}
	switch {
	case e.Code == "":
		line.Note = v.text("kle.unknown")
	case e.Expired(today) && e.ReplacedBy != "":
		line.Note = v.text("facts.kle_moved", "day", wording.Day(v.lang, e.Until), "code", e.ReplacedBy)
	case e.Expired(today):
		line.Note = v.text("facts.kle_expired", "day", wording.Day(v.lang, e.Until))
	}
	return line
}
