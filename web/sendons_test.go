package web_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// sentOn has a pack that was sent and one that was not; some inputs wait.
func (o *asked) sentOn() (draft, sent string) {
	ctx := o.t.Context()
	token := o.token
	for n, text := range []string{"Loven kræver for mange planer.", long(400), "Tilsynet bør komme uden varsel.", "Der bør ikke måles hvert år.", "Kravet om evaluering bør væk."} {
		_, err := o.workflow.Contribute(ctx, token, strings.Repeat("v", 31)+string(rune('0'+n)), workflow.Said{Suggestions: []string{text}})
		o.must(err)
	}
	inputs, err := o.workflow.Inbox(ctx, o.slug, workflow.InputFilter{Heads: true})
	o.must(err)
	var left []workflow.Answered
	for _, a := range inputs {
		if a.Disposition == nil && a.Input.PartOf == "" && !a.Input.Split {
			left = append(left, a)
		}
	}
	left = left[:5]
	ids := make([]registry.InputID, len(left))
	for n, a := range left {
		if n < 2 {
			o.must(o.workflow.Screen(ctx, act, o.slug, workflow.Pick(a), workflow.Screened{Screening: workflow.Published}))
			a.Input.Edit++
		}
		o.must(o.workflow.Dispose(ctx, act, workflow.Pick(a), workflow.Disposition{Kind: workflow.StateLaw, Reason: "Det står i loven."}, ""))
		ids[n] = a.Input.ID
	}
	made := func(to string, sections ...workflow.SendOnSection) workflow.SendOn {
		p, err := o.workflow.MakeSendOn(ctx, act, workflow.SendOnEntry{Addressee: to, Intro: "Vi foreslår det her.", Sections: sections})
		o.must(err)
		return p
	}
	p := made("KL", workflow.SendOnSection{Provision: "Dagtilbudsloven § 8", Proposal: "Afskaf kravet om en årlig plan.", Inputs: ids[:1]},
		workflow.SendOnSection{Provision: "Folkeskoleloven § 40", Proposal: long(300), Inputs: ids[2:3]})
	_, err = o.workflow.MarkSentOn(ctx, act, p.ID, p.Edit, registry.MustDay("2026-11-21"))
	o.must(err)
	d := made("Børne- og Undervisningsministeriet", workflow.SendOnSection{Provision: "Serviceloven § 83", Inputs: ids[1:2]}, workflow.SendOnSection{Provision: "Tilsynsloven § 2", Inputs: ids[3:4]})
	return string(d.ID), string(p.ID)
}

func sendOnStates(o *asked, w, nobody *worker) []state {
	draft, sent := o.sentOn()
	wrong := func(form string, pairs ...string) url.Values {
		v := url.Values{"form": {form}, "submission": {form + "wrong"}, "edit": {"1"}}
		for i := 0; i+1 < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v
	}
	return []state{
		{page: "sent_ons", name: "normal", by: nobody},
		{page: "sent_on", name: "normal", by: nobody, names: []string{sent}},
		{page: "sent_on", name: "not sent", by: nobody, names: []string{draft}, status: 404},
		{page: "work_send_ons", name: "normal", by: w},
		{page: "work_send_ons", name: "of a consultation", by: w, query: "consultation=" + o.slug},
		{page: "work_send_ons", name: "wrong", by: w, send: wrong("", "intro", long(300)), status: 422},
		{page: "work_send_on", name: "normal", by: w, names: []string{draft}},
		{page: "work_send_on", name: "normal, sent", by: w, names: []string{sent}},
		{page: "work_send_on", name: "wrong", by: w, names: []string{draft}, send: wrong("", "addressee", ""), status: 422},
		{page: "work_send_on", name: "add: nothing", by: w, names: []string{draft}, send: wrong("add"), status: 422},
		{page: "work_send_on", name: "sent: no proposals", by: w, names: []string{draft}, send: wrong("sent", "on", "2026-11-21"), status: 422},
		{page: "work_send_on", name: "sent: stale", by: w, names: []string{draft}, send: wrong("sent", "edit", "7", "on", "2026-11-21"), status: 412},
		{page: "work_send_on", name: "not there", by: w, names: []string{"findes-ikke"}, status: 404},
	}
}

