package openapi

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerInputs() {
	register(a, operation{ID: "list-inputs", Method: http.MethodGet, Path: "/v1/consultations/{slug}/inputs", Tag: "inputs",
		Permission: "weigh", Pages: true, Errors: []int{http.StatusNotFound},
		Summary:     "List what people sent in, with its answers",
		Description: "In an order that tells nothing. Who may weigh some rules only sees the inputs about those."}, a.listInputs)
	register(a, operation{ID: "create-disposition", Method: http.MethodPost, Path: "/v1/dispositions", Tag: "inputs",
		Permission: "weigh", Creates: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary:     "Give inputs their one answer, with its reason",
		Description: "A later one takes its place. Several inputs at once where the reason is the same."}, a.createDisposition)
	register(a, operation{ID: "screen-inputs", Method: http.MethodPost, Path: "/v1/consultations/{slug}/screenings", Tag: "inputs",
		Permission: "weigh", Creates: true, Errors: []int{http.StatusNotFound},
		Summary: "Say what of inputs' texts is public",
		Description: "Several at once, save where passages are left out: then shown is the text with " + workflow.Omitted +
			" in the place of each, and nothing else changed. The original stays with those who weigh it."}, a.screenInputs)
	register(a, operation{ID: "get-input", Method: http.MethodGet, Path: "/v1/inputs/{id}", Tag: "inputs",
		Permission: "weigh", Tagged: true, Errors: []int{http.StatusNotFound}, Summary: "Read an input, with its answer"}, a.getInput)
	a.registerInputFiles()
	a.registerTiedInputs()
	a.registerAssignedInputs()
	a.registerUrgentInputs()
	a.registerTranslatedInputs()
}

type DispositionOut struct {
	Kind   dispositionKind `json:"kind"`
	Reason string          `json:"reason,omitempty"`
	Day    day             `json:"day,omitzero" doc:"When it was given."`
	Rules  []string        `json:"rules,omitempty" doc:"Rules that it is about." example:"[\"R-0042\"]"`
	Item   string          `json:"item,omitempty" doc:"The id of the agenda item where it was or will be decided; left out while that is confidential."`
	Hassle string          `json:"hassle,omitempty" format:"uuid" doc:"The hassle that it led to; left out until it is opened."`
	SentOn *sentTo         `json:"sent_on,omitempty" doc:"To whom it was sent on, and when; left out until it is."`
	Same   *sameAnswer     `json:"same,omitempty" doc:"Of a duplicate: the answer that the other input got; left out until it has one."`
}

// sentTo is the pack in which an input was sent on.
type sentTo struct {
	ID string `json:"id" format:"uuid"`
	To string `json:"to"`
	On day    `json:"on"`
}

// sameAnswer is the answer that the input got which another is a duplicate of.
type sameAnswer struct {
	Kind   dispositionKind `json:"kind"`
	Reason string          `json:"reason,omitempty"`
	Day    day             `json:"day,omitzero"`
}

func dispositionOf(x workflow.Answered) *DispositionOut {
	d := x.Disposition
	if d == nil {
		return nil
	}
	out := &DispositionOut{Kind: dispositionKind(d.Kind), Reason: d.Reason, Day: day(d.Day)}
	for _, e := range x.Led {
		out.Rules = append(out.Rules, e.Rule.Number.String())
	}
	if x.Item != nil {
		out.Item = string(x.Item.ID)
	}
	if p := x.SentOn; p != nil {
		out.SentOn = &sentTo{string(p.ID), p.Addressee, day(p.Sent)}
	}
	if x.Hassle != nil {
		out.Hassle = string(x.Hassle.ID)
	}
	if o := x.Original; o != nil {
		out.Same = &sameAnswer{Kind: dispositionKind(o.Kind), Reason: o.Reason, Day: day(o.Day)}
	}
	return out
}

// ruleNumber is the number of the rule that an input is about, if it is about one.
func ruleNumber(x workflow.Answered) string {
	if x.Rule == nil {
		return ""
	}
	return x.Rule.Rule.Number.String()
}

// partOut is what one part of an input says, with its own answer.
type partOut struct {
	Text        string          `json:"text,omitempty"`
	Rule        string          `json:"rule,omitempty" example:"R-0042"`
	Disposition *DispositionOut `json:"disposition,omitempty"`
}

func partsOf(x workflow.Answered) (parts []partOut) {
	for _, p := range x.Parts {
		parts = append(parts, partOut{Text: p.Input.Text, Rule: ruleNumber(p), Disposition: dispositionOf(p)})
	}
	return parts
}

func minutesSaid(i workflow.Input) *int {
	if i.Minutes == workflow.NoMinutes {
		return nil
	}
	return &i.Minutes
}

