package main

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/uptrace/bun/driver/pgdriver"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/migrations"
)

const head = "nummer;titel;krav;type;område;enhed;vedtaget_af;vedtaget_dato;retsgrundlag\n"

func good(number, title string) string {
	return number + ";" + title + ";Kravet;regel;Dagtilbud;Huset;byråd;2020-01-01;\n"
}

// Whatever is wrong is told in the reader's language: what, where, and what
// would be right. Nothing is stored.
func TestRefusals(t *testing.T) {
	testenv.Long(t)
	bad := file(t, "forkert.csv", head+good("100", "God")+good("100", "Dobbelt")+
		"101;;Kravet;regel;Dagtilbud;Huset;byråd;2020-02-30;https://www.retsinformation.dk/eli/lta/2024/988 § 5~minimum~2020-01-01~2019-12-31\n"+
		"102;Nul\x00;Ring 010190-1234;regel;Dagtilbud;Huset;byråd;2020-01-01;\n")
	review := func(change ...string) []string {
		args := map[string]string{"--name": "Eftersyn", "--sunset": "2027-07-01", "--decided": "2026-11-02", "--body": "council",
			"--decision": "Reglerne bortfalder.", "--rules": "R-0042"}
		for i := 0; i+1 < len(change); i += 2 {
			args[change[i]] = change[i+1]
		}
		out := []string{"review", "open"}
		for name, value := range args {
			if value != "" {
				out = append(out, name, value)
			}
		}
		return out
	}
	long := strings.Repeat("x", 4001)
	cases := []struct {
		name   string
		args   []string
		code   int
		da, en string // in the answer, parted by "|"
	}{
		{"sunset in the past", review("--sunset", "2026-11-02"), refused, "--sunset: Bortfaldsdatoen 2. november 2026", "--sunset: |2 November 2026"},
		{"no such day", review("--sunset", "2027-06-31"), refused, "--sunset: „2027-06-31“ er ikke en dag|2027-07-01", "--sunset: |2027-06-31"},
		{"no sunset", review("--sunset", ""), refused, "--sunset: Feltet skal udfyldes", "--sunset: "},
		{"no words", review("--decision", ""), refused, "--decision: |hvile på en beslutning", "--decision: |decision"},
		{"no body", review("--body", ""), refused, "hvile på en beslutning", "decision"},
		{"no day of decision", review("--decided", ""), refused, "hvile på en beslutning", "decision"},
		{"decided in the future", review("--decided", "2026-11-03"), refused, "--decided: |3. november 2026", "--decided: |3 November 2026"},
		{"unknown body", review("--body", "senatet"), refused, "--body: „senatet“|Byrådet", "--body: |senatet"},
		{"body too low", review("--body", "administration"), refused, "ikke står højt nok|forvaltning", "rank|administration"},
		{"long words", review("--decision", long), refused, "--decision: |4001|4000", "--decision: |4001"},
		{"U+0000", review("--decision", "nul\x00"), refused, "--decision: |tegn", "--decision: "},
		{"no UTF-8", review("--name", "\xff\xfe"), refused, "--name: |UTF-8", "--name: |UTF-8"},
		{"no name", review("--name", ""), refused, "--name: Feltet skal udfyldes", "--name: "},
		{"no such rule", review("--rules", "R-9999"), refused, "--rules R-9999: |findes ikke", "--rules R-9999: "},
		{"no number", review("--rules", "R-42,R-x"), refused, "--rules: „R-x“", "--rules: |R-x"},
		{"in an open review", review("--rules", "R-0010"), refused, "R-0010|foerst", "R-0010|foerst"},
		{"slug taken", review("--slug", "foerst"), refused, "foerst", "foerst"},
		{"bad slug", review("--slug", "Ikke en adresse"), refused, "--slug: ", "--slug: "},
		{"unchecked", review("--rules", "R-0200"), refused, "juridisk kontrol: 1", "legal check"},
		{"no scope", review("--rules", ""), misused, "--all, --area og --rules|omvendt help review open", "--all, --area and --rules"},
		{"two scopes", review("--area", "Dagtilbud"), misused, "præcis én", "exactly one"},

		{"status on no day", []string{"status", "--on", "2027-02-29"}, refused, "--on: „2027-02-29“", "--on: "},
		{"status on the last day", []string{"status", "--on", "9999-12-31"}, refused, "--on: ", "--on: "},
		{"known in the future", []string{"status", "--known", "2026-11-03"}, refused, "--known: |fremtiden", "--known: |future"},
		{"known is no time", []string{"status", "--known", "i går"}, refused, "--known: „i går“", "--known: "},
		{"status of no rule", []string{"status", "R-0042", "R-9999"}, refused, "R-9999: |findes ikke", "R-9999: "},
		{"status of no number", []string{"status", "alt"}, refused, "alt: „alt“ er ikke et regelnummer", "alt: "},
		{"not known then", []string{"status", "R-0042", "--known", "2026-10-01"}, refused, "R-0042 var endnu ikke i registeret", "R-0042"},

		{"bad rows", []string{"import", "rules", bad}, refused,
			"Række 3, nummer: |række 2|Række 4, titel: Reglen mangler en overskrift|Række 4, vedtaget_dato: „2020-02-30“|Række 4, retsgrundlag 1: til: |Række 5, krav: |Intet er gemt: 3 rækker",
			"Row 3, nummer: |Row 4, vedtaget_dato: |Row 5, krav: |Nothing is stored: 3 rows"},
		{"numbers taken", []string{"import", "rules", sampleFile}, refused, "Række 2, nummer: Nummeret R-0001 |… og 14 fejl mere.|64 rækker", "Row 2, nummer: |… and 14 more faults."},
		{"unknown column", []string{"import", "rules", file(t, "kolonne.csv", strings.Replace(head, "titel", "zebra", 1)+good("9", "x"))}, refused, "Kolonnen „zebra“ er ikke genkendt|Kolonnen „titel“ mangler", "zebra|titel"},
		{"no rows", []string{"import", "rules", file(t, "tom.csv", "")}, refused, "ingen regler", "rules"},
		{"no file", []string{"import", "rules", filepath.Join(t.TempDir(), "mangler.csv")}, refused, "mangler.csv", "mangler.csv"},
		{"a directory", []string{"import", "rules", t.TempDir()}, refused, "kan ikke læses", "read"},
		{"checked in the future", []string{"import", "rules", sampleFile, "--checked-by", "Juristen", "--checked-on", "2026-12-01"}, refused, "--checked-on: ", "--checked-on: "},
		{"half a check", []string{"import", "rules", sampleFile, "--checked-by", "Juristen"}, misused, "hører sammen", "go together"},
		{"no operand", []string{"import", "rules"}, misused, "FILE mangler|Se omvendt help import rules", "FILE is missing"},

		{"unknown role", []string{"token", "add", "--role", "konge", "--name", "x"}, refused, "--role: „konge“|administrator", "--role: |administrator"},
		{"no role", []string{"token", "add", "--name", "x"}, misused, "--role mangler", "--role is missing"},
		{"unknown command", []string{"slet"}, misused, "„slet“|omvendt help", `"slet"`},
		{"half a command", []string{"review"}, misused, "„review“", `"review"`},
		{"unknown option", []string{"status", "--pa", "2027-01-01"}, misused, "--pa", "--pa"},
		{"option without value", []string{"status", "--on"}, misused, "--on", "--on"},
		{"bad switch", []string{"status", "--json=måske"}, misused, "--json", "--json"},
		{"too much", []string{"version", "nu"}, misused, "„nu“", `"nu"`},
		{"unknown database", []string{"status", "--database", "mysql://x"}, misused, "sqlite:", "sqlite:"},
		{"bad address", []string{"status", "--database", "postgres://u:hemmeligt@h/d?x=1"}, misused, "adresse", "address"},
		{"silent database", []string{"status", "--database", "postgres://u:hemmeligt@127.0.0.1:1/d?sslmode=disable"}, refused, "kan ikke åbnes", "cannot be opened"},
		{"no database", []string{"status", "--database", "sqlite:" + bad}, refused, "kan ikke åbnes", "cannot be opened"},
		{"bad base", []string{"serve", "--base-url", "regler"}, misused, "„regler“", `"regler"`},
		{"taken address", []string{"serve", "--addr", "256.0.0.1:1"}, refused, "256.0.0.1:1|--addr", "256.0.0.1:1|--addr"},
	}
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-02")
		m.importSample()
		m.must("import", "rules", file(t, "ukontrolleret.csv", head+good("200", "Ukontrolleret")))
		m.must(review("--rules", "R-0010", "--name", "Først")...)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				m.t = t
				for lang, want := range map[string]string{"da": c.da, "en": c.en} {
					r := m.run(append([]string{"--lang", lang}, c.args...)...)
					if r.code != c.code || r.out != "" {
						t.Errorf("%s: code %d, want %d; standard output %q", lang, r.code, c.code, r.out)
					}
					for _, part := range strings.Split(want, "|") {
						if !strings.Contains(r.err, part) {
							t.Errorf("%s: %q is not in\n%s", lang, part, r.err)
						}
					}
					for _, never := range []string{"registry.", "strconv", "sql:", "goroutine", "0101", "hemmeligt", "level=INFO", "\x00"} {
						if strings.Contains(r.err, never) {
							t.Errorf("%s: %q is in\n%s", lang, never, r.err)
						}
					}
				}
			})
		}
		m.t = t
		if s := m.status(); s.Total != 65 {
			t.Errorf("%d rules after all refusals", s.Total)
		}
	})
}

