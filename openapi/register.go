package openapi

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerRegister() {
	register(a, operation{ID: "list-register", Method: http.MethodGet, Path: "/v1/register", Tag: "register",
		Permission: permPublic, Pages: true,
		Summary: "List the rules with their status on a day",
		Description: "By number unless sort says otherwise. With a cursor the other parameters are left out or repeated unchanged: the pages of one list " +
			"are all of one day, as the register knew it when the first was read. With updated_since only what a copy of the list " +
			"lacks: rules about which something was recorded since, and rules whose status another day has changed. Those in the list " +
			"are items and those that are not, or no longer, are removed, so that a copy is kept up by putting in the ones, taking out " +
			"the others, and asking with the new updated_until the next time."}, a.listRegister)
	for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		registerFile(a, operation{ID: "export-register-" + string(f), Method: http.MethodGet, Path: "/v1/register." + string(f), Tag: "register",
			Permission: permPublic, File: f,
			Summary: "Take home the rules with their status on a day, as " + strings.ToUpper(string(f)),
			Description: "All rules that fit, a row each under a row of headings in the reader's language, all as the register " +
				"knew it when the file was begun. Days are written 2027-07-01 and are left empty where none is known. No cell is a formula."},
			a.exportRegister)
	}
	registerFile(a, operation{ID: "export-whole-register", Method: http.MethodGet, Path: "/v1/register.json", Tag: "register",
		Permission: "export", File: sheet.JSON,
		Summary: "Take home the whole register as JSON",
		Description: "Every table of it: the catalogue, texts, events, every answer ever given, justifications, legal checks, reviews, bodies " +
			"and meetings, and the log about them; nobody's access, and nothing that the public said. docs/register.schema.json describes it. " +
			"Read into an empty database (omvendt import register) and taken home again it is the same to the last byte."}, a.exportWhole)
	register(a, operation{ID: "get-registered-rule", Method: http.MethodGet, Path: "/v1/register/{number}", Tag: "register",
		Permission: permPublic, Errors: []int{http.StatusNotFound},
		Summary:     "Read a rule with its status on a day and what that rests on",
		Description: "With known all of it is what the register knew then, but for the reviews: they are as known now."}, a.getRegistered)
	register(a, operation{ID: "get-timeline", Method: http.MethodGet, Path: "/v1/register/{number}/timeline", Tag: "register",
		Permission: permPublic, Errors: []int{http.StatusNotFound},
		Summary:     "Read a rule's status on every day, past and future",
		Description: "What follows from doing nothing more."}, a.getTimeline)
	a.registerExplanation()
}

type reasonOut struct {
	Code  string            `json:"code" doc:"A stable name of why." example:"REVIEW_PENDING"`
	Text  string            `json:"text" doc:"The same in the reader's language."`
	Facts map[string]string `json:"facts,omitempty" doc:"What it rests on: days, criteria, classes."`
}

func reasonsOf(l texts.Lang, all []registry.Reason) []reasonOut {
	return list(all, func(r registry.Reason) reasonOut {
		out := reasonOut{Code: string(r.Code), Text: wording.Reason(l, r), Facts: map[string]string{}}
		for name, v := range r.Facts {
			if d, err := registry.ParseDay(v); v != "" && (err != nil || wording.Known(d)) {
				out.Facts[name] = v
			}
		}
		return out
	})
}

type statusOut struct {
	State      state       `json:"state" doc:"Whether the rule is in force."`
	Class      class       `json:"class" doc:"What kind of rule it is in law on the day: derived, never typed in."`
	Reasons    []reasonOut `json:"reasons" doc:"Why; the first is the main reason."`
	Since      day         `json:"since,omitzero" doc:"The first day of the unbroken run of this state."`
	NextChange day         `json:"next_change,omitzero" doc:"The first day of another state, if nothing more is done."`
}

func statusOf(l texts.Lang, s registry.Segment) statusOut {
	return statusOut{State: state(s.State), Class: class(s.Class), Reasons: reasonsOf(l, s.Reasons),
		Since: day(s.StateFrom), NextChange: day(s.StateUntil)}
}

type registerItem struct {
	Number   string    `json:"number" example:"R-0042"`
	Title    string    `json:"title"`
	Plain    string    `json:"plain,omitempty" doc:"What the rule asks of me and what changes if it goes, in everyday language."`
	Area     string    `json:"area" example:"Dagtilbud"`
	Protects protects  `json:"protects,omitempty" doc:"Whom it protects; left out while nobody has said."`
	Status   statusOut `json:"status"`
}

func registerItemOf(l texts.Lang, e registry.RegisterEntry) registerItem {
	return registerItem{Number: e.Rule.Number.String(), Title: e.Text.Title, Plain: e.Text.Plain,
		Area: e.Rule.Catalogue.Area, Protects: protects(e.Rule.Catalogue.Protects), Status: statusOf(l, e.Segment)}
}