// InputOut is an input as those who weigh it read it.
type InputOut struct {
	ID          string    `json:"id" format:"uuid"`
	Audience    string    `json:"audience"`
	Kind        inputKind `json:"kind"`
	Question    string    `json:"question,omitempty" doc:"The id of the question."`
	Theme       string    `json:"theme,omitempty" doc:"The id of a suggestion's theme."`
	Rule        string    `json:"rule,omitempty" example:"R-0042"`
	Stance      stance    `json:"stance,omitempty"`
	Minutes     *int      `json:"minutes,omitempty" doc:"Each time; left out when not said."`
	Text        string    `json:"text,omitempty" doc:"Left out when nothing was written, and when its tie was cut."`
	Masked      bool      `json:"masked,omitempty" doc:"Something like a CPR number was taken out."`
	Translation string    `json:"translation,omitempty" doc:"Of a text in another language, into Danish, by the administration."`
	Day         day       `json:"day,omitzero"`
	Edit        int       `json:"edit" doc:"Counts what those who weigh it have changed."`
	ScreeningFields
	Group       *groupFields    `json:"group,omitempty" doc:"Who answered together; left out when one person did."`
	Way         way             `json:"way,omitempty" doc:"Left out when it came by the form or this API."`
	Answered    bool            `json:"answered" doc:"A duplicate is when the other is."`
	Original    string          `json:"original,omitempty" format:"uuid" doc:"Of a duplicate: the id of the other."`
	Disposition *DispositionOut `json:"disposition,omitempty"`
	PartOf      string          `json:"part_of,omitempty" format:"uuid" doc:"The input that this is a part of. What people sent in is counted without parts."`
	Split       bool            `json:"split,omitempty" doc:"It has parts: they get the answers."`
	Lead        string          `json:"lead,omitempty" format:"uuid" doc:"The input under which it is merged: one answer for all."`
	Assignee    string          `json:"assignee,omitempty" format:"uuid" doc:"The user or post that it is assigned to."`
	Excluded    bool            `json:"excluded,omitempty" doc:"Of a batch that is left out: it is not counted."`
}

func inputOf(x workflow.Answered) InputOut {
	i := x.Input
	out := InputOut{ID: string(i.ID), Audience: i.Audience, Kind: inputKind(i.Kind), Question: i.Question, Theme: i.Theme, Rule: ruleNumber(x),
		Stance: stance(i.Stance), Minutes: minutesSaid(i), Text: i.Text, Masked: i.Masked, Translation: i.Translation, Day: day(i.Day), Edit: i.Edit,
		ScreeningFields: screeningOf(i.Screened), Answered: i.Answered, Disposition: dispositionOf(x), Group: groupOf(x.Sender), Way: way(x.Sender.Way),
		PartOf: string(i.PartOf), Split: i.Split, Lead: string(i.Lead), Assignee: string(i.Assigned), Excluded: i.Excluded}
	if x.Disposition != nil {
		out.Original = string(x.Disposition.Original)
	}
	return out
}

// ScreeningFields are what was found of a text before anything is public.
type ScreeningFields struct {
	Screening        screening   `json:"screening" doc:"What of the text is public: nothing yet, all of it, all but some passages, nothing."`
	Shown            string      `json:"shown,omitempty" doc:"What is public where passages are left out."`
	WithheldFor      withheldFor `json:"withheld_for,omitempty" doc:"Why nothing of it is public."`
	WithheldNote     string      `json:"withheld_note,omitempty" doc:"The same in words; the contributor reads it too. Needed when the reason is other."`
	ShownTranslation string      `json:"shown_translation,omitempty" doc:"What is public of the translation where passages are left out of the text; left out: nothing of it."`
}

func screeningOf(s workflow.Screened) ScreeningFields {
	return ScreeningFields{Screening: screening(s.Screening), Shown: s.Shown, WithheldFor: withheldFor(s.Why), WithheldNote: s.Note, ShownTranslation: s.ShownTranslation}
}

type inputsPage struct {
	Items []InputOut `json:"items"`
	Onward
}