// Nothing but what is asked for is stored.
func TestImportStoresWhatItSays(t *testing.T) {
	content := head + good("100", "God") + "101;Dårlig;;regel;Dagtilbud;Huset;byråd;2020-01-01;\n" + good("", "Uden nummer")
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-02")
		path := file(t, "regler.csv", content)
		r := m.run("import", "rules", path)
		if r.code != refused || !strings.Contains(r.err, "Intet er gemt: en række skal rettes") || m.status().Total != 0 {
			t.Errorf("a bad row: %+v", r)
		}
		r = m.must("import", "rules", path, "--skip-bad", "--dry-run")
		if !strings.Contains(r.out, "2 regler kan lægges i registeret. Intet er gemt.") || m.status().Total != 0 {
			t.Errorf("a dry run: %+v", r)
		}
		r = m.must("import", "rules", path, "--skip-bad", "--lang=en")
		if !strings.HasPrefix(r.out, "2 rules were taken into the register: R-0100 to R-0101.\n") || !strings.Contains(r.err, "Row 3, krav: ") {
			t.Errorf("without the bad row: %+v", r)
		}
		if s := m.status(); s.Total != 2 || s.of("R-0101").Title != "Uden nummer" {
			t.Errorf("stored: %+v", s)
		}
		r = m.run("import", "rules", file(t, "kun.csv", head+"102;;;;;;;;\n"), "--skip-bad")
		if r.code != refused || m.status().Total != 2 {
			t.Errorf("nothing but bad rows: %+v", r)
		}
	})
}