// A pack is put together from what waits, gets its proposals, and is everybody's once it
// was sent; who sent the input reads where it went.
func TestSendOnPages(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		code, err := o.workflow.Contribute(t.Context(), o.token, strings.Repeat("s", 32), workflow.Said{Suggestions: []string{"Alt for mange planer"}})
		o.must(err)
		inputs, err := o.workflow.Inbox(t.Context(), o.slug, workflow.InputFilter{Heads: true})
		o.must(err)
		var mine workflow.Answered
		for _, a := range inputs {
			if a.Input.Text == "Alt for mange planer" {
				mine = a
			}
		}
		o.must(o.workflow.Screen(t.Context(), act, o.slug, workflow.Pick(mine), workflow.Screened{Screening: workflow.Published}))
		mine.Input.Edit++
		o.must(o.workflow.Dispose(t.Context(), act, workflow.Pick(mine), workflow.Disposition{Kind: workflow.StateLaw, Reason: "Det står i loven."}, ""))
		if desk := o.get("/arbejde", "Cookie", o.cookie).body; !strings.Contains(desk, "1 henvendelse er besvaret som statslig regel") {
			t.Error("the desk does not tell of the one that waits")
		}
		board := web.Path("work_send_ons", texts.Danish)
		form := url.Values{"form": {""}, "submission": {"s1"}, "addressee": {"KL"}, "inputs": {string(mine.Input.ID) + " 3"}}
		if got := o.post(board, form, "Cookie", o.cookie); got.StatusCode != 422 || !strings.Contains(got.body, "Skriv bestemmelsen.") {
			t.Errorf("without a provision: %d", got.StatusCode)
		}
		form.Set("provision", "Dagtilbudsloven § 8")
		form.Set("submission", "s2")
		made := o.post(board, form, "Cookie", o.cookie)
		at, _, _ := strings.Cut(made.Header.Get("Location"), "?")
		if made.StatusCode != 303 || !strings.HasPrefix(at, board) {
			t.Fatalf("made: %d %s", made.StatusCode, at)
		}
		public := strings.Replace(at, board, web.Path("sent_ons", texts.Danish), 1)
		if got := o.get(public).StatusCode; got != 404 {
			t.Errorf("a draft is public: %d", got)
		}
		page := o.get(at, "Cookie", o.cookie).body
		_, reference, _ := strings.Cut(page, `name="sections[0].provision" value="`)
		reference, _, _ = strings.Cut(reference, `"`)
		edit := url.Values{"form": {""}, "submission": {"e1"}, "edit": {"1"}, "addressee": {"KL"}, "sections[0].provision": {reference},
			"sections[0].proposal": {"Afskaf den årlige plan."}, "sections[0].inputs": {string(mine.Input.ID)}}
		if got := o.post(at, edit, "Cookie", o.cookie); got.StatusCode != 303 {
			t.Errorf("edited: %d %s", got.StatusCode, got.body)
		}
		if got := o.post(at, url.Values{"form": {"sent"}, "submission": {"m1"}, "edit": {"2"}, "on": {"2026-11-21"}}, "Cookie", o.cookie); got.StatusCode != 303 {
			t.Errorf("sent: %d %s", got.StatusCode, got.body)
		}
		if got := o.get(public).body; !strings.Contains(got, "Afskaf den årlige plan.") || !strings.Contains(got, "Alt for mange planer") {
			t.Errorf("everybody reads %s", got)
		}
		if got := o.post("/kvittering", url.Values{"form": {""}, "code": {code}}).body; !strings.Contains(got, "Sendt videre til KL den") {
			t.Error("the receipt does not say where it went")
		}
		if got := o.get(web.Path("said_done", texts.Danish, o.slug)).body; !strings.Contains(got, "henvendelse sendt videre") {
			t.Error("nobody counts what was sent on")
		}
		if got := o.get(public + "/pakke.docx"); got.StatusCode != 200 {
			t.Errorf("the document: %d", got.StatusCode)
		}
	})
}
