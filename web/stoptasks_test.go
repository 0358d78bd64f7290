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
	"github.com/omvendt/omvendt/workflow"
)

// stopTaskStates are places of the sample's R-0012, which is tried without since May.
func stopTaskStates(o *town, w, nobody *worker) []state {
	ctx := context.Background()
	day := registry.MustDay("2026-05-01")
	posts, err := o.register.Posts(ctx)
	o.must(err)
	today, err := o.register.Today(ctx)
	o.must(err)
	add := func(number registry.Number, on registry.Day, kind workflow.StopKind, place string) workflow.StopTask {
		t, err := o.workflow.AddStopTask(ctx, act, number, on, workflow.StopEntry{Kind: kind, Place: place, Post: posts[0].Post.ID, Deadline: today + 20})
		o.must(err)
		return t
	}
	open := add(12, day, workflow.StopForm, "Indmeldelsesblanketten, felt 7")
	done := add(12, day, workflow.StopForm, strings.TrimSpace(long(180)[:180]))
	_, err = o.workflow.MoveStopTask(ctx, act, done.ID, 1, workflow.StopDone, "Trykt igen i maj.")
	o.must(err)
	add(10, registry.MustDay("2027-01-01"), workflow.StopManual, "Vejledning om legepladser")
	_, err = o.workflow.EditStopSearch(ctx, act, 12, day, 1, []workflow.StopKind{workflow.StopJob})
	o.must(err)
	here := []string{"R-0012", "2026-05-01"}
	wrong := func(form string, pairs ...string) url.Values {
		v := url.Values{"form": {form}, "submission": {"stoptask" + form}, "edit": {"1"}}
		for i := 0; i+1 < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v
	}
	return []state{
		{page: "work_stop_tasks", name: "normal", by: w},
		{page: "work_stop_tasks", name: "normal, of a post", by: w, query: "all=yes&post=" + string(posts[0].Post.ID)},
		{page: "work_stop_tasks", name: "nothing found", by: w, query: "after=2099-01-01_x&post=" + string(posts[1].Post.ID)},
		{page: "work_stop_search", name: "normal", by: w, names: here},
		{page: "work_stop_search", name: "normal, nobody has said", by: w, names: []string{"R-0011", "2027-02-01"}},
		{page: "work_stop_search", name: "normal, a place chosen", by: w, names: here, query: "kind=manual&place=Vejledning+om+legepladser"},
		{page: "work_stop_search", name: "wrong", by: w, names: here, status: 422, send: wrong("", "kind", "form", "deadline", "2020-01-01")},
		{page: "work_stop_search", name: "none: wrong", by: w, names: here, status: 422, send: wrong("none", "edit", "2", "none", "form")},
		{page: "work_stop_search", name: "not there", by: w, names: []string{"R-0012", "2026-05-02"}, status: 404},
		{page: "work_stop_task", name: "normal", by: w, names: []string{string(open.ID)}},
		{page: "work_stop_task", name: "normal, done", by: w, names: []string{string(done.ID)}},
		{page: "work_stop_task", name: "empty", by: w, names: []string{string(open.ID)}, status: 422, send: wrong("", "place", "")},
		{page: "work_stop_task", name: "done: stale", by: w, names: []string{string(open.ID)}, status: 412, send: wrong("done", "edit", "7")},
		{page: "work_stop_task", name: "absent: stale", by: w, names: []string{string(open.ID)}, status: 412, send: wrong("absent", "edit", "7")},
		{page: "work_stop_task", name: "again: stale", by: w, names: []string{string(done.ID)}, status: 412, send: wrong("again", "edit", "7")},
		{page: "work_stop_task", name: "not there", by: w, names: []string{"findes-ikke"}, status: 404},
		{page: "rule", name: "normal, some places are left", by: nobody, names: []string{"R-0012"}},
	}
}

