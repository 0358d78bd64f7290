package web_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// got is what came back for a request.
type got struct {
	*http.Response
	body string
}

func (o *town) get(path string, header ...string) got {
	o.t.Helper()
	return request(o.t, http.MethodGet, o.address+path, header...)
}

func request(t testing.TB, method, address string, header ...string) got {
	t.Helper()
	r, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return do(t, r)
}

// page gets a page and checks what holds for every page.
func (o *town) page(status int, path string) got {
	o.t.Helper()
	g := o.get(path)
	if g.StatusCode != status {
		o.t.Errorf("%s: status %d, want %d", path, g.StatusCode, status)
	}
	for _, fault := range faults(g.body) {
		o.t.Errorf("%s: %s", path, fault)
	}
	lang := "da"
	if strings.HasPrefix(path, "/en") {
		lang = "en"
	}
	if !strings.Contains(g.body, `<html lang="`+lang+`">`) || g.Header.Get("Content-Language") != lang {
		o.t.Errorf("%s: not in %s", path, lang)
	}
	return g
}

func (g got) has(t testing.TB, parts ...string) {
	t.Helper()
	plain := strings.Join(strings.Fields(text(g.body)), " ")
	for _, part := range parts {
		if !strings.Contains(plain, part) {
			t.Errorf("%s: does not say %q", g.Request.URL, part)
		}
	}
}

var tag = regexp.MustCompile(`<[^>]*>`)

// text is what a reader reads.
func text(page string) string {
	_, page, _ = strings.Cut(page, "<body>")
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&amp;", "&", "&lt;", "<", "&gt;", ">").Replace(tag.ReplaceAllString(page, " "))
}

// paths are every page there is, in both languages, for the sample.
var paths = []string{"/regler", "/regler/R-0001", "/regler/R-0002", "/regler/R-0018", "/eftersyn", "/eftersyn/dagtilbud-2027", "/eftersyn/dagtilbud-2025", "/om", "/was",
	"/en/rules", "/en/rules/R-0001", "/en/rules/R-0002", "/en/rules/R-0018", "/en/reviews", "/en/reviews/dagtilbud-2027", "/en/reviews/dagtilbud-2025", "/en/about", "/en/was"}

// Every link of every page leads to a page without faults, or to a file.
func TestEveryPage(t *testing.T) {
	testenv.OneAtATime(t)
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		seen := map[string]bool{}
		next := slices.Clone(paths)
		rules, most := 22, 600
		if testing.Short() {
			rules, most = 4, 300
		}
		for n := 1; n <= rules; n++ {
			for _, day := range []string{"", "?on=2010-01-01", "?on=2026-12-31", "?on=2027-07-01", "?on=2030-01-01", "?known=2026-02-01", "?known=2025-06-01T10:00:00Z&on=2025-12-31"} {
				next = append(next, fmt.Sprintf("/regler/R-%04d%s", n, day), fmt.Sprintf("/en/rules/R-%04d%s", n, day))
			}
		}
		_, err := o.log.Publish(t.Context()) // proofs are of what was signed
		o.must(err)
		link, file := regexp.MustCompile(` href="(/[^"#]*)`), regexp.MustCompile(`^[^?]*(\.(csv|xlsx|docx|ics|json|jsonl|zip)|/log/checkpoint|/log/feed)(\?|$)`)
		for len(next) > 0 && len(seen) < most {
			path := next[0]
			next = next[1:]
			if seen[path] {
				continue
			}
			seen[path] = true
			if strings.HasPrefix(path, "/assets/") || file.MatchString(path) {
				if g := o.get(path); g.StatusCode != 200 {
					t.Errorf("%s: %d", path, g.StatusCode)
				}
				continue
			}
			g := o.page(200, path)
			for _, m := range link.FindAllStringSubmatch(g.body, -1) {
				next = append(next, strings.ReplaceAll(m[1], "&amp;", "&"))
			}
		}
		if len(seen) < most/2 {
			t.Errorf("found %d pages", len(seen))
		}
	})
}

