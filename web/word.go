package web

import (
	"net/http"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// wordAddresses and wordPlaces are where somebody asks to be told by mail what a
// consultation led to. No log may hold who, so the places are anonymous, and nothing on
// them knows a receipt.
var (
	wordAddresses = map[string]address{
		"word_ask": {texts.Danish: "/besked/om/{slug}", texts.English: "/en/word/about/{slug}"},
		"word":     {texts.Danish: "/besked/{token}", texts.English: "/en/word/{token}"},
	}
	wordPlaces = map[string]place{
		"word_ask": {anonymous: true, show: (*visit).wordAsk, forms: map[string]form{
			"": {operation: "ask-for-word", send: (*visit).askForWord},
		}},
		"word": {anonymous: true, show: (*visit).word, forms: map[string]form{
			"":     {operation: "confirm-word", send: (*visit).confirmWord},
			"stop": {operation: "stop-word", send: (*visit).stopWord},
		}},
	}
)

// Words is how mails go out, at once or not at all, to who wants to be told of an outcome.
type Words struct {
	May  func(*http.Request) bool // whether one more may be asked for from one place
	Send func(address, subject, text string) error
}

// wordPage asks for an address, asks whether it is the reader's, or says what was done.
type wordPage struct {
	Page
	Form       Form
	Stop       Form
	Complaints []Complaint
	About      Asked  // the consultation; empty when the wish is gone
	State      string // ask, sent, unconfirmed, confirmed, stopped
	NoMail     bool   // none is sent from here
}

func (v *visit) wordPage(state string, c workflow.Consultation, f Form) answer {
	p := wordPage{Page: v.shell(v.text("word.title." + state)), State: state, Form: f, Stop: v.form("stop", "word."), Complaints: f.Complaints, NoMail: v.Words == nil}
	p.Canonical, p.Wrong = "", f.Failed()
	if c.ID != "" {
		p.About = p.asked(c)
	}
	return answer{status: f.Status, template: "word", data: p}
}

func (v *visit) wordAsk() (answer, error) { return v.wordAskForm(v.form("", "word.")) }

func (v *visit) wordAskForm(f Form) (answer, error) {
	c, err := v.Workflow.WordOffered(v.r.Context(), v.name)
	if err != nil && registry.CodeOf(err) != registry.CodeOutcomeKnown {
		return answer{}, err
	}
	if err != nil && !f.refused(v, err) {
		return answer{}, err
	}
	return v.wordPage("ask", c, f), nil
}

// askForWord says the same whether the address was known before or not.
func (v *visit) askForWord() (answer, error) {
	f := v.form("", "word.")
	if v.Words == nil {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	var asked workflow.Asking
	var err error = &registry.Error{Code: registry.CodeTooMany}
	if v.Words.May(v.r) {
		asked, err = v.Workflow.AskForWord(v.r.Context(), v.name, v.said("address"), string(v.lang))
	}
	if err == nil && !asked.Confirmed {
		title := asked.Consultation.Title.In(string(v.lang))
		err = v.Words.Send(strings.ToLower(v.said("address")), v.text("word.mail.subject", "title", title),
			v.text("word.mail.text", "title", title, "municipality", v.Municipality, "link", v.BaseURL+path("word", v.lang, asked.Token)))
	}
	if f.refused(v, err) {
		return v.wordAskForm(f)
	}
	if err != nil {
		return answer{}, err
	}
	return v.wordPage("sent", asked.Consultation, Form{}), nil
}

// word shows what the address in the mail leads to; opening it does nothing.
func (v *visit) word() (answer, error) {
	w, c, err := v.Workflow.Word(v.r.Context(), v.name)
	if registry.CodeOf(err) == registry.CodeNotFound {
		a := v.wordPage("stopped", c, Form{})
		if reading(v.r) {
			a.status = http.StatusNotFound
		}
		return a, nil
	}
	if err != nil {
		return answer{}, err
	}
	state := string(workflow.WordConfirmed)
	if w.State == workflow.WordUnconfirmed {
		state = string(workflow.WordUnconfirmed)
	}
	return v.wordPage(state, c, v.form("", "word.")), nil
}

func (v *visit) confirmWord() (answer, error) {
	if err := v.Workflow.ConfirmWord(v.r.Context(), v.name); err != nil && registry.CodeOf(err) != registry.CodeNotFound {
		return answer{}, err
	}
	return v.word()
}

func (v *visit) stopWord() (answer, error) {
	if err := v.Workflow.StopWord(v.r.Context(), v.name); err != nil && registry.CodeOf(err) != registry.CodeNotFound {
		return answer{}, err
	}
	return v.word()
}

// OutcomeLetter writes the mail with word of an outcome; its address is forgotten with it.
func OutcomeLetter(baseURL, municipality string) func(workflow.Word, workflow.Consultation) (subject, text string) {
	baseURL = strings.TrimRight(baseURL, "/")
	return func(w workflow.Word, c workflow.Consultation) (subject, text string) {
		lang, known := texts.ParseLang(w.Language)
		if !known {
			lang = texts.Danish
		}
		args := map[string]string{"title": c.Title.In(string(lang)), "municipality": municipality,
			"link": baseURL + path("consultation", lang, c.Slug), "receipt": baseURL + path("receipt", lang)}
		return lang.Text("web.word.outcome.subject", args), lang.Text("web.word.outcome.text", args)
	}
}

// WordOffer is the form for an address, where there is mail and no outcome yet.
type WordOffer struct {
	Form    Form
	Address string // of the page that takes it; empty: it is not offered
}

func (v *visit) wordOffer(c workflow.Consultation) WordOffer {
	if v.Words == nil || c.Kind != workflow.AskingAll {
		return WordOffer{}
	}
	f := Form{Submission: registry.NewRandomID[string](), lang: v.lang, key: "web.word.", values: map[string][]string{}} // nothing of what was sent
	return WordOffer{f, path("word_ask", v.lang, c.Slug)}
}

// wordsSent tells how many mails with word of an outcome were sent, and how many could not be.
func (v *visit) wordsSent(p Page) (lines []string, err error) {
	sent, failed, err := v.Workflow.WordsSent(v.r.Context())
	for key, counts := range map[string][]workflow.WordCount{"word.sent": sent, "word.failed": failed} {
		for _, c := range counts {
			_, slug, _ := strings.Cut(c.Object, " ")
			lines = append(lines, p.Count(key, c.N, "day", p.Day(c.Day), "consultation", slug))
		}
	}
	return lines, err
}
