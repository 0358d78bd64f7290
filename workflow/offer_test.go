package workflow

import (
	"fmt"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

func offeredOf(entries []registry.RegisterEntry) string {
	var numbers []string
	for _, e := range entries {
		numbers = append(numbers, fmt.Sprint(int(e.Rule.Number)))
	}
	return strings.Join(numbers, " ")
}

func entriesOf(plain ...string) (entries []registry.RegisterEntry) {
	for n, text := range plain {
		entries = append(entries, registry.RegisterEntry{Rule: registry.Rule{Number: registry.Number(n + 1)}, Text: registry.Text{Title: "Regel", Plain: text}})
	}
	return entries
}

// Every rule is asked about as often as the others, and one person is shown the
// same each time.
func TestOfferIsEven(t *testing.T) {
	rules := entriesOf(make([]string, 25)...)
	const people = 2000
	times := map[registry.Number]int{}
	for n := range people {
		draw := fmt.Sprint("person ", n)
		offered := Offer(rules, draw)
		if again := Offer(rules, draw); len(offered) != MostOffered || offeredOf(offered) != offeredOf(again) {
			t.Fatalf("%s, then %s", offeredOf(offered), offeredOf(again))
		}
		for _, e := range offered {
			times[e.Rule.Number]++
		}
	}
	even := people * MostOffered / len(rules)
	for _, e := range rules {
		if n := times[e.Rule.Number]; n < even*4/5 || n > even*6/5 {
			t.Errorf("rule %d is asked about %d times, evenly would be %d", e.Rule.Number, n, even)
		}
	}
}

// Few rules stand in their order; what words find is told by any form of them, the
// most fitting first.
func TestFind(t *testing.T) {
	if offered := Offer(entriesOf("a", "b", "c"), "x"); offeredOf(offered) != "1 2 3" {
		t.Errorf("few: %s", offeredOf(offered))
	}
	plain := make([]string, 20)
	plain[4], plain[9], plain[12] = "Vi ser på legepladserne hver morgen.", "Solcreme på børnene.", "Legepladstilsyn af børn."
	rules := entriesOf(plain...)
	for words, want := range map[string]string{"legeplads": "5 13", "Hvad med barnets legeplads?": "13 5 10", "reglen om det": "", "rutsjebane": "", "solcremen": "10", "": ""} {
		if got := offeredOf(Find(rules, words)); got != want {
			t.Errorf("%q finds %q, want %q", words, got, want)
		}
	}
}
