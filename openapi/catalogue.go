package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
)

// What hangs on a rule: its texts, legal bases, justifications and legal checks.
// All of it counts in the rule's edit (docs/decisions/0010).
func (a *api) registerCatalogue() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "list-versions", Method: http.MethodGet, Path: "/v1/rules/{number}/versions", Tag: "rules",
		Permission: "read", Tagged: true, Errors: notFound, Summary: "List the texts of a rule"}, a.listVersions)
	register(a, operation{ID: "create-version", Method: http.MethodPost, Path: "/v1/rules/{number}/versions", Tag: "rules",
		Permission: "catalogue", Creates: true, Edits: true, Errors: notFound,
		Summary: "Give a rule another text from a day",
		Description: "A correction of how the rule is written; what a body amends is a ruling: see events. A text that applies from today or later goes through the " +
			"gate: where it demands what the text before did not, that is justified in the rule's justification, or adoption.explanation says why not. Another wording, " +
			"and a shorter text, pass. What was said and found stands in the event text_changed."}, a.createVersion)
	register(a, operation{ID: "preview-version", Method: http.MethodPost, Path: "/v1/rules/{number}/version-previews", Tag: "rules",
		Permission: "catalogue", Asks: true, Errors: notFound, Summary: "Ask what the gate finds in another text of a rule",
		Description: "The same body as of a text that is stored. Nothing is."}, a.previewVersion)
	register(a, operation{ID: "list-bases", Method: http.MethodGet, Path: "/v1/rules/{number}/bases", Tag: "rules",
		Permission: "read", Tagged: true, Errors: notFound, Summary: "List the legal bases of a rule"}, a.listBases)
	register(a, operation{ID: "create-basis", Method: http.MethodPost, Path: "/v1/rules/{number}/bases", Tag: "rules",
		Permission: "catalogue", Creates: true, Edits: true, Errors: notFound, Summary: "Record a legal basis of a rule"}, a.createBasis)
	register(a, operation{ID: "replace-basis", Method: http.MethodPut, Path: "/v1/rules/{number}/bases/{id}", Tag: "rules",
		Permission: "catalogue", Edits: true, Errors: notFound,
		Summary:     "Record a legal basis anew",
		Description: "For when more is known, such as its end. What was recorded before stays readable as known then."}, a.replaceBasis)
	register(a, operation{ID: "list-justifications", Method: http.MethodGet, Path: "/v1/rules/{number}/justifications", Tag: "rules",
		Permission: "read", Tagged: true, Errors: notFound, Summary: "List the justifications of a rule; the last counts"}, a.listJustifications)
	register(a, operation{ID: "create-justification", Method: http.MethodPost, Path: "/v1/rules/{number}/justifications", Tag: "rules",
		Permission: "catalogue", Creates: true, Edits: true, Errors: []int{http.StatusNotFound, http.StatusConflict}, Summary: "Record the case for a rule",
		Description: "One whose indicator is due is scored first."}, a.createJustification)
	register(a, operation{ID: "list-legal-checks", Method: http.MethodGet, Path: "/v1/rules/{number}/legal-checks", Tag: "rules",
		Permission: "read", Tagged: true, Errors: notFound, Summary: "List the legal checks of a rule; the last counts"}, a.listLegalChecks)
	register(a, operation{ID: "create-legal-check", Method: http.MethodPost, Path: "/v1/rules/{number}/legal-checks", Tag: "rules",
		Permission: "legal-check", Creates: true, Edits: true, Errors: notFound,
		Summary: "Record that somebody other than the owner checked a rule's bases"}, a.createLegalCheck)
}

// items is a list that comes whole.
type items[T any] struct {
	Items []T `json:"items"`
}

// all shows a list of what hangs on a rule.
func all[A, B any](ctx context.Context, a *api, path RulePath, pick func(registry.RuleView) []A, f func(A) B) (answer[items[B]], error) {
	v, err := a.view(ctx, path, "", "")
	return answer[items[B]]{Body: items[B]{Items: list(pick(v), f)}, Edit: v.Rule.Edit}, err
}

// added shows what was just hung on a rule, with the edit that the rule has by that.
func added[A, B any](c call, path, under string, made A, err error, f func(A) B) (answer[B], error) {
	return answer[B]{Body: f(made), Edit: c.Edit + 1, Place: "/v1/rules/" + path + "/" + under}, err
}

type versionOut struct {
	ID      string `json:"id" format:"uuid"`
	Version int    `json:"version" doc:"1 is the first."`
	TextFields
}

func versionOf(v registry.Version) versionOut {
	return versionOut{ID: string(v.ID), Version: v.Ordinal, TextFields: textOf(v.Text)}
}

type listVersionsIn struct{ RulePath }

