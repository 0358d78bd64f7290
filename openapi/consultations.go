package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerConsultations() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "list-consultations", Method: http.MethodGet, Path: "/v1/reviews/{slug}/consultations", Tag: "consultations",
		Permission: permPublic, Errors: notFound, Summary: "List the consultations of a review, by opening"}, a.listConsultations)
	register(a, operation{ID: "open-consultation", Method: http.MethodPost, Path: "/v1/reviews/{slug}/consultations", Tag: "consultations",
		Permission: "consult", Creates: true, Tagged: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary:     "Open a questionnaire to the public in a review",
		Description: "It is never the formal hearing of a body. Nobody can answer before there is a link."}, a.openConsultation)
	register(a, operation{ID: "get-consultation", Method: http.MethodGet, Path: "/v1/consultations/{slug}", Tag: "consultations",
		Permission: "read", Tagged: true, Errors: notFound, Summary: "Read a consultation as it was set up"}, a.getConsultation)
	register(a, operation{ID: "edit-consultation", Method: http.MethodPut, Path: "/v1/consultations/{slug}", Tag: "consultations",
		Permission: "consult", Edits: true, Errors: notFound,
		Summary: "Change a consultation's texts, questions, rules and days", Description: "All of it is replaced. Once somebody has answered, questions and rules stand: only words are put right, and how they read before is told."}, a.editConsultation)
	a.registerLinks()
	a.registerAlone()
	a.registerTranslations()
	register(a, operation{ID: "get-results", Method: http.MethodGet, Path: "/v1/consultations/{slug}/results", Tag: "consultations",
		Permission: permPublic, Errors: notFound,
		Summary:     "Read what a consultation has brought",
		Description: "Counts by rule, and by audience where it is large enough; texts that were screened; how many are answered."}, a.getResults)
}

// ConsultationBasics is what everybody may know of a consultation.
type ConsultationBasics struct {
	Slug   string        `json:"slug" doc:"Its name in addresses." example:"hvad-taenker-i"`
	Kind   string        `json:"kind" enum:"consultation,self_assessment,measurement" doc:"What it is for; only a consultation is part of a review."`
	Review string        `json:"review,omitempty" doc:"The slug of the review that it is part of; left out when it stands alone."`
	Title  wordingFields `json:"title"`
	Opens  day           `json:"opens,omitzero" doc:"The first day on which it takes contributions."`
	Closes day           `json:"closes,omitzero" doc:"The first day on which it is closed."`
	Open   bool          `json:"open" doc:"Whether it takes contributions today."`
}

type wordingFields struct {
	Da string `json:"da" doc:"In Danish."`
	En string `json:"en,omitempty" doc:"In English; told in Danish when left out."`
}

func basicsOf(c workflow.Listed) ConsultationBasics {
	return ConsultationBasics{Slug: c.Slug, Kind: string(c.Kind), Review: c.Review.Slug, Title: wordingFields(c.Title), Opens: day(c.Opens), Closes: day(c.Closes), Open: c.Open}
}

type listConsultationsIn struct{ ReviewPath }

func (a *api) listConsultations(ctx context.Context, _ call, in *listConsultationsIn) (answer[items[ConsultationBasics]], error) {
	all, err := a.Workflow.Consultations(ctx, in.Slug)
	return answer[items[ConsultationBasics]]{Body: items[ConsultationBasics]{Items: list(all, basicsOf)}}, err
}

// ConsultationFields are a consultation as it is set up.
type ConsultationFields struct {
	Title       wordingFields    `json:"title" doc:"At most 200 characters."`
	Intro       wordingFields    `json:"intro,omitzero" doc:"At most 8000 characters, as all of these."`
	Privacy     wordingFields    `json:"privacy" doc:"The information under GDPR article 13."`
	Danger      wordingFields    `json:"danger,omitzero" doc:"Whom to ring if somebody is in danger; shown first."`
	Opens       day              `json:"opens,omitzero" doc:"The first day on which it takes contributions."`
	Closes      day              `json:"closes,omitzero" doc:"The first day on which it is closed."`
	Questions   []QuestionFields `json:"questions,omitempty" doc:"General questions."`
	Themes      []optionFields   `json:"themes,omitempty" doc:"What a free suggestion can be about; at most 12."`
	AsksMissing bool             `json:"asks_missing_rule,omitempty" doc:"People are asked whether a rule is missing."`
	Rules       []string         `json:"rules,omitempty" doc:"The numbers of the rules on which views are asked, all of the review; of a measurement those whose effect it measures." example:"[\"R-0042\"]"`
}

// consultation finds the rules that numbers name.
func (a *api) consultation(ctx context.Context, f ConsultationFields) (workflow.Consultation, error) {
	rules, err := a.rules(ctx, f.Rules)
	return workflow.Consultation{Title: workflow.Wording(f.Title), Intro: workflow.Wording(f.Intro), Privacy: workflow.Wording(f.Privacy),
		Danger: workflow.Wording(f.Danger), Opens: registry.Day(f.Opens), Closes: registry.Day(f.Closes),
		Questions: list(f.Questions, QuestionFields.domain), Themes: list(f.Themes, optionFields.domain), AsksMissing: f.AsksMissing, Rules: rules}, err
}

type consultationOut struct {
	Slug   string `json:"slug"`
	Kind   string `json:"kind" enum:"consultation,self_assessment,measurement" doc:"What it is for; only a consultation is part of a review."`
	Review string `json:"review,omitempty" doc:"The slug of the review that it is part of; left out when it stands alone."`
	Open   bool   `json:"open" doc:"Whether it takes contributions today."`
	ConsultationFields
}

