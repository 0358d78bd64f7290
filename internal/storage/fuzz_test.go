package storage

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun/driver/pgdriver"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// No question is an error, and both databases find what Go finds.
func FuzzSearch(f *testing.F) {
	texts := []string{"Trivselsevaluering af alle børn", "Ugeplaner i SFO'en: 100 % \"dækning\"", "Råd og rad, AND OR NOT NEAR", "Åbningstider; aa, å og A\u030a",
		"* ^ : - + ( ) { } [ ] ' \" \\ _ %", "R-0007 er 7", "Straße İstanbul ﬁ", "日本語の規則", "x", "søm\u00admænd"}
	for _, s := range append(texts, "rad", "råd", "\"", "\"a", "a\" OR \"b", "a*", "^a", "searched:a", "NEAR(a b)", "a AND", "%", "_a", "\\", "'; DROP TABLE rule; --",
		"\x00", "\xff", "a\u0301", strings.Repeat("a ", 40), strings.Repeat("å", 300), "7", "r-7", "\u00ad", "İ", "ﬀ", "") {
		f.Add(s)
	}
	numbers := make([]int, len(texts))
	for i := range texts {
		numbers[i] = i + 1
	}
	addresses := []string{testenv.SQLite(f)}
	if os.Getenv(testenv.PostgresVariable) != "" {
		addresses = append(addresses, testenv.Postgres(f))
	}
	var stores []workflow.Store
	var searched []string
	for _, address := range addresses {
		db, err := Open(f.Context(), address, Options{Clock: func() time.Time { return begin }, Log: slog.New(slog.DiscardHandler)})
		if err == nil {
			f.Cleanup(func() { db.Close() })
			err = db.Migrate(f.Context())
		}
		if err == nil {
			err = db.Workflow().Update(f.Context(), act, func(tx workflow.Tx) error {
				if err := putRules(tx, "2027-07-01", numbers...); err != nil {
					return err
				}
				for i, text := range texts {
					if err := tx.InsertVersions([]registry.Version{versionOf(i+1, 2, text)}); err != nil {
						return err
					}
				}
				return tx.Audit(registry.AuditEvent{})
			})
		}
		if err == nil {
			err = db.reader.NewSelect().Table("rule_search").Column("searched").Order("number").Scan(f.Context(), &searched)
		}
		if err != nil {
			f.Fatal(err)
		}
		stores = append(stores, db.Workflow())
	}
	f.Fuzz(func(t *testing.T, question string) {
		want := []registry.Number{}
		for i := range texts {
			asked := terms(question)
			if question == "" || len(asked) > 0 && !slices.ContainsFunc(asked, func(t term) bool { return !answers(searched[i], t) }) {
				want = append(want, registry.Number(i+1))
			}
		}
		for i, store := range stores {
			for _, limit := range []int{0, 3} {
				var got []registry.Number
				count := 0
				err := store.View(context.Background(), func(r workflow.Reader) error {
					q := registry.RegisterQuery{On: registry.MustDay("2027-06-01"), Known: registry.RevisionOpen, Text: question, Limit: limit}
					entries, err := r.Register(q)
					if err != nil {
						return err
					}
					got = collect(entries, func(e registry.RegisterEntry) registry.Number { return e.Rule.Number })
					states, err := r.CountStates(q)
					for _, n := range states.Of {
						count += n
					}
					return err
				})
				first := want
				if limit > 0 {
					first = want[:min(limit, len(want))]
				}
				if err != nil || !slices.Equal(got, first) || count != len(want) {
					t.Fatalf("%q in database %d: found %v, counted %d: %v; want %v", question, i, got, count, err, want)
				}
			}
		}
	})
}

// What an address says is what is connected to, and no error repeats a password.
func FuzzPgURL(f *testing.F) {
	f.Add("postgres://anna:hemmelig@db.example:6000/rules?sslmode=require", "anna", "p@ss/", "db.example", "rules")
	f.Add("postgresql://anna@/rules?host=/run/postgresql&port=5433", "å", "%41", "::1", "r%2fx")
	f.Add("postgres://u:pa?ss@h/d", "a:b", "?#", "127.0.0.1", " ")
	f.Add("postgres://u@h/d?sslrootcert=x&sslmode=disable", "a", "", "h", "d")
	f.Add("postgres://u@/d?host=rel&connect_timeout=-1s", "", "", "", "")
	f.Fuzz(func(t *testing.T, address, user, password, host, database string) {
		if !strings.Contains(address, "sslrootcert") { // no files of this machine
			connector, err := pgConnector(address, usualPatience)
			if u, bad := url.Parse(address); err != nil && bad == nil {
				if p, _ := u.User.Password(); len(p) > 5 && !strings.Contains("the PostgreSQL address has an unknown setting", p) && strings.Contains(err.Error(), p) {
					t.Fatalf("%q: %v", address, err)
				}
			} else if err == nil {
				says(t, connector.Config(), u.User.Username(), passwordOf(u), strings.TrimPrefix(u.Path, "/"))
			}
		}
		if strings.ContainsAny(host, "/?#@[]%\\ <>\"^`{|}") || strings.ContainsFunc(host, func(r rune) bool { return r < ' ' || r > '~' }) {
			return
		}
		u := url.URL{Scheme: "postgres", User: url.UserPassword(user, password), Host: net.JoinHostPort(host, "6000"), Path: "/" + database, RawQuery: "sslmode=require"}
		connector, err := pgConnector(u.String(), usualPatience)
		if user == "" || host == "" || database == "" || strings.Contains(database, "/") {
			if err == nil {
				t.Fatalf("%s was accepted", &u)
			}
			return
		}
		if err != nil {
			if strings.Contains(host, ":") { // not every colon makes an address
				return
			}
			t.Fatalf("%s: %v", &u, err)
		}
		conf := connector.Config()
		says(t, conf, user, password, database)
		if conf.Network != "tcp" || conf.Addr != net.JoinHostPort(host, "6000") || conf.TLSConfig == nil {
			t.Fatalf("%s connects to %s %s", &u, conf.Network, conf.Addr)
		}
	})
}

func says(t *testing.T, conf *pgdriver.Config, user, password, database string) {
	t.Helper()
	if got, want := fmt.Sprintf("%q %q %q", conf.User, conf.Password, conf.Database), fmt.Sprintf("%q %q %q", user, password, database); got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
}
