package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// What people without an account do. Nothing here may tell who they are: the
// operations are unnamed, and neither token nor code is ever logged.
func (a *api) registerContributions() {
	notFound := []int{http.StatusNotFound}
	kept := []int{http.StatusNotFound, http.StatusConflict}
	register(a, operation{ID: "get-open-link", Method: http.MethodGet, Path: "/v1/open-links/{token}", Tag: "contributions",
		Permission: permPublic, Unnamed: true, Errors: notFound,
		Summary:     "Read what an open link asks",
		Description: "Reading uses nothing up. A link that is unknown, revoked, used up, not begun or closed gives one answer: link_not_open."}, a.getOpenLink)
	register(a, operation{ID: "send-contribution", Method: http.MethodPost, Path: "/v1/open-links/{token}/contributions", Tag: "contributions",
		Permission: permPublic, Unnamed: true, Creates: true, Errors: []int{http.StatusNotFound, http.StatusTooManyRequests},
		Summary: "Send a contribution in",
		Description: "Anonymous: no address, agent or instant is stored. Repeated with the same submission it has one effect and the " +
			"same receipt. CPR-like numbers are masked before anything is stored. Where more come through one link or from one address than people send, " +
			"they are refused for a while: too_many_answers, or link_guarded, where only the page takes answers."}, a.contribute)
	register(a, operation{ID: "get-receipt", Method: http.MethodGet, Path: "/v1/receipts/{code}", Tag: "contributions",
		Permission: permPublic, Unnamed: true, Errors: notFound,
		Summary: "Read a contribution and what became of it, by its receipt code"}, a.getReceipt)
	register(a, operation{ID: "change-contribution", Method: http.MethodPut, Path: "/v1/receipts/{code}", Tag: "contributions",
		Permission: permPublic, Unnamed: true, Errors: kept, Summary: "Change a contribution, until closing",
		Description: "All of it is replaced."}, a.changeContribution)
	register(a, operation{ID: "withdraw-contribution", Method: http.MethodDelete, Path: "/v1/receipts/{code}", Tag: "contributions",
		Permission: permPublic, Unnamed: true, Errors: kept, Summary: "Take a contribution back, until closing"}, a.withdrawContribution)
	register(a, operation{ID: "cut-tie", Method: http.MethodPost, Path: "/v1/receipts/{code}/cut", Tag: "contributions",
		Permission: permPublic, Unnamed: true, Errors: kept,
		Summary:     "Take a contribution's texts off, after closing",
		Description: "Off pages, search and exports; what was chosen goes on being counted."}, a.cutTie)
}

type askedRule struct {
	Number string    `json:"number" example:"R-0042"`
	Title  string    `json:"title"`
	Plain  string    `json:"plain,omitempty" doc:"What the rule asks of me and what changes if it goes, in everyday language."`
	Demand string    `json:"demand"`
	Status statusOut `json:"status" doc:"As it stands today."`
}

type formOut struct {
	Slug        string          `json:"slug"`
	Audience    string          `json:"audience" doc:"For whom the link was made; chosen, not proven."`
	Title       string          `json:"title" doc:"In the reader's language, as all of these."`
	Danger      string          `json:"danger,omitempty" doc:"Whom to ring if somebody is in danger."`
	Intro       string          `json:"intro,omitempty"`
	Privacy     string          `json:"privacy" doc:"The information under GDPR article 13."`
	Closes      day             `json:"closes,omitzero" doc:"The first day on which it is closed."`
	Questions   []askedQuestion `json:"questions"`
	Themes      []askedOption   `json:"themes,omitempty" doc:"What a suggestion can be about."`
	AsksMissing bool            `json:"asks_missing_rule,omitempty" doc:"It asks whether a rule is missing."`
	Rules       []askedRule     `json:"rules"`
	Further     []furtherWords  `json:"further" doc:"The further languages in which it can be answered, with its words in them."`
}