func TestEmptyRegister(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		for _, path := range []string{"/regler", "/en/rules", "/eftersyn", "/en/reviews", "/om", "/was"} {
			o.page(200, path)
		}
		o.page(200, "/regler").has(t, "Der er endnu ingen regler i registeret", "Læs om registeret")
		o.page(200, "/en/rules?q=plan").has(t, "No rules fit your search")
		o.page(200, "/regler?known=2026-11-01").has(t, "Dengang var der ingen regler i registeret")
		o.page(200, "/eftersyn").has(t, "Der er ikke noget regeleftersyn i gang")
		o.page(404, "/regler/R-0001").has(t, "Der er ingen regel med nummeret R-0001")
		o.page(404, "/en/reviews/dagtilbud").has(t, "There is no review with the address dagtilbud")
	})
}

func TestRegister(t *testing.T) {
	o := sample(t, testenv.SQLite(t))
	g := o.page(200, "/regler")
	g.has(t, "Hvilke regler gælder i Eksempel Kommune?", "15 I kraft", "2 Bortfaldet", "I dag, 21. november 2026", "22 regler",
		"Bortfalder 1. juli 2027", "Kun lovens minimum fra 1. juli 2027", "Ophæves 1. februar 2027", "Træder i kraft 1. august 2027", "Forlænges midlertidigt 1. juli 2027")
	o.page(200, "/regler?on=2027-07-01").has(t, "Den 1. juli 2027", "Bortfalder 1. december 2027")
	o.page(200, "/regler?on=01-07-2027").has(t, "Den 1. juli 2027") // as a Dane writes it
	o.page(200, "/regler?on=2025-06-01").has(t, "Bortfaldt 31. december 2025", "Ophævet 10. november 2025")
	o.page(200, "/regler?known=2025-06-01&on=2026-01-01").has(t, "Sådan så registeret ud den 1. juni 2025.")
	o.page(200, "/regler?q=ugeplan").has(t, "1 regel", "R-0001")
	o.page(200, "/regler?q=Ugeplanerne+stuens").has(t, "1 regel", "R-0001")
	o.page(200, "/en/rules?q=bekymringer").has(t, "1 rule", "R-0004")
	o.page(200, "/regler?q=ugeplanernes+bekymringer").has(t, "Ingen regler passer")
	o.page(200, "/regler?q=r-0007").has(t, "1 regel", "Retningslinjer for tilsyn")
	o.page(200, "/regler?state=lapsed").has(t, "2 regler", "Fjern filtre")
	o.page(200, "/en/rules?area=%C3%86ldre+og+omsorg&class=council_rule").has(t, "1 rule", "R-0019")
	// An address with tails still means what it meant, and names itself without them.
	g = o.page(200, "/regler?q=ugeplan&utm_source=avis&fbclid=1&%zz")
	g.has(t, "1 regel")
	if !strings.Contains(g.body, `<link rel="canonical" href="`+o.address+`/regler?q=ugeplan">`) {
		t.Error("the canonical address keeps a tail")
	}
	// Known and day stay with every link that leaves a filter or turns a page.
	g = o.page(200, "/regler?state=lapsed&on=2026-06-01&known=2026-03-01")
	for _, keeps := range []string{`href="/regler?known=2026-03-01&amp;on=2026-06-01"`, `href="/regler/R-0015?known=2026-03-01&amp;on=2026-06-01"`, `name="known" value="2026-03-01"`,
		`href="/en/rules?state=lapsed&amp;on=2026-06-01&amp;known=2026-03-01"`} {
		if !strings.Contains(g.body, keeps) {
			t.Errorf("the register lost %s", keeps)
		}
	}
}

func TestPagingThroughFourHundredRules(t *testing.T) {
	testenv.OneAtATime(t)
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := many(t, dsn, 400)
		row := regexp.MustCompile(`rule-list__number">(R-\d+)<`)
		more := regexp.MustCompile(`href="([^"]*)" rel="next"`)
		var numbers []string
		pages := 0
		for path := "/regler?area=Dagtilbud&on=2027-01-01"; path != ""; pages++ {
			g := o.page(200, path)
			g.has(t, "400 regler", "Den 1. januar 2027")
			for _, m := range row.FindAllStringSubmatch(g.body, -1) {
				numbers = append(numbers, m[1])
			}
			path = ""
			if m := more.FindStringSubmatch(g.body); m != nil {
				path = strings.ReplaceAll(m[1], "&amp;", "&")
			}
		}
		if len(numbers) != 400 || pages != 8 || !slices.IsSorted(numbers) || len(slices.Compact(numbers)) != 400 {
			t.Errorf("%d rules on %d pages", len(numbers), pages)
		}
		o.page(200, "/regler?after=R-0400").has(t, "Der er ikke flere regler")
	})
}

