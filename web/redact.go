package web

import (
	"net/http"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
)

// The desk's page on which a text is taken out of everything the register keeps.

var (
	redactAddresses = map[string]address{"work_redact": {texts.Danish: "/arbejde/slet-tekst", texts.English: "/en/desk/redaction"}}
	redactPlaces    = map[string]place{"work_redact": {permission: "redact", show: (*visit).redactPage, forms: map[string]form{
		"":       {operation: "look-for-text", send: (*visit).lookForText},
		"redact": {operation: "create-redaction", send: (*visit).redact},
	}}}
)

type redactPage struct {
	Page
	Complaints []Complaint
	Find, Go   Form
	Looked     bool
	Text, Seen string // what was looked for, and that it stands there
	Found      string
	Mark       string
	Lines      []RedactLine
	Sealed     string // empty: none
	Stays      string // what is left as it is; empty: nothing
	Grounds    []Option
}

// RedactLine is a text that will have the mark.
type RedactLine struct {
	What                 string
	Rule                 Crumb // empty: of none
	Before, Words, After string
}

func (v *visit) redactPage() (answer, error) {
	return v.redactForms(v.form("", "redact."), v.form("redact", "redact."), nil)
}

// lookForText stores nothing.
func (v *visit) lookForText() (answer, error) {
	find, do := v.form("", "redact."), v.form("redact", "redact.")
	found, err := v.lookedFor()
	if find.refused(v, err) {
		return v.redactForms(find, do, nil)
	}
	if err != nil {
		return answer{}, err
	}
	return v.redactForms(find, do, &found)
}

func (v *visit) lookedFor() (translog.Looked, error) {
	if v.Proofs == nil {
		return translog.Looked{}, &registry.Error{Code: registry.CodeNotFound}
	}
	return v.Proofs.LookFor(v.r.Context(), v.said("text"))
}

func (v *visit) redact() (answer, error) {
	find, do := v.carriedForm("", "redact."), v.form("redact", "redact.")
	if v.Proofs == nil {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	_, err := v.Proofs.Redact(v.r.Context(), v.act, translog.Redaction{Text: v.said("text"), Ground: translog.Ground(v.said("ground")),
		Reason: v.said("reason"), Seen: v.said("seen")})
	if !do.refused(v, err) {
		return v.done("redacted", "work_redact"), err
	}
	found, err := v.lookedFor()
	if registry.CodeOf(err) == registry.CodeRedactionNothing || find.refused(v, err) {
		return v.redactForms(find, do, nil)
	}
	if err != nil {
		return answer{}, err
	}
	return v.redactForms(find, do, &found)
}

func (v *visit) redactForms(find, do Form, found *translog.Looked) (answer, error) {
	p := redactPage{Page: v.shell(v.text("redact.title")), Find: find, Go: do, Looked: found != nil}
	status := max(find.Status, do.Status)
	p.Complaints, p.Wrong = append(find.Complaints, do.Complaints...), status != 0
	for _, g := range translog.Grounds {
		p.Grounds = append(p.Grounds, Option{Value: string(g), Text: p.T("redact.ground_" + string(g))})
	}
	if found != nil {
		p.looked(*found, translog.CleanRedacted(v.said("text")))
		p.Text, p.Seen = v.said("text"), found.Seen
		if do.Status == http.StatusUnprocessableEntity { // what was seen is not seen anew because something else is wrong
			p.Seen = v.said("seen")
		}
	}
	return answer{status: status, template: "redact", data: p}, nil
}

func (p *redactPage) looked(found translog.Looked, words string) {
	p.Found, p.Mark = p.Count("redact.found", found.Touched()), found.Mark
	if found.Sealed > 0 {
		p.Sealed = p.Count("redact.sealed", found.Sealed)
	}
	stays := found.InClear
	for _, w := range found.Rows {
		if w.Stays {
			stays++
		}
		line := RedactLine{What: p.T("redact.kind_" + w.Kind)}
		if w.Number != 0 {
			line.Rule = Crumb{w.Number.String(), p.To("rule", w.Number.String())}
		}
		for _, text := range w.Before {
			line.Before, line.Words, line.After = around(text, words)
			p.Lines = append(p.Lines, line)
		}
	}
	if stays > 0 {
		p.Stays = p.Count("redact.stays", stays)
	}
}

// besides is how many characters are shown on each side of words that are to go.
const besides = 60

// around is some of a text before and after the first time that words stand in it.
func around(text, words string) (before, found, after string) {
	at := strings.Index(text, words)
	if at < 0 { // it is spelled otherwise, inside something that is JSON
		return "", clipRunes(text, 2*besides), ""
	}
	head, tail := []rune(text[:at]), text[at+len(words):]
	if len(head) > besides {
		head = append([]rune("…"), head[len(head)-besides:]...)
	}
	return string(head), words, clipRunes(tail, besides)
}

func clipRunes(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
