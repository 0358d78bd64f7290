package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/web"
)

// With mail the sign-in page has a form, whose answer tells nothing about the address.
func TestAskForSignIn(t *testing.T) {
	o := newTown(t, testenv.SQLite(t), "2026-11-21")
	o.stranger().send("/log-ind", url.Values{"email": {"ane@kommune.example"}}).is(t, 405)
	o.stranger().read("/log-ind").lacks(t, "Din e-mailadresse")

	var asked []string
	o.serve(web.Deps{Register: o.register, Workflow: o.workflow, Municipality: "Eksempel Kommune",
		SendSignIn: func(_ *http.Request, email string, lang texts.Lang) error {
			asked = append(asked, string(lang)+" "+email)
			return nil
		}})
	w := o.stranger()
	for _, c := range []struct{ path, label, said, wrong, empty string }{
		{"/log-ind", "Din e-mailadresse", "Hvis adressen er kendt", "„ane kommune“ er ikke en e-mailadresse", "Feltet skal udfyldes"},
		{"/en/sign-in", "Your e-mail address", "If the address is known", "“ane kommune” is not an e-mail address", "must be filled in"},
	} {
		page := w.read(c.path).is(t, 200)
		page.has(t, c.label)
		if page.Header.Get("Cache-Control") != "no-store" || !strings.Contains(page.body, `autocomplete="email"`) {
			t.Errorf("%s: %v", c.path, page.Header)
		}
		form := page.hidden("")
		wrong := w.send(c.path, filled(form, "email", "ane kommune")).is(t, 422)
		wrong.has(t, c.wrong)
		if !strings.Contains(wrong.body, `value="ane kommune"`) {
			t.Errorf("%s: what was typed is gone", c.path)
		}
		w.send(c.path, filled(form, "email", " ")).is(t, 422).has(t, c.empty)
		w.send(c.path, filled(form, "email", "Ane <ane@kommune.example>")).is(t, 422)
		if len(asked) > 0 {
			t.Errorf("sent to %q", asked)
		}
		w.send(c.path, filled(form, "email", " ane@kommune.example ")).is(t, 200).has(t, c.said)
		if len(asked) != 1 || !strings.HasSuffix(asked[0], " ane@kommune.example") {
			t.Errorf("sent to %q", asked)
		}
		asked = nil
	}
}
