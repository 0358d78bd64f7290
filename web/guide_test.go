package web_test

import (
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/web"
)

// Whoever has a link finds the guide with pictures from its form and its kit, and comes
// from it to the form with the way of asking filled in.
func TestGuideWithPictures(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		guide := web.Path("guide", "da", o.token)
		form := o.page(200, "/svar/"+o.token)
		if !strings.Contains(form.body, `href="`+guide+`"`) {
			t.Error("the form does not lead to the guide")
		}
		g := o.page(200, guide)
		g.has(t, "Spørg med billeder", "Skriv ingen navne", "Tælleseddel", "ring 112", "/k/")
		if n := strings.Count(g.body, `role="img" aria-label="E`); n != 7 {
			t.Errorf("%d drawings have a text", n)
		}
		if g.Header.Get("Referrer-Policy") != "no-referrer" || len(g.Cookies()) > 0 {
			t.Errorf("headers %v", g.Header)
		}
		filled := o.page(200, "/svar/"+o.token+"?method=pictures&people=8")
		if !strings.Contains(filled.body, `value="pictures" selected`) || !strings.Contains(filled.body, `value="8"`) {
			t.Error("the form is not filled in with how many were asked, and how")
		}
		o.page(200, "/svar/"+o.token+"?method=%ff&people=%00")
		o.page(200, web.Path("guide", "en", o.token)).has(t, "Ask with pictures", "Tally sheet")
		o.on("2026-12-16")
		o.page(404, guide).has(t, "Dette link er ikke åbent")
	})
}