func TestRule(t *testing.T) {
	o := sample(t, testenv.SQLite(t))
	const opening = "Alle de nævnte regler bortfalder på bortfaldsdatoen"
	for _, c := range []struct {
		path string
		says []string
	}{
		{"/regler/R-0001", []string{"Gælder reglen i dag, 21. november 2026?", "KEPT_BY_DECISION", "Byrådet besluttede den 16. november 2026 at beholde reglen:",
			"Reglen fastholdes og bortfalder den 1. juni 2029", "Begrundelse i beslutningen: Ugeplanen giver", "Reglen bortfalder den 1. juni 2029, medmindre",
			"Beskytter: borgeres ret eller service", "Leder af Dagtilbud Vest", "30-45 minutter hver gang, 2 personer", "Skøn fra ledere", "Forældrene kan se", "Det bliver undersøgt 1. oktober 2027",
			"Ingen lov eller aftale kræver reglen", "Der er 222 dage tilbage", "Kilde: Regelregisteret, Eksempel Kommune"}},
		{"/regler/R-0002", []string{"REVIEW_PENDING", "Bortfaldsdatoen den 1. juli 2027 er sat af Byrådet den 26. maj 2026:", opening, "selvejende eller private institutioner", "Ingen har skrevet en begrundelse"}},
		{"/regler/R-0002?on=2027-07-01", []string{"Gælder reglen den 1. juli 2027?", "Bortfaldet siden 1. juli 2027", "Dagen er ikke kommet endnu", opening, "Valgt dag"}},
		{"/regler/R-0002?known=2026-05-31", []string{"Sådan så registeret ud den 31. maj 2026.", "NOT_IN_REVIEW"}},
		{"/regler/R-0003", []string{"Ingen har ansvaret for reglen lige nu", "Ikke opgjort", "Administrativt fastsat"}},
		{"/regler/R-0004", []string{"STATE_DUTY", "§ 11, stk. 1", "Loven selv kræver det.", "det regeleftersyn, som reglen er med i"}},
		{"/regler/R-0008?on=2027-08-01", []string{"Kun lovens minimum", "FLOOR_REMAINS"}},
		{"/regler/R-0010?on=2027-02-01", []string{"Forældresamtale en gang om året", "AMENDED_BY_DECISION", "Ny tekst fra denne dag.", "Tekst 2", "Fra 1. januar 2027"}},
		{"/regler/R-0010", []string{"Forældresamtale to gange om året"}},
		{"/regler/R-0011", []string{"REPEAL_PENDING", "Reglen er ophævet fra den 1. februar 2027"}},
		{"/regler/R-0012?on=2026-06-01", []string{"Ude af kraft i et forsøg", "Byrådet besluttede den 10. november 2025 at prøve uden reglen:"}},
		{"/regler/R-0012?on=2025-12-01", []string{"TRIAL_DECIDED", "Siden skete der noget nyt: Reglen blev sat ud af kraft i et forsøg den 1. maj 2026."}},
		{"/regler/R-0013?on=2027-08-01", []string{"Midlertidigt forlænget", "DEFERRED", "til undersøgelsen foreligger"}},
		{"/regler/R-0014", []string{"FOUND_UNLAWFUL", "Kommunen kan ikke kræve lægeerklæring"}},
		{"/regler/R-0015", []string{"LAPSED_UNDECIDED", "TIE", "Stemmerne stod lige den 10. november 2025", "Spørgsmålet var: Skal reglen fastholdes?", opening}},
		{"/regler/R-0016", []string{"Afløst", "Byrådet besluttede den 10. november 2025, at R-0017 afløser reglen:", "elektronisk"}},
		{"/regler/R-0018", []string{"Retsgrundlaget er ikke kontrolleret.", "Det betyder ikke, at der ikke er nogen."}},
		{"/regler/R-0019", []string{"HEARING_MISSING", "Ældrerådet skal høres"}},
		{"/regler/R-0021", []string{"Endnu ikke i kraft", "Reglen gælder fra den 1. august 2027."}},
		{"/regler/R-0022", []string{"Skrevet ind i registeret den 20. januar 2026, efter mødet: Referatet blev først underskrevet i januar."}},
		{"/en/rules/R-0002?on=2027-07-01", []string{"Does the rule apply on 1 July 2027?", "Lapsed since 1 July 2027", "That day has not come yet", opening}},
	} {
		o.page(200, c.path).has(t, c.says...)
	}
	// What is quoted can be looked up again: the address names the day.
	if g := o.get("/regler/R-0001"); !strings.Contains(g.body, o.address+"/regler/R-0001?on=2026-11-21") {
		t.Error("the quotation has no address with its day")
	}
}

