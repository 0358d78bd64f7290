package web_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// listed finds the rules of a list on a page.
var listed = regexp.MustCompile(`class="rule-list__number">(R-\d+)<`)

// rows are those of a file, the head first, from its bytes alone.
func (g got) rows(t testing.TB) (rows [][]string) {
	t.Helper()
	if strings.HasPrefix(g.Header.Get("Content-Type"), "text/csv") {
		read := csv.NewReader(strings.NewReader(strings.TrimPrefix(g.body, "\ufeff")))
		read.Comma = ';'
		rows, err := read.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	book, err := excelize.OpenReader(strings.NewReader(g.body))
	if err != nil {
		t.Fatalf("%v: %.200q", err, g.body)
	}
	defer book.Close()
	rows, err = book.GetRows(book.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows { // it leaves out what is empty at the end
		for len(rows[i]) < len(rows[0]) {
			rows[i] = append(rows[i], "")
		}
	}
	return rows
}

func firsts(rows [][]string) (all []string) {
	for _, r := range rows[1:] {
		all = append(all, r[0])
	}
	return all
}

// both reads a list in both formats and holds one against the other.
func both(t testing.TB, w *worker, path, query string) [][]string {
	t.Helper()
	a, b := w.read(path+".csv"+query).is(t, 200).rows(t), w.read(path+".xlsx"+query).is(t, 200).rows(t)
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("%s%s: as CSV\n%v\nas XLSX\n%v", path, query, a, b)
	}
	return a
}

// The file has what the page shows, with the same address: filters, day, and what was known.
func TestRegisterFile(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		w := o.stranger()
		for _, query := range []string{"", "?state=in_force", "?q=plan", "?area=Dagtilbud&class=council_rule", "?on=2027-07-01", "?on=2027-07-01&state=lapsed",
			"?on=2026-01-01&known=2025-06-01", "?q=findes-ikke", "?on=1-7-2027&after=R-0005&utm=x"} {
			shown := listed.FindAllStringSubmatch(w.read("/regler"+strings.ReplaceAll(query, "after=R-0005", "")).is(t, 200).body, -1)
			var want []string
			for _, m := range shown {
				want = append(want, m[1])
			}
			if have := firsts(both(t, w, "/regler", query)); !slices.Equal(have, want) {
				t.Errorf("%s: the file has %v, the page %v", query, have, want)
			}
		}
		rows := both(t, w, "/regler", "?on=2027-07-01&q=R-0001")
		if got := fmt.Sprint(rows); len(rows) != 2 || !strings.HasPrefix(got, "[[Nummer Regel Kort sagt Område Regeltype Status Status siden Hvorfor Næste ændring Status derefter]") {
			t.Errorf("%s", got)
		}
		english := both(t, w, "/en/rules", "?on=2027-07-01&q=R-0001")
		if english[0][1] != "Rule" || english[1][1] != rows[1][1] || english[1][5] == rows[1][5] || english[1][7] == "" || english[1][7] == rows[1][7] {
			t.Errorf("in English %v", english)
		}

		g := w.read("/regler.csv?on=2027-07-01").is(t, 200)
		for name, want := range map[string]string{"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": `attachment; filename="regler-2027-07-01.csv"`,
			"Cache-Control": "no-cache", "Content-Language": "da"} {
			if got := g.Header.Get(name); got != want {
				t.Errorf("%s: %q", name, got)
			}
		}
		if head := request(t, http.MethodHead, o.address+"/en/rules.xlsx"); head.StatusCode != 200 || head.body != "" || head.Header.Get("Content-Disposition") != `attachment; filename="rules-2026-11-21.xlsx"` {
			t.Errorf("HEAD: %d %v", head.StatusCode, head.Header)
		}
		for _, query := range []string{"on=2027-02-30", "known=2040-01-01", "state=gone", "class=gone", "q=" + strings.Repeat("a", 300), "area=%ff"} {
			g := w.read("/regler.xlsx?"+query).is(t, 422)
			g.has(t, "Der er noget, der skal rettes")
			if g.Header.Get("Content-Disposition") != "" || !strings.HasPrefix(g.Header.Get("Content-Type"), "text/html") {
				t.Errorf("%s is refused as %v", query, g.Header)
			}
		}
		g = w.read("/regler?state=in_force&on=2027-07-01").is(t, 200)
		g.has(t, "Hent hele listen til Excel (XLSX)", "Hent hele listen som CSV")
		if !strings.Contains(g.body, `href="/regler.xlsx?on=2027-07-01&amp;state=in_force"`) {
			t.Error("the page has no address of the file")
		}
	})
}

