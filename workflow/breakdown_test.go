package workflow

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

// What a breakdown shows adds up, and what it hides cannot be told from what it
// shows: nobody hidden, or as many as the smallest group.
func TestCampaignBreakdown(t *testing.T) {
	random := rand.New(rand.NewPCG(testenv.Seed(t, 6), 0))
	for range testenv.Runs(t, 5000) {
		var audiences []AudienceCounts[string]
		all, people := map[string]int{}, 0
		for n := range random.IntN(6) {
			a := AudienceCounts[string]{Audience: fmt.Sprint("a", n), Counts: map[string]int{}}
			a.People = random.IntN(9)
			for range a.People {
				a.Counts[fmt.Sprint(random.IntN(3))]++
			}
			for k, c := range a.Counts {
				all[k] += c
			}
			people += a.People
			audiences = append(audiences, a)
		}
		smallest := 1 + random.IntN(6)
		b := breakDown(audiences, smallest)
		shown, left := 0, maps.Clone(all)
		for n, a := range b.Audiences {
			if a.People < smallest || n > 0 && b.Audiences[n-1].Audience >= a.Audience {
				t.Fatalf("%+v shows %+v with smallest %d", audiences, b, smallest)
			}
			shown += a.People
			for k, c := range a.Counts {
				left[k] -= c
			}
		}
		if b.People != people || shown+b.Hidden != people {
			t.Fatalf("%+v adds up to %+v", audiences, b)
		}
		if b.Hidden > 0 && b.Hidden < smallest && len(b.All) > 0 {
			t.Fatalf("%+v: %v of %d people can be told from %+v with smallest %d", audiences, left, b.Hidden, b, smallest)
		}
		if people >= smallest && !maps.Equal(b.All, all) {
			t.Fatalf("%+v are %v altogether, not %v", audiences, all, b.All)
		}
	}
}