// The bar covers the whole width without gaps, and the table every day.
func TestTimelineIsDrawn(t *testing.T) {
	testenv.OneAtATime(t)
	o := sample(t, testenv.SQLite(t))
	bar := regexp.MustCompile(`timeline__segment--(\w+)" x="([\d.]+)%" width="([\d.]+)%"`)
	for n := 1; n <= 22; n++ {
		g := o.page(200, fmt.Sprintf("/regler/R-%04d", n))
		end := 0.0
		for i, m := range bar.FindAllStringSubmatch(g.body, -1) {
			var x, width float64
			fmt.Sscan(m[2], &x)
			fmt.Sscan(m[3], &width)
			if i == 0 {
				end = x
			}
			if x < end-0.7 || x > end+0.7 {
				t.Errorf("R-%04d: %s begins at %v, the one before ends at %v", n, m[1], x, end)
			}
			end = x + width
		}
		if end < 99.5 || end > 100.7 {
			t.Errorf("R-%04d: the bar ends at %v %%", n, end)
		}
		if !strings.Contains(g.body, "Indtil videre") {
			t.Errorf("R-%04d: the table has an end", n)
		}
	}
}

// A meeting that is planned says nothing about the rule yet: one stretch, not two in other words.
func TestTimelineTellsTheSameOnce(t *testing.T) {
	o := sample(t, testenv.SQLite(t))
	o.record(2, "2026-12-21", registry.MinutesAwaited{Meeting: "byraadet-2026-12-21", Until: registry.MustDay("2027-01-04")})
	g := o.page(200, "/regler/R-0002")
	g.has(t, "30. juni 2027", "Bortfaldet uden beslutning.")
	if strings.Contains(g.body, "20. december 2026") || strings.Contains(g.body, "I regeleftersyn.") {
		t.Error("the table has two rows that tell the same")
	}
}