// furtherWords are what a form says in a further language.
type furtherWords struct {
	Language furtherLang      `json:"language" example:"ar"`
	Texts    []translatedText `json:"texts" doc:"Beside the Danish; what has no text is told in Danish."`
}

func (a *api) furtherWords(ctx context.Context, slug string, langs []string) ([]furtherWords, error) {
	all := []furtherWords{}
	for _, l := range langs {
		if !texts.Lang(l).IsFurther() {
			continue
		}
		t, err := a.Workflow.Translation(ctx, slug, l)
		if err != nil {
			return nil, err
		}
		all = append(all, furtherWords{furtherLang(l), translatedTexts(t)})
	}
	return all, nil
}

// LinkPath is the part of an address that names an open link.
type LinkPath struct {
	Token string `path:"token" doc:"As it stands in the link."`
}

type getOpenLinkIn struct{ LinkPath }

func (a *api) getOpenLink(ctx context.Context, c call, in *getOpenLinkIn) (answer[formOut], error) {
	f, err := a.Workflow.Form(ctx, in.Token)
	if err != nil {
		return answer[formOut]{}, err
	}
	x, lang := f.Consultation, string(c.Lang)
	further, err := a.furtherWords(ctx, x.Slug, f.Langs)
	if err != nil {
		return answer[formOut]{}, err
	}
	return answer[formOut]{Body: formOut{Further: further, Slug: x.Slug, Audience: f.Link.Audience, Title: x.Title.In(lang), Danger: x.Danger.In(lang),
		Intro: x.Intro.In(lang), Privacy: x.Privacy.In(lang), Closes: day(x.Closes),
		Themes: list(x.Themes, func(o workflow.Option) askedOption { return askedOption{o.ID, o.Text.In(lang)} }), AsksMissing: x.AsksMissing,
		Questions: list(x.PutTo(f.Link.Audience), func(q workflow.Question) askedQuestion { return askedOf(q, lang) }),
		Rules: list(f.Rules, func(e registry.RegisterEntry) askedRule {
			return askedRule{Number: e.Rule.Number.String(), Title: e.Text.Title, Plain: e.Text.Plain, Demand: e.Text.Demand, Status: statusOf(c.Lang, e.Segment)}
		})}}, nil
}

// SaidFields are what somebody says.
type SaidFields struct {
	Group       *groupFields        `json:"group,omitempty" doc:"Left out when one person answers."`
	Answers     map[string]string   `json:"answers,omitempty" doc:"To questions in free text, by their ids; at most 4000 characters, as all texts here."`
	Choices     map[string][]string `json:"choices,omitempty" doc:"The ids of the options chosen, by the ids of the questions."`
	Views       []viewFields        `json:"views,omitempty" doc:"At most one on each rule."`
	Suggestions []string            `json:"suggestions,omitempty" doc:"At most 20."`
	Themes      []string            `json:"suggestion_themes,omitempty" doc:"The ids of the suggestions' themes, by their places; empty: none."`
	MissingRule string              `json:"missing_rule,omitempty" doc:"A rule that is missing, where that is asked."`
}

// groupFields say that several answered as one.
type groupFields struct {
	People int    `json:"people" doc:"How many; what they send is one contribution all the same."`
	Method method `json:"method" doc:"How they found their answer."`
}

func groupOf(s workflow.Sender) *groupFields {
	if s.Group.People == 0 {
		return nil
	}
	return &groupFields{People: s.Group.People, Method: method(s.Group.Method)}
}

func (g *groupFields) domain() workflow.Group {
	if g == nil {
		return workflow.Group{}
	}
	return workflow.Group{People: g.People, Method: workflow.Method(g.Method)}
}

type viewFields struct {
	Rule    string `json:"rule" example:"R-0042"`
	Stance  stance `json:"stance,omitempty"`
	Why     string `json:"why,omitempty"`
	Minutes *int   `json:"minutes,omitempty" doc:"How long it takes, each time; left out when it is not known."`
}