// InputsAsked narrows a list of inputs.
type InputsAsked struct {
	Rule        string          `query:"rule" doc:"Only inputs about this rule." example:"R-0042"`
	Audience    string          `query:"audience" doc:"Only this audience, exactly as written."`
	Kind        inputKind       `query:"kind" doc:"Only this kind."`
	Answered    string          `query:"answered" enum:"true,false" doc:"Only inputs that have an answer, or only those without."`
	Screening   screening       `query:"screening" doc:"Only inputs of whose text this is public."`
	Question    string          `query:"question" doc:"Only answers to the question with this id."`
	Theme       string          `query:"theme" doc:"Only suggestions with the theme with this id."`
	Stance      stance          `query:"stance" doc:"Only views that say this."`
	Disposition dispositionKind `query:"disposition" doc:"Only inputs with such an answer."`
	Assignee    string          `query:"assignee" doc:"Only inputs that are assigned to this user or post, by id; none: to nobody."`
	Action      string          `query:"action" enum:"open" doc:"open: only inputs that need action now."`
	Words       string          `query:"words" doc:"Only inputs whose text has all of these words, at most five, in any form or as a part of longer ones."`
}

type listInputsIn struct {
	ConsultationPath
	InputsAsked
	Cursor string `query:"cursor" doc:"The value next of the page before; the other parameters are left out or repeated unchanged."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Inputs on a page."`
}

// inputsPlace is where a list of inputs goes on.
type inputsPlace struct {
	Consultation string           `json:"consultation"`
	Asked        InputsAsked      `json:"asked"`
	After        registry.InputID `json:"after"`
}

var inputList = listing[inputsPlace]{"inputs", func(asked, seen inputsPlace) bool {
	return asked.Consultation == seen.Consultation && (asked.Asked == (InputsAsked{}) || asked.Asked == seen.Asked)
}}

func (a *api) listInputs(ctx context.Context, c call, in *listInputsIn) (answer[inputsPage], error) {
	asked := inputsPlace{Consultation: in.Slug, Asked: in.InputsAsked}
	return paged(registry.Checks{}, inputList, in.Cursor, in.Limit, asked, func(from inputsPlace) (inputsPage, inputsPlace, bool, error) {
		f, err := a.inputFilter(ctx, from.Asked)
		if err != nil {
			return inputsPage{}, from, false, err
		}
		f.After, f.Reach, f.Limit = from.After, c.Act.Reach, in.Limit+1 // one more tells whether there are further ones
		all, err := a.Workflow.Inbox(ctx, in.Slug, f)
		more := len(all) > in.Limit
		if more {
			all = all[:in.Limit]
			from.After = all[len(all)-1].Input.ID
		}
		return inputsPage{Items: list(all, inputOf)}, from, more, err
	})
}

func (a *api) inputFilter(ctx context.Context, q InputsAsked) (workflow.InputFilter, error) {
	var c registry.Checks
	f := workflow.InputFilter{Audience: q.Audience, Kind: queryChoice(&c, "kind", workflow.InputKinds, string(q.Kind)),
		Answered: queryBool(&c, "answered", q.Answered), Screening: queryChoice(&c, "screening", workflow.Screenings, string(q.Screening)),
		Question: q.Question, Theme: q.Theme, Stance: queryChoice(&c, "stance", workflow.Stances, string(q.Stance)), Disposed: queryChoice(&c, "disposition", workflow.DispositionKinds, string(q.Disposition)),
		Unassigned: q.Assignee == "none", Urgent: queryChoice(&c, "action", []string{"open"}, q.Action) != ""}
	if q.Assignee != "" && !f.Unassigned {
		f.Assigned = []workflow.Assignee{workflow.Assignee(q.Assignee)}
	}
	if f.Words = strings.Fields(q.Words); len(f.Words) > 5 {
		c.Fail("words", registry.CodeRangeInvalid, "value", strconv.Itoa(len(f.Words)), "from", "1", "to", "5")
	}
	if q.Rule != "" {
		number, err := registry.ParseNumber(q.Rule)
		if err == nil {
			var rules []registry.Rule
			if rules, err = a.Register.RulesNumbered(ctx, []registry.Number{number}); err == nil {
				f.Rule = rules[0].ID
			}
		}
		if registry.CodeOf(err).Kind() == registry.KindInternal || registry.CodeOf(err).Kind() == registry.KindUnavailable {
			return f, err
		}
		c.Take("rule", err)
	}
	return f, c.Err()
}

// queryBool reads a choice between true and false; nil when it is left out.
func queryBool(c *registry.Checks, name, s string) *bool {
	if s == "" {
		return nil
	}
	b, err := strconv.ParseBool(s)
	if err != nil || s != strconv.FormatBool(b) {
		c.Fail(name, registry.CodeChoiceInvalid, "value", s, "choices", "true, false")
		return nil
	}
	return &b
}