type registerPage struct {
	On    day            `json:"on,omitzero" doc:"The day of the status."`
	Known known          `json:"known" doc:"What the register knew."`
	Items []registerItem `json:"items"`
	// A list that is kept up follows today; one of a certain day or revision does not change.
	UpdatedUntil string   `json:"updated_until,omitempty" doc:"The updated_since for the next time, with the same filters, once all pages are read. Left out when on or known is given."`
	Removed      []string `json:"removed,omitempty" doc:"With updated_since: rules that changed and are not in this list, or no longer." example:"R-0042"`
	Onward
}

// RegisterFilter is what decides which rules a list or a file has.
type RegisterFilter struct {
	On    string  `query:"on" format:"date" doc:"The day; today when left out." example:"2027-07-01"`
	Known string  `query:"known" doc:"As the register knew it then: an instant (RFC 3339) or a day, which means its end. Not in the future." example:"2027-06-30"`
	State []state `query:"state,explode" doc:"Only these states; repeated or separated by commas." example:"in_force"`
	Class class   `query:"class" doc:"Only this class." example:"council_rule"`
	Area  string  `query:"area" doc:"Only this area, exactly as written." example:"Dagtilbud"`
	Q     string  `query:"q" doc:"Words, other forms of them or parts of words in title, plain sentence and demand, or a number."`
	CatalogueFilter
	Sort sorting `query:"sort" doc:"The order: by number when left out; next is the day of the next change of state, effort the most minutes each time. Rules that are alike go by number. A - in front reverses it."`
}

func (f RegisterFilter) asked() asked {
	return asked{On: f.On, Known: f.Known, States: repeated[string](f.State), Class: string(f.Class), Area: f.Area, Q: f.Q,
		Filter: f.CatalogueFilter.domain(), Sort: string(f.Sort)}
}

type listRegisterIn struct {
	RegisterFilter
	Since  string `query:"updated_since" doc:"Only what differs from a copy of this list: the updated_until of an earlier answer with the same filters. Not with on or known."`
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rules on a page."`
}

// asked is a filter as a cursor keeps it.
type asked struct {
	On     string          `json:"on,omitempty"`
	Known  string          `json:"known,omitempty"`
	States []string        `json:"state,omitempty"`
	Class  string          `json:"class,omitempty"`
	Area   string          `json:"area,omitempty"`
	Q      string          `json:"q,omitempty"`
	Filter registry.Filter `json:"filter,omitzero"`
	Sort   string          `json:"sort,omitempty"`
	Since  string          `json:"since,omitempty"`
}

func (a asked) equal(b asked) bool { return a.Since == b.Since && a.filters() == b.filters() }

// registerPlace is where a list of the register goes on.
type registerPlace struct {
	Asked asked             `json:"asked"`
	On    registry.Day      `json:"on"`
	Known registry.Revision `json:"known"`
	At    time.Time         `json:"at"`
	After registry.Number   `json:"after"`
}

const registerName = "register"

var registerList = listing[registerPlace]{registerName, func(want, seen registerPlace) bool {
	return want.Asked.equal(asked{}) || want.Asked.equal(seen.Asked)
}}

func (a *api) listRegister(ctx context.Context, c call, in *listRegisterIn) (answer[registerPage], error) {
	want := in.asked()
	want.Since = in.Since
	return paged(registry.Checks{}, registerList, in.Cursor, in.Limit, registerPlace{Asked: want}, func(from registerPlace) (registerPage, registerPlace, bool, error) {
		want := from.Asked
		q, err := want.query(in.Limit)
		if err != nil {
			return registerPage{}, from, false, err
		}
		asKnown := want.Known
		if in.Cursor != "" {
			q.On, q.Known, q.After, asKnown = from.On, from.Known, from.After, ""
		}
		page, err := a.registerPage(ctx, want, asKnown, q)
		if err != nil {
			return registerPage{}, from, false, err
		}
		if in.Cursor != "" {
			page.Mark.At = from.At
		}
		out := registerPage{On: day(page.On), Known: knownOf(page.Mark), Removed: list(page.Removed, registry.Number.String),
			Items: list(page.Entries, func(e registry.RegisterEntry) registerItem { return registerItemOf(c.Lang, e) })}
		if want.On == "" && want.Known == "" {
			out.UpdatedUntil = want.until(registry.Seen{Revision: page.Mark.Revision, On: page.On})
		}
		return out, registerPlace{Asked: want, On: page.On, Known: page.Mark.Revision, At: page.Mark.At, After: page.Last}, page.More, nil
	})
}

