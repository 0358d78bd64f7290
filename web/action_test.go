package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// What needs action now is listed by itself until it is handled; who is
// told and could not open the link of the mail is warned of.
func TestNeedsActionNow(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		ctx, path := context.Background(), "/svar/"+o.token
		o.post(path, o.filled(path, "suggestions[0]", "Mere tid ude."))
		o.post(path, o.filled(path, "suggestions[0]", "Vores barn er ikke trygt."))
		page, err := o.workflow.InboxPage(ctx, o.slug, workflow.InputFilter{Words: []string{"trygt"}, Limit: 9})
		o.must(err)
		holder, err := o.register.AddUser(ctx, act, registry.User{Name: "Vagn Ærø", Email: "vagt@example.dk", Grants: []registry.Grant{{Role: "auditor"}}})
		o.must(err)
		post, err := o.register.AddPost(ctx, act, "Vagthavende", registry.PostEntry{Holder: holder.ID})
		o.must(err)
		w := o.worker("Astrid Ærø", "administrator")
		inbox := "/arbejde/inddragelse/" + o.slug + "/henvendelser"
		w.read(inbox).lacks(t, "må ikke behandle henvendelser")
		g := w.send(inbox, filled(w.read(inbox).form(t, "duty"), "post", string(post.ID))).is(t, 200)
		g.has(t, "Vagn Ærø varetager stillingen Vagthavende, men må ikke behandle henvendelser")
		one := inbox + "/" + string(page.Inputs[0].Input.ID)
		w.send(one, filled(w.read(one).form(t, "urgent"), "action", "at_risk")).is(t, 200)
		open := w.read(inbox+"?action=open").is(t, 200)
		open.has(t, "1 henvendelse", "Vores barn er ikke trygt.")
		open.lacks(t, "Mere tid ude.")
		w.read(inbox+"?action=andet").has(t, "2 henvendelser")
		mails, err := o.register.Mails(ctx, registry.MailQuery{Limit: 9})
		o.must(err)
		if len(mails.Mails) != 1 || !strings.Contains(mails.Mails[0].Text, "kræver handling nu") || !strings.Contains(mails.Mails[0].Text, "needs action now") || !strings.Contains(mails.Mails[0].Text, "/en/desk/") || strings.Contains(mails.Mails[0].Text, "trygt") {
			t.Errorf("the mails are %+v", mails.Mails)
		}
		done := w.read(inbox).form(t, "handled")
		w.send(inbox, url.Values(filled(done, "note", "Vi har ringet."))).is(t, 200)
		w.read(inbox+"?action=open").has(t, "Der er ingen henvendelser her")
	})
}