// A list longer than what is read at a time is one list, whatever is written
// meanwhile, and says the same of every rule as its pages do.
func TestLongFile(t *testing.T) {
	testenv.OneAtATime(t)
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := many(t, dsn, 2*registry.WholeBatch+1)
		w := o.worker("Ada Admin", "administrator")
		for _, path := range []string{"/regler", "/arbejde/regler"} {
			rows := both(t, w, path, "")
			if have := firsts(rows); len(have) != 2*registry.WholeBatch+1 || !slices.IsSorted(have) || len(slices.Compact(have)) != len(have) {
				t.Errorf("%s: %d rules", path, len(have))
			}
		}
		i, pages := 0, 0
		err := o.register.WholeRegister(context.Background(), "", registry.RegisterQuery{}, func(page registry.RegisterPage, next map[registry.RuleID]registry.State) error {
			for _, e := range page.Entries {
				i++
				half := e.Rule.Number%2 == 1 && e.Rule.Number < 2*registry.WholeBatch
				if int(e.Rule.Number) != i || (next[e.Rule.ID] == registry.Lapsed) != half {
					t.Fatalf("%d is %s and goes over to %q", i, e.Rule.Number, next[e.Rule.ID])
				}
			}
			if pages++; pages == 1 { // and then somebody adds one and repeals another
				o.create(rule{number: 5000, title: "Ny", from: "2015-01-01"})
				o.record(registry.Number(2*registry.WholeBatch), "2026-01-10", registry.Ruled{Ruling: registry.Repeal, By: council("2026-01-09", "Ophæves."), From: registry.MustDay("2026-01-10")})
			} else if e, ok := lastOf(page.Entries); ok && e.Segment.State != registry.InForce {
				t.Errorf("%s is %s", e.Rule.Number, e.Segment.State)
			}
			return nil
		})
		if o.must(err); i != 2*registry.WholeBatch+1 || pages != 3 {
			t.Errorf("%d rules in %d pages", i, pages)
		}
	})
}

func lastOf(entries []registry.RegisterEntry) (registry.RegisterEntry, bool) {
	for _, e := range entries {
		if int(e.Rule.Number) == 2*registry.WholeBatch {
			return e, true
		}
	}
	return registry.RegisterEntry{}, false
}

// The work list as a file has the rules that its reader reaches, and no others.
func TestWorkFile(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "=Ugeplan på stuen", from: "2014-08-01", owner: "+HR"}, rule{number: 2, title: "Døgnrytmeplan", from: "2014-08-01", area: "Ældre", loose: true})
		w := o.worker("Ada Admin", "administrator")
		rows := w.read("/arbejde/regler.csv").is(t, 200).rows(t)
		want := "[R-0001 '=Ugeplan på stuen Dagtilbud '+HR I kraft kort sagt,"
		if got := fmt.Sprint(rows[1]); len(rows) != 3 || !strings.HasPrefix(got, want) || strings.Contains(rows[1][5], "juridisk kontrol") || !strings.Contains(rows[2][5], "juridisk kontrol") {
			t.Errorf("%v", rows)
		}
		if got := firsts(both(t, w, "/arbejde/regler", "?missing=check")); !slices.Equal(got, []string{"R-0002"}) {
			t.Errorf("unchecked: %v", got)
		}
		if got := firsts(both(t, o.worker("Ejer Ældre", "owner", "Ældre"), "/en/desk/rules", "")); !slices.Equal(got, []string{"R-0002"}) {
			t.Errorf("an owner of another area gets %v", got)
		}
		if g := w.read("/arbejde/regler.xlsx"); g.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("it may be kept: %v", g.Header)
		}
		o.worker("Rev Isor", "auditor").read("/arbejde/regler.csv").is(t, 403)
		if g := o.stranger().read("/arbejde/regler.csv"); g.Request.URL.Path != "/log-ind" {
			t.Errorf("a stranger comes to %s", g.Request.URL)
		}
		w.read("/arbejde/regler?missing=check").is(t, 200).has(t, "Hent hele listen som CSV")
	})
}

