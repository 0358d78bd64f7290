package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/worddiff"
	"github.com/omvendt/omvendt/registry"
)

// standing is what stands in a field of a form.
type standing struct {
	field, text string
	label       string                    // of a field whose label is not found by its name
	name        func(value string) string // of a value that is chosen from a list; nil: it is typed
	many        bool                      // the field has any number of values, each of which is there or is not:
	set         []string                  // these
}

// typedFields are standings of fields that are typed: names and texts in turn.
func typedFields(pairs ...string) (all []standing) {
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, standing{field: pairs[i], text: pairs[i+1]})
	}
	return all
}

// Difference is a field that two people have written differently, both of them
// after they had read the same.
type Difference struct {
	ID, Name, Label string
	Lang            texts.Lang // in which it is typed; empty: it is chosen from a list
	Theirs, Yours   []DiffPiece
	Value           string // that stands now
}

// textOf is the text of a choice.
func textOf(options []Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Text
		}
	}
	return value
}

// Others is what others wrote while a form was filled in. The template "hidden",
// with which every form begins, shows it.
type Others struct {
	ID     string // of its heading
	Told   Phrase // when something was saved last, and around a name by whom
	Both   []Difference
	Theirs []string // labels of fields that the others alone changed: they hold what stands now
}

// Meanwhile is a text about what others wrote; a form can have its own, where the other is
// the same person.
func (f Form) Meanwhile(key string) string {
	if own := f.key + "others." + key; f.lang.Has(own) {
		return f.lang.Text(own, nil)
	}
	return f.lang.Text("web.others."+key, nil)
}

// stands fills a form with what stands. edit tells one state of that from another.
// Where somebody else was first, a field that the writer left alone gets what stands
// now, one that the others left alone keeps what was typed, and one that both
// changed shows both texts, of which the writer takes one or writes a third. Of a
// field of many values each is there if whoever changed it last said so. Until
// they have seen that, nothing is stored.
func (f *Form) stands(edit string, told Phrase, fields []standing) {
	var seen []string
	for _, s := range fields {
		if s.many {
			for _, value := range s.set {
				seen = append(seen, s.field+":"+fingerprint([]byte(value)))
			}
			f.preset(s.field, s.set...)
			continue
		}
		seen = append(seen, s.field+":"+fingerprint([]byte(s.text)))
		f.preset(s.field, s.text)
	}
	f.preset("edit", edit)
	f.preset("seen", strings.Join(seen, " "))
	if !f.typed || f.Value("edit") == edit {
		return
	}
	f.Others = Others{ID: f.id("others"), Told: told}
	for _, s := range fields {
		yours, label := plainText(f.Value(s.field)), cmp.Or(s.label, f.field(s.field).Label)
		switch {
		case s.many:
			merged, theirs := f.merged(s)
			if len(theirs) > 0 {
				f.replace(s.field, merged...)
				f.Others.Theirs = append(f.Others.Theirs, label+": "+strings.Join(theirs, ", "))
			}
		case yours == s.text || f.saw(s.field, s.text):
		case f.saw(s.field, yours):
			f.replace(s.field, s.text)
			f.Others.Theirs = append(f.Others.Theirs, label)
		default:
			f.Others.Both = append(f.Others.Both, difference(s, f.id("theirs."+s.field), label, yours))
		}
	}
	f.replace("edit", edit)
	f.replace("seen", strings.Join(seen, " "))
	if f.Status == 412 {
		f.Complaints = nil // they name edits
	}
	key := "apart"
	if len(f.Others.Both) > 0 {
		key = "both"
	}
	f.Complaints = append(f.Complaints, Complaint{Field: f.Others.ID, Text: f.Meanwhile(key)})
}

// merged are the values of a field that the writer and others have changed, those
// that stand first, and the names of those that the others put there or took away.
func (f Form) merged(s standing) (all, theirs []string) {
	yours := f.values[s.field]
	for _, value := range s.set {
		switch {
		case slices.Contains(yours, value):
			all = append(all, value)
		case !f.saw(s.field, value):
			all, theirs = append(all, value), append(theirs, s.name(value))
		}
	}
	for _, value := range yours {
		switch {
		case slices.Contains(s.set, value):
		case f.saw(s.field, value):
			theirs = append(theirs, s.name(value))
		default:
			all = append(all, value)
		}
	}
	return all, theirs
}

// saw says whether a text is the one that stood in a field when the form was read.
func (f Form) saw(field, text string) bool {
	for seen := range strings.FieldsSeq(f.Value("seen")) {
		if seen == field+":"+fingerprint([]byte(text)) {
			return true
		}
	}
	return false
}

func difference(s standing, id, label, yours string) Difference {
	d := Difference{ID: id, Name: takenField + s.field, Label: label, Value: s.text}
	switch {
	case s.name != nil:
	case strings.HasSuffix(s.field, ".en"):
		d.Lang = texts.English
	default:
		d.Lang = texts.Danish
	}
	if s.name != nil {
		d.Theirs, d.Yours = []DiffPiece{{Text: capital(s.name(s.text))}}, []DiffPiece{{Text: capital(s.name(yours))}}
		return d
	}
	for _, p := range worddiff.Between(s.text, yours) {
		if p.Kind != worddiff.Added {
			d.Theirs = append(d.Theirs, DiffPiece{Text: p.Text, Added: p.Kind == worddiff.Removed})
		}
		if p.Kind != worddiff.Removed {
			d.Yours = append(d.Yours, DiffPiece{Text: p.Text, Added: p.Kind == worddiff.Added})
		}
	}
	return d
}

// Shown is one of the two texts, for the template "both-text".
func (d Difference) Shown(pieces []DiffPiece) ShownText { return ShownText{d.Lang, pieces} }

// ShownText is a text with what is not in the other one marked.
type ShownText struct {
	Lang   texts.Lang
	Pieces []DiffPiece
}

// takenField begins the names of boxes that are ticked to take what stands now
// instead of what was typed.
const takenField = "theirs."

// takeTheirs puts into the fields that were sent what their writer chose to take.
func (v *visit) takeTheirs() {
	for name, values := range v.sent {
		if field, ok := strings.CutPrefix(name, takenField); ok {
			v.sent[field] = values
			delete(v.sent, name)
		}
	}
}

// meanwhile says when a rule was changed last, and to those who may read the log by whom.
func (v *visit) meanwhile(number registry.Number) (Phrase, error) {
	h, err := v.Register.History(v.r.Context(), number, registry.RevisionOpen, 1)
	if err != nil || len(h.Changes) == 0 {
		return Phrase{}, err
	}
	c, p := h.Changes[0], Page{Lang: v.lang}
	day, at := p.Day(registry.DayOf(c.At, v.Register.Place)), c.At.In(v.Register.Place).Format(v.lang.Clock())
	if !v.may("audit") {
		return Phrase{Before: p.T("others.when", "day", day, "time", at)}, nil
	}
	return p.Phrase("others.who", "who", c.Actor, "day", day, "time", at), nil
}

// plainText is a text as it is compared: trimmed, with plain line breaks.
func plainText(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