func TestReview(t *testing.T) {
	o := sample(t, testenv.SQLite(t))
	g := o.page(200, "/eftersyn/dagtilbud-2027")
	g.has(t, "Mindre papir, mere tid: regeleftersyn af dagtilbud", "Der er 222 dage tilbage.", "Byrådet besluttede den 26. maj 2026:", "Alle de nævnte regler bortfalder",
		"2 regler bortfalder, hvis ingen beslutter noget", "11 regler er med i eftersynet", "1 af dem beskytter nogen og står først.", "Beskytter: liv og helbred", "Kun lovens minimum bliver tilbage",
		"Loven kræver en regel: de skal afløses", "Kan ikke bortfalde", "Afgjort", "Mangler juridisk kontrol")
	protecting, other := strings.Index(g.body, ">R-0002<"), strings.Index(g.body, ">R-0003<")
	if protecting < 0 || other < protecting {
		t.Error("the rule that protects does not stand first")
	}
	o.page(200, "/eftersyn/dagtilbud-2025").has(t, "Bortfaldsdatoen var den 31. december 2025.", "Bortfaldt, fordi ingen besluttede noget i tide", "2 regler bortfaldt")
	o.page(200, "/en/reviews/dagtilbud-2027").has(t, "There are 222 days left.", "Lapses if nobody decides anything", "1 of them protects somebody and stands first.")
	o.page(200, "/eftersyn").has(t, "I gang nu", "Tidligere eftersyn", "Ældre og omsorg 2026")

	// The server may be off on the day itself; the page tells it all the same.
	o.on("2027-06-30")
	o.record(3, "2027-06-28", registry.MinutesAwaited{Meeting: "byraadet-2027-06-28", Until: registry.MustDay("2027-07-10")})
	o.on("2027-07-01")
	o.page(200, "/regler/R-0003").has(t, "Afventer referat siden 1. juli 2027", "LAPSED_UNDECIDED", "MINUTES_AWAITED", "Referatet afventes, dog højst til den 10. juli 2027.")
	o.page(200, "/regler?q=statusrapport").has(t, "Afventer referat")
	o.page(200, "/eftersyn/dagtilbud-2027").has(t, "Bortfaldsdatoen var den 1. juli 2027.", "2 regler bortfaldt")
	o.page(200, "/regler/R-0002").has(t, "Gælder reglen i dag, 1. juli 2027?", "Bortfaldet siden 1. juli 2027")

	o.review("Et nyt eftersyn", "nyt-2028", "2028-07-01", "2027-06-01", nil, 17)
	review, err := o.workflow.Review(context.Background(), "nyt-2028")
	o.must(err)
	_, err = o.workflow.Cancel(context.Background(), act, "nyt-2028", review.Edit, council("2027-07-01", "Eftersynet aflyses."))
	o.must(err)
	o.page(200, "/eftersyn/nyt-2028").has(t, "Eftersynet blev aflyst.")
	o.page(200, "/eftersyn").has(t, "Eftersynet blev aflyst.")
	o.page(200, "/regler/R-0017").has(t, "Byrådet tog reglen ud af eftersynet igen.")
}

func TestBadInput(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		for _, c := range []struct {
			path, says string
			status     int
		}{
			{"/regler?on=2027-02-30", "„2027-02-30“ er ikke en dag", 422},
			{"/regler?on=31-02-2027", "„31-02-2027“ er ikke en dag", 422},
			{"/regler?on=0001-01-01", "er ikke en dag", 422},
			{"/regler?on=9999-12-31", "er ikke en dag", 422},
			{"/regler?on=i%20morgen", "er ikke en dag", 422},
			{"/regler?known=2030-01-01", "Registeret kan ikke vide noget i fremtiden", 422},
			{"/regler?known=engang", "er ikke en dag", 422},
			{"/regler?state=gone", "Vælg en af de muligheder, der er", 422},
			{"/regler?class=gone&q=plan", "Vælg en af de muligheder, der er", 422},
			{"/regler?after=gone", "er ikke et regelnummer", 422},
			{"/regler?q=%00", "Teksten indeholder tegn", 422},
			{"/regler?q=%ff%fe", "Teksten indeholder tegn", 422},
			{"/regler?area=%ff", "Teksten indeholder tegn", 422},
			{"/regler?q=" + strings.Repeat("a", 300), "Teksten er for lang", 422},
			{"/regler?on=%ff%00", "er ikke en dag", 422},
			{"/regler/R-0001?on=2027-13-01", "er ikke en dag", 422},
			{"/regler/R-0001?known=2030-01-01", "Registeret kan ikke vide noget i fremtiden", 422},
			{"/regler/R-0001?known=%ff", "er ikke en dag", 422},
			{"/regler/R-0001?known=2024-01-01", "endnu ikke i registeret", 404},
			{"/en/rules/R-0001?known=2024-01-01", "R-0001 cannot be shown like that", 404},
			{"/en/rules?on=x", "Something needs to be corrected", 422},
			{"/regler/R-9999", "Der er ingen regel med nummeret R-9999", 404},
			{"/regler/ugeplan", "Et nummer ser sådan ud: R-0042", 404},
			{"/regler/R-99999999999", "Et nummer ser sådan ud: R-0042", 404},
			{"/regler/%00", "Et nummer ser sådan ud: R-0042", 404},
			{"/regler/%ff", "Et nummer ser sådan ud: R-0042", 404},
			{"/eftersyn/findes-ikke", "Der er ikke noget regeleftersyn", 404},
			{"/eftersyn/%00%ff", "Der er ikke noget regeleftersyn", 404},
			{"/eftersyn/%22%3E%3Cscript%3E", "Der er ikke noget regeleftersyn", 404},
			{"/findes-ikke", "Siden findes ikke", 404},
			{"/en/nowhere", "There is no such page", 404},
		} {
			g := o.page(c.status, c.path)
			plain := text(g.body)
			if !strings.Contains(strings.Join(strings.Fields(plain), " "), c.says) {
				t.Errorf("%s: does not say %q", c.path, c.says)
			}
			wrong := "<title>Fejl: "
			if strings.HasPrefix(c.path, "/en") {
				wrong = "<title>Error: "
			}
			if !strings.Contains(g.body, wrong) {
				t.Errorf("%s: the title does not begin with what is wrong", c.path)
			}
			if g.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: kept as %q", c.path, g.Header.Get("Cache-Control"))
			}
		}
		// What was typed stays to be mended.
		if g := o.get("/regler?on=2027-02-30&q=plan&area=Dagtilbud"); !strings.Contains(g.body, `value="2027-02-30"`) ||
			!strings.Contains(g.body, `value="plan"`) || !strings.Contains(g.body, `<option value="Dagtilbud" lang="da" selected>`) {
			t.Error("what was typed is lost")
		}
		if g := o.get("/regler/R-0001?on=2027-07-01&known=2031-01-01"); !strings.Contains(g.body, `value="2031-01-01"`) || !strings.Contains(g.body, `value="2027-07-01"`) {
			t.Error("what was typed is lost on a rule's page")
		}
	})
}

