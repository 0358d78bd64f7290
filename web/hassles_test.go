package web_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// hassled has hassles in all states; open is one that is past its deadline, done one
// that was done.
func (o *asked) hassled() (open, done string) {
	ctx := o.t.Context()
	themes, err := o.workflow.HassleThemes(ctx)
	o.must(err)
	holder, err := o.register.AddUser(ctx, act, registry.User{Name: "Drift Ø", Email: "drift@example.dk", Grants: []registry.Grant{{Role: "owner"}}})
	o.must(err)
	post, err := o.register.AddPost(ctx, act, "Driftschef", registry.PostEntry{Holder: holder.ID})
	o.must(err)
	today := registry.MustDay("2026-11-21")
	opened := func(theme int, text string, from ...workflow.Picked) workflow.HassleCase {
		h, err := o.workflow.OpenHassle(ctx, act, workflow.HassleEntry{Theme: themes[theme].ID, Text: text, Post: post.ID, Deadline: today + 14}, from)
		o.must(err)
		return h
	}
	move := func(h workflow.HassleCase, m workflow.HassleMove) {
		_, err := o.workflow.MoveHassle(ctx, act, h.ID, h.Edit, m)
		o.must(err)
	}
	inputs, err := o.workflow.Inbox(ctx, o.slug, workflow.InputFilter{Heads: true})
	o.must(err)
	var left []workflow.Answered
	for _, a := range inputs {
		if a.Disposition == nil {
			left = append(left, a)
		}
	}
	var picked []workflow.Picked
	for _, a := range left[:3] {
		o.must(o.workflow.Dispose(ctx, act, workflow.Pick(a), workflow.Disposition{Kind: workflow.Hassle, Reason: "Det er ingen regel. Driftschefen ser på det."}, ""))
		d, err := o.workflow.Input(ctx, nil, a.Input.ID)
		o.must(err)
		picked = append(picked, workflow.Pick(d.Answered)[0])
	}
	first := opened(0, "Hver ansættelse kræver fem blanketter med de samme oplysninger.", picked[0])
	second := opened(1, long(400))
	move(second, workflow.HassleMove{State: workflow.HassleInWork})
	third := opened(1, "Ferieplanen skal tastes to steder.")
	move(third, workflow.HassleMove{State: workflow.HassleDone, Answer: "Nu er der ét sted."})
	return string(first.ID), string(third.ID)
}

func hassleStates(o *asked, w, nobody *worker) []state {
	open, done := o.hassled()
	wrong := func(form string, pairs ...string) url.Values {
		v := url.Values{"form": {form}, "submission": {form + "wrong"}, "edit": {"1"}}
		for i := 0; i+1 < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v
	}
	themes, err := o.workflow.HassleThemes(o.t.Context())
	o.must(err)
	return []state{
		{page: "hassles", name: "normal", by: nobody},
		{page: "hassle_theme", name: "normal", by: nobody, names: []string{string(themes[1].ID)}},
		{page: "hassle_theme", name: "not there", by: nobody, names: []string{"findes-ikke"}, status: 404},
		{page: "hassles_of", name: "normal", by: nobody, names: []string{o.slug}},
		{page: "hassles_of", name: "empty", by: nobody, names: []string{"ingen"}},
		{page: "work_hassles", name: "normal", by: w},
		{page: "work_hassles", name: "all", by: w, query: "all=yes"},
		{page: "work_hassles", name: "wrong", by: w, send: wrong("", "text", long(300), "deadline", "2026-11-01"), status: 422},
		{page: "work_hassles", name: "theme: empty", by: w, send: wrong("theme"), status: 422},
		{page: "work_hassle", name: "normal", by: w, names: []string{open}},
		{page: "work_hassle", name: "normal, done", by: w, names: []string{done}},
		{page: "work_hassle", name: "wrong", by: w, names: []string{open}, send: wrong("", "text", ""), status: 422},
		{page: "work_hassle", name: "start: stale", by: w, names: []string{open}, send: wrong("start", "edit", "7"), status: 412},
		{page: "work_hassle", name: "done: empty", by: w, names: []string{open}, send: wrong("done"), status: 422},
		{page: "work_hassle", name: "object: empty", by: w, names: []string{done}, send: wrong("object", "edit", "2"), status: 422},
		{page: "work_hassle", name: "not there", by: w, names: []string{"findes-ikke"}, status: 404},
	}
}

// A hassle is made from answered inputs, its post is told, and who sent the input
// reads how far it is.
func TestHasslePages(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		codes := make([]string, 3)
		for n := range codes {
			var err error
			codes[n], err = o.workflow.Contribute(t.Context(), o.token, strings.Repeat("h", 31)+string(rune('0'+n)), workflow.Said{Suggestions: []string{"Ferieplanen tastes to steder"}})
			o.must(err)
		}
		open, done := o.hassled()
		board := o.get(web.Path("work_hassles", texts.Danish), "Cookie", o.cookie)
		if !strings.Contains(board.body, "Graden af") && !strings.Contains(board.body, "Administration") || !strings.Contains(board.body, `name="inputs"`) || strings.Contains(board.body, done) {
			t.Errorf("the board is %s", board.body)
		}
		if desk := o.get("/arbejde", "Cookie", o.cookie).body; !strings.Contains(desk, "2 henvendelser er besvaret som bøvl") {
			t.Errorf("the desk does not tell of two that wait")
		}
		for _, p := range []string{"Lederen løser det.", ""} {
			form := url.Values{"form": {"done"}, "submission": {"d" + strconv.Itoa(len(p))}, "edit": {"1"}, "answer": {p}}
			if got := o.post(web.Path("work_hassle", texts.Danish, open), form, "Cookie", o.cookie).StatusCode; (got == 303) != (p != "") {
				t.Errorf("%q: %d", p, got)
			}
		}
		if got := o.get(web.Path("hassles", texts.Danish)).body; !strings.Contains(got, "Lederen løser det.") || !strings.Contains(got, "Driftschef") {
			t.Error("everybody cannot read what was done")
		}
		if got := o.get(web.Path("hassles_of", texts.Danish, o.slug)).body; !strings.Contains(got, "Lederen løser det.") || strings.Contains(got, "ét sted") {
			t.Error("those of a consultation are others")
		}
		told := 0
		for _, code := range codes {
			if strings.Contains(o.post("/kvittering", url.Values{"form": {""}, "code": {code}}).body, "Lederen løser det.") {
				told++
			}
		}
		if told != 1 {
			t.Errorf("%d receipts tell of the hassle", told)
		}
		if mails, err := o.register.Mails(t.Context(), registry.MailQuery{Limit: 10}); err != nil || len(mails.Mails) != 3 || !strings.Contains(mails.Mails[0].Text, "Driftschef") || !strings.Contains(mails.Mails[0].Text, "You hold the post Driftschef") {
			t.Errorf("%d mails: %v", len(mails.Mails), err)
		}
	})
}
