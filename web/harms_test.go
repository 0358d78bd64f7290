package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/web"
)

// harmStates are of the sample's R-0020, which has lapsed, and R-0015, of which nobody has said anything.
func harmStates(o *town, w, nobody *worker) []state {
	for _, text := range []string{long(600), "Pynten faldt ned, og ingen havde set efter."} {
		_, err := o.workflow.SayHarm(context.Background(), act, 20, text)
		o.must(err)
	}
	return []state{
		{page: "work_harm", name: "normal", by: w, names: []string{"R-0020"}},
		{page: "work_harm", name: "normal, nobody has said anything", by: w, names: []string{"R-0015"}},
		{page: "work_harm", name: "normal, never stopped", by: w, names: []string{"R-0001"}},
		{page: "work_harm", name: "empty", by: w, names: []string{"R-0015"}, status: 422, send: url.Values{"form": {""}, "submission": {"harmempty"}, "text": {""}}},
		{page: "work_harm", name: "not there", by: w, names: []string{"R-9999"}, status: 404},
		{page: "rule", name: "normal, open again", by: nobody, names: []string{"R-0020"}},
	}
}

// Whoever works with a rule says that it did harm when it stopped; everybody reads that
// the question is open again, and not what happened.
func TestHarm(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		w := o.worker("Udfordrer", "challenger")
		public, page := web.Path("rule", texts.Danish, "R-0020"), web.Path("work_harm", texts.Danish, "R-0020")
		if got := o.get(public).body; strings.Contains(got, "åbnet igen") || strings.Contains(got, page) {
			t.Error("it is open before anybody said so")
		}
		if got := w.read(public).is(t, 200).body; !strings.Contains(got, page) {
			t.Error("who may say so finds no way")
		}
		w.send(page, url.Values{"form": {""}, "submission": {"harm1"}, "text": {"Pynten, 010190-1234, faldt ned."}}).is(t, 200)
		got := w.read(page).is(t, 200).body
		if !strings.Contains(got, "faldt ned.") || strings.Contains(got, "010190") || strings.Contains(got, "?again=R-0020") {
			t.Errorf("the page is %s", got)
		}
		if got := o.worker("Astrid Ærø", "administrator").read(page).is(t, 200).body; !strings.Contains(got, "?again=R-0020") {
			t.Error("no new rule is offered")
		}
		if got := o.get(public).body; !strings.Contains(got, "Spørgsmålet er åbnet igen.") || strings.Contains(got, "faldt ned") {
			t.Error("everybody reads too little or too much")
		}
		o.worker("Sekretær", "secretary").read(page).is(t, 403)
	})
}