type createDispositionIn struct {
	Body struct {
		Inputs []SeenInput     `json:"inputs"`
		Kind   dispositionKind `json:"kind"`
		Reason string          `json:"reason,omitempty" doc:"In plain words, to the person; at most 4000 characters."`
		Rules  []string        `json:"rules,omitempty" doc:"Rules that it is about." example:"[\"R-0042\"]"`
		Item   string          `json:"item,omitempty" format:"uuid" doc:"The agenda item where it was or will be decided."`
		// Original is one input, and no list: those that are picked are all duplicates of it.
		Original string `json:"original,omitempty" format:"uuid" doc:"Of a duplicate: the input that it says the same as; of the same consultation, and no duplicate itself."`
		User     string `json:"user,omitempty" format:"uuid" doc:"Who answers, when a program writes for them. Whoever answers for a rule cannot answer the inputs about it."`
	}
}

type disposedOut struct {
	Inputs []SeenInput `json:"inputs" doc:"As they were sent."`
	DispositionOut
}

func (a *api) createDisposition(ctx context.Context, c call, in *createDispositionIn) (answer[disposedOut], error) {
	b := in.Body
	rules, err := a.rules(ctx, b.Rules)
	if err != nil {
		return answer[disposedOut]{}, err
	}
	err = a.Workflow.Dispose(ctx, c.Act, pickedOf(b.Inputs), workflow.Disposition{Kind: workflow.DispositionKind(b.Kind), Reason: b.Reason,
		Rules: rules, Item: registry.ItemID(b.Item), Original: registry.InputID(b.Original)}, registry.UserID(b.User))
	return answer[disposedOut]{Body: disposedOut{Inputs: b.Inputs, DispositionOut: DispositionOut{Kind: b.Kind, Reason: b.Reason, Rules: b.Rules, Item: b.Item}}}, err
}

// SeenInput is an input as it was read.
type SeenInput struct {
	ID   string `json:"id" format:"uuid"`
	Edit int    `json:"edit" doc:"As it was read: whoever was overtaken is refused."`
}

func pickedOf(all []SeenInput) []workflow.Picked {
	return list(all, func(s SeenInput) workflow.Picked { return workflow.Picked{ID: registry.InputID(s.ID), Edit: s.Edit} })
}

type screeningBody struct {
	Inputs []SeenInput `json:"inputs"`
	ScreeningFields
}

type screenInputsIn struct {
	ConsultationPath
	Body screeningBody
}

func (a *api) screenInputs(ctx context.Context, c call, in *screenInputsIn) (answer[screeningBody], error) {
	b := in.Body
	err := a.Workflow.Screen(ctx, c.Act, in.Slug, pickedOf(b.Inputs), workflow.Screened{Screening: workflow.Screening(b.Screening),
		Shown: b.Shown, Why: workflow.WithheldFor(b.WithheldFor), Note: b.WithheldNote, ShownTranslation: b.ShownTranslation})
	return answer[screeningBody]{Body: b, Place: "/v1/consultations/" + in.Slug + "/results"}, err
}

// InputPath is the part of an address that names an input.
type InputPath struct {
	ID string `path:"id" format:"uuid" doc:"The input's id."`
}

type getInputIn struct{ InputPath }

type inputDetailOut struct {
	InputOut
	Earlier []earlierOut `json:"earlier" doc:"Answers that another has taken the place of, the latest first."`
	Parts   []InputOut   `json:"parts" doc:"Of what was split."`
	Group   []InputOut   `json:"group" doc:"Those that it is merged with and itself, the lead first."`
	Action  *ActionOut   `json:"action,omitempty" doc:"The latest that it needed, handled or not."`
	Alike   []InputOut   `json:"alike" doc:"Those that are most like it in words, of what is about the same rule or question; at most 50. Much is missed."`
}

type earlierOut struct {
	Kind   dispositionKind `json:"kind"`
	Reason string          `json:"reason,omitempty"`
	Day    day             `json:"day,omitzero"`
	By     string          `json:"by,omitempty"`
}

func (a *api) getInput(ctx context.Context, c call, in *getInputIn) (answer[inputDetailOut], error) {
	return a.inputDetail(ctx, c, in.ID)
}

func (a *api) inputDetail(ctx context.Context, c call, id string) (answer[inputDetailOut], error) {
	x, err := a.Workflow.Input(ctx, c.Act.Reach, registry.InputID(id))
	var action *ActionOut
	if x.Action != nil {
		action = ptr(actionOf(*x.Action))
	}
	return answer[inputDetailOut]{Edit: x.Input.Edit, Body: inputDetailOut{Action: action, InputOut: inputOf(x.Answered), Parts: list(x.Parts, inputOf), Group: list(x.Group, inputOf), Alike: list(x.Alike, inputOf),
		Earlier: list(x.Earlier, func(d workflow.Disposition) earlierOut {
			return earlierOut{Kind: dispositionKind(d.Kind), Reason: d.Reason, Day: day(d.Day), By: d.By}
		})}}, err
}
