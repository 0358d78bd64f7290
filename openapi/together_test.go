package openapi

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// atOnce does something n times at once and gives how each ended.
func atOnce(n int, do func(n int) error) []error {
	ended, begin := make([]error, n), make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-begin
			ended[i] = do(i)
		})
	}
	close(begin)
	all.Wait()
	return ended
}

// Of those who record the same item at once exactly one wins and the others are told;
// and what lands when the meeting is closed meanwhile is what is minuted.
func TestRecordingsAtOnce(t *testing.T) {
	testenv.EachTogether(t, func(t *testing.T, dsn string) {
		s := newServer(t, dsn, "2027-01-08")
		h, act := inHall(s), registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "test"}
		flow := s.api.Workflow
		for _, number := range []string{"R-0001", "R-0002", "R-0003"} {
			s.create("/v1/rules", aRule("Referat"))
			s.create("/v1/reviews", aReview("Eftersyn "+number, number))
			meeting := h.meet(h.council, "2027-01-08")
			item := registry.ItemID(strings.TrimPrefix(h.item(meeting, number, kept), "/v1/items/"))
			record := func(edit, n int) error {
				_, err := flow.RecordMinutes(t.Context(), act, item, edit, workflow.Minutes{
					Votes:    [][]workflow.Vote{{{Choice: workflow.For, Count: 2 + n%2}, {Choice: workflow.Against, Count: 3 - n%2}}},
					Dissents: []workflow.Dissent{{Name: "Nummer " + string(rune('A'+n)), Text: "Nej."}}})
				return err
			}
			won := func(ended []error, losing ...registry.Code) (winner int) {
				t.Helper()
				winner = -1
				for n, err := range ended {
					switch {
					case err == nil && winner < 0:
						winner = n
					case err == nil:
						t.Fatalf("both %d and %d won", winner, n)
					case !slices.Contains(losing, registry.CodeOf(err)):
						t.Fatal(err)
					}
				}
				return winner
			}
			first := won(atOnce(6, func(n int) error { return record(1, n) }), registry.CodeStale)
			got, err := flow.Judge(t.Context(), item)
			if err != nil || first < 0 || got.Edit != 2 || got.Dissents[0].Name != "Nummer "+string(rune('A'+first)) {
				t.Fatalf("%d won, and there stands %+v (%v)", first, got.Minutes, err)
			}

			// The meeting is closed while three record another outcome.
			var closed error
			ended := atOnce(4, func(n int) error {
				if n > 0 {
					return record(2, n)
				}
				_, closed = flow.CloseMeeting(t.Context(), act, registry.MeetingID(strings.TrimPrefix(meeting, "/v1/meetings/")), 1, workflow.Closing{})
				return nil
			})
			if closed != nil {
				t.Fatal(closed)
			}
			won(ended[1:], registry.CodeStale, registry.CodeMeetingClosed)
			if got, err = flow.Judge(t.Context(), item); err != nil {
				t.Fatal(err)
			}
			want := "lapsed"
			if got.Outcomes[0] == workflow.Carried {
				want = "in_force"
			}
			if state := s.get("/v1/register/"+number+"?on=2027-07-01").want(200).text("status", "state"); state != want {
				t.Errorf("%s was minuted, and %s is %s", got.Outcomes[0], number, state)
			}
		}
	})
}