// A rule that stops asks by itself where its demand stands; whoever takes it away is
// reminded twice, and everybody reads how far it is, in figures alone.
func TestStopTasks(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		ctx := context.Background()
		list := web.Path("work_stop_tasks", texts.Danish)
		at := web.Path("work_stop_search", texts.Danish, "R-0011", "2027-02-01")
		holder, err := o.register.AddUser(ctx, act, registry.User{Name: "Ane Ø", Email: "ane@example.dk", Grants: []registry.Grant{{Role: "owner", Scope: registry.Scope{Own: true}}}})
		o.must(err)
		post, err := o.register.AddPost(ctx, act, "Webredaktør", registry.PostEntry{Holder: holder.ID})
		o.must(err)
		o.on("2027-02-02")
		w := o.worker("Astrid Ærø", "administrator")
		if got := w.read(list).is(t, 200).body; !strings.Contains(got, at) {
			t.Error("the rule does not ask by itself")
		}
		sent := 0
		send := func(to, form, edit string, status int, pairs ...string) {
			t.Helper()
			sent++
			v := url.Values{"form": {form}, "submission": {"stop" + strconv.Itoa(sent)}, "edit": {edit}}
			for i := 0; i+1 < len(pairs); i += 2 {
				v.Set(pairs[i], pairs[i+1])
			}
			w.send(to, v).is(t, status)
		}
		send(at, "", "", 200, "kind", "form", "place", "Udflugtsblanketten", "post", string(post.ID), "deadline", "2027-02-20")
		send(at, "", "", 200, "kind", "form", "place", "Blanketten på papir", "post", string(post.ID), "deadline", "2027-04-20")
		if got := w.read(list).is(t, 200).body; strings.Contains(got, at+`">R-0011`) && !strings.Contains(got, "Udflugtsblanketten") {
			t.Errorf("the list is %s", got)
		}
		tell := func(want int) {
			t.Helper()
			mails := 0
			for more := true; more; {
				var err error
				more, err = o.workflow.TellStopTasks(ctx, func(l workflow.StopLetter) (string, string) {
					mails++
					if l.To.ID != holder.ID || l.Count != 1 || l.Tasks[0].Place != "Udflugtsblanketten" {
						t.Errorf("the letter is %+v", l)
					}
					subject, text := web.StopTaskLetter("https://eksempel.example", "Eksempel Kommune")(l)
					if !strings.Contains(text, "Du varetager stillingen") || !strings.Contains(text, "You hold the post") {
						t.Errorf("the mail is %s", text)
					}
					return subject, text
				})
				o.must(err)
			}
			if mails != want {
				t.Errorf("%d mails on the day, want %d", mails, want)
			}
		}
		tell(0)
		o.on("2027-02-13")
		tell(1)
		tell(0)
		o.on("2027-02-21")
		tell(1)
		tell(0)
		all, err := o.workflow.StopTasks(ctx, act, workflow.StopFilter{Number: 11})
		o.must(err)
		w = o.worker("Bo Ø", "administrator")
		if desk := w.read(web.Path("desk", texts.Danish)).is(t, 200).body; !strings.Contains(desk, "1 sted er over fristen.") {
			t.Error("the desk says nothing of what is overdue")
		}
		own := registry.Act{Actor: registry.Actor{Name: "Ane Ø", User: holder.ID}, Operation: "test", Reach: registry.Reach{{Own: true, Posts: []string{"Webredaktør"}}}}
		if mine, err := o.workflow.StopTasks(ctx, own, workflow.StopFilter{}); err != nil || len(mine) != 2 || mine[0].Whole || !mine[0].Mine {
			t.Errorf("who does it sees %+v, %v", mine, err)
		}
		if _, err := o.workflow.EditStopTask(ctx, own, all[0].ID, 1, all[0].StopEntry); registry.CodeOf(err) != registry.CodeForbidden {
			t.Errorf("who does it changes it: %v", err)
		}
		if _, err := o.workflow.MoveStopTask(ctx, own, all[0].ID, 1, workflow.StopDone, ""); err != nil {
			t.Errorf("who does it cannot say so: %v", err)
		}
		rule := o.get(web.Path("rule", texts.Danish, "R-0011")).body
		if !strings.Contains(rule, "I 1 af 2 blanketter er kravet fjernet.") || strings.Contains(rule, "Udflugtsblanketten") || strings.Contains(rule, "Webredaktør") {
			t.Error("the rule's page does not tell in figures alone")
		}
		for _, ending := range []string{"csv", "xlsx"} {
			if got := w.read(web.Path("work_stop_tasks_"+ending, texts.Danish)+"?all=yes").is(t, 200).body; ending == "csv" && (!strings.Contains(got, "Udflugtsblanketten") || !strings.Contains(got, "Webredaktør")) {
				t.Errorf("the file is %s", got)
			}
		}
	})
}