// registerPage is one page of a list, or of what has changed in it.
func (a *api) registerPage(ctx context.Context, want asked, known string, q registry.RegisterQuery) (registry.RegisterPage, error) {
	if want.Since == "" {
		page, err := a.Register.Register(ctx, known, q)
		return page, inKnown(err)
	}
	seen, err := want.seen()
	if err != nil {
		return registry.RegisterPage{}, err
	}
	page, err := a.Register.Updates(ctx, seen, q)
	return page, inSince(err)
}

// until names what a list has shown, for the updated_since of the next time. It
// holds the filters as a seal only, so that it stays short and is good for no
// other list.
func (a asked) until(seen registry.Seen) string { return sealCursor(a.filters(), seen) }

// seen is what until named.
func (a asked) seen() (registry.Seen, error) {
	if a.On != "" || a.Known != "" {
		return registry.Seen{}, inSince(&registry.Error{Code: registry.CodeSinceToday})
	}
	seen, err := openCursor[registry.Seen](a.filters(), a.Since)
	if err != nil || seen.On == registry.NoDay {
		return seen, inSince(&registry.Error{Code: registry.CodeSinceInvalid})
	}
	return seen, nil
}

func (a asked) filters() string {
	a.Since = ""
	text, err := json.Marshal(a)
	if err != nil {
		panic(err) // texts always marshal
	}
	return registerName + " " + string(text)
}

func inSince(err error) error {
	switch registry.CodeOf(err) {
	case registry.CodeSinceInvalid, registry.CodeSinceToday:
		return inField("updated_since", err)
	}
	return err
}

type exportRegisterIn struct{ RegisterFilter }

func (a *api) exportWhole(ctx context.Context, _ call, _ *struct{}) (file, error) {
	today, err := a.Register.Today(ctx)
	return file{Name: "register-" + today.String(), Write: func(w io.Writer) error { return a.Register.WriteRegister(ctx, w) }}, err
}

