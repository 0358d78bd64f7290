package web

import (
	"io"
	"net/url"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// lapseAddresses and lapsePlaces are the lapse list: its days, and the rules of one.
var (
	lapseAddresses = map[string]address{
		"lapses":     {texts.Danish: "/bortfald", texts.English: "/en/lapses"},
		"lapses_ics": {texts.Danish: "/bortfald.ics", texts.English: "/en/lapses.ics"},
		"lapse_day":  {texts.Danish: "/bortfald/{day}", texts.English: "/en/lapses/{day}"},
	}
	lapsePlaces = map[string]place{
		"lapses":     {show: (*visit).lapses},
		"lapses_ics": {show: (*visit).lapsesCalendar, file: true},
		"lapse_day":  {show: (*visit).lapseDay},
	}
)

const (
	lapseDaysPerPage = 50
	turnsPerPage     = 50
	lapsesInCalendar = 200
)

type lapsesPage struct {
	Page
	Days     []LapseDay
	From     string // the first day, where it is not today
	Next     string
	Start    string
	Calendar string
}

// LapseDay is a day of the lapse list.
type LapseDay struct {
	Day, Address string
	All          int
	Counts       []string // of each kind
	Protecting   string
	Crowded      string
}

// lapses are the days on which something else begins to apply.
func (v *visit) lapses() (answer, error) {
	p := lapsesPage{Page: v.shell(v.text("lapses.title")), Calendar: path("lapses_ics", v.lang)}
	p.Crumbs = []Crumb{{p.T("nav.register"), p.To("register")}}
	from, err := readDay(v.typed("from"))
	if err != nil {
		from = registry.NoDay // a day that is none is the beginning
	}
	if from != registry.NoDay {
		p.From, p.Start = p.Day(from), p.To("lapses")
	}
	days, more, err := v.Register.TurnDays(v.r.Context(), from, lapseDaysPerPage)
	for _, d := range days {
		p.Days = append(p.Days, p.lapseDay(d))
	}
	if more {
		p.Next = withQuery(p.To("lapses"), url.Values{"from": {(days[len(days)-1].Day + 1).String()}}.Encode())
	}
	return answer{template: "lapses", data: p}, err
}

func (p Page) lapseDay(d registry.TurnDay) LapseDay {
	l := LapseDay{Day: p.Day(d.Day), Address: p.To("lapse_day", d.Day.String()), All: d.All(), Counts: p.turnCounts(d)}
	if d.Protecting > 0 {
		l.Protecting = p.Count("lapses.protecting", d.Protecting)
	}
	if d.Crowded() {
		l.Crowded = p.T("lapses.crowded", "n", p.Number(registry.Crowded))
	}
	return l
}

func (p Page) turnCounts(d registry.TurnDay) (all []string) {
	for _, k := range registry.TurnKinds {
		if n := d.Of[k]; n > 0 {
			all = append(all, p.Count("lapses.count."+string(k), n))
		}
	}
	return all
}

// lapsesCalendar is a whole-day event for each day to come.
func (v *visit) lapsesCalendar() (answer, error) {
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	days, _, err := v.Register.TurnDays(v.r.Context(), today, lapsesInCalendar)
	p := Page{Lang: v.lang}
	var events []event
	for _, d := range days {
		title := strings.Join(p.turnCounts(d), ", ")
		if d.Protecting > 0 {
			title += " (" + p.Count("lapses.protecting", d.Protecting) + ")"
		}
		events = append(events, event{id: "lapses-" + d.Day.String() + "@" + strings.TrimPrefix(strings.TrimPrefix(v.BaseURL, "https://"), "http://"), day: d.Day, written: today,
			title: capital(title), address: v.BaseURL + p.To("lapse_day", d.Day.String())})
	}
	return answer{file: &file{format: sheet.ICS, name: v.lang.Text("sheet.file.lapses", nil), write: func(w io.Writer) error { return calendar(w, events...) }}}, err
}

type lapseDayPage struct {
	Page
	Of      LapseDay
	Sheet   string // address of what applies from the day
	Stopped string // and of what units say of it, for those who may read that
	Groups  []TurnGroup
	Through string // the last day, where it is several
	Next    string
}

// TurnGroup is the rules of a day with the same kind of change that are neighbours in the list.
type TurnGroup struct {
	Head  string
	Lines []TurnLine
}

// TurnLine is a rule for which something else begins to apply.
type TurnLine struct {
	Number, Title, Plain, Address string
	Area, Unit                    string
	Kind                          string
	Protects                      string // empty: nobody in particular
	Why                           string
	Mark                          Mark
}

// lapseDay is what begins to apply on a day, or from then until a last day.
func (v *visit) lapseDay() (answer, error) {
	day, err := registry.ParseDay(v.name)
	if err != nil || day >= registry.LastDay {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	q := registry.TurnQuery{From: day, Until: day + 1, Limit: turnsPerPage}
	p := lapseDayPage{Page: v.shell(v.text("lapses.day", "day", Page{Lang: v.lang}.Day(day)))}
	p.Crumbs = []Crumb{{p.T("nav.register"), p.To("register")}, {p.T("lapses.title"), p.To("lapses")}}
	if until, err := readDay(v.typed("until")); err == nil && until > day && until < registry.LastDay {
		q.Until, p.Through = until+1, p.Day(until)
		p.Title = p.T("lapses.days", "from", p.Day(day), "until", p.Through)
	}
	q.After = v.turnPlace()
	if p.Through == "" {
		counts, _, err := v.Register.TurnDays(v.r.Context(), day, 1)
		if err != nil {
			return answer{}, err
		}
		if len(counts) > 0 && counts[0].Day == day {
			p.Of, p.Sheet = p.lapseDay(counts[0]), p.To("guidances", v.name)
			if v.may("catalogue") {
				p.Stopped = p.To("work_stopped", v.name)
			}
		}
	}
	page, err := v.Register.Turns(v.r.Context(), q)
	if err != nil {
		return answer{}, err
	}
	p.Groups = p.turnGroups(page.Turns, p.Through != "")
	if page.More {
		last := page.Turns[len(page.Turns)-1].Place()
		p.Next = withQuery(p.To("lapse_day", v.name), with(v.r.URL.Query(), "after", turnPlaceText(last)).Encode())
	}
	return answer{template: "lapse-day", data: p}, nil
}

// turnGroups sets those that protect somebody apart, and the days where there are several.
func (p Page) turnGroups(turns []registry.TurnView, days bool) (groups []TurnGroup) {
	protects := func(t registry.TurnView) bool { return t.Weight < registry.ProtectsNobody.Heft() }
	for n, t := range turns {
		if n == 0 || turns[n-1].Day != t.Day || protects(turns[n-1]) != protects(t) {
			head := p.T("lapses.others")
			if protects(t) {
				head = p.T("lapses.protect")
			}
			if days {
				head = p.Day(t.Day) + ": " + head
			}
			groups = append(groups, TurnGroup{Head: head})
		}
		g := &groups[len(groups)-1]
		g.Lines = append(g.Lines, p.turnLine(t))
	}
	return groups
}

func (p Page) turnLine(t registry.TurnView) TurnLine {
	e := t.Entry
	l := TurnLine{Number: t.Number.String(), Title: e.Text.Title, Plain: e.Text.Plain, Address: p.RuleOn(t.Number.String(), t.Day, ""), Area: e.Rule.Catalogue.Area,
		Unit: e.Rule.Catalogue.Unit, Kind: p.Lang.Name("turn", string(t.Kind)), Mark: p.mark(e.Segment)}
	if whom := e.Rule.Catalogue.Protects; whom.Somebody() {
		l.Protects = p.T("lapses.protects", "whom", p.Lang.Name("protects", string(whom)))
	}
	if len(e.Segment.Reasons) > 0 {
		l.Why = wording.Reason(p.Lang, e.Segment.Reasons[0])
	}
	return l
}

// deskLapses tells of the next day on which rules lapse or change, within the notice
// that owners get.
func (v *visit) deskLapses(p Page) ([]DeskPart, error) {
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return nil, err
	}
	days, _, err := v.Register.TurnDays(v.r.Context(), today, 1)
	if err != nil || len(days) == 0 || days[0].Day > today+registry.Day(registry.TurnMarks[len(registry.TurnMarks)-1]) {
		return nil, err
	}
	l := p.lapseDay(days[0])
	note := strings.Join(l.Counts, ", ")
	if l.Protecting != "" {
		note += " (" + l.Protecting + ")"
	}
	return []DeskPart{{Head: p.T("lapses.desk", "day", l.Day), Note: capital(note) + ".", Address: l.Address}}, nil
}

// TurnLetter writes the mail to who answers for rules, or to a secretary, in Danish
// with the same in English below: nobody has said which language somebody reads.
func TurnLetter(baseURL, municipality string) func(registry.TurnLetter) (subject, text string) {
	baseURL = strings.TrimRight(baseURL, "/")
	return func(l registry.TurnLetter) (subject, text string) {
		return inBoth(func(lang texts.Lang) (subject, text string) {
			p := Page{Lang: lang}
			args := map[string]string{"name": l.To.Name, "post": l.Post, "municipality": municipality, "day": p.Day(l.Day), "counts": strings.Join(p.turnCounts(l.Count), ", "),
				"days": lang.Count("mail.turns.days", int(l.Day-l.Today), nil), "link": baseURL + path("lapse_day", lang, l.Day.String()), "rules": p.turnsTold(l)}
			key := "mail.turns.owner"
			if l.Post == "" {
				key = "mail.turns.secretary"
			}
			return lang.Text("mail.turns.subject", args), lang.Text(key, args)
		})
	}
}

// turnsTold are the rules of a letter, one a line.
func (p Page) turnsTold(l registry.TurnLetter) string {
	var lines []string
	for _, t := range l.Turns {
		line := p.turnLine(t)
		told := line.Number + " " + line.Title + ": " + line.Kind
		if line.Protects != "" {
			told += " (" + line.Protects + ")"
		}
		lines = append(lines, told)
	}
	if n := l.Count.All() - len(l.Turns); n > 0 {
		lines = append(lines, p.Lang.Count("mail.asked.more", n, nil))
	}
	return strings.Join(lines, "\n")
}

// TurnTold is a line with the page that shows it.
type TurnTold struct {
	Page Page
	Turn TurnLine
}

// WithTurn gives a line to the template that shows it.
func (p Page) WithTurn(l TurnLine) TurnTold { return TurnTold{p, l} }
