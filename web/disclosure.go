package web

import (
	"io"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/packs"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// disclosureAddresses and disclosurePlaces are what those are given who ask for access
// to the documents of a review.
var (
	disclosureAddresses = map[string]address{
		"work_disclosure":     {texts.Danish: "/arbejde/eftersyn/{slug}/aktindsigt", texts.English: "/en/desk/reviews/{slug}/access-to-documents"},
		"work_disclosure_zip": {texts.Danish: "/arbejde/eftersyn/{slug}/aktindsigt/dokumenter.zip", texts.English: "/en/desk/reviews/{slug}/access-to-documents/documents.zip"},
	}
	disclosurePlaces = map[string]place{
		"work_disclosure": {permission: "journal", show: (*visit).disclosure, forms: map[string]form{
			"": {operation: "choose-review-documents", permission: "file", send: (*visit).choose}}},
		"work_disclosure_zip": {permission: "journal", show: (*visit).disclosurePack, file: true},
	}
)

type disclosurePage struct {
	Page
	Complaints []Complaint
	Form       Form
	Documents  []DocumentLine
	Internal   []DocumentLine
	Missing    [][]papers.Piece
	May        bool
	File       string
}

// DocumentLine is a document with the choice about it.
type DocumentLine struct {
	Page                              Page
	ID, Number                        string
	Title, Facts                      []papers.Piece
	Closed, InPart                    bool
	Said                              string // what was chosen, for those who only read
	Kind, Provision, Reason, Passages Field
}

// documentField names a field of a document's choice: the key of the document is in it,
// so that a list that grows meanwhile moves no choice.
func documentField(d workflow.Document, field string) string {
	return field + "." + strings.ReplaceAll(d.Key, "/", "-")
}

func (v *visit) disclosure() (answer, error) { return v.disclosureForm(v.form("", "disclosure.")) }

func (v *visit) choose() (answer, error) {
	f := v.form("", "disclosure.")
	view, err := v.Workflow.Disclosure(v.r.Context(), v.name)
	if err != nil {
		return answer{}, err
	}
	var releases []workflow.Release
	var places []string // what a complaint about a choice is about on the page
	for _, d := range view.Documents {
		kind := workflow.ReleaseKind(v.said(documentField(d, "kind")))
		if kind == "" || d.Internal {
			continue
		}
		at := "releases[" + strconv.Itoa(len(releases)) + "]."
		for _, field := range []string{"kind", "provision", "reason", "passages"} {
			places = append(places, at+field, documentField(d, field))
		}
		releases = append(releases, workflow.Release{Document: d.Key, Kind: kind, Provision: v.said(documentField(d, "provision")), Reason: v.said(documentField(d, "reason")),
			Passages: paragraphs(v.said(documentField(d, "passages")))})
	}
	_, err = v.Workflow.Choose(v.r.Context(), v.act, v.name, v.saidEdit(), releases, packs.Passages)
	if f.refused(v, err, places...) {
		return v.disclosureForm(f)
	}
	return v.done("saved", "work_disclosure", v.name), err
}

func (v *visit) disclosureForm(f Form) (answer, error) {
	view, err := v.Workflow.Disclosure(v.r.Context(), v.name)
	if err != nil {
		return answer{}, err
	}
	contents, err := v.maker().DisclosureContents(v.r.Context(), v.name)
	if err != nil {
		return answer{}, err
	}
	p := disclosurePage{Page: v.headed("disclosure.of_review", view.Review.Name), May: v.may("file"), File: path("work_disclosure_zip", v.lang, v.name)}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("journal.review"), p.To("review", v.name)})
	for _, m := range contents.Missing {
		p.Missing = append(p.Missing, papers.Pieces(m.Said))
	}
	var stands []standing
	for _, d := range view.Documents {
		x := view.Disclosure.Of(d.Key)
		title := papers.Bare(packs.Called(v.lang, d)) + ": "
		kind := func(value string) string { return textOf(p.releaseKinds(f, d), value) }
		stands = append(stands, standing{field: documentField(d, "kind"), text: string(x.Kind), label: title + p.T("disclosure.kind"), name: kind},
			standing{field: documentField(d, "provision"), text: x.Provision, label: title + p.T("disclosure.provision")},
			standing{field: documentField(d, "reason"), text: x.Reason, label: title + p.T("disclosure.reason")},
			standing{field: documentField(d, "passages"), text: strings.Join(x.Passages, "\n"), label: title + p.T("disclosure.passages")})
	}
	f.stands(strconv.Itoa(view.Disclosure.Edit), Phrase{}, stands)
	labels := map[string]string{}
	for n, d := range view.Documents {
		line := p.documentLine(f, n+1, d, view.Disclosure.Of(d.Key))
		for _, field := range []Field{line.Kind, line.Provision, line.Reason, line.Passages} {
			labels[field.ID] = line.Number + " " + papers.Bare(packs.Called(p.Lang, d)) + ": " + field.Label
		}
		if d.Internal {
			p.Internal = append(p.Internal, line)
		} else {
			p.Documents = append(p.Documents, line)
		}
	}
	f.name(labels)
	p.Form, p.Complaints, p.Wrong = f, f.Complaints, f.Failed()
	return answer{status: f.Status, template: "disclosure", data: p}, nil
}

func (p Page) releaseKinds(f Form, d workflow.Document) []Option {
	options := []Option{{Text: capital(p.Lang.Text("document.undecided", nil))}}
	for _, kind := range workflow.ReleaseKinds {
		if kind != workflow.GiveOutPart || d.InPart() || f.Has(documentField(d, "kind"), string(kind)) {
			options = append(options, Option{Value: string(kind), Text: capital(p.Lang.Name("release", string(kind)))})
		}
	}
	return options
}

func (p Page) documentLine(f Form, n int, d workflow.Document, x workflow.Release) DocumentLine {
	from, to := packs.Parties(p.Lang, d)
	facts := []string{p.T("disclosure.from", "who", from)}
	if to != "" {
		facts = append(facts, p.T("disclosure.to", "who", to))
	}
	if d.Day != registry.NoDay {
		facts = append([]string{p.Day(d.Day)}, facts...)
	}
	line := DocumentLine{Page: p, ID: strings.ReplaceAll(d.Key, "/", "-"), Number: p.Number(n), Title: papers.Pieces(packs.Called(p.Lang, d)), Facts: papers.Pieces(strings.Join(facts, " · ")), Closed: d.Closed, InPart: d.InPart(),
		Kind:      f.Select(documentField(d, "kind"), p.releaseKinds(f, d)).Labelled(p.T("disclosure.kind")),
		Provision: f.Line(documentField(d, "provision")).Labelled(p.T("disclosure.provision")).Hinted(p.T("disclosure.provision_hint")).Free(),
		Reason:    f.Prose(documentField(d, "reason"), 2).Labelled(p.T("disclosure.reason")).Free(),
		Passages:  f.Prose(documentField(d, "passages"), 3).Labelled(p.T("disclosure.passages")).Hinted(p.T("disclosure.passages_hint")).Free()}
	if line.Said = capital(p.Lang.Text("document.undecided", nil)); x.Kind != "" {
		line.Said = strings.TrimSuffix(capital(p.Lang.Name("release", string(x.Kind)))+". "+x.Provision+" "+x.Reason, "  ")
	}
	return line
}

func (v *visit) disclosurePack() (answer, error) {
	c, err := v.maker().DisclosureContents(v.r.Context(), v.name)
	write := func(w io.Writer) error { return v.maker().WriteDisclosure(v.r.Context(), w, v.name) }
	return answer{file: &file{format: sheet.ZIP, name: c.Name(), write: write}}, err
}
