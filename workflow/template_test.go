package workflow

import (
	"testing"

	"github.com/omvendt/omvendt/registry"
)

// What one begins from is whole in both languages and can be opened as it stands.
func TestTemplatesAreWhole(t *testing.T) {
	kinds := map[ConsultationKind]bool{}
	for _, x := range Templates() {
		kinds[x.Kind] = true
		var k registry.Checks
		seen := map[string]bool{}
		whole := func(w Wording) {
			if w.Da == "" || w.En == "" {
				t.Errorf("%s: %q is not in both languages", x.ID, w.Da+w.En)
			}
		}
		whole(x.Name)
		whole(x.Title)
		whole(x.Intro)
		for _, q := range x.Questions {
			q.check(&k, x.ID+" "+q.ID)
			if !slugForm(q.ID) || seen[q.ID] {
				t.Errorf("%s: question %q", x.ID, q.ID)
			}
			seen[q.ID] = true
			whole(q.Text)
			for _, o := range q.Options {
				whole(o.Text)
			}
		}
		if err := k.Err(); err != nil {
			t.Error(err)
		}
	}
	if len(kinds) != 3 {
		t.Errorf("templates of %v", kinds)
	}
}
