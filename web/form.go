package web

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/problem"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// Form is a form as its writer sees it: what stands in it and what is wrong.
// What was typed stays until it is stored.
type Form struct {
	Name       string // tells the forms of one page apart; empty on a page with one
	Submission string // one id per filled form, so that sending it twice has one effect
	Complaints []Complaint
	Status     int // of the page that shows it; 0 until something is wrong
	Others     Others
	lang       texts.Lang
	key        string              // beginning of its texts' keys
	values     map[string][]string // by field
	typed      bool                // the values are what was sent
}

// form makes a form; after POST of this form it holds what was sent. key begins
// the keys of its texts, without "web.".
func (v *visit) form(name, key string) Form {
	f := Form{Name: name, lang: v.lang, key: "web." + key, values: map[string][]string{}}
	if v.sent != nil && v.sent.Get("form") == name {
		f.take(v)
	}
	if f.Submission == "" {
		f.Submission = registry.NewRandomID[string]()
	}
	return f
}

// carriedForm makes a form that holds what another form of the page sent: the
// confirm step's, or the one that confirming goes back to.
func (v *visit) carriedForm(name, key string) Form {
	f := v.form(name, key)
	f.take(v)
	return f
}

func (f *Form) take(v *visit) {
	f.values, f.typed = v.sent, true
	if id := v.sent.Get("submission"); id != "" {
		f.Submission = id
	}
}

// preset says what stands in a field until something is typed.
func (f *Form) preset(field string, values ...string) {
	if !f.typed {
		f.values[field] = values
	}
}

// replace puts a value in a field whatever was typed: the edit of a form whose
// writer has seen what another wrote.
func (f *Form) replace(field string, value ...string) {
	values := map[string][]string{}
	for k, v := range f.values {
		values[k] = v
	}
	values[field] = value
	f.values = values
}

// Carried are all values that were sent, for the hidden fields of a form that
// asks to confirm them (template "carried").
func (f Form) Carried() []Option {
	var out []Option
	for _, field := range slices.Sorted(maps.Keys(f.values)) {
		if field == "form" || field == "submission" {
			continue
		}
		for _, v := range f.values[field] {
			out = append(out, Option{Value: shown(v), Text: field})
		}
	}
	return out
}

// refused notes an error that the writer can mend, and says whether it is one;
// another is for the caller to return. pairs rename fields of the error.
func (f *Form) refused(v *visit, err error, pairs ...string) bool {
	code := registry.CodeOf(err)
	switch code {
	case registry.CodeUnauthorized, registry.CodeForbidden, registry.CodeNotFound:
		var e *registry.Error
		if !errors.As(err, &e) || len(e.Args) == 0 { // with Args it names a thing that was typed
			return false
		}
	}
	if !mendable(err) {
		return false
	}
	f.Status = problem.Status(code)
	if code == registry.CodeKeyReused { // somebody went back and changed what was stored
		f.Submission = registry.NewRandomID[string]()
	}
	text := problem.Describe(f.lang, err)
	if len(text.Fields) == 0 {
		f.Complaints = append(f.Complaints, Complaint{Text: shown(text.Detail)})
	}
	for _, field := range text.Fields {
		name := field.Name
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				name = pairs[i+1]
			}
		}
		complaint := Complaint{Field: f.id(name), Text: shown(field.Text)}
		if f.lang.Has(f.textKey(name)) {
			complaint.Label = f.lang.Text(f.textKey(name), nil)
		}
		f.Complaints = append(f.Complaints, complaint)
	}
	return true
}

// name tells which field each complaint is about, where its text alone does not.
func (f *Form) name(labels map[string]string) {
	for i, c := range f.Complaints {
		if c.Label == "" {
			f.Complaints[i].Label = labels[c.Field]
		}
	}
}

// any says that something stands in one of the fields.
func (f Form) any(fields ...string) bool {
	return slices.ContainsFunc(fields, func(field string) bool {
		return slices.ContainsFunc(f.values[field], func(value string) bool { return value != "" })
	})
}

// Failed says that something was wrong with what was sent.
func (f Form) Failed() bool { return f.Status != 0 }

// id is the field's id on the page: without brackets, which a link would escape.
func (f Form) id(field string) string {
	field = strings.NewReplacer("[", "-", "]", "").Replace(field)
	if f.Name == "" || field == "" {
		return field
	}
	return f.Name + "-" + field
}

// Unsaved says that what stands in the form was sent and is not stored.
func (f Form) Unsaved() bool { return f.typed }

// Text is a text beside the fields.
func (f Form) Text(name string) string { return f.lang.Text(f.textKey(name), nil) }

// Value is what stands in a field.
func (f Form) Value(field string) string {
	if len(f.values[field]) == 0 {
		return ""
	}
	return shown(f.values[field][0])
}

// Has says whether a value of a choice is chosen.
func (f Form) Has(field, value string) bool {
	for _, v := range f.values[field] {
		if v == value {
			return true
		}
	}
	return false
}

// Wrong is what is wrong with a field; empty when nothing is.
func (f Form) Wrong(field string) string {
	for _, c := range f.Complaints {
		if c.Field == f.id(field) {
			return c.Text
		}
	}
	return ""
}