func TestAddresses(t *testing.T) {
	o := sample(t, testenv.SQLite(t))
	for _, c := range []struct {
		from, accept string
		status       int
		to           string
	}{
		{"/", "", 302, "/regler"},
		{"/", "da-DK,da;q=0.9,en;q=0.5", 302, "/regler"},
		{"/", "en-GB,en;q=0.9", 302, "/en/rules"},
		{"/", "fr", 302, "/en/rules"},
		{"/?on=2027-07-01", "da", 302, "/regler?on=2027-07-01"},
		{"/en", "da", 302, "/en/rules"},
		{"/en/", "da", 308, "/en"},
		{"/regler/", "", 308, "/regler"},
		{"/regler/r-1", "", 308, "/regler/R-0001"},
		{"/en/rules/1?on=2027-07-01", "", 308, "/en/rules/R-0001?on=2027-07-01"},
		{"/regler/R-001", "", 308, "/regler/R-0001"},
	} {
		g := o.get(c.from, "Accept-Language", c.accept)
		if g.StatusCode != c.status || g.Header.Get("Location") != c.to {
			t.Errorf("%s (%s): %d to %q, want %d to %q", c.from, c.accept, g.StatusCode, g.Header.Get("Location"), c.status, c.to)
		}
	}
	g := o.get("/regler/R-0001?on=2027-07-01")
	for _, part := range []string{
		`<link rel="alternate" hreflang="en" href="` + o.address + `/en/rules/R-0001?on=2027-07-01">`,
		`<link rel="alternate" hreflang="da" href="` + o.address + `/regler/R-0001?on=2027-07-01">`,
		`<link rel="alternate" hreflang="x-default" href="` + o.address + `/regler/R-0001?on=2027-07-01">`,
		`<a href="/en/rules/R-0001?on=2027-07-01" lang="en" hreflang="en">English</a>`,
	} {
		if !strings.Contains(g.body, part) {
			t.Errorf("no %s", part)
		}
	}
}

