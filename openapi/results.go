package openapi

import (
	"context"
	"io"
	"net/http"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerResults() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "get-results", Method: http.MethodGet, Path: "/v1/consultations/{slug}/results", Tag: "consultations",
		Permission: permPublic, Errors: notFound,
		Summary:     "Read what a consultation has brought",
		Description: "Counts by rule and question, and by audience where it is large enough; how many are answered. The texts are in list-published-inputs."}, a.getResults)
	register(a, operation{ID: "list-published-inputs", Method: http.MethodGet, Path: "/v1/consultations/{slug}/published", Tag: "consultations",
		Permission: permPublic, Pages: true, Errors: notFound,
		Summary:     "List the texts of a consultation that were screened, with their answers",
		Description: "Those about no rule first, then rule by rule; within one, in an order that tells nothing."}, a.listPublished)
	for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		registerFile(a, operation{ID: "export-results-" + string(f), Method: http.MethodGet, Path: "/v1/consultations/{slug}/results." + string(f), Tag: "consultations",
			Permission: permPublic, File: f, Errors: notFound, Summary: "Take home the numbers of a consultation as " + strings.ToUpper(string(f)),
			Description: "A number a row under a row of headings in the reader's language. What is too few to be told is not among them. No cell is a formula."}, a.exportResults)
	}
	registerFile(a, operation{ID: "export-consultation-report", Method: http.MethodGet, Path: "/v1/consultations/{slug}/report.docx", Tag: "consultations",
		Permission: permPublic, File: sheet.DOCX, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary: "Take home the report on a consultation as DOCX",
		Description: "Input, answer and consequence by question and rule, numbers with what they mean, and the statements of hearing parties whole. " +
			"It is public when the consultation has closed."}, a.exportReport)
}

type stancesOut struct {
	Keep     int `json:"keep"`
	Simplify int `json:"simplify"`
	Repeal   int `json:"repeal"`
}

func stancesOf(m map[workflow.Stance]int) stancesOut {
	return stancesOut{Keep: m[workflow.KeepIt], Simplify: m[workflow.SimplifyIt], Repeal: m[workflow.RepealIt]}
}

type coveredOut struct {
	Inputs     int `json:"inputs"`
	Unanswered int `json:"unanswered" doc:"Of which nobody has answered yet."`
}

type textsOut struct {
	Written  int `json:"written" doc:"Inputs in words."`
	Shown    int `json:"shown" doc:"Of which so many can be read."`
	Withheld int `json:"withheld" doc:"Of which so many are held back with a reason; the others were not looked through yet."`
}

type minutesOut struct {
	People int     `json:"people" doc:"Who said it."`
	Least  int     `json:"least"`
	Median float64 `json:"median"`
	Most   int     `json:"most"`
}

type audienceResult struct {
	Audience string     `json:"audience"`
	Views    stancesOut `json:"views"`
}

type ruleResult struct {
	Rule      string           `json:"rule" example:"R-0042"`
	Title     string           `json:"title"`
	Views     stancesOut       `json:"views"`
	Audiences []audienceResult `json:"audiences" doc:"Those that are large enough."`
	Hidden    int              `json:"hidden" doc:"Views of audiences that are not broken down."`
	Covered   coveredOut       `json:"covered"`
	Texts     textsOut         `json:"texts"`
	Minutes   *minutesOut      `json:"minutes,omitempty" doc:"How long people say that it takes, each time; left out when fewer than the smallest group said it."`
}

// sentByOut is how many sent something, by audience.
type sentByOut struct {
	Audience string `json:"audience"`
	People   int    `json:"people"`
}

type writtenOut struct {
	People    int         `json:"people"`
	Audiences []sentByOut `json:"audiences" doc:"Those that are large enough."`
	Hidden    int         `json:"hidden" doc:"Of audiences that are not broken down."`
}

