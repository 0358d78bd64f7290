package storage_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/storage"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/registrytest"
)

var update = flag.Bool("update", false, "write what is committed anew")

const schemaFile = "../../docs/register.schema.json"

func TestRegisterSchema(t *testing.T) {
	var now bytes.Buffer
	if err := storage.RegisterSchema(&now); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(schemaFile, now.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	committed, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(committed, now.Bytes()) {
		t.Error(schemaFile + " is not what the code says: make generate")
	}
}

func (w *register) file() []byte {
	w.t.Helper()
	var b bytes.Buffer
	if err := w.store.WriteRegister(w.t.Context(), &b); err != nil {
		w.t.Fatal(err)
	}
	return b.Bytes()
}

func (w *register) read(file []byte) error {
	act := registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "import-register"}
	return w.store.ReadRegister(context.Background(), act, bytes.NewReader(file), func(r registry.Tx) error {
		return registry.CheckTimelines(r, w.maker)
	})
}

// TestCampaignRegisterFile takes random histories from one database to the other
// kind and back: the bytes are the same, and so are all answers, also those as
// known at any time.
func TestCampaignRegisterFile(t *testing.T) {
	testenv.OneAtATime(t)
	histories := testenv.Runs(t, 12)
	seed := testenv.Seed(t, 20261121)
	testenv.Each(t, func(t *testing.T, dsn string) {
		type told struct {
			history []registry.Event
			known   []registry.Revision
		}
		var all []told
		first := openRegister(t, dsn)
		for i := range histories {
			h := owned(registrytest.History(rand.New(rand.NewPCG(seed, uint64(i)))), i)
			all = append(all, told{h, first.play(h)})
		}
		file := first.file()
		if !json.Valid(file) {
			t.Fatal("not JSON")
		}
		another := testenv.SQLite(t)
		if strings.HasPrefix(dsn, "sqlite:") && os.Getenv(testenv.PostgresVariable) != "" {
			another = testenv.Postgres(t)
		}
		second := newRegister(t, another)
		second.now = first.now
		if err := second.read(file); err != nil {
			t.Fatal(err)
		}
		if again := second.file(); !bytes.Equal(again, file) {
			t.Fatalf("other bytes:\n%s", firstDifference(again, file))
		}
		for i, told := range all {
			r := rand.New(rand.NewPCG(seed+1, uint64(i)))
			asked := append(registrytest.BoundaryDays(told.history), registrytest.RandomDays(r, told.history, 5)...)
			for n, known := range told.known {
				second.compare(i, told.history[:n+1], known, asked)
			}
		}
		if err := second.read(file); registry.CodeOf(err) != registry.CodeRegisterThere {
			t.Errorf("into a register that is there: %v", err)
		}
		// What is made of the rest was made: the register goes on.
		second.play(owned(registrytest.History(rand.New(rand.NewPCG(seed, 7777))), histories))
		err := second.store.View(t.Context(), func(r registry.Reader) error {
			counts, err := r.CountStates(registry.RegisterQuery{On: registry.MustDay("2027-07-01"), Known: registry.RevisionOpen})
			sum := 0
			for _, n := range counts.Of {
				sum += n
			}
			if sum != histories+1 {
				t.Errorf("%d rules are counted of %d", sum, histories+1)
			}
			found, err2 := r.Register(registry.RegisterQuery{On: registry.MustDay("2027-07-01"), Known: registry.RevisionOpen, Text: "Prøve", Limit: 100})
			if len(found) != min(100, histories+1) {
				t.Errorf("%d rules are found by a word", len(found))
			}
			if err == nil {
				err = err2
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func firstDifference(a, b []byte) string {
	x, y := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d:\n%s\n%s", i+1, x[i], y[i])
		}
	}
	return fmt.Sprintf("%d lines and %d", len(x), len(y))
}

// TestCampaignDamagedRegisterFile: a file that was changed is refused whole, also
// when its sum was made to fit.
func TestCampaignDamagedRegisterFile(t *testing.T) {
	testenv.OneAtATime(t)
	first := openRegister(t, testenv.SQLite(t))
	seed := testenv.Seed(t, 8)
	for i := range 6 {
		first.play(owned(registrytest.History(rand.New(rand.NewPCG(seed, uint64(i)))), i))
	}
	file := first.file()
	lines := strings.SplitAfter(string(file), "\n")
	with := func(r *rand.Rand, part string) int { // a line
		for {
			if i := r.IntN(len(lines)); strings.Contains(lines[i], part) && strings.HasSuffix(lines[i], ",\n") {
				return i
			}
		}
	}
	without := func(i int) string { return summed(strings.Join(lines[:i], "") + strings.Join(lines[i+1:], "")) }
	damages := map[string]func(r *rand.Rand) string{
		"a byte": func(r *rand.Rand) string {
			b := bytes.Clone(file)
			b[r.IntN(len(b))] ^= byte(1 << r.IntN(8))
			return string(b)
		},
		"cut off":             func(r *rand.Rand) string { return string(file[:r.IntN(len(file))]) },
		"more":                func(*rand.Rand) string { return string(file) + "\n" },
		"without an adoption": func(r *rand.Rand) string { return without(with(r, `"kind":"adopted"`)) },
		"without an answer":   func(r *rand.Rand) string { return without(with(r, `"row_digest":`)) },
		"an event twice": func(r *rand.Rand) string {
			i := with(r, `"fact":`)
			return summed(strings.Join(lines[:i], "") + lines[i] + strings.Join(lines[i:], ""))
		},
		"another state": func(*rand.Rand) string {
			return summed(strings.Replace(string(file), `"state":"lapsed"`, `"state":"in_force"`, 1))
		},
		"a date": func(*rand.Rand) string {
			return summed(strings.Replace(string(file), `"valid":"202`, `"valid":"203`, 1))
		},
		"a column more": func(*rand.Rand) string { return summed(strings.Replace(string(file), `{"id":`, `{"more":1,"id":`, 1)) },
		"a number as text": func(*rand.Rand) string {
			return summed(strings.Replace(string(file), `"number":1,`, `"number":"1",`, 1))
		},
		"a space": func(*rand.Rand) string { return summed(strings.Replace(string(file), `{"id":`, `{ "id":`, 1)) },
		"without a rule": func(*rand.Rand) string {
			begins := strings.Index(string(file), `{"number":2,`)
			ends := begins + strings.IndexByte(string(file[begins:]), '\n') + 1
			return summed(string(file[:begins]) + string(file[ends:]))
		},
		"a revision": func(*rand.Rand) string {
			return summed(strings.Replace(string(file), "{\"revision\":2,", "{\"revision\":999,", 1))
		},
	}
	into := newRegister(t, testenv.SQLite(t))
	into.now = first.now
	for what, damage := range damages {
		for i := range testenv.Runs(t, 6) {
			damaged := damage(rand.New(rand.NewPCG(seed, uint64(i))))
			if damaged == string(file) {
				continue
			}
			err := into.read([]byte(damaged))
			switch registry.CodeOf(err) {
			case registry.CodeRegisterDamaged, registry.CodeRegisterStatus, registry.CodeRegisterVersion:
			default:
				t.Fatalf("%s (%d): %v", what, i, err)
			}
		}
	}
	if err := into.read(file); err != nil {
		t.Errorf("after all that, the whole file: %v", err)
	}
}

// summed is a file with the sum that fits.
func summed(file string) string {
	body, _, _ := strings.Cut(file, `"sha256"`)
	sum := sha256.Sum256([]byte(body))
	return body + `"sha256": "` + hex.EncodeToString(sum[:]) + "\"\n}\n"
}
