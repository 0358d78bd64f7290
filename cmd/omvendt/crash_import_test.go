package main

import (
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// officer is somebody at the desk's pages, without a browser.
type officer struct {
	t    *testing.T
	http *http.Client
	url  string // of the server that is up
}

// page answers a request with where it led, and with the page; an empty one when
// the server died meanwhile.
func (o *officer) page(path string, form url.Values) (at, page string) {
	o.t.Helper()
	get := func() (*http.Response, error) { return o.http.Get(o.url + path) }
	if form != nil {
		get = func() (*http.Response, error) { return o.http.PostForm(o.url+path, form) }
	}
	resp, err := get()
	if err != nil {
		return "", ""
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", ""
	}
	if resp.StatusCode != http.StatusOK {
		o.t.Fatalf("%s: %d\n%s", path, resp.StatusCode, body)
	}
	return resp.Request.URL.Path, string(body)
}

// sayYes confirms a draft as its page shows it.
func (o *officer) sayYes(draft string) {
	o.t.Helper()
	form := url.Values{"warnings": {"yes"}}
	_, page := o.page(draft+"/bekraeft", nil)
	for _, m := range hiddenField.FindAllStringSubmatch(page, -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	if !form.Has("plan") {
		o.t.Fatalf("nothing to say yes to:\n%s", page)
	}
	if at, page := o.page(draft+"/bekraeft", form); at != draft+"/gemmes" && !strings.HasPrefix(at, "/arbejde/importer/") {
		o.t.Fatalf("yes led to %s\n%s", at, page)
	}
}

// A server that is killed while it stores an import leaves all of its rules or none,
// says so, and stores it when somebody says yes again.
func TestCampaignKilledWhileImporting(t *testing.T) {
	long(t)
	const rules = 3000 // in two parts
	random := rand.New(rand.NewPCG(testenv.Seed(t, 11), 0))
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-21")
		_, secret := linkIn(t, m.must("user", "add", "--name", "Ane", "--email", "ane@kommune.example", "--role", "administrator"))
		draft := "/arbejde/import/" + m.draft(rules)
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		o := &officer{t: t, http: &http.Client{Jar: jar, Timeout: time.Minute}}
		ahead := time.Until(m.clock()).Round(time.Second)
		server := m.spawn(ahead)
		server.ready()
		o.url = server.url
		o.page("/log-ind/"+secret, url.Values{})
		db, dialect := raw(t, dsn)
		stored := func() int {
			t.Helper()
			all, err := query(t.Context(), db, "SELECT number FROM rule")
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		halfway := 0
		for n := range testenv.Runs(t, 2) {
			o.sayYes(draft)
			if n == 0 { // between two parts, as its page tells; the others fall anywhere
				for at, page := o.page(draft+"/gemmes", nil); at == draft+"/gemmes" && !strings.Contains(page, "er skrevet"); {
					at, page = o.page(draft+"/gemmes", nil)
				}
			} else {
				time.Sleep(time.Duration(random.IntN(1500)) * time.Millisecond)
			}
			server.kill()
			there := stored()
			if there != 0 && there != rules {
				t.Fatalf("%d of %d rules are stored", there, rules)
			}
			ahead += registry.RunLasts + time.Second
			server = m.spawn(ahead)
			server.ready()
			o.url = server.url
			at, page := o.page(draft+"/gemmes", nil)
			if there == rules {
				if !strings.HasPrefix(at, "/arbejde/importer/") {
					t.Errorf("what is stored is told as\n%s", page)
				}
				break
			}
			halfway++
			if !strings.Contains(page, "Det blev afbrudt, før det var færdigt. Ingen af reglerne er gemt") {
				t.Errorf("what was broken off is told as\n%s", page)
			}
		}
		if stored() == 0 {
			o.sayYes(draft)
		}
		for at := draft + "/gemmes"; !strings.HasPrefix(at, "/arbejde/importer/"); {
			var page string
			if at, page = o.page(draft+"/gemmes", nil); strings.Contains(page, "blev ikke gemt") {
				t.Fatal(page)
			}
		}
		if n := stored(); n != rules {
			t.Errorf("%d rules, not %d", n, rules)
		}
		server.terminate()
		if code := server.ended(); code != done {
			t.Errorf("stopped with %d\n%s", code, server.said)
		}
		there, err := snapshotOf(t.Context(), db, dialect)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range there.disagreements(nil, 0) {
			t.Error(fault)
		}
		t.Logf("killed %d times before it was stored", halfway)
	})
}

// draft puts a file of rules on its way, as its upload does.
func (m *machine) draft(rules int) (id string) {
	m.t.Helper()
	h, err := m.program().open(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	defer h.Close()
	var file strings.Builder
	file.WriteString("titel;krav;type;område;enhed;vedtaget_af;vedtaget_dato;retsgrundlag\n")
	for n := range rules {
		fmt.Fprintf(&file, "Regel %d;Skriv nummer %d ned.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n", n, n)
	}
	book, err := sheet.ReadAll([]byte(file.String()))
	if err != nil {
		m.t.Fatal(err)
	}
	d, err := ruleimport.Desk{Register: h.register}.Open(m.t.Context(), act("create-import-draft"), "regler.csv", book, ruleimport.Choices{})
	if err != nil {
		m.t.Fatal(err)
	}
	return string(d.ID)
}