// Field is one field of a form as the templates of parts.html write it.
type Field struct {
	ID, Name    string
	Label, Hint string
	Type        string
	Value       string
	Wrong       string
	Rows        int
	Chosen      bool
	Options     []Option
	Voluntary   string // the word for it; empty when the field must be filled in
	List        string // id of a list of suggestions
	Accept      string // kinds of file that can be chosen
	Spare       bool   // may be left empty, which goes without saying where it stands
	form        Form
}

// textKey is the key of a field's label, which has no dot or bracket of its name.
func (f Form) textKey(name string) string {
	return f.key + strings.NewReplacer(".", "_", "[", "_", "]", "").Replace(name)
}

func (f Form) field(name string) Field {
	key := f.textKey(name)
	d := Field{ID: f.id(name), Name: name, Label: f.lang.Text(key, nil), Value: f.Value(name), Wrong: f.Wrong(name), Type: "text", form: f}
	if f.lang.Has(key + "_hint") {
		d.Hint = f.lang.Text(key+"_hint", nil)
	}
	return d
}

// Line is a field of one line.
func (f Form) Line(name string) Field { return f.field(name) }

// File is a field for a file of one of the kinds that accept names.
func (f Form) File(name, accept string) Field {
	d := f.field(name)
	d.Accept = accept
	return d
}

// Date is a field for a day. What is no day is shown as it was typed.
func (f Form) Date(name string) Field {
	d := f.field(name)
	if _, err := registry.ParseDay(d.Value); d.Value == "" || err == nil {
		d.Type = "date"
	}
	return d
}

// Email is a field for the writer's own e-mail address.
func (f Form) Email(name string) Field {
	d := f.field(name)
	d.Type = "email"
	return d
}

// Whole is a field for a whole number.
func (f Form) Whole(name string) Field {
	d := f.field(name)
	d.Type = "numeric"
	return d
}

// Prose is a field of several lines.
func (f Form) Prose(name string, rows int) Field {
	d := f.field(name)
	d.Rows = rows
	return d
}

// Check is a box to tick; its value is "yes".
func (f Form) Check(name string) Field {
	d := f.field(name)
	d.Chosen = f.Has(name, "yes")
	return d
}

// Select is a choice of one; the template decides how it looks.
func (f Form) Select(name string, options []Option) Field {
	d := f.field(name)
	for _, o := range options {
		o.Chosen = f.Has(name, o.Value)
		d.Options = append(d.Options, o)
	}
	return d
}

// Any puts the choice of no value before the others.
func (d Field) Any(text string) Field {
	d.Options = append([]Option{{Text: text}}, d.Options...)
	return d
}

// Optional says that the field may be left empty.
func (d Field) Optional() Field {
	d.Voluntary = d.form.lang.Text("web.optional", nil)
	return d
}

// Free says that the field may be left empty, where the page says so for many.
func (d Field) Free() Field {
	d.Spare = true
	return d
}

// Labelled gives the field another label than its form's text.
func (d Field) Labelled(label string) Field {
	d.Label = label
	return d
}

// Hinted gives the field a hint that its form's texts do not have.
func (d Field) Hinted(hint string) Field {
	d.Hint = hint
	return d
}

// Described is the ids of what explains the field.
func (d Field) Described() string {
	var ids []string
	if d.Hint != "" {
		ids = append(ids, d.ID+"-hint")
	}
	if d.Wrong != "" {
		ids = append(ids, d.ID+"-error")
	}
	return strings.Join(ids, " ")
}

// said is what was sent in a field: trimmed, with plain line breaks.
func (v *visit) said(field string) string {
	return plainText(v.sent.Get(field))
}

// ticked says whether a box was ticked.
func (v *visit) ticked(field string) bool { return v.sent.Get(field) == "yes" }

// saidDay reads a day; NoDay when none was typed.
func (v *visit) saidDay(c *registry.Checks, field string) registry.Day {
	day, err := readDay(v.said(field))
	c.Take(field, err)
	return day
}

// saidNumber reads a number, written with comma or point; 0 when none was typed.
func (v *visit) saidNumber(c *registry.Checks, field string) float64 {
	text := v.said(field)
	if text == "" {
		return 0
	}
	n, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil || n != n || n > 1e12 || n < -1e12 {
		c.Fail(field, registry.CodeFigureInvalid, "value", clip(text))
		return 0
	}
	return n
}

// saidWhole reads a whole number; 0 when none was typed.
func (v *visit) saidWhole(c *registry.Checks, field string) int {
	n := v.saidNumber(c, field)
	if n != float64(int(n)) {
		c.Fail(field, registry.CodeFigureInvalid, "value", clip(v.said(field)))
		return 0
	}
	return int(n)
}

// saidNumbers reads rule numbers parted by comma, space or line.
func (v *visit) saidNumbers(c *registry.Checks, field string) []registry.Number {
	var numbers []registry.Number
	for _, text := range strings.FieldsFunc(v.said(field), func(r rune) bool { return strings.ContainsRune(" ,;\n\t", r) }) {
		n, err := registry.ParseNumber(text)
		if err != nil {
			c.Take(field, err)
			return nil
		}
		numbers = append(numbers, n)
	}
	return numbers
}

// saidEdit is the edit that the writer saw; 0, which nobody ever saw, when it is
// not there.
func (v *visit) saidEdit() int {
	n, err := strconv.Atoi(v.sent.Get("edit"))
	if err != nil {
		return 0
	}
	return n
}