func TestHeaders(t *testing.T) {
	o := sample(t, testenv.SQLite(t))
	asset := regexp.MustCompile(`href="(/assets/[^"]*omvendt\.css)"`).FindStringSubmatch(o.get("/regler").body)[1]
	for _, path := range []string{"/", "/regler", "/en/rules/R-0001", "/findes-ikke", "/regler?on=x", asset, "/assets/x/nothing"} {
		g := o.get(path)
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		} {
			if got := g.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if g.Header.Get("Cache-Control") == "" {
			t.Errorf("%s: no Cache-Control", path)
		}
		if path == "/findes-ikke" { // it is not there for anybody
			continue
		}
		for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS"} {
			g := request(t, method, o.address+path)
			if g.StatusCode != 405 || g.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: %d, Allow %q", method, path, g.StatusCode, g.Header.Get("Allow"))
			}
			for _, fault := range faults(g.body) {
				t.Errorf("%s %s: %s", method, path, fault)
			}
		}
		head := request(t, "HEAD", o.address+path)
		if head.StatusCode != g.StatusCode || head.body != "" || head.Header.Get("Content-Type") != g.Header.Get("Content-Type") {
			t.Errorf("HEAD %s: %d, %d bytes", path, head.StatusCode, len(head.body))
		}
	}

	g := o.get("/regler")
	if again := o.get("/regler", "If-None-Match", g.Header.Get("ETag")); again.StatusCode != 304 || again.body != "" {
		t.Errorf("an unchanged page: %d", again.StatusCode)
	}
	o.on("2026-11-22")
	if again := o.get("/regler", "If-None-Match", g.Header.Get("ETag")); again.StatusCode != 200 {
		t.Errorf("the page of another day: %d", again.StatusCode)
	}
	style := o.get(asset)
	if !strings.Contains(style.Header.Get("Cache-Control"), "immutable") || !strings.HasPrefix(style.Header.Get("Content-Type"), "text/css") {
		t.Errorf("style sheet: %v", style.Header)
	}
	old := o.get("/assets/0123456789abcdef/omvendt.css")
	if old.StatusCode != 200 || strings.Contains(old.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("the style sheet of another version: %d %v", old.StatusCode, old.Header)
	}
	if again := o.get(asset, "If-None-Match", style.Header.Get("ETag")); again.StatusCode != 304 {
		t.Errorf("an unchanged style sheet: %d", again.StatusCode)
	}
	for _, path := range []string{"/regler", asset} {
		packed := o.get(path, "Accept-Encoding", "br, gzip;q=0.8")
		if packed.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s is not compressed", path)
			continue
		}
		z, err := gzip.NewReader(strings.NewReader(packed.body))
		o.must(err)
		plain, err := io.ReadAll(z)
		o.must(err)
		if whole := o.get(path, "Accept-Encoding", "gzip;q=0"); string(plain) != whole.body || whole.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: the compressed page is another", path)
		}
	}
}

// broken is a store that fails.
type broken struct {
	registry.Store
	err error
}

func (b broken) View(context.Context, func(registry.Reader) error) error { return b.err }
func (b broken) Update(context.Context, registry.Act, func(registry.Tx) error) error {
	return b.err
}

func TestFailureIsAPage(t *testing.T) {
	secret := errors.New("password=hemmelig")
	register := &registry.Service{Store: broken{err: secret}}
	handler := web.New(web.Deps{Register: register, Workflow: &workflow.Service{},
		Municipality: "Eksempel Kommune", BaseURL: "https://regler.example.dk/"})
	for path, says := range map[string]string{"/regler": "Noget gik galt hos os", "/en/rules/R-0001": "Something"} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != 500 || !strings.Contains(w.Body.String(), says) || strings.Contains(w.Body.String(), "hemmelig") {
			t.Errorf("%s: %d %s", path, w.Code, text(w.Body.String()))
		}
		for _, fault := range faults(w.Body.String()) {
			t.Errorf("%s: %s", path, fault)
		}
	}
	busy := &registry.Service{Store: broken{err: &registry.Error{Code: registry.CodeBusy}}}
	handler = web.New(web.Deps{Register: busy, Workflow: &workflow.Service{}, Municipality: "Eksempel Kommune", BaseURL: "https://regler.example.dk/"})
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", "/regler", nil))
	if w.Code != 503 {
		t.Errorf("a busy database: %d", w.Code)
	}
	w = httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", "/om", nil))
	if !strings.Contains(w.Body.String(), `<link rel="canonical" href="https://regler.example.dk/om">`) {
		t.Error("the base address is not used")
	}
}