func (a *api) listVersions(ctx context.Context, _ call, in *listVersionsIn) (answer[items[versionOut]], error) {
	return all(ctx, a, in.RulePath, func(v registry.RuleView) []registry.Version { return v.Versions }, versionOf)
}

type newVersion struct {
	From day `json:"from" doc:"The first day of the new text."`
	TextFields
	Adoption *AdoptionFields `json:"adoption,omitempty" doc:"What is said of what is new in it."`
}

func (n newVersion) domain() (registry.NewText, error) {
	out := registry.NewText{From: registry.Day(n.From), Text: n.TextFields.domain()}
	var err error
	if n.Adoption != nil {
		out.Adoption, err = n.Adoption.domain()
	}
	return out, err
}

type createVersionIn struct {
	RulePath
	Body newVersion
}

func (a *api) createVersion(ctx context.Context, c call, in *createVersionIn) (answer[versionOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[versionOut]{}, err
	}
	n, err := in.Body.domain()
	if err != nil {
		return answer[versionOut]{}, err
	}
	v, err := a.Register.ChangeText(ctx, c.Act, number, c.Edit, n)
	return added(c, number.String(), "versions", v, err, versionOf)
}

type basisFields struct {
	Reference string `json:"reference" doc:"ELI and paragraph, what stands for it (LBK nr. 988 af 27/08/2024 § 11), or the agreement's name and clause." example:"https://www.retsinformation.dk/eli/lta/2024/988 § 11, stk. 1"`
	Effect    effect `json:"effect" doc:"What it does to the rule."`
	From      day    `json:"from" doc:"Its first day."`
	Until     day    `json:"until,omitzero" doc:"The first day without it; left out when no end is known."`
	FloorFields
}

// FloorFields set what a minimum demands apart from what is added to it.
type FloorFields struct {
	Floor     string `json:"floor,omitempty" doc:"Of a minimum: what the law itself demands."`
	Increment string `json:"increment,omitempty" doc:"Of a minimum: what the municipality adds, which alone can lapse."`
}

func (b basisFields) domain() registry.Basis {
	return registry.Basis{Reference: b.Reference, Effect: registry.Effect(b.Effect), From: registry.Day(b.From), Until: b.Until.until(), Floor: b.Floor, Increment: b.Increment}
}

type basisOut struct {
	ID        string `json:"id" format:"uuid"`
	Reference string `json:"reference" doc:"In its normal form: the ELI address before the paragraph."`
	ELI       string `json:"eli,omitempty" doc:"The address part; left out for agreements."`
	Provision string `json:"provision,omitempty" doc:"The rest: paragraph or clause."`
	Effect    effect `json:"effect"`
	From      day    `json:"from,omitzero" doc:"Its first day."`
	Until     day    `json:"until,omitzero" doc:"The first day without it; left out when no end is known."`
	FloorFields
}

func basisOf(b registry.Basis) basisOut {
	return basisOut{ID: string(b.ID), Reference: b.Reference, ELI: b.ELI(), Provision: b.Provision(), Effect: effect(b.Effect),
		From: day(b.From), Until: day(b.Until), FloorFields: FloorFields{b.Floor, b.Increment}}
}

type listBasesIn struct{ RulePath }

func (a *api) listBases(ctx context.Context, _ call, in *listBasesIn) (answer[items[basisOut]], error) {
	return all(ctx, a, in.RulePath, func(v registry.RuleView) []registry.Basis { return v.Bases }, basisOf)
}

type createBasisIn struct {
	RulePath
	Body basisFields
}

func (a *api) createBasis(ctx context.Context, c call, in *createBasisIn) (answer[basisOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[basisOut]{}, err
	}
	b, err := a.Register.RecordBasis(ctx, c.Act, number, c.Edit, in.Body.domain())
	return added(c, number.String(), "bases", b, err, basisOf)
}

type replaceBasisIn struct {
	RulePath
	ID   string `path:"id" format:"uuid"`
	Body basisFields
}

func (a *api) replaceBasis(ctx context.Context, c call, in *replaceBasisIn) (answer[basisOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[basisOut]{}, err
	}
	basis := in.Body.domain()
	basis.ID = registry.BasisID(in.ID)
	b, err := a.Register.RecordBasis(ctx, c.Act, number, c.Edit, basis)
	return answer[basisOut]{Body: basisOf(b), Edit: c.Edit + 1}, err
}

