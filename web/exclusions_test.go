package web_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// flooded excludes six contributions that say the same; of one of them it gives the receipt.
func (o *asked) flooded() (code string, e workflow.Exclusion) {
	ctx := o.t.Context()
	act := act
	act.Actor.Name = "Astrid Ærø"
	link, err := o.workflow.AddLink(ctx, act, o.slug, "Naboer")
	o.must(err)
	for n := range 6 {
		code, err = o.workflow.Contribute(ctx, link.Token, strings.Repeat("x", 31)+strconv.Itoa(n), workflow.Said{Suggestions: []string{"Luk det hele nu"},
			Views: []workflow.View{{Rule: 2, Stance: workflow.RepealIt, Minutes: workflow.NoMinutes}}})
		o.must(err)
	}
	e, err = o.workflow.Exclude(ctx, act, o.slug, workflow.Batch{Audience: "Naboer"}, 6, "De seks kom på samme dag og er ens ord for ord.")
	o.must(err)
	return code, e
}

func exclusionStates(o *asked, w, nobody *worker) []state {
	code, e := o.flooded()
	here := []string{o.slug}
	return []state{
		{page: "work_exclusions", name: "empty", by: w, names: []string{"ingen"}},
		{page: "work_exclusions", name: "normal", by: w, names: here},
		{page: "work_exclusions", name: "found", by: w, names: here, send: url.Values{"form": {""}, "audience": {"Forældre"}}},
		{page: "work_exclusions", name: "nothing found", by: w, names: here, send: url.Values{"form": {""}, "words": {"findesikke"}}},
		{page: "work_exclusions", name: "wrong", by: w, names: here, send: url.Values{"form": {""}, "from": {"i går"}, "words": {long(300)}}, status: 422},
		{page: "work_exclusions", name: "exclude: empty", by: w, names: here, send: url.Values{"form": {"exclude"}, "submission": {"ex1"}, "audience": {"Forældre"}, "contributions": {"13"}, "reason": {""}}, status: 422},
		{page: "work_exclusions", name: "exclude: changed", by: w, names: here, send: url.Values{"form": {"exclude"}, "submission": {"ex2"}, "audience": {"Forældre"}, "contributions": {"1"}, "reason": {"Ens"}}, status: 409},
		{page: "work_exclusions", name: "undo: empty", by: w, names: here, send: url.Values{"form": {"undo"}, "submission": {"un1"}, "exclusion": {string(e.ID) + " 1"}, "reason": {""}}, status: 422},
		{page: "receipt", name: "excluded", by: nobody, send: url.Values{"form": {""}, "code": {code}}},
	}
}

// Who excludes a batch looks at it first; everybody reads both totals and why, and it
// is undone with a reason.
func TestExclusionPages(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		code, e := o.flooded()
		results, page := web.Path("consultation", texts.Danish, o.slug), web.Path("work_exclusions", texts.Danish, o.slug)
		if got := o.get(results).body; !strings.Contains(got, "ens ord for ord") || !strings.Contains(got, "Besvarelser, der ikke tæller med") {
			t.Error("the results do not tell of the exclusion")
		}
		if got := o.post("/kvittering", url.Values{"form": {""}, "code": {code}}).body; !strings.Contains(got, "ens ord for ord") {
			t.Error("the receipt does not tell of the exclusion")
		}
		if got := o.get(web.Path("work_inputs", texts.Danish, o.slug), "Cookie", o.cookie).body; !strings.Contains(got, "Tæller ikke med") {
			t.Error("the inbox does not mark them")
		}
		if got := o.get(web.Path("work_inputs_csv", texts.Danish, o.slug), "Cookie", o.cookie).body; !strings.Contains(got, "Tæller ikke med") || !strings.Contains(got, `;"ja"`) {
			t.Errorf("the file of the inbox does not mark them: %s", got)
		}
		if got := o.get(results + "/tal.csv").body; !strings.Contains(got, "med dem, der er holdt uden") {
			t.Errorf("the numbers to take home are %s", got)
		}
		undo := url.Values{"form": {"undo"}, "submission": {"fortryd"}, "exclusion": {string(e.ID) + " 1"}, "reason": {"Det var en skoleklasse."}}
		if got := o.post(page, undo, "Cookie", o.cookie).StatusCode; got != 303 {
			t.Errorf("undoing answers %d", got)
		}
		if got := o.get(results).body; strings.Contains(got, "ens ord for ord") {
			t.Error("the results tell of it still")
		}
		look := url.Values{"form": {""}, "audience": {"Naboer"}}
		found := o.post(page, look, "Cookie", o.cookie)
		if !strings.Contains(found.body, "6 besvarelser passer") || !strings.Contains(found.body, "Luk det hele nu") || !strings.Contains(found.body, "Det var en skoleklasse.") {
			t.Errorf("looked at %s", found.body)
		}
		again := url.Values{"form": {"exclude"}, "submission": {"igen"}, "audience": {"Naboer"}, "contributions": {"6"}, "reason": {"Alligevel."}}
		if got := o.post(page, again, "Cookie", o.cookie).StatusCode; got != 303 || !strings.Contains(o.get(results).body, "Alligevel.") {
			t.Errorf("excluding answers %d", got)
		}
	})
}
