package web_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// saidDoneStates are "you said, we did" with rules that were decided on and some
// that wait, and with nothing.
func saidDoneStates(o *asked, nobody *worker) []state {
	return []state{
		{page: "said_done", name: "normal", by: nobody, names: []string{o.slug}},
		{page: "said_done", name: "normal, further rules", by: nobody, names: []string{o.slug}, query: "after=R-0002"},
		{page: "said_done", name: "empty", by: nobody, names: []string{"ingen"}},
		{page: "said_done", name: "not there", by: nobody, names: []string{"findes-ikke"}, status: 404},
	}
}

// The page and its feed tell of a decision when it is recorded, and of its effect on
// the day it begins, though nobody does anything then.
func TestSaidDone(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		_, err := o.workflow.Contribute(t.Context(), o.token, strings.Repeat("s", 32), workflow.Said{Views: []workflow.View{{Rule: 2, Stance: workflow.RepealIt, Minutes: workflow.NoMinutes}}})
		o.must(err)
		on := registry.MustDay("2026-11-30")
		o.on("2026-11-30")
		o.record(2, "2026-11-30", registry.Ruled{Ruling: registry.Repeal, By: council("2026-11-30", "Reglen ophæves <straks>."), From: on + 5})
		page, feed := web.Path("said_done", texts.Danish, o.slug), web.Path("said_done_feed", texts.Danish, o.slug)
		says := func(address string, words ...string) {
			t.Helper()
			body := o.get(address).body
			for _, w := range words {
				if !strings.Contains(body, w) {
					t.Errorf("%s does not say %q", address, w)
				}
			}
		}
		updated := func() (at string, titles []string) {
			t.Helper()
			got := o.get(feed)
			var read struct {
				Updated string `xml:"updated"`
				Entries []struct {
					Title string `xml:"title"`
					ID    string `xml:"id"`
				} `xml:"entry"`
			}
			if err := xml.Unmarshal([]byte(got.body), &read); err != nil || !strings.HasPrefix(got.Header.Get("Content-Type"), "application/atom+xml") {
				t.Fatalf("%v: %s %.300s", err, got.Header, got.body)
			}
			for _, e := range read.Entries {
				titles = append(titles, e.Title)
			}
			return read.Updated, titles
		}
		says(page, "Byrådet besluttede at ophæve reglen.", "Reglen ophæves &lt;straks&gt;.", "Besluttet, men ikke trådt i kraft endnu. Det sker den 5. december 2026.", feed)
		if at, titles := updated(); at != "2026-11-30T00:00:00+01:00" || len(titles) != 1 || !strings.Contains(titles[0], "R-0002") {
			t.Errorf("updated %s: %q", at, titles)
		}
		o.on("2026-12-05")
		says(page, "Gennemført den 5. december 2026.", "Reglen er ophævet.")
		if at, titles := updated(); at != "2026-12-05T00:00:00+01:00" || len(titles) != 2 || !strings.HasSuffix(titles[0], "Reglen er ophævet.") {
			t.Errorf("updated %s: %q", at, titles)
		}
		says(web.Path("consultation", texts.Danish, o.slug), page)
		says(web.Path("review", texts.Danish, "dagtilbud-2027"), page)
	})
}
