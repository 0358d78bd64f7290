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

// placed has answers through links of two units, of which the head of a leader of
// one leads.
func (o *asked) placed() (leader, head, other *worker) {
	ctx := context.Background()
	for place, n := range map[string]int{"Ørnen, garderoben": 12, "Øen": 3} {
		l, err := o.workflow.MakeLink(ctx, act, o.slug, workflow.Link{Audience: "Forældre", Place: place})
		o.must(err)
		for i := range n {
			_, err := o.workflow.Contribute(ctx, l.Token, fmt.Sprintf("%-32s", fmt.Sprint(place, i)), workflow.Said{Suggestions: []string{"Flere cykler."}})
			o.must(err)
		}
	}
	user := func(name string) (*worker, registry.UserID) {
		w := o.worker(name, "owner")
		u, err := o.register.Users(ctx)
		o.must(err)
		for _, one := range u {
			if one.Name == name {
				return w, one.ID
			}
		}
		o.t.Fatal(name)
		return nil, ""
	}
	head, above := user("Områdeleder Ø")
	leader, holder := user("Leder af Ørnen")
	other, elsewhere := user("Leder af Åen")
	chief, err := o.register.AddPost(ctx, act, "Områdeleder i øst", registry.PostEntry{Unit: "Øst", Holder: above})
	o.must(err)
	_, err = o.register.AddPost(ctx, act, "Daglig leder i Ørnen", registry.PostEntry{Unit: "ørnen", Holder: holder, Head: chief.ID})
	o.must(err)
	_, err = o.register.AddPost(ctx, act, "Daglig leder i Åen", registry.PostEntry{Unit: "Åen", Holder: elsewhere})
	o.must(err)
	return leader, head, other
}

func placeCountStates(o *asked, w *worker) []state {
	leader, _, other := o.placed()
	return []state{
		{page: "work_units", name: "normal", by: w},
		{page: "work_units", name: "normal of a leader", by: leader},
		{page: "work_units", name: "nothing of a leader", by: other},
	}
}

// Leaders read about how many have answered from their own units, and no other.
func TestUnitAnswersPage(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		leader, head, other := o.placed()
		page := web.Path("work_units", texts.Danish)
		for name, x := range map[string]struct {
			body         string
			eagle, isles bool
		}{
			"the administration": {o.get(page, "Cookie", o.cookie).body, true, true},
			"the leader":         {leader.read(page).body, true, false},
			"their head":         {head.read(page).body, true, false},
			"another":            {other.read(page).body, false, false},
		} {
			if strings.Contains(x.body, "Ørnen") != x.eagle || strings.Contains(x.body, "10-19") != x.eagle || strings.Contains(x.body, ">Øen<") != x.isles || strings.Contains(x.body, "færre end 5") != x.isles {
				t.Errorf("%s reads %s", name, x.body)
			}
		}
	})
}
