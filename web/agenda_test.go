package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// A long agenda shows its items by title and outcome, with the rest folded beneath, and
// whole on demand; nothing is left out of the page.
func TestLongAgenda(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o, ctx := meetingTown(t, dsn), context.Background()
		bodies, err := o.register.Bodies(ctx)
		o.must(err)
		m, err := o.workflow.PlanMeeting(ctx, act, workflow.Meeting{Body: bodies[0], Day: registry.MustDay("2027-01-10")})
		o.must(err)
		view, err := o.register.Rule(ctx, 34, registry.StatusQuery{})
		o.must(err)
		add := func(n int) {
			t.Helper()
			_, err := o.workflow.AddItem(ctx, act, m.ID, n, workflow.Agenda{Title: fmt.Sprintf("Sag nummer %d", n), Rules: []registry.RuleID{view.Rule.ID}, PapersLate: "Det haster.",
				Proposals: []workflow.Proposal{{Ruling: registry.Keep, Question: fmt.Sprintf("Skal det være %d?", n), Reason: "Fordi.", Next: registry.MustDay("2029-05-31")}}})
			o.must(err)
		}
		for n := range 10 {
			add(n + 1)
		}
		folds := func(at string, want int) {
			t.Helper()
			g := o.get(at).is(t, 200)
			if got := strings.Count(g.body, `class="agenda-fold"`); got != want {
				t.Errorf("%s folds %d items, not %d", at, got, want)
			}
			if got := strings.Count(g.body, "Skal det være "); got < 10 {
				t.Errorf("%s has %d questions", at, got)
			}
		}
		at := web.Path("meeting", texts.Danish, string(m.ID))
		folds(at, 0)
		add(11)
		folds(at, 11)
		g := o.get(at)
		g.has(t, "Dagsordenen har 11 punkter, der er foldet sammen.", "Fold alle punkter ud")
		g.link(t, at+"?unfold=yes")
		folds(at+"?unfold=yes", 0)
		o.get(web.Path("meeting", texts.English, string(m.ID))).has(t, "The agenda has 11 items, folded up.")
	})
}
