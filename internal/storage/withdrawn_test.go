package storage_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/registrytest"
)

// The file of a register says that a counter-case was withdrawn, and not what it
// said; read again it is the same file.
func TestWithdrawnCounterCaseIsNotInTheFile(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		w := openRegister(t, dsn)
		w.play(owned(registrytest.History(rand.New(rand.NewPCG(1, 2))), 0))
		s := registry.Service{Store: w.store, Maker: w.maker}
		act := registry.Act{Actor: registry.Actor{Name: "Fie"}, Operation: "test"}
		var number registry.Number
		err := w.store.View(t.Context(), func(r registry.Reader) error {
			rules, err := r.Rules(registry.RuleFilter{Limit: 1})
			number = rules[0].Number
			return err
		})
		c, err2 := s.FileCounterCase(context.Background(), act, number, registry.CounterCase{Party: registry.PartyMED, Public: true, Name: "Stuens udvalg",
			CounterArguments: registry.CounterArguments{Cost: "En formiddag.", Lighter: "En tavle."}})
		_, err3 := s.ReplyToCounterCase(context.Background(), act, number, c.Thread, 0, "Det er værd.")
		said := []string{"En formiddag.", "En tavle.", "Det er værd.", "Stuens udvalg"}
		before := w.file()
		_, err4 := s.WithdrawCounterCase(context.Background(), act, number, c.Thread, 2, false)
		for _, err := range []error{err, err2, err3, err4} {
			if err != nil {
				t.Fatal(err)
			}
		}
		file := w.file()
		for _, words := range said {
			if !bytes.Contains(before, []byte(words)) || bytes.Contains(file, []byte(words)) {
				t.Errorf("%q: in the file before %v, after %v", words, bytes.Contains(before, []byte(words)), bytes.Contains(file, []byte(words)))
			}
		}
		second := newRegister(t, testenv.SQLite(t))
		second.now = w.now
		if err := second.read(file); err != nil {
			t.Fatal(err)
		}
		if again := second.file(); !bytes.Equal(again, file) {
			t.Errorf("other bytes:\n%s", firstDifference(again, file))
		}
	})
}
