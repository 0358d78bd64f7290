package openapi

import (
	"context"
	"net/http"
	"strconv"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerInputs() {
	register(a, operation{ID: "list-inputs", Method: http.MethodGet, Path: "/v1/consultations/{slug}/inputs", Tag: "inputs",
		Permission: "weigh", Pages: true, Errors: []int{http.StatusNotFound},
		Summary:     "List what people sent in, with its answers",
		Description: "In an order that tells nothing. Who may weigh some rules only sees the inputs about those."}, a.listInputs)
	register(a, operation{ID: "create-disposition", Method: http.MethodPost, Path: "/v1/dispositions", Tag: "inputs",
		Permission: "weigh", Creates: true, Errors: []int{http.StatusNotFound},
		Summary:     "Give inputs their one answer, with its reason",
		Description: "A later one takes its place. Several inputs at once where the reason is the same."}, a.createDisposition)
	register(a, operation{ID: "publish-inputs", Method: http.MethodPost, Path: "/v1/consultations/{slug}/publications", Tag: "inputs",
		Permission: "weigh", Creates: true, Errors: []int{http.StatusNotFound},
		Summary: "Say of screened inputs that their texts may, or may not, be public"}, a.publishInputs)
}

type DispositionOut struct {
	Kind   dispositionKind `json:"kind"`
	Reason string          `json:"reason,omitempty"`
	Day    day             `json:"day,omitzero" doc:"When it was given."`
}

func dispositionOf(d *workflow.Disposition) *DispositionOut {
	if d == nil {
		return nil
	}
	return &DispositionOut{Kind: dispositionKind(d.Kind), Reason: d.Reason, Day: day(d.Day)}
}

// ruleNumber is the number of the rule that an input is about, if it is about one.
func ruleNumber(x workflow.Answered) string {
	if x.Rule == nil {
		return ""
	}
	return x.Rule.Rule.Number.String()
}

func minutesSaid(i workflow.Input) *int {
	if i.Minutes == workflow.NoMinutes {
		return nil
	}
	return &i.Minutes
}

type inputOut struct {
	ID          string          `json:"id" format:"uuid"`
	Audience    string          `json:"audience"`
	Kind        inputKind       `json:"kind"`
	Question    string          `json:"question,omitempty" doc:"The id of the question."`
	Rule        string          `json:"rule,omitempty" example:"R-0042"`
	Stance      stance          `json:"stance,omitempty"`
	Minutes     *int            `json:"minutes,omitempty" doc:"Each time; left out when not said."`
	Text        string          `json:"text,omitempty" doc:"Left out when nothing was written, and when its tie was cut."`
	Masked      bool            `json:"masked,omitempty" doc:"Something like a CPR number was taken out."`
	Published   bool            `json:"published" doc:"Its text may be public."`
	Day         day             `json:"day,omitzero"`
	Group       *groupFields    `json:"group,omitempty" doc:"Who answered together; left out when one person did."`
	Way         way             `json:"way,omitempty" doc:"Left out when it came by the form or this API."`
	Disposition *DispositionOut `json:"disposition,omitempty"`
}

func inputOf(x workflow.Answered) inputOut {
	i := x.Input
	return inputOut{ID: string(i.ID), Audience: i.Audience, Kind: inputKind(i.Kind), Question: i.Question, Rule: ruleNumber(x),
		Stance: stance(i.Stance), Minutes: minutesSaid(i), Text: i.Text, Masked: i.Masked, Published: i.Published, Day: day(i.Day),
		Group: groupOf(x.Sender), Way: way(x.Sender.Way), Disposition: dispositionOf(x.Disposition)}
}

type inputsPage struct {
	Items []inputOut `json:"items"`
	Onward
}

type listInputsIn struct {
	ConsultationPath
	Rule      string    `query:"rule" doc:"Only inputs about this rule." example:"R-0042"`
	Audience  string    `query:"audience" doc:"Only this audience, exactly as written."`
	Kind      inputKind `query:"kind" doc:"Only this kind."`
	Answered  string    `query:"answered" enum:"true,false" doc:"Only inputs that have an answer, or only those without."`
	Published string    `query:"published" enum:"true,false" doc:"Only inputs whose text may be public, or only the others."`
	Cursor    string    `query:"cursor" doc:"The value next of the page before; the other parameters are left out or repeated unchanged."`
	Limit     int       `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Inputs on a page."`
}

// inputsPlace is where a list of inputs goes on.
type inputsPlace struct {
	Consultation string           `json:"consultation"`
	Asked        inputsAsked      `json:"asked"`
	After        registry.InputID `json:"after"`
}

type inputsAsked struct {
	Rule      string `json:"rule,omitempty"`
	Audience  string `json:"audience,omitempty"`
	Kind      string `json:"kind,omitempty"`
	Answered  string `json:"answered,omitempty"`
	Published string `json:"published,omitempty"`
}

var inputList = listing[inputsPlace]{"inputs", func(asked, seen inputsPlace) bool {
	return asked.Consultation == seen.Consultation && (asked.Asked == (inputsAsked{}) || asked.Asked == seen.Asked)
}}

func (a *api) listInputs(ctx context.Context, c call, in *listInputsIn) (answer[inputsPage], error) {
	asked := inputsPlace{Consultation: in.Slug, Asked: inputsAsked{Rule: in.Rule, Audience: in.Audience, Kind: string(in.Kind),
		Answered: in.Answered, Published: in.Published}}
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

func (a *api) inputFilter(ctx context.Context, q inputsAsked) (workflow.InputFilter, error) {
	var c registry.Checks
	f := workflow.InputFilter{Audience: q.Audience, Kind: queryChoice(&c, "kind", inputKinds, q.Kind),
		Answered: queryBool(&c, "answered", q.Answered), Published: queryBool(&c, "published", q.Published)}
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
		Inputs []string        `json:"inputs" doc:"The ids of the inputs."`
		Kind   dispositionKind `json:"kind"`
		Reason string          `json:"reason,omitempty" doc:"In plain words, to the person; at most 4000 characters."`
	}
}

type disposedOut struct {
	Inputs []string `json:"inputs" doc:"The ids of the inputs."`
	DispositionOut
}

func (a *api) createDisposition(ctx context.Context, c call, in *createDispositionIn) (answer[disposedOut], error) {
	b := in.Body
	err := a.Workflow.Dispose(ctx, c.Act, inputIDs(b.Inputs), workflow.DispositionKind(b.Kind), b.Reason)
	return answer[disposedOut]{Body: disposedOut{Inputs: b.Inputs, DispositionOut: DispositionOut{Kind: b.Kind, Reason: b.Reason}}}, err
}

func inputIDs(all []string) []registry.InputID {
	return list(all, func(s string) registry.InputID { return registry.InputID(s) })
}

type publication struct {
	Inputs    []string `json:"inputs" doc:"The ids of the inputs."`
	Published bool     `json:"published" doc:"Whether their texts may be public."`
}

type publishInputsIn struct {
	ConsultationPath
	Body publication
}

func (a *api) publishInputs(ctx context.Context, c call, in *publishInputsIn) (answer[publication], error) {
	err := a.Workflow.Publish(ctx, c.Act, in.Slug, inputIDs(in.Body.Inputs), in.Body.Published)
	return answer[publication]{Body: in.Body, Place: "/v1/consultations/" + in.Slug + "/results"}, err
}
