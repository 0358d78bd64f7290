package web_test

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// owners are the posts of the rules, as the register has them.
func (o *town) owners() string {
	o.t.Helper()
	page, err := o.register.Rules(o.t.Context(), registry.RuleFilter{})
	o.must(err)
	var all []string
	for _, r := range page.Rules {
		all = append(all, fmt.Sprintf("%s.%d %s/%s", strings.TrimLeft(r.Number.String(), "R-0"), r.Edit, r.Catalogue.Owner, r.Catalogue.Area))
	}
	return strings.Join(all, ", ")
}

// carried are the fields that the confirm step holds for one of its buttons.
func (g got) carried(t *testing.T, button string) url.Values {
	t.Helper()
	f := url.Values{"form": {button}}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`).FindAllStringSubmatch(g.main(t), -1) {
		if m[1] != "form" {
			f.Add(m[1], html.UnescapeString(m[2]))
		}
	}
	return f
}

func (g got) main(t *testing.T) string {
	t.Helper()
	_, main, there := strings.Cut(g.body, "<main")
	if !there {
		t.Fatal("no main")
	}
	return main
}

// Rules that are picked, or all that fit the filters, get another post at once;
// what a colleague changed meanwhile is left out and told of, and one press gives
// each rule what it had.
func TestBulkEdit(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o, w := tabled(t, dsn)
		const page = "/arbejde/regler/samlet"
		list := w.read("/arbejde/regler?area=%C3%86ldre").is(t, 200)
		list.has(t, "Ret de valgte regler", "Ret alle, der passer til filtrene")
		if !strings.Contains(list.body, `name="rule" value="R-0003"`) || !strings.Contains(list.body, `action="`+page+`"><input type="hidden" name="area" value="Ældre">`) {
			t.Error("nothing to pick on the list")
		}
		w.read(page+"?rule=x").is(t, 200).has(t, "Ingen regler er valgt")
		g := w.read(page+"?rule=R-0001&rule=R-0002&rule=R-0004&owner=HR-chef").is(t, 200)
		g.has(t, "3 regler er valgt:", "R-0001 Ørnens plan", "R-0004 Årshjul")
		g.lacks(t, "Zebraplan")
		if !strings.Contains(g.body, `href="/arbejde/regler?owner=HR-chef"`) {
			t.Error("no way back to the list as it was")
		}
		form := g.hidden("")
		w.send(page, form).is(t, 422).has(t, "Feltet skal udfyldes.", "3 regler er valgt:")
		w.send(page, filled(form, "owner", strings.Repeat("x", 201), "unit", "Øst")).is(t, 422).has(t, "Regelansvarlig")
		w.send(page, filled(form, "rules", "1.x", "unit", "Øst")).is(t, 400)
		w.send(page, filled(form, "rules", "1.1 99.1", "unit", "Øst")).is(t, 200)
		before := o.owners()

		confirm := w.send(page, filled(form, "owner", "Kontorchef")).is(t, 200)
		confirm.has(t, "Regelansvarlig bliver: Kontorchef", "3 regler er valgt:", "R-0002 aftale om ferie", "Ret 3 regler")
		if now := o.owners(); now != before {
			t.Fatalf("the confirm step changed %s to %s", before, now)
		}
		again := w.send(page, confirm.carried(t, "back")).is(t, 200)
		if !strings.Contains(again.body, `name="owner" value="Kontorchef"`) {
			t.Error("what was typed is lost on the way back")
		}
		r, err := o.register.RulesNumbered(t.Context(), []registry.Number{2})
		o.must(err)
		theirs := r[0].Catalogue
		theirs.Source = "Intranet"
		_, err = o.register.EditRule(t.Context(), act, 2, r[0].Edit, theirs)
		o.must(err)

		done := w.send(page, confirm.carried(t, "change")).is(t, 200)
		done.has(t, "2 regler er ændret.", "1 regel er sprunget over.", "R-0002 aftale om ferie", "Fortryd ændringen")
		if now := o.owners(); now != "1.2 Kontorchef/Dagtilbud, 2.2 /Dagtilbud, 3.1 HR-chef/Ældre, 4.2 Kontorchef/Ældre" {
			t.Fatalf("now %s", now)
		}
		w.send(page, confirm.carried(t, "change")).is(t, 200).has(t, "2 regler er ændret.") // pressed twice
		log, err := o.register.AuditLog(t.Context(), "rule R-0004", registry.AuditPlace{}, 1)
		o.must(err)
		if e := log.Events[0]; e.Operation != "bulk-edit-rules" || !strings.Contains(string(e.After), `"Kontorchef"`) || !strings.Contains(string(e.Before), `"catalogue"`) {
			t.Errorf("the log says %s of %s and %s", e.Operation, e.Before, e.After)
		}
		w.read("/regler/R-0004/historik").is(t, 200).has(t, "Kontorchef")

		undo := done.hidden("undo")
		w.send(page, filled(undo, "edits", "[")).is(t, 400)
		w.send(page, undo).is(t, 200).has(t, "Ændringen er fortrudt", "2 regler er ændret.")
		if now := o.owners(); now != "1.3 HR-chef/Dagtilbud, 2.2 /Dagtilbud, 3.1 HR-chef/Ældre, 4.3 /Ældre" {
			t.Errorf("undone to %s", now)
		}
		w.send(page, filled(undo, "submission", "late")).is(t, 200).has(t, "Ingen regler er ændret", "2 regler er sprunget over.")

		// All that fit, and no post.
		g = w.read(page+"?owner=HR-chef&all=yes").is(t, 200)
		g.has(t, "2 regler er valgt:", "Zebraplan")
		confirm = w.send(page, filled(g.hidden(""), "no_owner", "yes")).is(t, 200)
		confirm.has(t, "Regelansvarlig fjernes")
		w.send(page, confirm.carried(t, "change")).is(t, 200).has(t, "2 regler er ændret.")
		if now := o.owners(); now != "1.4 /Dagtilbud, 2.2 /Dagtilbud, 3.2 /Ældre, 4.3 /Ældre" {
			t.Errorf("without posts %s", now)
		}

		// What is out of reach is neither picked nor changed, nor taken out of reach.
		near := o.worker("Bo Ærø", "owner", "Ældre")
		g = near.read(page+"?all=yes").is(t, 200)
		g.has(t, "2 regler er valgt:", "Zebraplan")
		g.lacks(t, "Ørnens plan")
		near.send(page, filled(g.hidden(""), "form", "change", "rules", "1.4", "unit", "Øst")).is(t, 403)
		near.send(page, filled(g.hidden(""), "form", "change", "area", "Dagtilbud")).is(t, 403)
		o.worker("Jurist", "legal_checker").read(page).is(t, 403)
		checker := o.worker("Jurist To", "legal_checker").read("/arbejde/regler").is(t, 200)
		checker.lacks(t, "Ret de valgte regler")
		if now := o.owners(); now != "1.4 /Dagtilbud, 2.2 /Dagtilbud, 3.2 /Ældre, 4.3 /Ældre" {
			t.Errorf("after refusals %s", now)
		}
	})
}
