package storage

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func TestPosts(t *testing.T) {
	both(t, func(x *fixture) {
		rule := func(n int, owner string) registry.Rule {
			r := ruleOf(n)
			r.Catalogue.Owner = owner
			return r
		}
		aa := registry.Post{ID: "p1", Name: "Ålederen", Edit: 1, PostEntry: registry.PostEntry{Unit: "Øst", Vacant: true, Head: "p2"}}
		x.update(func(tx workflow.Tx) error {
			err := errors.Join(tx.InsertPost(aa), tx.InsertRules([]registry.Rule{rule(1, "Ålederen"), rule(2, "Zoologen"), rule(3, "Ålederen"), rule(4, "")}, nil))
			named, err2 := tx.PostsNamed([]string{"Zoologen", "Findes ikke"}) // in the transaction that names it first
			x.equal("posts named", len(named), 1)
			return errors.Join(err, err2)
		})
		counts := func() (s string) {
			x.view(func(r workflow.Reader) error {
				all, err := r.Posts()
				for _, p := range all {
					s += fmt.Sprint(p.Name, p.Rules, p.Edit, " ")
				}
				return err
			})
			return s
		}
		x.equal("counted, in Danish order", counts(), "Zoologen1 1 Ålederen2 1 ")
		x.view(func(r workflow.Reader) error {
			got, err := r.PostByID("p1")
			aa.Rules = 2
			x.equal("by id", got, aa)
			of, err2 := r.Rules(registry.RuleFilter{Owner: "Ålederen", Limit: 9})
			x.equal("rules of a post", len(of), 2)
			_, none := r.PostByID("p9")
			x.wantCode(none, registry.CodeNotFound)
			return errors.Join(err, err2)
		})
		for posts, want := range map[string]string{"": "", "Ålederen": "R-0001 R-0003", "Zoologen Ålederen": "R-0001 R-0002 R-0003"} {
			for _, limit := range []int{0, 9} {
				x.view(func(r workflow.Reader) error {
					rules, err := r.Rules(registry.RuleFilter{Limit: limit, Reach: registry.Reach{{Own: true, Posts: strings.Fields(posts)}}})
					var got []string
					for _, r := range rules {
						got = append(got, r.Number.String())
					}
					x.equal("own rules of "+posts, strings.Join(got, " "), want)
					return err
				})
			}
		}
		x.update(func(tx workflow.Tx) error {
			r, err := tx.RuleByNumber(1)
			r.Catalogue.Owner = "Nordmanden"
			_, err2 := tx.UpdateRule(r, 1)
			return errors.Join(err, err2)
		})
		x.equal("after an edit", counts(), "Nordmanden1 1 Zoologen1 1 Ålederen1 1 ")
		x.wantCode(x.try(func(tx workflow.Tx) error {
			return tx.InsertPost(registry.Post{ID: "p3", Name: "Ålederen", Edit: 1})
		}), registry.CodePostTaken)
		update := func(p registry.Post, edit int) error {
			return x.try(func(tx workflow.Tx) error { _, err := tx.UpdatePost(p, edit); return err })
		}
		x.wantCode(update(registry.Post{ID: "p1", Name: "Zoologen"}, 1), registry.CodePostTaken)
		x.wantCode(update(aa, 7), registry.CodeStale)
		x.wantCode(update(registry.Post{ID: "p9", Name: "Ny"}, 1), registry.CodeNotFound)
		// A post that takes another name takes its rules and their count along.
		x.update(func(tx workflow.Tx) error {
			_, err := tx.UpdatePost(registry.Post{ID: "p1", Name: "Åmanden"}, 1)
			was, err2 := tx.ChangeOwner("Ålederen", "Åmanden")
			x.equal("rules as they were", []any{len(was), was[0].Number, was[0].Catalogue.Owner, was[0].Edit}, []any{1, "R-0003", "Ålederen", 1})
			return errors.Join(err, err2)
		})
		x.equal("after another name", counts(), "Nordmanden1 1 Zoologen1 1 Åmanden1 2 ")
		x.update(func(tx workflow.Tx) error {
			_, err := tx.ChangeOwner("Zoologen", "Åmanden")
			changed, err2 := tx.RulesByNumber([]registry.Number{2, 3})
			x.equal("changed", []any{changed[0].Catalogue.Owner, changed[0].Edit, changed[1].Edit}, []any{"Åmanden", 2, 2})
			_, err3 := tx.UpdatePost(registry.Post{ID: "p1", Name: "Åmanden"}, 2)
			named, err4 := tx.PostsNamed([]string{"Zoologen"})
			return errors.Join(err, err2, err3, err4, tx.DeletePost(named[0].ID))
		})
		x.equal("after a merge", counts(), "Nordmanden1 1 Åmanden2 3 ")
	})
}
