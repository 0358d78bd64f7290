package web_test

import (
	"context"
	"net/url"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/policies/policiestest"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// accountItemStates are of the accounts of accountStates.
func accountItemStates(w *worker) []state {
	return []state{
		{page: "work_account", name: "normal", by: w, names: []string{"2026-06-30"}},
		{page: "work_account", name: "normal, it runs", by: w, names: []string{"2026-12-31"}},
		{page: "work_account", name: "no meeting chosen", by: w, names: []string{"2026-06-30"}, status: 422, send: url.Values{"form": {""}, "submission": {"accountput"}, "area": {""}, "papers_late": {"Det haster."}}},
		{page: "work_account", name: "not there", by: w, names: []string{"2019"}, status: 404},
	}
}

// A secretary puts a kept account on an agenda; everybody finds it there, and once the
// meeting is closed what it did with it stands in the municipality's own word.
func TestAccountOnAnAgenda(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		o.workflow.Policy = policiestest.Compiled().Decision
		ctx, secretary := context.Background(), o.worker("Sekretær", "secretary")
		o.keepAccounts(func(workflow.AccountLetter) (string, string) { return "", "" })
		bodies, err := o.register.Bodies(ctx)
		o.must(err)
		today, err := o.register.Today(ctx)
		o.must(err)
		m, err := o.workflow.PlanMeeting(ctx, act, workflow.Meeting{Body: bodies[0], Day: today})
		o.must(err)
		public, here := web.Path("period_account", texts.Danish, "2026-06-30"), web.Path("work_account", texts.Danish, "2026-06-30")
		secretary.read(public).is(t, 200).link(t, here)
		o.get(public).lacks(t, "Sæt regnskabet på en dagsorden")
		secretary.send(here, url.Values{"form": {""}, "submission": {"account1"}, "area": {""}, "meeting": {string(m.ID)}}).is(t, 422)
		secretary.send(here, url.Values{"form": {""}, "submission": {"account2"}, "area": {""}, "meeting": {string(m.ID)}, "papers_late": {"Det haster."}}).is(t, 200).
			has(t, "Regnskabet er sat på dagsordenen.", "Status for regler pr. 30. juni 2026", "at regnskabet tages til efterretning", "Hent som Word-dokument")
		agenda := web.Path("meeting", texts.Danish, string(m.ID))
		o.get(agenda).has(t, "Status for regler pr. 30. juni 2026")
		o.get(agenda).lacks(t, "Taget til efterretning")
		page, err := o.workflow.MeetingPage(ctx, m.ID)
		o.must(err)
		_, err = o.workflow.CloseMeeting(ctx, registry.Act{Actor: act.Actor, Operation: "close-meeting"}, m.ID, page.Meeting.Edit, workflow.Closing{})
		o.must(err)
		account, err := o.workflow.Account(ctx, "2026-06-30", "")
		o.must(err)
		o.get(public).has(t, "Fingeraftryk (SHA-256): "+account.Digest())
		o.get(agenda).has(t, "Taget til efterretning", "Fingeraftryk (SHA-256): "+account.Digest())
		secretary.read(web.Path("item", texts.Danish, string(m.ID), "1")).is(t, 200).has(t, "Taget til efterretning")
	})
}
