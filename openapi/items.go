package openapi

import (
	"context"
	"net/http"
	"strconv"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerItems() {
	changed := []int{http.StatusNotFound, http.StatusConflict}
	register(a, operation{ID: "get-item", Method: http.MethodGet, Path: "/v1/items/{id}", Tag: "meetings",
		Permission: permPublic, Tagged: true, Errors: []int{http.StatusNotFound},
		Summary:     "Read an item of an agenda",
		Description: "To the public a confidential item is not there."}, a.getItem)
	register(a, operation{ID: "edit-item", Method: http.MethodPut, Path: "/v1/items/{id}", Tag: "meetings",
		Permission: "meet", Edits: true, Errors: changed,
		Summary:     "Change what stands in the papers about an item",
		Description: "All of it is replaced. Votes on a proposal that changes, and on those after it, are lost and must be recorded again; a further proposal at the end costs none."}, a.editItem)
	register(a, operation{ID: "remove-item", Method: http.MethodDelete, Path: "/v1/items/{id}", Tag: "meetings",
		Permission: "meet", Edits: true, Errors: changed,
		Summary:     "Take an item off an agenda",
		Description: "Until the meeting is closed, and unless it has been voted on. It needs no reason."}, a.removeItem)
	register(a, operation{ID: "carry-on", Method: http.MethodPost, Path: "/v1/items/{id}/next", Tag: "meetings",
		Permission: "meet", Creates: true, Tagged: true, Errors: changed,
		Summary: "Put the case of an item on a later agenda",
		Description: "After a stop, a postponement, a send-back, a recommendation to a higher body, or a first reading (onward). Everything that stood in the papers comes " +
			"along, but for proposals to postpone the case or send it elsewhere, and days of effect that have passed."}, a.carryOn)
	register(a, operation{ID: "split-item", Method: http.MethodPost, Path: "/v1/items/{id}/split", Tag: "meetings",
		Permission: "meet", Edits: true, Errors: changed,
		Summary:     "Take rules out of an item into items of their own",
		Description: "Any member can demand that a rule is voted on apart. Each gets its place right after the item, with everything in its papers; questions that name the bundle are marked to be read again. Refused once votes are recorded: they are about all the rules at once."}, a.splitItem)
	register(a, operation{ID: "back-recommendation", Method: http.MethodPost, Path: "/v1/items/{id}/recommendation/backing", Tag: "meetings",
		Permission: "meet", Edits: true, Errors: changed,
		Summary:     "Stand behind an item's recommendation too",
		Description: "For somebody who does not answer for the rule, where nobody else than its owner recommends. Other words of the recommendation begin anew."}, a.backRecommendation)
	register(a, operation{ID: "record-minutes", Method: http.MethodPut, Path: "/v1/items/{id}/minutes", Tag: "meetings",
		Permission: "meet", Edits: true, Errors: changed,
		Summary:     "Record what a meeting did with an item",
		Description: "All of it is replaced. It is nothing to rules until the meeting is closed. Votes are never secret."}, a.recordMinutes)
}

// AgendaFields are what stands in the papers before the meeting.
type AgendaFields struct {
	Title          string           `json:"title" doc:"At most 300 characters."`
	Rules          []string         `json:"rules,omitempty" doc:"The numbers of the rules that it is about." example:"[\"R-0042\"]"`
	Summary        string           `json:"summary,omitempty" doc:"At most 8000 characters."`
	Recommendation []string         `json:"recommendation,omitempty" doc:"What the administration recommends, at-point by at-point."`
	Proposer       string           `json:"proposer,omitempty" doc:"Who recommends, as the paper names it; the administration when left out." example:"Børne- og Ungeforvaltningen"`
	Case           string           `json:"case,omitempty" doc:"The item's own case number; the meeting's when left out."`
	Considerations []considerFields `json:"considerations,omitempty" doc:"What it says to the municipality's fixed questions (get-paper-profile)."`
	User           string           `json:"user,omitempty" format:"uuid" doc:"Who wrote the recommendation, named by a program: somebody else than the owner of a rule must stand behind it."`
	PapersLate     string           `json:"papers_late,omitempty" doc:"Why the papers missed their deadline; required for what comes on the agenda after it."`
	Confidential   bool             `json:"confidential,omitempty" doc:"The public does not see the item."`
	From           string           `json:"from,omitempty" doc:"The id of the item of an earlier meeting whose case this one takes up."`
	Reading        reading          `json:"reading,omitempty" doc:"At a first reading what is carried decides only that the case goes on to its second; that is an item of a later meeting of the body, with from. Left out: it is on once."`
	Proposals      []ProposalFields `json:"proposals,omitempty" doc:"In voting order."`
}

type considerFields struct {
	Question string `json:"question" doc:"As the profile asks it." example:"Hvilken betydning har sagen for klimaet?"`
	Text     string `json:"text,omitempty" doc:"Left out: nothing yet."`
}

// ProposalFields are one question put to the vote.
type ProposalFields struct {
	Ruling    ruling    `json:"ruling,omitempty" doc:"What it would do to the rules; left out where procedure is there."`
	Procedure procedure `json:"procedure,omitempty" doc:"What it would do with the case instead of ruling on it. Carried, it moves no lapse date; an agreement that is terminated ends as a legal basis on next."`
	Amends    bool      `json:"amends,omitempty" doc:"It would change a later proposal, and is put before it."`
	// By is free text, since whoever is no member can put something forward.
	By        string      `json:"by,omitempty" doc:"Who put it forward; left out where it is the administration's."`
	Question  string      `json:"question" doc:"Exactly as it is put: it decides what a tie means." example:"Skal reglen fastholdes?"`
	Words     string      `json:"words,omitempty" doc:"The decision's own words when it is carried; the question when left out."`
	Reason    string      `json:"reason,omitempty" doc:"The special reason."`
	From      day         `json:"from,omitzero" doc:"The first day of its effect: a repeal, a trial, an amended text. The meeting's day when left out. For an agreement the day on which notice is given."`
	Next      day         `json:"next,omitzero" doc:"The next review of what is kept or amended, the first day after a trial, the limit of a deferral, when a postponed case comes back, the first day without a terminated agreement."`
	To        string      `json:"to,omitempty" doc:"To whom a case is sent, or notice given."`
	Lapses    bool        `json:"lapses,omitempty" doc:"Its words say that the rule lapses on next unless it is decided again."`
	Told      day         `json:"told,omitzero" doc:"When those it concerns are told of a repeal."`
	Measure   string      `json:"measure,omitempty" doc:"What is measured, 3 and 12 months after the effect; of a trial until it ends. Left out: nothing is."`
	Evaluator string      `json:"evaluator,omitempty" doc:"Who measures and evaluates it."`
	Text      *TextFields `json:"text,omitempty" doc:"The text that an amendment brings; required for one."`
}

func (p ProposalFields) domain() workflow.Proposal {
	out := workflow.Proposal{Ruling: registry.RulingKind(p.Ruling), Procedure: registry.Procedure(p.Procedure), Amends: p.Amends, By: p.By, To: p.To, Told: registry.Day(p.Told), Measure: p.Measure, Evaluator: p.Evaluator, Question: p.Question, Words: p.Words, Reason: p.Reason,
		From: registry.Day(p.From), Next: registry.Day(p.Next), Lapses: p.Lapses}
	if p.Text != nil {
		out.Text = ptr(p.Text.domain())
	}
	return out
}

func proposalOf(p workflow.Proposal) ProposalFields {
	out := ProposalFields{Ruling: ruling(p.Ruling), Procedure: procedure(p.Procedure), Amends: p.Amends, By: p.By, To: p.To, Told: day(p.Told), Measure: p.Measure, Evaluator: p.Evaluator, Question: p.Question, Words: p.Words, Reason: p.Reason,
		From: day(p.From), Next: day(p.Next), Lapses: p.Lapses}
	if p.Text != nil {
		out.Text = ptr(textOf(*p.Text))
	}
	return out
}

// agenda finds the rules that numbers name.
func (a *api) agenda(ctx context.Context, f AgendaFields) (workflow.Agenda, error) {
	rules, err := a.rules(ctx, f.Rules)
	return workflow.Agenda{Title: f.Title, Rules: rules, Summary: f.Summary, Recommendation: f.Recommendation, By: registry.UserID(f.User), PapersLate: f.PapersLate,
		Proposer: f.Proposer, Case: f.Case, Considerations: list(f.Considerations, func(x considerFields) workflow.Consideration { return workflow.Consideration(x) }),
		Confidential: f.Confidential, From: registry.ItemID(f.From), Reading: workflow.Reading(f.Reading), Proposals: list(f.Proposals, ProposalFields.domain)}, err
}

// rules are the ids of rules, in the order in which the field rules numbers them.
func (a *api) rules(ctx context.Context, numbers []string) ([]registry.RuleID, error) {
	var c registry.Checks
	parsed := make([]registry.Number, len(numbers))
	for i, s := range numbers {
		var err error
		parsed[i], err = registry.ParseNumber(s)
		c.Take("rules["+strconv.Itoa(i)+"]", err)
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	all, err := a.Register.RulesNumbered(ctx, parsed)
	if registry.CodeOf(err) == registry.CodeNotFound {
		return nil, inField("rules", err)
	}
	ids := map[registry.Number]registry.RuleID{}
	for _, r := range all {
		ids[r.Number] = r.ID
	}
	out := []registry.RuleID{} // each once
	for _, n := range parsed {
		if id, ok := ids[n]; ok {
			out = append(out, id)
			delete(ids, n)
		}
	}
	return out, err
}

// MinutesFields are what a meeting did with an item.
type MinutesFields struct {
	Votes        [][]voteFields       `json:"votes,omitempty" doc:"On each proposal, in voting order; a proposal after a carried one is not put and has none."`
	Disqualified []disqualifiedFields `json:"disqualified,omitempty" doc:"Of whom it was asked whether they are disqualified for the item; those who are do not vote."`
	Called       []calledFields       `json:"called,omitempty" doc:"Substitutes who sat in members' seats, since these were absent or disqualified. The substitute votes, and the member does not."`
	Dissents     []dissentFields      `json:"dissents,omitempty" doc:"Dissenting opinions."`
	Line         string               `json:"line,omitempty" doc:"What the body passes on to the next: Anbefales."`
	Explanations []explanationFields  `json:"explanations,omitempty" doc:"What the minutes say about findings whose severity is explain. Where one is missing the meeting can be closed, and the text is then empty."`
	Stop         *stopFields          `json:"stop,omitempty" doc:"Somebody brought a committee's decision before the council: it is no ruling."`
}

type voteFields struct {
	Member string `json:"member,omitempty" doc:"The id of who voted; left out for the votes of a group."`
	Group  string `json:"group,omitempty" doc:"The group; left out for a member, and where only totals are known."`
	Choice choice `json:"choice"`
	Count  int    `json:"count,omitempty" doc:"How many; 1 when left out."`
}

type disqualifiedFields struct {
	Member string `json:"member" format:"uuid"`
	Reason string `json:"reason"`
	Able   bool   `json:"able,omitempty" doc:"The body decided that the member is not disqualified."`
}

type calledFields struct {
	Substitute string `json:"substitute" format:"uuid" doc:"Stands in for one alone."`
	For        string `json:"for" format:"uuid" doc:"The member whose seat it is."`
}

type explanationFields struct {
	Code string `json:"code" doc:"Of the finding." example:"HEARING_MISSING"`
	Text string `json:"text"`
}

type dissentFields struct {
	Name  string `json:"name"`
	Group string `json:"group,omitempty"`
	Text  string `json:"text"`
}

type stopFields struct {
	Name  string `json:"name" doc:"Who stopped it."`
	Group string `json:"group,omitempty"`
	Text  string `json:"text,omitempty"`
}

func (m MinutesFields) domain() workflow.Minutes {
	out := workflow.Minutes{Line: m.Line,
		Votes: list(m.Votes, func(votes []voteFields) []workflow.Vote {
			return list(votes, func(v voteFields) workflow.Vote {
				if v.Count == 0 {
					v.Count = 1
				}
				return workflow.Vote{Member: registry.MemberID(v.Member), Group: v.Group, Choice: workflow.Choice(v.Choice), Count: v.Count}
			})
		}),
		Disqualified: list(m.Disqualified, func(d disqualifiedFields) workflow.Disqualified {
			return workflow.Disqualified{Member: registry.MemberID(d.Member), Reason: d.Reason, Able: d.Able}
		}),
		Called: list(m.Called, func(x calledFields) workflow.Called {
			return workflow.Called{Substitute: registry.MemberID(x.Substitute), For: registry.MemberID(x.For)}
		}),
		Dissents:     list(m.Dissents, func(d dissentFields) workflow.Dissent { return workflow.Dissent(d) }),
		Explanations: list(m.Explanations, func(e explanationFields) workflow.Explanation { return workflow.Explanation(e) }),
	}
	if m.Stop != nil {
		out.Stop = ptr(workflow.Stop(*m.Stop))
	}
	return out
}

func minutesOf(m workflow.Minutes) MinutesFields {
	out := MinutesFields{Line: m.Line,
		Votes: list(m.Votes, func(votes []workflow.Vote) []voteFields {
			return list(votes, func(v workflow.Vote) voteFields {
				return voteFields{Member: string(v.Member), Group: v.Group, Choice: choice(v.Choice), Count: v.Count}
			})
		}),
		Disqualified: list(m.Disqualified, func(d workflow.Disqualified) disqualifiedFields {
			return disqualifiedFields{Member: string(d.Member), Reason: d.Reason, Able: d.Able}
		}),
		Called: list(m.Called, func(x workflow.Called) calledFields {
			return calledFields{Substitute: string(x.Substitute), For: string(x.For)}
		}),
		Dissents:     list(m.Dissents, func(d workflow.Dissent) dissentFields { return dissentFields(d) }),
		Explanations: list(m.Explanations, func(e workflow.Explanation) explanationFields { return explanationFields(e) }),
	}
	if m.Stop != nil {
		out.Stop = ptr(stopFields(*m.Stop))
	}
	return out
}

type itemOut struct {
	ID             string           `json:"id" format:"uuid"`
	Meeting        string           `json:"meeting" format:"uuid"`
	Ordinal        int              `json:"ordinal" doc:"Its place on the agenda."`
	Edit           int              `json:"edit" doc:"Counts changes to the item; in its ETag."`
	Title          string           `json:"title"`
	Rules          []string         `json:"rules" doc:"The numbers of the rules that it is about."`
	Summary        string           `json:"summary,omitempty"`
	Recommendation []string         `json:"recommendation,omitempty"`
	Proposer       string           `json:"proposer,omitempty" doc:"Who recommends; left out: the administration."`
	Case           string           `json:"case,omitempty" doc:"The item's own case number; left out: the meeting's."`
	Considerations []considerFields `json:"considerations,omitempty"`
	OwnerAlone     bool             `json:"recommended_by_owner_alone,omitempty" doc:"Nobody but the owner of a rule stands behind the recommendation: it does not count as one. The administration cannot decide by it; an elected body decides all the same."`
	PapersLate     string           `json:"papers_late,omitempty"`
	Confidential   bool             `json:"confidential,omitempty"`
	LateOn         day              `json:"late_on,omitzero" doc:"When something came on the agenda after the papers were due."`
	From           string           `json:"from,omitempty" doc:"The id of the item of an earlier meeting whose case this one takes up."`
	Reading        reading          `json:"reading,omitempty" doc:"Left out: it is on once."`
	Account        *itemAccountOut  `json:"account,omitempty" doc:"The account that it is about; left out: none."`
	Noted          bool             `json:"noted,omitempty" doc:"The meeting is closed and took note of it: nothing was proposed."`
	Onward         onward           `json:"onward,omitempty" doc:"Why its case comes on an agenda again, when the meeting is closed; left out when it does not."`
	Proposals      []proposalOut    `json:"proposals"`
	IfNotCarried   []fallenOut      `json:"if_not_carried,omitempty" doc:"What becomes of each rule if no proposal is carried, a tie included; shown until the meeting is closed."`
	Disputes       []dispute        `json:"disputes,omitempty" doc:"Why the item stands among those that are disputed, before the meeting; left out where it is agreed, and in a list of items alone."`
	Inputs         []coverageOut    `json:"inputs,omitempty" doc:"How many people's inputs there are on each rule. A remark, never a lock."`
	Cases          []itemCaseOut    `json:"cases,omitempty" doc:"For each rule the case for it and the cases against it; left out in a list."`
	MinutesFields
	Corrections []correctionOut `json:"corrections,omitempty" doc:"Of the minutes since the meeting was closed, in their order."`
	Annulled    []annulmentOut  `json:"annulled,omitempty" doc:"How what it decided lost its effect."`
}

type itemCaseOut struct {
	Rule          string            `json:"rule" example:"R-0042"`
	Justification *justificationOut `json:"justification,omitempty" doc:"The one that counts; left out when nobody has written any."`
	CounterCases  []counterOut      `json:"counter_cases" doc:"Oldest first, each with its reply."`
}

type proposalOut struct {
	ProposalFields
	Reread   bool         `json:"reread,omitempty" doc:"It was carried over when an item was split, and its words name more rules than the item has: to be read again before the vote."`
	Outcome  outcome      `json:"outcome,omitempty" doc:"What became of it; final when the meeting is closed."`
	Tally    *tallyOut    `json:"tally,omitempty"`
	Findings []findingOut `json:"findings,omitempty" doc:"What the rules of the game remark about it."`
	// InText bars nothing.
	InText []adoptionFinding `json:"found_in_text,omitempty" doc:"What the gate finds in the new text of an amendment. It bars nothing; once the meeting is closed it stands in the ruling as well."`
}

type tallyOut struct {
	For     int `json:"for"`
	Against int `json:"against"`
	Blank   int `json:"blank"`
	Absent  int `json:"absent"`
}

type findingOut struct {
	Code     string   `json:"code" doc:"A stable name of what is remarked."`
	Severity severity `json:"severity" doc:"blocks: the outcome cannot be recorded; explain: the minutes must say why; note: good to know."`
	Text     string   `json:"text" doc:"In the reader's language."`
	FoundBy
}

type fallenOut struct {
	Rule    string      `json:"rule" example:"R-0042"`
	State   state       `json:"state" doc:"In which it then ends, or stays."`
	On      day         `json:"on,omitzero" doc:"The first day of that state; left out when it stays as it is."`
	Reasons []reasonOut `json:"reasons"`
}

type coverageOut struct {
	Rule       string `json:"rule" example:"R-0042"`
	Inputs     int    `json:"inputs"`
	Unanswered int    `json:"unanswered"`
}

func itemOf(l texts.Lang, m workflow.Meeting, p workflow.ItemPage) itemOut {
	out := itemOut{ID: string(p.ID), Meeting: string(p.Meeting), Ordinal: p.Ordinal, Edit: p.Edit, Title: p.Title, Summary: p.Summary,
		Recommendation: p.Recommendation, Proposer: p.Proposer, Case: p.Case, Considerations: list(p.Considerations, func(x workflow.Consideration) considerFields { return considerFields(x) }), OwnerAlone: p.RecommendedAlone, PapersLate: p.PapersLate, Confidential: p.Confidential, From: string(p.From), Reading: reading(p.Reading), Onward: onward(p.Onward), LateOn: day(p.LateOn), Account: itemAccountOf(p.Account), Noted: p.Title != "" && p.Noted(m),
		Rules: list(p.Entries, func(e workflow.RuleAhead) string { return e.Entry.Rule.Number.String() }),
		Proposals: list(p.Proposals, func(x workflow.Proposal) proposalOut {
			return proposalOut{ProposalFields: proposalOf(x), Reread: x.Reread}
		}),
		Inputs: list(p.Entries, func(e workflow.RuleAhead) coverageOut {
			return coverageOut{Rule: e.Entry.Rule.Number.String(), Inputs: e.Covered.Inputs, Unanswered: e.Covered.Unanswered}
		}),
		MinutesFields: minutesOf(p.Minutes), Corrections: list(p.Corrections, correctionOf), Annulled: list(p.Judged.Annulled, annulmentOf)}
	for n := range p.Outcomes {
		x := &out.Proposals[n]
		x.Outcome, x.Tally = outcome(p.Outcomes[n]), ptr(tallyOut(p.Tallies[n]))
		x.Findings = list(p.Findings[n], func(f workflow.Finding) findingOut {
			return findingOut{Code: f.Code, Severity: severity(f.Severity), Text: wording.Found(l, "finding", f.Code, f.Told), FoundBy: foundBy(f.Told)}
		})
	}
	for n := range p.Texts {
		out.Proposals[n].InText = adoptionFindings(p.Texts[n].Findings)
	}
	if m.State == workflow.MeetingPlanned && len(p.Proposals) > 0 {
		out.IfNotCarried = list(p.Entries, func(e workflow.RuleAhead) fallenOut { return fallenOf(l, m.Day, e) })
	}
	return out
}

// fallenOf is what becomes of a rule after a meeting that carries nothing: the
// timeline as it stands.
func fallenOf(l texts.Lang, meeting registry.Day, e workflow.RuleAhead) fallenOut {
	out := fallenOut{Rule: e.Entry.Rule.Number.String(), State: state(e.Entry.Segment.State), Reasons: reasonsOf(l, e.Entry.Segment.Reasons)}
	for _, s := range e.Ahead {
		switch s.State {
		case registry.Lapsed, registry.FloorOnly, registry.Repealed, registry.SupersededState:
			if s.From > meeting {
				out.On = day(s.From)
			}
			out.State, out.Reasons = state(s.State), reasonsOf(l, s.Reasons)
			return out
		}
	}
	return out
}

// ItemPath is the part of an address that names an item.
type ItemPath struct {
	ID string `path:"id" format:"uuid" doc:"The item's id."`
}

type getItemIn struct{ ItemPath }

func (a *api) getItem(ctx context.Context, c call, in *getItemIn) (answer[itemOut], error) {
	page, err := a.Workflow.ItemPage(ctx, registry.ItemID(in.ID))
	if err == nil {
		page, err = a.readable(c, page)
	}
	if err == nil && len(page.Items) == 0 {
		err = &registry.Error{Code: registry.CodeNotFound}
	}
	if err != nil {
		return answer[itemOut]{}, err
	}
	return a.itemAnswer(ctx, c, page)
}

// itemAnswer is an item with the cases for and against its rules.
func (a *api) itemAnswer(ctx context.Context, c call, page workflow.MeetingPage) (answer[itemOut], error) {
	item := page.Items[0]
	out := answer[itemOut]{Body: itemOf(c.Lang, page.Meeting, item), Edit: item.Edit}
	why, err := a.Workflow.Disputes(ctx, page)
	if err != nil {
		return out, err
	}
	out.Body.Disputes = disputesOf(why[item.ID])
	for _, e := range item.Entries {
		v, err := a.Register.Case(ctx, e.Entry.Rule.Number)
		if err != nil {
			return out, err
		}
		_, against, err := a.Register.Countered(ctx, e.Entry.Rule.Number)
		if err != nil {
			return out, err
		}
		one := itemCaseOut{Rule: e.Entry.Rule.Number.String(), CounterCases: list(against, counterOf)}
		one.Justification = caseOf(c, v).Justification
		out.Body.Cases = append(out.Body.Cases, one)
	}
	return out, nil
}

func disputesOf(why []workflow.Dispute) []dispute {
	return list(why, func(d workflow.Dispute) dispute { return dispute(d) })
}

func (a *api) removeItem(ctx context.Context, c call, in *getItemIn) (answer[struct{}], error) {
	return answer[struct{}]{}, a.Workflow.TakeOff(ctx, c.Act, registry.ItemID(in.ID), c.Edit)
}

type carryOnIn struct {
	ItemPath
	Body struct {
		Meeting    string `json:"meeting" format:"uuid" doc:"The meeting that takes up the case."`
		PapersLate string `json:"papers_late,omitempty" doc:"Why it comes on after the papers were due; required then."`
	}
}

func (a *api) carryOn(ctx context.Context, c call, in *carryOnIn) (answer[itemOut], error) {
	item, err := a.Workflow.CarryOn(ctx, c.Act, registry.ItemID(in.ID), registry.MeetingID(in.Body.Meeting), in.Body.PapersLate)
	out, err := a.changed(ctx, c, item, err)
	out.Place = "/v1/items/" + out.Body.ID
	return out, err
}

type editItemIn struct {
	ItemPath
	Body AgendaFields
}

func (a *api) editItem(ctx context.Context, c call, in *editItemIn) (answer[itemOut], error) {
	agenda, err := a.agenda(ctx, in.Body)
	if err != nil {
		return answer[itemOut]{}, err
	}
	item, err := a.Workflow.EditItem(ctx, c.Act, registry.ItemID(in.ID), c.Edit, agenda)
	return a.changed(ctx, c, item, err)
}

type splitItemIn struct {
	ItemPath
	Body struct {
		Rules []string `json:"rules" doc:"The numbers of those to take out. One rule at least stays." example:"[\"R-0042\"]"`
	}
}

type splitOut struct {
	Items []itemOut `json:"items" doc:"What is left of the item, and the new ones by their places."`
}

func (a *api) splitItem(ctx context.Context, c call, in *splitItemIn) (answer[splitOut], error) {
	rules, err := a.rules(ctx, in.Body.Rules)
	if err != nil {
		return answer[splitOut]{}, err
	}
	split, err := a.Workflow.SplitItem(ctx, c.Act, registry.ItemID(in.ID), c.Edit, rules)
	if err != nil {
		return answer[splitOut]{}, err
	}
	out := answer[splitOut]{}
	for n, item := range split {
		one, err := a.changed(ctx, c, item, nil)
		if err != nil {
			return answer[splitOut]{}, err
		}
		if n == 0 {
			out.Edit = one.Edit
		}
		out.Body.Items = append(out.Body.Items, one.Body)
	}
	return out, nil
}

type backRecommendationIn struct {
	ItemPath
	Body struct {
		User string `json:"user" format:"uuid" doc:"Who stands behind it too."`
	}
}

func (a *api) backRecommendation(ctx context.Context, c call, in *backRecommendationIn) (answer[itemOut], error) {
	item, err := a.Workflow.BackRecommendation(ctx, c.Act, registry.ItemID(in.ID), c.Edit, registry.UserID(in.Body.User))
	return a.changed(ctx, c, item, err)
}

type recordMinutesIn struct {
	ItemPath
	Body MinutesFields
}

func (a *api) recordMinutes(ctx context.Context, c call, in *recordMinutesIn) (answer[itemOut], error) {
	item, err := a.Workflow.RecordMinutes(ctx, c.Act, registry.ItemID(in.ID), c.Edit, in.Body.domain())
	return a.changed(ctx, c, item, err)
}

// changed shows an item after a change, with what its votes mean.
func (a *api) changed(ctx context.Context, c call, item workflow.Item, err error) (answer[itemOut], error) {
	if err != nil {
		return answer[itemOut]{}, err
	}
	page, err := a.Workflow.ItemPage(ctx, item.ID)
	if err != nil {
		return answer[itemOut]{}, err
	}
	return a.itemAnswer(ctx, c, page)
}
