package web_test

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
)

// guidanceStates are "what applies now" in the sample.
func guidanceStates(o *town, w, nobody *worker) []state {
	_, err := o.register.SayGuidance(context.Background(), act, 10, registry.MustDay("2027-01-01"), 1, registry.GuidanceText{Stop: long(400),
		GoOn: "Se efter, om noget er gået i stykker.", Law: "Arbejdsmiljøloven.", Data: "Listerne gemmes i fem år.", Tells: "Lederen siger det til personalet."}, true)
	o.must(err)
	return []state{
		{page: "guidances", name: "normal", by: nobody, names: []string{"2027-01-01"}},
		{page: "guidances", name: "normal, for a role", by: nobody, names: []string{"2027-02-01"}, query: "unit=Alle+kommunale+dagtilbud&role=daglig+leder"},
		{page: "guidances", name: "nothing found", by: nobody, names: []string{"2027-01-01"}, query: "unit=Ingen"},
		{page: "guidances", name: "not there", by: nobody, names: []string{"snart"}, status: 404},
		{page: "work_guidances", name: "normal", by: w},
		{page: "work_guidances", name: "beyond", by: w, query: "after=999999-9-9"},
		{page: "work_guidance", name: "normal", by: w, names: []string{"R-0011", "2027-02-01"}},
		{page: "work_guidance", name: "normal, published", by: w, names: []string{"R-0010", "2027-01-01"}},
		{page: "work_guidance", name: "stale", by: w, names: []string{"R-0010", "2027-01-01"}, status: 412, send: url.Values{"form": {""}, "submission": {"g"}, "edit": {"1"}, "stop": {"Andet."}}},
		{page: "work_guidance", name: "empty", by: w, names: []string{"R-0011", "2027-02-01"}, status: 422, send: url.Values{"form": {""}, "submission": {"e"}, "edit": {"1"}, "publish": {"yes"}}},
		{page: "work_guidance", name: "not there", by: w, names: []string{"R-0010", "2027-01-02"}, status: 404},
	}
}

// What applies from a day is drafted by the register, missing until it is published,
// and on the sheet of the unit and the role then; a day that moves keeps the words.
func TestGuidance(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		w := o.worker("Astrid Ærø", "administrator")
		form := web.Path("work_guidance", texts.Danish, "R-0011", "2027-02-01")
		sheet := web.Path("guidances", texts.Danish, "2027-02-01")
		if got := w.read(form).is(t, 200).body; !strings.Contains(got, "Fra den 1. februar 2027 skal ingen gøre dette mere") || !strings.Contains(got, "Leder af Dagtilbud Øst siger det til") {
			t.Errorf("no draft: %s", got)
		}
		o.on("2027-01-16")
		w = o.worker("Bo Ø", "administrator") // who was signed in is no more
		if got := w.read("/arbejde").body; !strings.Contains(got, "1 regel ændrer sig om mindre end 14 dage") {
			t.Error("the desk does not tell that one is late") // R-0010 since New Year; R-0019 lapses in exactly 14 days
		}
		o.on("2027-01-20")
		w = o.worker("Cilie Å", "administrator")
		list := w.read(web.Path("work_guidances", texts.Danish)).body
		if n := strings.Count(list, "For sent:"); n != 3 { // R-0010 since New Year, R-0019 and R-0011
			t.Errorf("%d are late: %s", n, list)
		}
		sent := 0
		send := func(edit, stop, publish string, status int) {
			t.Helper()
			sent++
			w.send(form, url.Values{"form": {""}, "submission": {"guidance" + strconv.Itoa(sent)}, "edit": {edit}, "stop": {stop}, "publish": {publish}}).is(t, status)
		}
		send("1", "Stop med skemaet.", "", 200)
		if got := o.get(sheet).body; strings.Contains(got, "Stop med skemaet") || !strings.Contains(got, "Skema over udflugter skal foreligge") {
			t.Errorf("a draft is public: %s", got)
		}
		send("2", "", "yes", 422)
		send("2", "Stop med skemaet fra februar.", "yes", 200)
		send("2", "Noget andet.", "yes", 412)
		for query, there := range map[string]bool{"": true, "?role=daglig+leder": true, "?role=p%C3%A6dagog": false, "?unit=Ingen": false} {
			if got := o.get(sheet + query).body; strings.Contains(got, "Stop med skemaet fra februar.") != there {
				t.Errorf("the sheet %s: %v", query, !there)
			}
		}
		if list := w.read(web.Path("work_guidances", texts.Danish)).body; strings.Contains(list, "R-0011") {
			t.Error("it is missing still")
		}
		for day, ahead := range map[string]bool{"2027-01-01": false, "2027-02-01": true} { // nobody must stop too early
			if got := o.get(web.Path("guidances", texts.Danish, day)).body; strings.Contains(got, "Hold ikke op før.") != ahead || strings.Contains(got, "hvis der ikke besluttes andet") != ahead || strings.Contains(got, "Det kan I holde op med, eller") == ahead {
				t.Errorf("the sheet of %s: %s", day, got)
			}
		}
		if got := o.get(web.Path("guidances", texts.Danish, "2027-01-30")).body; strings.Count(got, "kan stadig blive fastholdt") != 1 {
			t.Errorf("a rule that may be kept still: %s", got)
		}
		o.record(11, "2027-01-20", registry.Ruled{Ruling: registry.Repeal, By: council("2027-01-20", "Skemaet afskaffes i marts."), From: registry.MustDay("2027-03-15")})
		w.read(form).is(t, 404)
		if got := w.read(web.Path("work_guidance", texts.Danish, "R-0011", "2027-03-15")).is(t, 200).body; !strings.Contains(got, "Stop med skemaet fra februar.") || !strings.Contains(got, "Dagen er flyttet") {
			t.Errorf("the words stay behind: %s", got)
		}
		o.record(11, "2027-01-20", registry.Ruled{Ruling: registry.Repeal, By: council("2027-01-20", "Alligevel i februar."), From: registry.MustDay("2027-02-01")})
		if list := w.read(web.Path("work_guidances", texts.Danish)).body; strings.Contains(list, "R-0011") {
			t.Error("its day came back, and it is missing")
		}
	})
}