// stops is a store that works so many times.
type stops struct {
	registry.Store
	left int
}

func (s *stops) View(ctx context.Context, f func(registry.Reader) error) error {
	if s.left--; s.left < 0 {
		return errors.New("password=hemmelig")
	}
	return s.Store.View(ctx, f)
}

// A file that cannot be written is a page that says so, or breaks off: it never
// looks whole.
func TestFileThatFails(t *testing.T) {
	testenv.OneAtATime(t)
	o := many(t, testenv.SQLite(t), 2*registry.WholeBatch)
	broken := 0
	for n := range 8 {
		var log bytes.Buffer
		register := &registry.Service{Store: &stops{o.register.Store, n}, Place: copenhagen}
		server := httptest.NewServer(web.New(web.Deps{Register: register, Workflow: &workflow.Service{}, Municipality: "Eksempel Kommune", Log: slog.New(slog.NewTextHandler(&log, nil))}))
		server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		r, err := http.Get(server.URL + web.Path("register_csv", texts.Danish))
		o.must(err)
		body, err := io.ReadAll(r.Body)
		_ = r.Body.Close()
		server.Close()
		switch {
		case r.StatusCode == 500 && err == nil && strings.Contains(string(body), "Noget gik galt hos os") && !strings.Contains(string(body), "hemmelig"):
		case r.StatusCode == 200 && err != nil && strings.Contains(log.String(), "file broken off"):
			broken++
		case r.StatusCode == 200 && err == nil && strings.Count(string(body), "\r\n") == 2*registry.WholeBatch+1 && n >= 5:
		default:
			t.Errorf("after %d: %d, %d bytes, %v, logged %s", n, r.StatusCode, len(body), err, log.String())
		}
	}
	if broken == 0 {
		t.Error("no file was broken off")
	}
}

// fileTestedApart are files with a test of their own: of a link TestLinkKit and
// TestSlips, of a hearing TestStatementFilePages, of an inbox TestSuggestionsAndMissingRules,
// of a consultation TestNumbersAndReport and TestSaidDone, of days TestLapseList, of a pack
// TestSendOnPages, of a period TestAccountPages, of the log TestLogPages, of a meeting
// TestCasePapers, of a simulation TestSimulatePages, of demands to take away TestStopTasks, of a pack for the case system TestJournalPages, of the decision log TestDecisionLog, of a policy TestPoliciesCanBeRead.
var fileTestedApart = regexp.MustCompile(`^work_link_|^work_slips_csv$|hearing|^statement_file$|^work_inputs_|consultation_|^said_done_feed$|` +
	`^lapses_ics$|^simulation_|^sent_on_docx$|^work_send_on_docx$|^period_account_|^log_|_proof$|_paper|^meeting_votes$|^work_stop_tasks_|_journal_|^work_disclosure_zip$|^work_evaluations_jsonl$|^policy_source$`)

// Every file is in both languages, and is one.
func TestFiles(t *testing.T) {
	testenv.OneAtATime(t)
	o := sample(t, testenv.SQLite(t))
	w := o.worker("Ada Admin", "administrator")
	if len(web.Files()) < 4 {
		t.Fatal(web.Files())
	}
	for _, key := range web.Files() {
		if fileTestedApart.MatchString(key) {
			continue
		}
		for _, lang := range texts.Langs {
			g := w.read(web.Path(key, lang)).is(t, 200)
			if key == "work_register" { // of many tables, and in no language
				if !json.Valid([]byte(g.body)) || !strings.Contains(g.body, `{"number":1,"id":`) {
					t.Errorf("%s: %.200s", key, g.body)
				}
				continue
			}
			if len(g.rows(t)) < 2 || g.Header.Get("Content-Language") != string(lang) || g.Header.Get("Vary") == "" {
				t.Errorf("%s in %s: %v", key, lang, g.Header)
			}
		}
	}
}
