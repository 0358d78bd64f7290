package web_test

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// tabled is a town whose rules differ in all that the list of rules can be narrowed to.
func tabled(t *testing.T, dsn string) (*town, *worker) {
	o := newTown(t, dsn, "2026-11-21")
	o.create(rule{number: 1, title: "Ørnens plan", from: "2014-08-01", owner: "HR-chef", plain: "Skriv planen.", protects: registry.ProtectsLife},
		rule{number: 2, title: "aftale om ferie", from: "2014-08-01", form: registry.FormPrivate, effort: registry.Effort{MinutesTo: 60, Evidence: registry.Measured}},
		rule{number: 3, title: "Zebraplan", from: "2014-08-01", area: "Ældre", owner: "HR-chef", loose: true},
		rule{number: 4, title: "Årshjul", from: "2014-08-01", area: "Ældre", loose: true, reason: registry.Justification{Value: "Ro"}})
	return o, o.worker("Ada Admin", "administrator")
}

// What the address asks is what the page shows, and what the file has, in that order.
func TestListOfRules(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o, w := tabled(t, dsn)
		for query, want := range map[string]string{
			"owner=HR-chef": "1 3", "missing=owner": "2 4", "missing=owner&missing=justification": "2", "missing=check": "3 4", "missing=plain&area=Ældre": "3 4",
			"protects=life": "1", "legal_form=private": "2", "minutes=59,5": "2", "minutes=60": "", "unit=Alle kommunale dagtilbud&missing=legal_form": "1 3 4",
			"kind=reporting": "", "class=council_rule&state=in_force": "1 2 3 4", "state=lapsed": "", "on=2010-01-01&state=not_yet": "1 2 3 4",
			"sort=title": "2 3 1 4", "sort=-title": "4 1 3 2", "sort=-effort&missing=protects": "2 4 3", "q=plan&sort=title": "3 1", "utm=x&owner=": "1 2 3 4",
		} {
			at := "?" + strings.NewReplacer(" ", "%20", "Æ", "%C3%86").Replace(query)
			var got []string
			for _, m := range listed.FindAllStringSubmatch(w.read("/arbejde/regler"+at).is(t, 200).body, -1) {
				got = append(got, strings.TrimLeft(m[1], "R-0"))
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s shows %v, want %s", query, got, want)
			}
			file := firsts(both(t, w, "/arbejde/regler", at))
			for i := range file {
				file[i] = strings.TrimLeft(file[i], "R-0")
			}
			if strings.Join(file, " ") != want {
				t.Errorf("%s takes home %v, want %s", query, file, want)
			}
		}
		entry := w.read("/arbejde/regler/R-0001").form(t, "entry")
		w.send("/arbejde/regler/R-0001", filled(entry, "tags", "Skema, IT;  skema", "effort.role", "daglig leder")).is(t, 200)
		w.read("/arbejde/regler/R-0001").has(t, "Emneord")
		if tags := w.read("/arbejde/regler/R-0001").form(t, "entry").Get("tags"); tags != "it, skema" {
			t.Errorf("the tags are %q", tags)
		}
		other := w.read("/arbejde/regler/R-0004").form(t, "entry")
		if body := w.send("/arbejde/regler/R-0004", filled(other, "tags", "skema")).is(t, 200).body; !strings.Contains(body, `<option value="skema, it">`) || strings.Contains(body, `<option value="skema, skema">`) {
			t.Error("no further tag is suggested")
		}
		w.send("/arbejde/regler/R-0004", filled(w.read("/arbejde/regler/R-0004").form(t, "entry"), "tags", "")).is(t, 200)
		o.page(200, "/regler/R-0001").has(t, "Emneord it, skema")
		o.page(200, "/regler/R-0001/historik").has(t, "Emneord")
		due := w.read("/arbejde/regler/R-0004").form(t, "case")
		w.send("/arbejde/regler/R-0004", filled(due, "indicator", "Antal opkald", "check_on", "2026-12-01")).is(t, 200)
		for query, want := range map[string]string{"tag=Skema,it": "R-0001", "role=daglig+leder": "R-0001", "grade=partial": "R-0004", "finding=NO_EVIDENCE": "R-0004", "finding=INDICATOR_DUE": ""} {
			g := w.read("/arbejde/regler?col=tags&"+query).is(t, 200)
			var got []string
			for _, m := range listed.FindAllStringSubmatch(g.body, -1) {
				got = append(got, m[1])
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%s shows %v, want %s", query, got, want)
			}
		}
		o.on("2026-12-01") // what comes with a day is found on that day
		w = o.worker("Ada igen", "administrator")
		if due := listed.FindAllStringSubmatch(w.read("/arbejde/regler?finding=INDICATOR_DUE&sort=title").is(t, 200).body, -1); len(due) != 1 || due[0][1] != "R-0004" {
			t.Errorf("due are %v", due)
		}
		o.on("2026-11-21")
		w = o.worker("Ada til sidst", "administrator")
		for query, field := range map[string]string{"minutes=mange": "minutes", "on=i+morgen": "on", "state=gone": "state", "class=gone": "class", "kind=gone": "kind",
			"sort=size": "sort", "missing=alt": "", "protects=x": "protects", "grade=x": "grade", "tag=" + strings.Repeat("a", 41): "tag", "q=" + strings.Repeat("a", 201): "q"} {
			g := w.read("/arbejde/regler?"+query).is(t, 422)
			g.has(t, "Der er noget, der skal rettes")
			if field != "" && !strings.Contains(g.body, `href="#`+field+`"`) {
				t.Errorf("%s: the field is not named", query)
			}
			w.read("/arbejde/regler.csv?"+query).is(t, 422)
		}

		// The columns are chosen, on the page and in the file.
		g := w.read("/arbejde/regler?col=unit&col=class&col=effort&col=missing&col=gone&sort=title").is(t, 200)
		g.has(t, "Alle kommunale dagtilbud", "Politisk vedtaget", "0–60 min. hver gang", "Regelansvarlig, kort sagt")
		rows := both(t, w, "/arbejde/regler", "?col=effort&col=unit&sort=title")
		if fmt.Sprint(rows[0]) != "[Nummer Regel Enhed Tidsforbrug]" || fmt.Sprint(rows[1]) != "[R-0002 aftale om ferie Alle kommunale dagtilbud 0–60 min. hver gang]" {
			t.Errorf("%v", rows)
		}
		if !strings.Contains(g.body, `href="/arbejde/regler.csv?col=unit&amp;col=class&amp;col=effort&amp;col=missing&amp;col=gone&amp;sort=title"`) {
			t.Error("the file is another list")
		}
		if !strings.Contains(g.body, `aria-sort="ascending"><a href="/arbejde/regler?col=unit&amp;col=class&amp;col=effort&amp;col=missing&amp;col=gone&amp;sort=-title">`) {
			t.Error("the order cannot be reversed")
		}

		// Who has changed a rule comes back to its row in the list as it was.
		rule := regexp.MustCompile(`href="(/arbejde/regler/R-0003\?[^"]*)"`).FindStringSubmatch(w.read("/arbejde/regler?sort=-title&owner=HR-chef&after=R-0001").is(t, 200).body)
		if rule == nil {
			t.Fatal("no way to the rule")
		}
		at := strings.ReplaceAll(rule[1], "&amp;", "&")
		g = w.read(at).is(t, 200)
		back := `href="/arbejde/regler?after=R-0001&amp;owner=HR-chef&amp;sort=-title#R-0003"`
		if !strings.Contains(g.body, back) {
			t.Error("no way back to the row")
		}
		g = w.send(at, filled(g.hidden("case"), "value", "Værdi")).is(t, 200)
		g.has(t, "Gemt.")
		if !strings.Contains(g.body, back) {
			t.Error("no way back to the row once it is saved")
		}
		if g = w.read("/arbejde/regler/R-0003?list="+url.QueryEscape("after=x&to=//ond.example&owner=HR")).is(t, 200); !strings.Contains(g.body, `href="/arbejde/regler?owner=HR#R-0003"`) {
			t.Error("a list that is none leads astray")
		}
		if !strings.Contains(w.read("/arbejde/regler").body, `id="R-0003"`) {
			t.Error("the row has no place of its own")
		}

		// A post that becomes vacant shows at once.
		posts, err := o.register.Posts(t.Context())
		o.must(err)
		_, err = o.register.EditPost(t.Context(), act, posts[0].Post.ID, posts[0].Post.Edit, "HR-chef", registry.PostEntry{Vacant: true})
		o.must(err)
		w.read("/arbejde/regler?missing=owner&owner=HR-chef").is(t, 200).has(t, "HR-chef ledig", "Zebraplan", "Ørnens plan")
		if rows := both(t, w, "/arbejde/regler", "?missing=owner&owner=HR-chef"); rows[1][3] != "HR-chef (ledig)" {
			t.Errorf("%v", rows)
		}
	})
}

