package storage

import (
	"fmt"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// TestPlaceCountsAreOfNoAnswer: what is counted by place was written together with no
// contribution and tells nothing of which count grew, also in what PostgreSQL keeps of
// each row.
func TestPlaceCountsAreOfNoAnswer(t *testing.T) {
	both(t, func(x *fixture) {
		x.putConsultation()
		x.update(func(tx workflow.Tx) error {
			for n, place := range []string{"Mosen", "Åen", ""} {
				if err := tx.InsertLink(workflow.Link{ID: registry.LinkID(fmt.Sprint("l", n)), Consultation: "c", Audience: "Forældre", Place: place, Token: fmt.Sprint("token", n)}); err != nil {
					return err
				}
			}
			return nil
		})
		service := workflow.Service{Store: x.db.Workflow(), Secret: []byte("secret"), Arrived: &workflow.Arrived{}}
		for n := range 12 {
			if _, err := service.Contribute(x.Context(), "token0", strings.Repeat("s", 31)+string(rune('a'+n)), workflow.Said{Suggestions: []string{"Nyt"}}); err != nil {
				x.Fatal(err)
			}
		}
		x.view(func(r workflow.Reader) error {
			counts, err := r.PlaceCounts("c")
			if err == nil {
				x.equal("counted, five at a time", []int{len(counts), counts[0].Sent, counts[1].Sent}, []int{2, 10, 0})
			}
			return err
		})
		if strings.HasPrefix(x.dsn, "sqlite:") {
			return
		}
		var together, writers int
		if err := x.db.reader.NewRaw("SELECT count(*) FROM place_count AS p JOIN contribution AS n ON n.xmin = p.xmin").Scan(x.Context(), &together); err != nil || together > 0 {
			x.Errorf("%d were written with a contribution: %v", together, err)
		}
		if err := x.db.reader.NewRaw("SELECT count(DISTINCT xmin::text) FROM place_count").Scan(x.Context(), &writers); err != nil || writers != 1 {
			x.Errorf("the places were written last by %d transactions: %v", writers, err)
		}
	})
}
