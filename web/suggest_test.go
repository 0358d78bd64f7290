package web_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

var optionValue = regexp.MustCompile(`<option value="([^"]+)"`)

// table reads a file of the desk as rows by the heads of its columns.
func (w *worker) table(path string) (rows []map[string]string) {
	w.t.Helper()
	r, err := http.NewRequest(http.MethodGet, w.address+path, nil)
	w.must(err)
	g, err := w.client.Do(r)
	w.must(err)
	defer func() { _ = g.Body.Close() }()
	body, err := io.ReadAll(g.Body)
	w.must(err)
	if g.StatusCode != 200 {
		w.t.Fatalf("%s: %d", path, g.StatusCode)
	}
	file := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(body), "\uFEFF")))
	file.Comma = ';'
	all, err := file.ReadAll()
	w.must(err)
	for _, line := range all[1:] {
		row := map[string]string{}
		for n, head := range all[0] {
			row[head] = line[n]
		}
		rows = append(rows, row)
	}
	return rows
}

// Suggestions have themes, people say which rule is missing, and all that the inbox
// shows can be taken home, within reach and without a formula.
func TestSuggestionsAndMissingRules(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		ctx := context.Background()
		w := o.worker("Astrid Ærø", "administrator")
		here := "/arbejde/inddragelse/" + o.slug
		form := w.read(here).form(t, "")
		w.send(here, filled(form, "themes.da", "Administration\nIt", "themes.en", "Administration\nIT", "asks_missing", "yes")).is(t, 200)

		p, answer := o.stranger(), "/svar/"+o.token
		page := p.read(answer).is(t, 200)
		for range 20 {
			if strings.Contains(page.body, `name="suggestions[0]"`) {
				break
			}
			page = p.send(answer, filled(page.form(t, ""), "do", "next")).is(t, 200)
		}
		page.has(t, "Tema for forslag 1", "Mangler der en regel?")
		options := strings.Split(page.body, `<select class="form-select" id="suggestions-0.theme"`)[1]
		theme := first(t, optionValue, options)
		said := filled(page.form(t, ""), "suggestions[0]", "Flere bænke", "suggestions[0].theme", theme, "missing_rule", "=En regel om støj")
		look := p.send(answer, filled(said, "do", "look")).is(t, 200)
		look.has(t, "Flere bænke", "Tema: Administration", "Mangler der en regel?", "=En regel om støj")
		back := p.send(answer, filled(look.form(t, ""), "do", "back")).is(t, 200).form(t, "")
		if back.Get("missing_rule") != "=En regel om støj" || back.Get("suggestions[0].theme") != theme {
			t.Errorf("lost on the way: %v", back)
		}
		p.send(answer, filled(said, "do", "send", "suggestions[0].theme", "findes-ikke")).is(t, 422)
		sent := p.send(answer, filled(said, "do", "send")).is(t, 200)
		code := first(t, codeShown, sent.body)
		change := p.send("/kvittering", url.Values{"form": {"edit"}, "code": {code}}).is(t, 200)
		if !strings.Contains(change.body, `name="missing_rule" value="=En regel om støj"`) || !strings.Contains(change.body, `value="`+theme+`"`) {
			t.Errorf("the form to change it lacks what was said: %s", change.body)
		}
		_, err := o.workflow.Contribute(ctx, o.token, strings.Repeat("x", 32), workflow.Said{Suggestions: []string{"Nye pærer"}, Views: []workflow.View{{Rule: 2, Stance: workflow.KeepIt, Minutes: workflow.NoMinutes}}})
		o.must(err)

		inbox := w.read(here+"/henvendelser?theme="+theme).is(t, 200)
		inbox.has(t, "Flere bænke", "Tema: Administration")
		inbox.lacks(t, "Nye pærer", "En regel om støj")
		w.read(here+"/henvendelser?kind=missing_rule").has(t, "=En regel om støj")
		results := p.read("/inddragelse/"+o.slug).is(t, 200)
		results.has(t, "1 regel savnes", "Der er endnu for få forslag med tema")
		for n := range 5 {
			_, err := o.workflow.Contribute(ctx, o.token, fmt.Sprintf("%-32d", n), workflow.Said{Suggestions: []string{"Kortere skemaer"}, SuggestionThemes: []string{theme}})
			o.must(err)
		}
		p.read("/inddragelse/"+o.slug).has(t, "Forslag efter tema", "6 forslag har et tema", "100 %")

		rows := w.table(here + "/henvendelser.csv")
		if len(rows) != 9 {
			t.Errorf("%d rows", len(rows))
		}
		narrow := w.table(here + "/henvendelser.csv?kind=missing_rule")
		if len(narrow) != 1 || narrow[0]["Slags"] != "regel, der mangler" || strings.HasPrefix(narrow[0]["Tekst"], "=") || !strings.Contains(narrow[0]["Tekst"], "En regel om støj") {
			t.Errorf("what the filter shows: %v", narrow)
		}
		if !slices.ContainsFunc(rows, func(r map[string]string) bool { return r["Tekst"] == "Flere bænke" && r["Tema"] == "Administration" }) {
			t.Errorf("no theme: %v", rows)
		}
		if english := w.table("/en/desk/consultations/" + o.slug + "/inputs.csv?kind=view"); len(english) != 1 || english[0]["View"] != "keep the rule" || english[0]["Number"] != "R-0002" {
			t.Errorf("in English: %v", english)
		}
		w.read(here+"/henvendelser.xlsx").is(t, 200)
		// Who reaches no rule takes nothing home.
		cookie := o.reader("administrator", registry.Scope{Areas: []string{"Findes ikke"}})
		far := o.get(here+"/henvendelser.csv", "Cookie", cookie)
		if far.StatusCode == 200 && strings.Contains(far.body, "bænke") {
			t.Errorf("beyond reach: %s", far.body)
		}
	})
}