func writtenOf(b workflow.Breakdown[string]) writtenOut {
	return writtenOut{People: b.People, Hidden: b.Hidden, Audiences: list(b.Audiences, func(a workflow.AudienceCounts[string]) sentByOut {
		return sentByOut{a.Audience, a.People}
	})}
}

type resultsOut struct {
	ConsultationBasics
	Contributions int              `json:"contributions" doc:"How many were received and not withdrawn."`
	Groups        int              `json:"groups" doc:"How many of them came from several people who answered as one."`
	GroupPeople   int              `json:"group_people" doc:"How many people those groups were; nothing is multiplied by it."`
	Covered       coveredOut       `json:"covered"`
	Texts         textsOut         `json:"texts"`
	SmallestGroup int              `json:"smallest_group" doc:"Audiences with fewer are not broken down."`
	Sent          writtenOut       `json:"sent" doc:"The contributions."`
	Questions     []questionResult `json:"questions"`
	Suggestions   writtenOut       `json:"suggestions"`
	MissingRules  writtenOut       `json:"missing_rules" doc:"Rules that people miss."`
	Themes        []themeResult    `json:"themes" doc:"Suggestions by theme, in the order of the form; without counts where fewer than the smallest group have one."`
	Rules         []ruleResult     `json:"rules"`
	Excluded      *excludedOut     `json:"with_excluded,omitempty" doc:"The totals with contributions that the municipality has left out of the other numbers; left out when there are none."`
}

type getResultsIn struct{ ConsultationPath }

func (a *api) getResults(ctx context.Context, _ call, in *getResultsIn) (answer[resultsOut], error) {
	l, err := a.Workflow.Consultation(ctx, in.Slug)
	if err != nil {
		return answer[resultsOut]{}, err
	}
	r, err := a.Workflow.Results(ctx, in.Slug)
	if err != nil {
		return answer[resultsOut]{}, err
	}
	return answer[resultsOut]{Body: resultsOut{ConsultationBasics: basicsOf(l), Contributions: r.Contributions, Groups: r.Groups.Contributions, GroupPeople: r.Groups.People,
		Covered: coveredOut(r.Covered), Texts: textsOut(r.Texts), SmallestGroup: r.SmallestGroup, Sent: writtenOf(r.Audiences), Questions: resultsOfQuestions(r),
		Suggestions: writtenOf(r.Suggestions), MissingRules: writtenOf(r.MissingRules), Themes: themeResults(r), Rules: list(r.Rules, resultOfRule), Excluded: excludedOf(r)}}, nil
}

func resultOfRule(x workflow.RuleResult) ruleResult {
	out := ruleResult{Rule: x.Entry.Rule.Number.String(), Title: x.Entry.Text.Title, Views: stancesOf(x.All), Hidden: x.Hidden,
		Covered: coveredOut(x.Covered), Texts: textsOut(x.Texts), Audiences: list(x.Audiences, func(g workflow.AudienceCounts[workflow.Stance]) audienceResult {
			return audienceResult{Audience: g.Audience, Views: stancesOf(g.Counts)}
		})}
	if m := x.Minutes; m.People > 0 {
		out.Minutes = &minutesOut{m.People, m.Least, m.Median, m.Most}
	}
	return out
}

type publishedOut struct {
	ID          string          `json:"id" format:"uuid" doc:"Random."`
	Audience    string          `json:"audience,omitempty" doc:"Left out where so few contributed that the writer might be known by it."`
	Kind        inputKind       `json:"kind"`
	Question    string          `json:"question,omitempty" doc:"The id of the question."`
	Theme       string          `json:"theme,omitempty" doc:"The id of a suggestion's theme."`
	Rule        string          `json:"rule,omitempty" example:"R-0042"`
	Stance      stance          `json:"stance,omitempty"`
	Text        string          `json:"text"`
	Translation string          `json:"translation,omitempty" doc:"Of a text in another language, into Danish, by the administration."`
	Disposition *DispositionOut `json:"disposition,omitempty"`
	Parts       []partOut       `json:"parts,omitempty" doc:"What it was split into, when it holds several things: they have the answers."`
}

