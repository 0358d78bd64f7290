package web

import (
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// namedAddresses and namedPlaces are the pages of what laws are called.
var (
	namedAddresses = map[string]address{
		"work_laws": {texts.Danish: "/arbejde/love", texts.English: "/en/desk/laws"},
		"work_law":  {texts.Danish: "/arbejde/love/{law}", texts.English: "/en/desk/laws/{law}"},
	}
	namedPlaces = map[string]place{
		"work_laws": {permission: "law", show: (*visit).lawNames, forms: map[string]form{"": {operation: "create-law", send: (*visit).addLaw}}},
		"work_law": {permission: "law", show: (*visit).law, forms: map[string]form{
			"":       {operation: "edit-law", send: (*visit).editLaw},
			"delete": {operation: "delete-law", send: (*visit).deleteLaw}}},
	}
)

// laws are those that have a name here, read once for a visit. What cannot be read
// is shown by its number: the page itself says what is wrong.
func (v *visit) laws() registry.Laws {
	if !v.lawsRead {
		v.lawsRead = true
		var err error
		if v.lawsThere, err = v.Register.Laws(v.r.Context()); err != nil {
			v.Log.WarnContext(v.r.Context(), "names of laws cannot be read", "err", err)
		}
	}
	return v.lawsThere
}

// named are the laws that have a name here, for texts of the page.
func (p Page) named() registry.Laws {
	if p.laws == nil {
		return nil
	}
	return p.laws()
}

type lawsPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Laws       []LawLine
}

// LawLine is a law with the numbers that it has had.
type LawLine struct {
	Called, Name, Abbreviation string
	Address                    string
	Numbers                    []NumberLine
}

// NumberLine is one of them, with the page of what rests on it.
type NumberLine struct{ Text, Address, From string }

func (v *visit) lawNames() (answer, error) { return v.lawsPage(v.form("", "law_name.")) }

func (v *visit) addLaw() (answer, error) {
	f := v.form("", "law_name.")
	e, err := v.saidLaw()
	if err == nil {
		_, err = v.Register.AddLaw(v.r.Context(), v.act, e)
	}
	if f.refused(v, err) {
		return v.lawsPage(f)
	}
	return v.done("saved", "work_laws"), err
}

func (v *visit) lawsPage(f Form) (answer, error) {
	p := lawsPage{Page: v.shell(v.text("law_name.title")), Form: f, Complaints: f.Complaints}
	p.Wrong = f.Failed()
	p.Crumbs = append(p.Crumbs, Crumb{p.T("bases.title"), p.To("bases")})
	all, err := v.Register.Laws(v.r.Context())
	for _, l := range all {
		p.Laws = append(p.Laws, p.lawLine(l))
	}
	return answer{status: f.Status, template: "laws", data: p}, err
}

func (p Page) lawLine(l registry.Law) LawLine {
	line := LawLine{Called: l.Called(), Abbreviation: l.Abbreviation, Address: p.To("work_law", string(l.ID))}
	if l.Called() != l.Name {
		line.Name = l.Name
	}
	for _, n := range l.Numbers {
		number := NumberLine{Text: n.ELI, Address: p.basisAddress("basis", n.ELI)}
		if n.From != registry.NoDay {
			number.From = p.T("law_name.since", "day", p.Day(n.From))
		}
		line.Numbers = append(line.Numbers, number)
	}
	return line
}

type lawPage struct {
	Page
	Complaints   []Complaint
	Form, Delete Form
	Law          LawLine
}

func (v *visit) law() (answer, error) {
	return v.lawPage(v.form("", "law_name."), v.form("delete", "law_name."))
}

func (v *visit) editLaw() (answer, error) {
	f := v.form("", "law_name.")
	e, err := v.saidLaw()
	if err == nil {
		_, err = v.Register.EditLaw(v.r.Context(), v.act, registry.LawID(v.name), v.saidEdit(), e)
	}
	if f.refused(v, err) {
		return v.lawPage(f, v.form("delete", "law_name."))
	}
	return v.done("saved", "work_law", v.name), err
}

func (v *visit) deleteLaw() (answer, error) {
	f := v.form("delete", "law_name.")
	err := v.Register.DeleteLaw(v.r.Context(), v.act, registry.LawID(v.name), v.saidEdit())
	if f.refused(v, err) {
		return v.lawPage(v.form("", "law_name."), f)
	}
	return v.done("law_gone", "work_laws"), err
}

func (v *visit) lawPage(f, del Form) (answer, error) {
	l, err := v.Register.Law(v.r.Context(), registry.LawID(v.name))
	if err != nil {
		return answer{}, err
	}
	edit := strconv.Itoa(l.Edit)
	f.stands(edit, Phrase{}, typedFields("name", l.Name, "short", l.Short, "abbreviation", l.Abbreviation, "numbers", lawNumbers(l.Numbers)))
	del.stands(edit, Phrase{}, nil)
	p := lawPage{Page: v.shell(l.Called()), Form: f, Delete: del, Complaints: append(f.Complaints, del.Complaints...)}
	p.TitleIsData, p.Wrong, p.Law = true, f.Failed() || del.Failed(), p.lawLine(l)
	p.Crumbs = append(p.Crumbs, Crumb{p.T("law_name.title"), p.To("work_laws")})
	return answer{status: max(f.Status, del.Status), template: "law", data: p}, nil
}

// saidLaw is the entry that was typed: a number on each line, and behind a
// semicolon the day from which the law has it.
func (v *visit) saidLaw() (registry.LawEntry, error) {
	var c registry.Checks
	e := registry.LawEntry{Name: v.said("name"), Short: v.said("short"), Abbreviation: v.said("abbreviation")}
	for line := range strings.Lines(v.said("numbers")) {
		number, day, _ := strings.Cut(line, ";")
		if number = strings.TrimSpace(number); number == "" {
			continue
		}
		from, err := readDay(strings.TrimSpace(day))
		c.Take("numbers", err)
		e.Numbers = append(e.Numbers, registry.LawNumber{ELI: number, From: from})
	}
	return e, c.Err()
}

// lawNumbers are numbers as saidLaw reads them.
func lawNumbers(numbers []registry.LawNumber) string {
	var lines []string
	for _, n := range numbers {
		line := n.ELI
		if n.From != registry.NoDay {
			line += "; " + n.From.String()
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// lawSearched is the page of what rests on a law, or a paragraph of it, when a
// search names it; empty otherwise.
func (v *visit) lawSearched(text string, today registry.Day) Crumb {
	reference, named := v.laws().Resolve(text, today)
	if !named {
		return Crumb{}
	}
	p := Page{Lang: v.lang}
	return Crumb{wording.Basis(v.laws(), registry.Basis{Reference: reference}), p.basisAddress("basis", reference)}
}

// LawFound is the link to it.
func (p registerPage) LawFound() Phrase { return p.Phrase("law_name.found", "law", p.Law.Text) }