// A database that a newer program has changed is left alone.
func TestNewerDatabase(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2026-11-02")
		if r := m.must("migrate"); r.out != "Databasen er klar til denne udgave.\n" {
			t.Errorf("migrate said %q", r.out)
		}
		m.must("migrate") // again
		db, dialect := raw(t, dsn)
		if _, err := db.ExecContext(t.Context(), dialect.Insert, "9999_fra_fremtiden", "x", "2030-01-01T00:00:00.000000Z"); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"migrate"}, {"serve", "--addr", "127.0.0.1:0"}, {"status"}} {
			r := m.run(args...)
			if r.code != refused || !strings.Contains(r.err, "nyere udgave") || strings.Contains(r.err, "level=") {
				t.Errorf("%q: %+v", args, r)
			}
		}
	})
}

// raw is the database without the program.
func raw(t *testing.T, dsn string) (*sql.DB, migrations.Dialect) {
	t.Helper()
	var db *sql.DB
	dialect := migrations.SQLite
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		var err error
		if db, err = sql.Open("sqlite", path); err != nil {
			t.Fatal(err)
		}
	} else {
		dialect = migrations.Postgres
		u, err := url.Parse(dsn)
		if err != nil {
			t.Fatal(err)
		}
		port := u.Query().Get("port")
		if port == "" {
			port = "5432"
		}
		db = sql.OpenDB(pgdriver.NewConnector(pgdriver.WithNetwork("unix"), pgdriver.WithInsecure(true),
			pgdriver.WithAddr(filepath.Join(u.Query().Get("host"), ".s.PGSQL."+port)),
			pgdriver.WithUser(u.User.Username()), pgdriver.WithDatabase(strings.TrimPrefix(u.Path, "/"))))
	}
	t.Cleanup(func() { _ = db.Close() })
	return db, dialect
}