// JustificationFields are the case for a rule.
type JustificationFields struct {
	Value       string      `json:"value,omitempty" doc:"Its value for the core task; at most 4000 characters, as all of these."`
	Beneficiary string      `json:"beneficiary,omitempty" doc:"For whom."`
	Mechanism   string      `json:"mechanism,omitempty" doc:"How it works."`
	Evidence    string      `json:"evidence,omitempty" doc:"How that is known."`
	Lighter     string      `json:"lighter,omitempty" doc:"The lighter alternative that was considered."`
	Without     string      `json:"without,omitempty" doc:"What happens without the rule."`
	Grade       effectGrade `json:"evidence_grade,omitempty" doc:"How well its effect is known."`
	Indicator   string      `json:"indicator,omitempty" doc:"What will show whether it works."`
	CheckOn     day         `json:"check_on,omitzero" doc:"When that is looked at."`
}

func (j JustificationFields) domain() registry.Justification {
	return registry.Justification{Value: j.Value, Beneficiary: j.Beneficiary, Mechanism: j.Mechanism, Evidence: j.Evidence,
		Lighter: j.Lighter, Without: j.Without, Grade: registry.EffectGrade(j.Grade), Indicator: j.Indicator, CheckOn: registry.Day(j.CheckOn)}
}

type justificationOut struct {
	ID     string `json:"id" format:"uuid"`
	Number int    `json:"number" doc:"1 is the first."`
	JustificationFields
	Score      *scoreOut      `json:"score,omitempty" doc:"What its own indicator showed; left out until that is scored."`
	Undefended *undefendedOut `json:"undefended,omitempty" doc:"Nobody wants to defend the rule: there in place of the answers."`
}

func justificationOf(j registry.Justification) justificationOut {
	out := justificationOut{ID: string(j.ID), Number: j.Ordinal, JustificationFields: JustificationFields{Value: j.Value,
		Beneficiary: j.Beneficiary, Mechanism: j.Mechanism, Evidence: j.Evidence, Lighter: j.Lighter, Without: j.Without, Grade: effectGrade(j.Grade), Indicator: j.Indicator,
		CheckOn: day(j.CheckOn)}}
	if s := j.Score; s.On != registry.NoDay {
		out.Score = &scoreOut{ScoreFields: ScoreFields{Result: scoreResult(s.Result), Note: s.Note}, On: day(s.On)}
	}
	if u := j.Undefended; u.On != registry.NoDay {
		out.Undefended = &undefendedOut{Post: u.Post, On: day(u.On)}
	}
	return out
}

type listJustificationsIn struct{ RulePath }

func (a *api) listJustifications(ctx context.Context, _ call, in *listJustificationsIn) (answer[items[justificationOut]], error) {
	return all(ctx, a, in.RulePath, func(v registry.RuleView) []registry.Justification { return v.Justifications }, justificationOf)
}

type createJustificationIn struct {
	RulePath
	Body JustificationFields
}

func (a *api) createJustification(ctx context.Context, c call, in *createJustificationIn) (answer[justificationOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[justificationOut]{}, err
	}
	j, err := a.Register.Justify(ctx, c.Act, number, c.Edit, in.Body.domain())
	return added(c, number.String(), "justifications", j, err, justificationOf)
}

type legalCheckFields struct {
	By     string `json:"by" doc:"Who checked; not the rule's owner."`
	Day    day    `json:"day" doc:"When; not in the future."`
	Result result `json:"result" doc:"With what result; doubted leaves the rule unchecked."`
	Note   string `json:"note,omitempty"`
}

func (l legalCheckFields) domain() registry.LegalCheck {
	return registry.LegalCheck{By: l.By, Day: registry.Day(l.Day), Result: registry.CheckResult(l.Result), Note: l.Note}
}

type legalCheckOut struct {
	ID     string `json:"id" format:"uuid"`
	By     string `json:"by"`
	Day    day    `json:"day,omitzero"`
	Result result `json:"result"`
	Note   string `json:"note,omitempty"`
}

func legalCheckOf(l registry.LegalCheck) legalCheckOut {
	return legalCheckOut{ID: string(l.ID), By: l.By, Day: day(l.Day), Result: result(l.Result), Note: l.Note}
}

type listLegalChecksIn struct{ RulePath }

func (a *api) listLegalChecks(ctx context.Context, _ call, in *listLegalChecksIn) (answer[items[legalCheckOut]], error) {
	return all(ctx, a, in.RulePath, func(v registry.RuleView) []registry.LegalCheck { return v.Checks }, legalCheckOf)
}

type createLegalCheckIn struct {
	RulePath
	Body legalCheckFields
}

func (a *api) createLegalCheck(ctx context.Context, c call, in *createLegalCheckIn) (answer[legalCheckOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[legalCheckOut]{}, err
	}
	l, err := a.Register.CheckLegally(ctx, c.Act, number, c.Edit, in.Body.domain())
	return added(c, number.String(), "legal-checks", l, err, legalCheckOf)
}