type publishedPage struct {
	Items []publishedOut `json:"items"`
	Onward
}

type listPublishedIn struct {
	ConsultationPath
	Rule   string `query:"rule" doc:"Only texts about this rule." example:"R-0042"`
	Cursor string `query:"cursor" doc:"The value next of the page before; rule is left out or repeated unchanged."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Texts on a page."`
}

// publishedPlace is where a list of published texts goes on.
type publishedPlace struct {
	Consultation string           `json:"consultation"`
	Rule         string           `json:"rule,omitempty"`
	After        registry.InputID `json:"after"`
}

var publishedList = listing[publishedPlace]{"published", func(asked, seen publishedPlace) bool {
	return asked.Consultation == seen.Consultation && (asked.Rule == "" || asked.Rule == seen.Rule)
}}

func (a *api) listPublished(ctx context.Context, _ call, in *listPublishedIn) (answer[publishedPage], error) {
	asked := publishedPlace{Consultation: in.Slug, Rule: in.Rule}
	return paged(registry.Checks{}, publishedList, in.Cursor, in.Limit, asked, func(from publishedPlace) (publishedPage, publishedPlace, bool, error) {
		about, err := a.inputFilter(ctx, InputsAsked{Rule: from.Rule})
		if err != nil {
			return publishedPage{}, from, false, err
		}
		found, err := a.Workflow.Published(ctx, in.Slug, workflow.ShownQuery{Rule: about.Rule, After: from.After, Limit: in.Limit})
		if registry.CodeOf(err) == registry.CodeNotFound && from.After != "" { // it was taken back since
			err = errCursor()
		}
		from.After = found.Last
		return publishedPage{Items: list(found.Inputs, func(x workflow.Answered) publishedOut {
			return publishedOut{ID: string(x.Input.ID), Audience: x.Input.Audience, Kind: inputKind(x.Input.Kind), Question: x.Input.Question, Theme: x.Input.Theme, Rule: ruleNumber(x),
				Stance: stance(x.Input.Stance), Text: x.Input.Text, Translation: x.Input.Translation, Disposition: dispositionOf(x), Parts: partsOf(x)}
		})}, from, found.More, err
	})
}

type exportResultsIn struct{ ConsultationPath }

func (a *api) exportResults(ctx context.Context, c call, in *exportResultsIn) (file, error) {
	r, err := a.Workflow.Results(ctx, in.Slug)
	if err != nil {
		return file{}, err
	}
	today, err := a.Register.Today(ctx)
	rows := func(add func([]string) error) error {
		for _, f := range r.Figures() {
			row := sheet.Figure{Of: string(f.Of), Key: f.Question, About: f.About.In(string(c.Lang)), Audience: f.Audience, Choice: f.Option.In(string(c.Lang)), N: f.N}
			if f.Rule > 0 {
				row.Key = f.Rule.String()
			}
			if f.Stance != workflow.NoStance {
				row.Choice = c.Lang.Name("stance", string(f.Stance))
			}
			if err := add(sheet.FigureRow(c.Lang, row)); err != nil {
				return err
			}
		}
		return nil
	}
	return file{Name: c.Lang.Text("sheet.file.results", nil) + "-" + today.String(), Table: sheet.FigureTable(c.Lang), Rows: rows}, err
}

func (a *api) exportReport(ctx context.Context, c call, in *exportResultsIn) (file, error) {
	r, err := a.Workflow.ConsultationReport(ctx, in.Slug, false)
	return file{Name: c.Lang.Text("paper.file", nil) + "-" + in.Slug, Write: func(w io.Writer) error {
		return papers.Consultation(ctx, w, c.Lang, r, papers.WalkOf(a.Workflow, in.Slug), "", false)
	}}, err
}
