package worddiff

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

func told(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch p.Kind {
		case Same:
			b.WriteString(p.Text)
		case Removed:
			b.WriteString("[-" + p.Text + "-]")
		case Added:
			b.WriteString("{+" + p.Text + "+}")
		}
	}
	return b.String()
}

func TestBetween(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"", "", ""},
		{"Skriv planen.", "Skriv planen.", "Skriv planen."},
		{"", "Ny tekst.", "{+Ny tekst.+}"},
		{"Gammel tekst.", "", "[-Gammel tekst.-]"},
		{"Planen skrives hver uge.", "Planen skrives en gang om måneden.", "Planen skrives [-hver uge-]{+en gang om måneden+}."},
		{"Mindst 10.000 kr. efter § 11, stk. 1.", "Mindst 12.500,50 kr. efter § 11, stk. 2.", "Mindst [-10.000-]{+12.500,50+} kr. efter § 11, stk. [-1-]{+2+}."},
		{"Gælder 3-5-årige, f.eks. i børnehaven.", "Gælder 3-6-årige, f.eks. i børnehaven!", "Gælder [-3-5-årige-]{+3-6-årige+}, f.eks. i børnehaven[-.-]{+!+}"},
		{"Planlægningsmøde", "Planlægningsmøder", "[-Planlægningsmøde-]{+Planlægningsmøder+}"},
		{"blå ål", "blå å", "blå [-ål-]{+å+}"},
		{"en to tre", "en tre", "en [-to -]tre"},
		{"første linje\nanden linje", "første linje\n\nanden linje", "første linje[-\n-]{+\n\n+}anden linje"},
	} {
		if got := told(Between(c.before, c.after)); got != c.want {
			t.Errorf("%q to %q: %s, want %s", c.before, c.after, got, c.want)
		}
	}
}

// The pieces are both texts, whatever these are, and no two neighbours are of a kind.
func TestCampaignBetween(t *testing.T) {
	r := rand.New(rand.NewPCG(1, uint64(testenv.Seed(t, 1))))
	alphabet := []string{"ø", "å", "1", "2", " ", "\n", ".", "-", "år", "🙂", "\xff"}
	text := func(n int) string {
		var b strings.Builder
		for range r.IntN(n) {
			b.WriteString(alphabet[r.IntN(len(alphabet))])
		}
		return strings.ToValidUTF8(b.String(), "?")
	}
	for range testenv.Runs(t, 500) {
		before, after := text(40), text(40)
		if r.IntN(20) == 0 {
			before, after = text(2000), text(2000)
		}
		var first, second strings.Builder
		last := Kind(-1)
		for _, p := range Between(before, after) {
			if p.Kind != Added {
				first.WriteString(p.Text)
			}
			if p.Kind != Removed {
				second.WriteString(p.Text)
			}
			if p.Kind == last || p.Text == "" {
				t.Fatalf("%q to %q: %v", before, after, Between(before, after))
			}
			last = p.Kind
		}
		if first.String() != before || second.String() != after {
			t.Fatalf("%q to %q: %v", before, after, Between(before, after))
		}
	}
}