func consultationOf(c workflow.Listed) consultationOut {
	return consultationOut{Slug: c.Slug, Kind: string(c.Kind), Review: c.Review.Slug, Open: c.Open, ConsultationFields: ConsultationFields{
		Title: wordingFields(c.Title), Intro: wordingFields(c.Intro), Privacy: wordingFields(c.Privacy), Danger: wordingFields(c.Danger),
		Opens: day(c.Opens), Closes: day(c.Closes), Questions: list(c.Questions, questionOf), Themes: list(c.Themes, optionOf), AsksMissing: c.AsksMissing,
		Rules: list(c.Entries, func(e registry.RegisterEntry) string { return e.Rule.Number.String() })}}
}

type openConsultationIn struct {
	ReviewPath
	Body struct {
		Slug string `json:"slug,omitempty" doc:"Its name in addresses; made from the title when left out."`
		ConsultationFields
	}
}

func (a *api) openConsultation(ctx context.Context, c call, in *openConsultationIn) (answer[consultationOut], error) {
	n, err := a.consultation(ctx, in.Body.ConsultationFields)
	if err != nil {
		return answer[consultationOut]{}, err
	}
	n.Slug = in.Body.Slug
	made, err := a.Workflow.OpenConsultation(ctx, c.Act, in.Slug, n)
	out, err := a.shown(ctx, made, err)
	out.Place = "/v1/consultations/" + made.Slug
	return out, err
}

// shown is a consultation after a change.
func (a *api) shown(ctx context.Context, c workflow.Consultation, err error) (answer[consultationOut], error) {
	if err != nil {
		return answer[consultationOut]{}, err
	}
	l, err := a.Workflow.Consultation(ctx, c.Slug)
	return answer[consultationOut]{Body: consultationOf(l), Edit: l.Edit}, err
}

// ConsultationPath is the part of an address that names a consultation.
type ConsultationPath struct {
	Slug string `path:"slug" doc:"The consultation's name in addresses."`
}

type getConsultationIn struct{ ConsultationPath }

func (a *api) getConsultation(ctx context.Context, _ call, in *getConsultationIn) (answer[consultationOut], error) {
	l, err := a.Workflow.Consultation(ctx, in.Slug)
	return answer[consultationOut]{Body: consultationOf(l), Edit: l.Edit}, err
}

type editConsultationIn struct {
	ConsultationPath
	Body ConsultationFields
}

func (a *api) editConsultation(ctx context.Context, c call, in *editConsultationIn) (answer[consultationOut], error) {
	n, err := a.consultation(ctx, in.Body)
	if err != nil {
		return answer[consultationOut]{}, err
	}
	changed, err := a.Workflow.EditConsultation(ctx, c.Act, in.Slug, c.Edit, n)
	return a.shown(ctx, changed, err)
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
}

type publishedOut struct {
	Audience    string          `json:"audience"`
	Kind        inputKind       `json:"kind"`
	Question    string          `json:"question,omitempty" doc:"The id of the question."`
	Theme       string          `json:"theme,omitempty" doc:"The id of a suggestion's theme."`
	Rule        string          `json:"rule,omitempty" example:"R-0042"`
	Stance      stance          `json:"stance,omitempty"`
	Text        string          `json:"text"`
	Disposition *DispositionOut `json:"disposition,omitempty"`
	Parts       []partOut       `json:"parts,omitempty" doc:"What it was split into, when it holds several things: they have the answers."`
}

type resultsOut struct {
	ConsultationBasics
	Contributions int              `json:"contributions" doc:"How many were received and not withdrawn."`
	Groups        int              `json:"groups" doc:"How many of them came from several people who answered as one."`
	GroupPeople   int              `json:"group_people" doc:"How many people those groups were; nothing is multiplied by it."`
	Covered       coveredOut       `json:"covered"`
	SmallestGroup int              `json:"smallest_group" doc:"Audiences with fewer views are not broken down."`
	Questions     []questionResult `json:"questions"`
	Rules         []ruleResult     `json:"rules"`
	Suggestions   int              `json:"suggestions" doc:"Free suggestions."`
	MissingRules  int              `json:"missing_rules" doc:"Rules that people miss."`
	Themes        []themeResult    `json:"themes" doc:"Suggestions by theme, in the order of the form; without counts where fewer than the smallest group have one."`
	Published     []publishedOut   `json:"published" doc:"Texts that were screened."`
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
	return answer[resultsOut]{Body: resultsOut{ConsultationBasics: basicsOf(l), Contributions: r.Contributions, Groups: r.Groups.Contributions, GroupPeople: r.Groups.People, Covered: coveredOut(r.Covered),
		SmallestGroup: r.SmallestGroup, Questions: resultsOfQuestions(r),
		Rules: list(r.Rules, func(x workflow.RuleResult) ruleResult {
			return ruleResult{Rule: x.Entry.Rule.Number.String(), Title: x.Entry.Text.Title, Views: stancesOf(x.All), Hidden: x.Hidden,
				Covered: coveredOut(x.Covered), Audiences: list(x.Audiences, func(g workflow.AudienceCounts[workflow.Stance]) audienceResult {
					return audienceResult{Audience: g.Audience, Views: stancesOf(g.Counts)}
				})}
		}),
		Suggestions: r.Suggested.Suggestions, MissingRules: r.Suggested.Missing, Themes: themeResults(r),
		Published: list(r.Published, func(x workflow.Answered) publishedOut {
			return publishedOut{Audience: x.Input.Audience, Kind: inputKind(x.Input.Kind), Question: x.Input.Question, Theme: x.Input.Theme, Rule: ruleNumber(x),
				Stance: stance(x.Input.Stance), Text: x.Input.Text, Disposition: dispositionOf(x), Parts: partsOf(x)}
		})}}, nil
}
