package storage

import (
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// A filing reads as it was written, can be taken back, and the second writer is told.
func TestFilings(t *testing.T) {
	both(t, func(x *fixture) {
		set := func(f workflow.Filing, edit int) error {
			return x.try(func(tx workflow.Tx) error { _, err := tx.SetFiling(f, edit); return err })
		}
		read := func(of string) (f workflow.Filing) {
			x.view(func(r workflow.Reader) (err error) { f, err = r.Filing(of); return err })
			return f
		}
		first := workflow.Filing{Of: "meeting a", Number: "27-1", Received: registry.MustDay("2027-01-05"), By: "Arkivet"}
		x.equal("before", read("meeting a"), workflow.Filing{Of: "meeting a", Edit: 1})
		x.equal("first", set(first, 1), nil)
		first.Edit = 2
		x.equal("written", read("meeting a"), first)
		for _, edit := range []int{1, 3} {
			x.wantCode(set(first, edit), registry.CodeStale)
		}
		x.equal("taken back", set(workflow.Filing{Of: "meeting a", By: "Arkivet"}, 2), nil)
		x.equal("without a number", read("meeting a"), workflow.Filing{Of: "meeting a", By: "Arkivet", Edit: 3})
		x.equal("of another", read("meeting b"), workflow.Filing{Of: "meeting b", Edit: 1})
		x.wantCode(set(workflow.Filing{Of: "meeting c", Number: "\x00"}, 1), registry.CodeTextInvalid)
	})
}

// What is disclosed of a review reads as it was written, and the second writer is told.
func TestDisclosures(t *testing.T) {
	both(t, func(x *fixture) {
		set := func(d workflow.Disclosure, edit int) error {
			return x.try(func(tx workflow.Tx) error { _, err := tx.SetDisclosure(d, edit); return err })
		}
		read := func(of registry.ReviewID) (d workflow.Disclosure) {
			x.view(func(r workflow.Reader) (err error) { d, err = r.Disclosure(of); return err })
			return d
		}
		x.update(func(tx workflow.Tx) error { return tx.InsertReview(reviewOf("a", "a-2027"), nil) })
		d := workflow.Disclosure{Review: "a", Releases: []workflow.Release{{Document: "rule R-0001", Kind: workflow.GiveOutPart, Provision: "§ 30, nr. 1", Reason: "Navn", Passages: []string{"\"Ærø\"", "Ø"}}}}
		x.equal("before", read("a"), workflow.Disclosure{Review: "a", Edit: 1})
		x.equal("first", set(d, 1), nil)
		d.Edit = 2
		x.equal("written", read("a"), d)
		x.wantCode(set(d, 1), registry.CodeStale)
		x.equal("of another", read("b"), workflow.Disclosure{Review: "b", Edit: 1})
	})
}