func (a *api) exportRegister(ctx context.Context, c call, in *exportRegisterIn) (file, error) {
	want := in.asked()
	q, err := want.query(1)
	if err != nil {
		return file{}, err
	}
	first, err := a.Register.Register(ctx, want.Known, q)
	if err != nil {
		return file{}, inKnown(err)
	}
	q.On = first.On
	rows := func(add func([]string) error) error {
		return a.Register.WholeRegister(ctx, want.Known, q, func(page registry.RegisterPage, next map[registry.RuleID]registry.State) error {
			for _, e := range page.Entries {
				if err := add(sheet.RegisterRow(c.Lang, e, next[e.Rule.ID])); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return file{Name: c.Lang.Text("sheet.file.register", nil) + "-" + first.On.String(), Table: sheet.RegisterTable(c.Lang), Rows: rows}, nil
}

func (a asked) query(limit int) (registry.RegisterQuery, error) {
	var c registry.Checks
	q := registry.RegisterQuery{On: queryDay(&c, "on", a.On), Class: queryChoice(&c, "class", registry.Classes, a.Class),
		Area: a.Area, Text: a.Q, Filter: checked(&c, a.Filter), Limit: limit}
	q.Sort, q.Descending = order(&c, a.Sort)
	for _, s := range a.States {
		q.States = append(q.States, queryChoice(&c, "state", registry.States, s))
	}
	return q, c.Err()
}

type checkSummary struct {
	Checked bool   `json:"checked" doc:"Somebody other than the owner has confirmed the legal bases. False means unchecked, not without a basis."`
	Day     day    `json:"day,omitzero" doc:"When they were last checked."`
	Result  result `json:"result,omitempty" doc:"With what result."`
}

type groundsOut struct {
	Lapse     *eventOut `json:"lapse,omitempty" doc:"The event that set the lapse date, with the decision it rests on."`
	Ruling    *eventOut `json:"ruling,omitempty" doc:"The latest ruling, also one that does not count."`
	Successor *eventOut `json:"successor,omitempty" doc:"The event by which another rule has taken over."`
}

type registeredRule struct {
	Number string `json:"number" example:"R-0042"`
	On     day    `json:"on,omitzero" doc:"The day of the status."`
	Known  known  `json:"known" doc:"What the register knew."`
	TextFields
	CatalogueFields
	Adopter       adopter           `json:"adopter" doc:"Who adopted it."`
	AdoptedOn     day               `json:"adopted_on,omitzero" doc:"The day from which it applies, as the catalogue knows it."`
	Status        statusOut         `json:"status"`
	Classes       []classSpell      `json:"classes" doc:"What kind of rule it is in law over time and why, by day."`
	Replacement   *replacement      `json:"replacement,omitempty" doc:"The rule that takes over from it. A mandated rule without one cannot be repealed."`
	Bases         []basisOut        `json:"bases" doc:"What law or agreement says of it."`
	LegalCheck    checkSummary      `json:"legal_check"`
	Justification *justificationOut `json:"justification,omitempty" doc:"The case for the rule, as last written."`
	Reviews       []ReviewOut       `json:"reviews" doc:"The reviews it was taken into, newest first."`
	Grounds       groundsOut        `json:"grounds" doc:"What the status rests on."`
}

type getRegisteredIn struct {
	RulePath
	On    string `query:"on" format:"date" doc:"The day; today when left out." example:"2027-07-01"`
	Known string `query:"known" doc:"As the register knew it then: an instant or a day." example:"2027-06-30"`
}

func (a *api) getRegistered(ctx context.Context, c call, in *getRegisteredIn) (answer[registeredRule], error) {
	var none answer[registeredRule]
	v, err := a.view(ctx, in.RulePath, in.On, in.Known)
	if err != nil {
		return none, err
	}
	reviews, err := a.Workflow.ReviewsOf(ctx, v.Rule.ID)
	if err != nil {
		return none, err
	}
	out := registeredRule{Number: v.Rule.Number.String(), On: day(v.On), Known: knownOf(v.Mark),
		TextFields: textOf(v.Text.Text), CatalogueFields: catalogueOf(v.Rule.Catalogue),
		Adopter: adopter(v.Rule.Adopter), AdoptedOn: day(v.Rule.AdoptedOn), Status: statusOf(c.Lang, v.Segment), Classes: classesOf(c.Lang, v),
		Bases: list(v.Bases, basisOf), LegalCheck: checkOf(v), Reviews: list(reviews, reviewOf)}
	if n := len(v.Justifications); n > 0 {
		j := justificationOf(v.Justifications[n-1])
		out.Justification = &j
	}
	if e, ok := v.Event(v.Segment.Grounds.Ruling); ok {
		out.Grounds.Ruling = ptr(eventOf(e))
	}
	if e, ok := v.Event(v.Segment.Grounds.Lapse); ok {
		out.Grounds.Lapse = ptr(eventOf(e))
	}
	if number, on, ok := v.Replacement(); ok {
		out.Replacement = &replacement{number.String(), day(on)}
	}
	if e, ok := v.Successor(); ok {
		out.Grounds.Successor = ptr(eventOf(e))
	}
	return answer[registeredRule]{Body: out}, nil
}

// view reads a rule as one address asks for it.
func (a *api) view(ctx context.Context, path RulePath, on, known string) (registry.RuleView, error) {
	number, err := path.number()
	if err != nil {
		return registry.RuleView{}, err
	}
	var c registry.Checks
	q := registry.StatusQuery{On: queryDay(&c, "on", on), Known: known}
	if err := c.Err(); err != nil {
		return registry.RuleView{}, err
	}
	v, err := a.Register.Rule(ctx, number, q)
	return v, inKnown(err)
}

type segmentOut struct {
	From           day         `json:"from,omitzero" doc:"The first day; left out when it has always been so."`
	Until          day         `json:"until,omitzero" doc:"The first day after; left out when no end is known."`
	State          state       `json:"state"`
	Class          class       `json:"class"`
	Reasons        []reasonOut `json:"reasons" doc:"The first is the main reason."`
	Version        int         `json:"version,omitempty" doc:"The version of the text that applies, or would apply."`
	RowDigest      string      `json:"row_digest" doc:"Names the facts that were judged (SHA-256)."`
	PolicyDigest   string      `json:"policy_digest" doc:"Names the policy that judged them."`
	SettingsDigest string      `json:"settings_digest" doc:"Names the settings it judged with."`
}

type timelineOut struct {
	Number string       `json:"number" example:"R-0042"`
	Known  known        `json:"known"`
	Items  []segmentOut `json:"items" doc:"By day, without gaps."`
}

type getTimelineIn struct {
	RulePath
	Known string `query:"known" doc:"As the register knew it then: an instant or a day." example:"2027-06-30"`
}

func (a *api) getTimeline(ctx context.Context, c call, in *getTimelineIn) (answer[timelineOut], error) {
	v, err := a.view(ctx, in.RulePath, "", in.Known)
	if err != nil {
		return answer[timelineOut]{}, err
	}
	ordinals := map[registry.VersionID]int{}
	for _, version := range v.Versions {
		ordinals[version.ID] = version.Ordinal
	}
	return answer[timelineOut]{Body: timelineOut{Number: v.Rule.Number.String(), Known: knownOf(v.Mark),
		Items: list(v.Timeline, func(s registry.Segment) segmentOut {
			return segmentOut{From: day(s.From), Until: day(s.Until), State: state(s.State), Class: class(s.Class),
				Reasons: reasonsOf(c.Lang, s.Reasons), Version: ordinals[s.Version],
				RowDigest: s.RowDigest, PolicyDigest: s.PolicyDigest, SettingsDigest: s.SettingsDigest}
		})}}, nil
}

func ptr[T any](v T) *T { return &v }
