package texts

import (
	"slices"
	"strings"
	"testing"
)

// A text is its words with the values between, whatever the values are: none is
// read as a placeholder, and none is lost.
func FuzzText(f *testing.F) {
	f.Add("Reglen {number} bortfalder {day}.", "R-0042", "{number}")
	f.Add("{a}{b}{a}", "⟦b⟧", "{a}")
	f.Add("Ingen", "\\n", "<b>\x00")
	f.Add("{a", "", "}")
	f.Add("{A} { a } {}", "", "")
	f.Fuzz(func(t *testing.T, template, one, two string) {
		parsed, err := newText(template)
		if err != nil {
			if !strings.ContainsAny(template, "{}") {
				t.Fatalf("%q: %v", template, err)
			}
			return
		}
		names := parsed.names()
		args := map[string]string{}
		var want strings.Builder
		rest := template
		for i, name := range names {
			args[name] = []string{one, two}[slices.Index(names, name)%2]
			words, after, _ := strings.Cut(rest, "{"+name+"}")
			want.WriteString(words)
			if args[name] == "" {
				want.WriteString("⟦" + name + "⟧")
			} else {
				want.WriteString(args[names[i]])
			}
			rest = after
		}
		want.WriteString(rest)
		if got := parsed.fill(args); got != want.String() {
			t.Fatalf("%q with %q: %q, want %q", template, args, got, want.String())
		}
		if full := !slices.Contains(values(names, args), ""); parsed.filledBy(args) != full {
			t.Fatalf("%q with %q is filled: %v", template, args, !full)
		}
		if strings.TrimSpace(template) != template || template == "" || strings.ContainsAny(template, "\n\\") {
			return // a file writes line breaks as \n
		}
		file := map[string]text{}
		if err := read(file, "# note\nkey.of.it = "+template+"\n"); err != nil || file["key.of.it"].fill(args) != want.String() {
			t.Fatalf("%q in a file: %q, %v", template, file, err)
		}
	})
}

func values(names []string, args map[string]string) []string {
	var list []string
	for _, n := range names {
		list = append(list, args[n])
	}
	return list
}
