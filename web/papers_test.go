package web_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// TestCasePapers: a secretary takes an example of headings, changes it, answers its
// fixed questions on an item, and everybody reads the paper; nobody the confidential one.
func TestCasePapers(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2027-01-12").deciding()
		w := o.worker("Sekretær", "secretary")
		at := web.Path("work_paper_profile", texts.Danish)
		fields := w.read(at+"?example=hensyn").form(t, "")
		fields.Set("headings[0].order", "99") // the first one last
		fields.Set("headings[3].name.da", "Klima og natur")
		fields.Set("words.approved", "")
		refused := w.send(at, fields)
		refused.is(t, 422)
		if !strings.Contains(refused.body, "Klima og natur") {
			t.Error("what was typed is gone")
		}
		fields.Set("words.approved", "Vedtaget")
		w.send(at, fields).is(t, 200)
		p, err := o.workflow.Profile(t.Context())
		o.must(err)
		if last := p.Headings[len(p.Headings)-1]; p.Edit != 2 || p.Words.Approved != "Vedtaget" || p.Headings[2].Name.Da != "Klima og natur" || last.Name.Da != "Resume" || last.Parts[0] != workflow.PartSummary {
			t.Errorf("stored %+v", p)
		}

		bodies, err := o.register.Bodies(t.Context())
		o.must(err)
		m, err := o.workflow.PlanMeeting(t.Context(), act, workflow.Meeting{Body: bodies[0], Day: registry.MustDay("2027-02-01"), Case: "27/1"})
		o.must(err)
		here := web.Path("work_item_new", texts.Danish, string(m.ID))
		asked := w.read(here)
		if !strings.Contains(asked.body, "Hvilken betydning har sagen for klimaet?") {
			t.Fatal("the item does not ask the fixed question")
		}
		made := w.send(here, filled(asked.hidden(""), "ordinal", "1", "title", "Orientering", "proposer", "Miljøforvaltningen", "recommendation", "at det tages til efterretning",
			"considerations[0].text", "Mindre kørsel."))
		if made.StatusCode != 200 {
			t.Fatal(made.main(t))
		}
		paper := web.Path("item_paper", texts.Danish, string(m.ID), "1")
		for _, want := range []string{"Klima og natur", "Mindre kørsel.", "Miljøforvaltningen</span> indstiller,", "Ikke besvaret.", "27/1", "Åben"} {
			if got := o.get(paper); !strings.Contains(got.body, want) {
				t.Errorf("the paper lacks %s", want)
			}
		}
		// A form that says nothing of the answers leaves none behind; the next one shows them.
		change := web.Path("work_item", texts.Danish, string(m.ID), "1")
		if got := w.read(change); !strings.Contains(got.body, "Mindre kørsel.") || !strings.Contains(got.body, "Miljøforvaltningen") {
			t.Error("the form has lost the answer or who proposes")
		}
		var meta struct{ Case, Proposer string }
		if err := json.Unmarshal([]byte(o.get(paper+"/punkt.json").body), &meta); err != nil || meta.Case != "27/1" || meta.Proposer != "Miljøforvaltningen" {
			t.Errorf("the metadata %+v %v", meta, err)
		}
		if got := o.get(paper + "/punkt.docx"); !strings.HasPrefix(got.body, "PK") {
			t.Errorf("the document: %d", got.StatusCode)
		}

		_, err = o.workflow.AddItem(t.Context(), act, m.ID, 0, workflow.Agenda{Title: "Hemmeligt", Confidential: true, Summary: "En navngiven borger."})
		o.must(err)
		all := web.Path("meeting_papers", texts.Danish, string(m.ID))
		secret := strings.TrimSuffix(paper, "1") + "2"
		for path, status := range map[string]int{secret: 404, secret + "/punkt.docx": 404, secret + "/punkt.json": 404, all: 200, all + "/dagsorden.docx": 200} {
			if got := o.get(path); got.StatusCode != status || strings.Contains(got.body, "Hemmeligt") || strings.Contains(got.body, "navngiven") {
				t.Errorf("everybody reads at %s: %d", path, got.StatusCode)
			}
		}
		if !strings.Contains(w.read(secret).body, "En navngiven borger.") || !strings.Contains(w.read(all).body, "Hemmeligt") {
			t.Error("the secretary does not read the confidential item")
		}
		if got := w.send(at, url.Values{"form": {""}, "rows": {"0"}, "edit": {"1"}, "seen": {""}}); got.StatusCode == 200 {
			t.Error("an old edit was stored")
		}
	})
}