// A view is kept under a name, shared, shown first, and dropped; colleagues see
// what is shared, and change nothing of it.
func TestViewsOfTheList(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o, w := tabled(t, dsn)
		page := "/arbejde/regler?missing=owner&sort=title&utm=x"
		form := w.read(page).is(t, 200).hidden("view")
		w.send(page, filled(form, "name", "")).is(t, 422).has(t, "Navn på visningen", "Årshjul")
		g := w.send(page, filled(form, "name", "Ledige stillinger", "shared", "yes")).is(t, 200)
		g.has(t, "Visningen er gemt.", "Ledige stillinger", "Årshjul")
		g.lacks(t, "Zebraplan")
		w.send(page, filled(form, "name", "Ledige stillinger", "shared", "yes")).is(t, 200) // once more, by mistake
		form = w.read("/arbejde/regler?protects=life").hidden("view")
		w.send("/arbejde/regler?protects=life", filled(form, "name", "Værst er disse", "first", "yes")).is(t, 200)
		if g := w.read("/arbejde/regler"); g.Request.URL.RawQuery != "protects=life" {
			t.Errorf("at first %s is shown", g.Request.URL)
		}
		w.read("/arbejde/regler?sort=number").is(t, 200).has(t, "Zebraplan")

		colleague := o.worker("Bo Ærø", "owner", "Ældre")
		g = colleague.read("/arbejde/regler").is(t, 200)
		g.has(t, "Ledige stillinger (fra en kollega)", "Zebraplan")
		g.lacks(t, "Værst er disse")
		g = colleague.read("/arbejde/regler?missing=owner&sort=title")
		g.has(t, "Årshjul")
		g.lacks(t, "Zebraplan", "aftale om ferie") // what is shared is the view and not what it shows

		mine := w.read("/arbejde/regler/visninger").is(t, 200)
		mine.has(t, "Ledige stillinger (delt med kolleger)", "Værst er disse (vises først)")
		edits := regexp.MustCompile(`href="(/arbejde/regler/visninger\?id=[^"#]*)`).FindAllStringSubmatch(mine.body, -1)
		if len(edits) != 2 {
			t.Fatalf("%d views", len(edits))
		}
		colleague.read(edits[0][1]).is(t, 200).lacks(t, "Slet visningen")
		change := w.read(edits[0][1]).is(t, 200)
		stolen := filled(change.hidden("view"), "name", "Min", "shared", "yes")
		colleague.send("/arbejde/regler/visninger", stolen).is(t, 404)
		colleague.send("/arbejde/regler/visninger", change.hidden("drop")).is(t, 404)
		w.send("/arbejde/regler/visninger", filled(change.hidden("view"), "name", "Ledige", "first", "yes")).is(t, 200).has(t, "Gemt.", "Ledige (vises først)")
		w.send("/arbejde/regler/visninger", filled(change.hidden("view"), "submission", "another", "name", "For sent")).is(t, 412)
		w.read("/arbejde/regler/visninger").lacks(t, "Værst er disse (vises først)", "delt med kolleger")
		w.send("/arbejde/regler/visninger", change.hidden("drop")).is(t, 200).has(t, "Visningen er slettet.")
		w.read("/arbejde/regler/visninger").lacks(t, "Ledige")
		if log := o.objects(t); !slices.ContainsFunc(log, func(s string) bool { return strings.HasPrefix(s, "drop-list-view list-view ") }) {
			t.Errorf("the log has %v", log)
		}
		o.worker("Rev Isor", "auditor").read("/arbejde/regler/visninger").is(t, 403)
	})
}

// objects are what the log tells of, newest first.
func (o *town) objects(t *testing.T) (all []string) {
	page, err := o.register.AuditLog(t.Context(), "", registry.AuditPlace{}, 100)
	o.must(err)
	for _, e := range page.Events {
		all = append(all, e.Operation+" "+e.Object)
	}
	return all
}