func TestHelp(t *testing.T) {
	m := newMachine(t, "sqlite:"+filepath.Join(t.TempDir(), "x.db"), "2026-11-02")
	for _, c := range commands() {
		for _, lang := range []string{"da", "en"} {
			one := m.must(append([]string{"help", "--lang", lang}, strings.Fields(c.name)...)...)
			other := m.must(append(strings.Fields(c.name), "--help", "--lang", lang)...)
			if !strings.Contains(one.out, "omvendt "+c.name) || one.out != other.out {
				t.Errorf("help %s: %q and %q", c.name, one.out, other.out)
			}
		}
	}
	for _, args := range [][]string{nil, {"--help"}, {"-h"}, {"--lang", "da", "--help"}} {
		if r := m.must(args...); !strings.Contains(r.out, "Kommandoer:") || !strings.Contains(r.out, "demo") {
			t.Errorf("%q: %s", args, r.out)
		}
	}
	if r := m.must("--version"); !strings.HasPrefix(r.out, "omvendt ") {
		t.Errorf("--version: %q", r.out)
	}
	for lang, want := range map[string]string{"": "Kommandoer:", "C.UTF-8": "Kommandoer:", "da_DK.UTF-8": "Kommandoer:", "en_US.UTF-8": "Commands:"} {
		m.env["LANG"] = lang
		if r := m.must("help"); !strings.Contains(r.out, want) {
			t.Errorf("LANG=%s: %s", lang, r.out)
		}
	}
	if r := m.must("openapi"); !strings.HasPrefix(r.out, "components:") && !strings.HasPrefix(r.out, "openapi:") {
		t.Errorf("openapi: %.40q", r.out)
	}
	if r := m.must("version"); !strings.HasPrefix(r.out, "omvendt ") {
		t.Errorf("version: %q", r.out)
	}
	if _, err := os.Stat("data"); err == nil {
		t.Error("the tests made a database where the program is run")
	}
}

// What a rule or a file says cannot steer the terminal.
func TestPrintable(t *testing.T) {
	if got := printable("a\x1b[2Jb\u0085c\xff\nd\te"); got != "a·[2Jb·c·\nd\te" {
		t.Errorf("%q", got)
	}
}

// A mistyped path is no empty register: what is asked of a database that is not there is
// refused, and none is made.
func TestNoDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "there", "omvendt.db")
	m := newMachine(t, "sqlite:"+path, "2026-11-02")
	for _, args := range [][]string{{"status"}, {"log", "check"}, {"simulate"}, {"policy", "replay"}, {"policy", "explain", "R-0001"}, {"export", "register", filepath.Join(t.TempDir(), "register.json")}} {
		if r := m.run(args...); r.code != refused || r.out != "" || !strings.Contains(r.err, path) {
			t.Errorf("%q: %d %q %q", args, r.code, r.out, r.err)
		}
		if _, err := os.Stat(filepath.Dir(path)); err == nil {
			t.Fatalf("%q made a database", args)
		}
	}
	m.must("migrate")
	m.must("status")
}

func TestInterrupted(t *testing.T) {
	m := newMachine(t, testenv.SQLite(t), "2026-11-02")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, err shared
	if code := run(ctx, []string{"status"}, m.environment(&out, &err)); code != refused || err.String() != "Afbrudt.\n" {
		t.Errorf("interrupted: %d %s", code, &err)
	}
}