func (s SaidFields) domain() workflow.Said {
	return workflow.Said{Group: s.Group.domain(), Answers: s.Answers, Chosen: s.Choices, Suggestions: s.Suggestions, SuggestionThemes: s.Themes, MissingRule: s.MissingRule, Views: list(s.Views, func(v viewFields) workflow.View {
		number, _ := registry.ParseNumber(v.Rule) // 0 is no rule of any consultation
		out := workflow.View{Rule: number, Stance: workflow.Stance(v.Stance), Why: v.Why, Minutes: workflow.NoMinutes}
		if v.Minutes != nil {
			// What is below nothing is refused there, and is not "not known".
			if out.Minutes = *v.Minutes; out.Minutes < 0 {
				out.Minutes = -2
			}
		}
		return out
	})}
}

type contributeIn struct {
	LinkPath
	Body struct {
		Submission string `json:"submission" doc:"Random, 32 to 64 characters, made anew for each contribution: a retry has the same. The receipt code follows from it."`
		SaidFields
	}
}

type sentOut struct {
	Receipt string `json:"receipt" doc:"The only way to this contribution; shown to nobody else. Empty when it was told before through the link of a device that many use." example:"k7mq-2x9d-h4tf-8wzb"`
	Path    string `json:"path,omitempty" doc:"Where it can be read in this API."`
	Page    string `json:"page" doc:"The page that takes the code, on this server."`
}

func (a *api) contribute(ctx context.Context, c call, in *contributeIn) (answer[sentOut], error) {
	if err := a.admitted(ctx, c, in.Token); err != nil {
		return answer[sentOut]{}, err
	}
	code, err := a.Workflow.Contribute(ctx, in.Token, in.Body.Submission, in.Body.domain())
	out := sentOut{Receipt: code, Page: receiptPage}
	if code != "" {
		out.Path = "/v1/receipts/" + code
	}
	return answer[sentOut]{Body: out}, err
}

// admitted counts a contribution that is about to be stored, and says whether there
// is room for it.
func (a *api) admitted(ctx context.Context, c call, token string) error {
	if a.Guard == nil {
		return nil
	}
	link, err := a.Workflow.OpenLink(ctx, token)
	if err != nil {
		return err
	}
	guarded := link.GuardedAt(a.Guard.Now())
	switch {
	case !a.Guard.Address(c.From):
		return &registry.Error{Code: registry.CodeTooManyAnswers}
	case !a.Guard.Link(string(link.ID)) && !guarded:
		err, guarded = a.Workflow.GuardFlooded(ctx, link), true
	}
	if err == nil && guarded {
		err = &registry.Error{Code: registry.CodeLinkGuarded}
	}
	return err
}

// ReceiptPath is the part of an address that is a receipt code.
type ReceiptPath struct {
	Code string `path:"code" doc:"The receipt code, however it was typed."`
}

type ownInput struct {
	Kind        inputKind       `json:"kind"`
	Question    string          `json:"question,omitempty" doc:"The id of the question."`
	Theme       string          `json:"theme,omitempty" doc:"The id of a suggestion's theme."`
	Rule        string          `json:"rule,omitempty" example:"R-0042"`
	Stance      stance          `json:"stance,omitempty"`
	Minutes     *int            `json:"minutes,omitempty"`
	Text        string          `json:"text,omitempty"`
	Translation string          `json:"translation,omitempty" doc:"Of a text in another language, into Danish, by the administration."`
	Masked      bool            `json:"masked,omitempty" doc:"Something like a CPR number was taken out."`
	Status      *statusOut      `json:"status,omitempty" doc:"Of the rule, today."`
	Disposition *DispositionOut `json:"disposition,omitempty" doc:"The answer; left out until there is one."`
	Parts       []partOut       `json:"parts,omitempty" doc:"What it was split into, when it holds several things: they have the answers."`
	ScreeningFields
}

