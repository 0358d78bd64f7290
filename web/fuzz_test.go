package web

import (
	"net/url"
	"slices"
	"strconv"
	"testing"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Whatever was typed as a day is a day that can be shown again, or is refused.
func FuzzReadDay(f *testing.F) {
	for _, s := range []string{"", "2027-07-01", "1-7-2027", "01.07.2027", "1/7 2027", "1. 7. 2027", "31-02-2027", "29.2.2028", "00-00-2027", "1-1-0000", "31.12.0000",
		"01.01.0001", "31-12-9999", "9999-12-31", "2-1-0001", "1-13-2027", "1--7--2027", "１-7-2027"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		day, err := readDay(text)
		if err != nil {
			if registry.CodeOf(err) != registry.CodeDayInvalid {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if text == "" && day == registry.NoDay {
			return
		}
		if !wording.Known(day) {
			t.Fatalf("%q became day %d", text, day)
		}
		if again, err := readDay(day.String()); err != nil || again != day {
			t.Fatalf("%q is %s, which is read as %s: %v", text, day, again, err)
		}
		if m := danishDay.FindStringSubmatch(text); m != nil {
			date := day.Time()
			for i, n := range []int{date.Day(), int(date.Month()), date.Year()} {
				if typed, _ := strconv.Atoi(m[i+1]); typed != n {
					t.Fatalf("%q became %s", text, day)
				}
			}
		}
	})
}

// A questionnaire is edited over and over: what stands in the form is what is
// stored, each question keeps its id, and no two have the same.
func FuzzQuestionnaire(f *testing.F) {
	f.Add(3, []byte{0, 3})                // take the first away, add one at the end
	f.Add(0, []byte{0, 1, 2, 0, 2, 2, 2}) // and again, where the number of the place is taken
	f.Add(8, []byte{7})                   // more questions than the form has places for
	f.Add(2, []byte{2, 128, 129})         // add, then take away twice
	f.Fuzz(func(t *testing.T, many int, edits []byte) {
		if many < 0 || many > 12 || len(edits) > 12 {
			return
		}
		before := []workflow.Question{} // as it is stored, and never nil
		for n := range many {
			before = append(before, workflow.Question{ID: "api-" + strconv.Itoa(n), Text: workflow.Wording{Da: "Spørgsmål " + strconv.Itoa(n)}})
		}
		gone := map[string]bool{}
		for n, edit := range edits {
			sent := url.Values{"opens": {"2027-01-01"}, "closes": {"2027-02-01"}}
			place := func(i int) string { return "questions[" + strconv.Itoa(i) + "].text.da" }
			for i, q := range before { // as the form shows it
				sent.Set(place(i), q.Text.Da)
				sent.Set("questions["+strconv.Itoa(i)+"].id", q.ID)
			}
			at := int(edit&0x7f) % questionPlaces(before)
			if edit < 128 && sent.Get(place(at)) != "" {
				sent.Del(place(at))
				gone[before[at].ID] = true
			} else {
				sent.Set(place(at), "Nyt "+strconv.Itoa(n))
			}
			v := &visit{sent: sent}
			c, _, err := v.saidConsultation(workflow.Report{}, before)
			if err != nil {
				t.Fatal(err)
			}
			var typed, stored []string
			for i := range 20 {
				if text := sent.Get(place(i)); text != "" {
					typed = append(typed, text)
				}
			}
			ids := map[string]bool{}
			for _, q := range c.Questions {
				stored = append(stored, q.Text.Da)
				if ids[q.ID] || gone[q.ID] {
					t.Fatalf("the id %s of %q was another question's", q.ID, q.Text.Da)
				}
				ids[q.ID] = true
				for _, old := range before {
					if old.Text == q.Text && old.ID != q.ID {
						t.Fatalf("%q was %s and is %s", q.Text.Da, old.ID, q.ID)
					}
				}
			}
			if !slices.Equal(typed, stored) {
				t.Fatalf("typed %q, stored %q", typed, stored)
			}
			before = append([]workflow.Question{}, c.Questions...)
		}
	})
}