type receiptOut struct {
	Consultation string            `json:"consultation" doc:"Its slug."`
	Title        string            `json:"title"`
	Closes       day               `json:"closes,omitzero" doc:"The first day on which it is closed."`
	Audience     string            `json:"audience"`
	Day          day               `json:"day,omitzero" doc:"The day it was sent."`
	State        contributionState `json:"state"`
	Group        *groupFields      `json:"group,omitempty" doc:"Left out when one person answered."`
	Way          way               `json:"way,omitempty" doc:"Left out when it came by the form or this API."`
	Excluded     *excludedReceipt  `json:"excluded,omitempty" doc:"Left out when it is counted."`
	Open         bool              `json:"open" doc:"It can be changed or withdrawn; else its texts can be taken off."`
	Inputs       []ownInput        `json:"inputs"`
	Choices      []chosenFields    `json:"choices"`
	Became       []FollowedFields  `json:"became" doc:"What was done about the rules that the inputs are about and the answers name."`
}

type getReceiptIn struct{ ReceiptPath }

func (a *api) getReceipt(ctx context.Context, c call, in *getReceiptIn) (answer[receiptOut], error) {
	return a.receipt(ctx, c, in.Code, nil)
}

// receipt shows a receipt, unless what was done with it failed.
func (a *api) receipt(ctx context.Context, c call, code string, err error) (answer[receiptOut], error) {
	if err != nil {
		return answer[receiptOut]{}, err
	}
	r, err := a.Workflow.Receipt(ctx, code)
	if err != nil {
		return answer[receiptOut]{}, err
	}
	return answer[receiptOut]{Body: receiptOut{Consultation: r.Consultation.Slug, Title: r.Consultation.Title.In(string(c.Lang)),
		Closes: day(r.Consultation.Closes), Audience: r.Contribution.Audience, Day: day(r.Contribution.Day),
		State: contributionState(r.Contribution.State), Excluded: excludedReceiptOf(r.Excluded), Open: r.Open, Group: groupOf(r.Contribution.Sender), Way: way(r.Contribution.Sender.Way),
		Became:  list(r.Became, func(x workflow.RuleSaidDone) FollowedFields { return followedOf(c.Lang, x) }),
		Choices: list(r.Chosen, func(x workflow.Chosen) chosenFields { return chosenFields(x) }), Inputs: list(r.Inputs, func(x workflow.Answered) ownInput {
			out := ownInput{Kind: inputKind(x.Input.Kind), Question: x.Input.Question, Theme: x.Input.Theme, Rule: ruleNumber(x), Stance: stance(x.Input.Stance),
				Minutes: minutesSaid(x.Input), Text: x.Input.Text, Translation: x.Input.Translation, Masked: x.Input.Masked, Disposition: dispositionOf(x), ScreeningFields: screeningOf(x.Input.Screened), Parts: partsOf(x)}
			if x.Rule != nil {
				out.Status = ptr(statusOf(c.Lang, x.Rule.Segment))
			}
			return out
		})}}, nil
}

type changeContributionIn struct {
	ReceiptPath
	Body SaidFields
}

func (a *api) changeContribution(ctx context.Context, c call, in *changeContributionIn) (answer[receiptOut], error) {
	return a.receipt(ctx, c, in.Code, a.Workflow.ChangeContribution(ctx, in.Code, in.Body.domain()))
}

type withdrawContributionIn struct{ ReceiptPath }

func (a *api) withdrawContribution(ctx context.Context, _ call, in *withdrawContributionIn) (answer[nothing], error) {
	return answer[nothing]{}, a.Workflow.WithdrawContribution(ctx, in.Code)
}

type cutTieIn struct{ ReceiptPath }

func (a *api) cutTie(ctx context.Context, c call, in *cutTieIn) (answer[receiptOut], error) {
	return a.receipt(ctx, c, in.Code, a.Workflow.CutTie(ctx, in.Code))
}
