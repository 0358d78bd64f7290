package openapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/problem"
	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerSimulations() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "run-simulation", Method: http.MethodPost, Path: "/v1/simulation-runs", Tag: "simulations", Permission: permSimulate, Asks: true,
		Summary: "Ask which rules would stand otherwise if something were decided, changed or ended",
		Description: "Nothing is stored, and nothing of any rule changes. Alone or together: nothing more is decided (leave all out); draft decisions of meetings, " +
			"of a review or item by item; what a body's mandate asks of a keep; settings; modules of the policy; a legal basis that ends; another sunset. The answer holds the rules that are otherwise on one day, and from when."}, a.runSimulation)
	register(a, operation{ID: "list-simulations", Method: http.MethodGet, Path: "/v1/simulations", Tag: "simulations", Permission: "read", Pages: true,
		Summary: "List the simulations that were kept, the newest first", Description: "Those that are shared; for who may simulate, all."}, a.listSimulations)
	register(a, operation{ID: "create-simulation", Method: http.MethodPost, Path: "/v1/simulations", Tag: "simulations", Permission: "meet", Creates: true, Tagged: true,
		Summary: "Simulate, and keep what was supposed and what came out of it as it was"}, a.createSimulation)
	register(a, operation{ID: "get-simulation", Method: http.MethodGet, Path: "/v1/simulations/{id}", Tag: "simulations", Permission: "read", Tagged: true, Errors: notFound,
		Summary: "Read a kept simulation: what was supposed, and what came out of it"}, a.getSimulation)
	register(a, operation{ID: "edit-simulation", Method: http.MethodPut, Path: "/v1/simulations/{id}", Tag: "simulations", Permission: "meet", Edits: true, Errors: notFound,
		Summary: "Name a simulation, share it, and attach it to the papers of items", Description: "What was supposed and what came out of it stays as it was."}, a.editSimulation)
	register(a, operation{ID: "list-simulated-changes", Method: http.MethodGet, Path: "/v1/simulations/{id}/changes", Tag: "simulations", Permission: "read", Pages: true, Errors: notFound,
		Summary: "List the rules that are otherwise, those that protect most first"}, a.listSimulatedChanges)
	register(a, operation{ID: "compare-simulations", Method: http.MethodGet, Path: "/v1/simulations/{id}/comparison", Tag: "simulations", Permission: "read", Pages: true, Errors: notFound,
		Summary: "List the rules that do not come out the same in two simulations, by number"}, a.compareSimulations)
	for _, f := range []struct {
		id, path string
		format   sheet.Format
		summary  string
	}{{"export-simulation-csv", "changes.csv", sheet.CSV, "Take home the rules that are otherwise as CSV"},
		{"export-simulation-xlsx", "changes.xlsx", sheet.XLSX, "Take home the rules that are otherwise as XLSX"}} {
		registerFile(a, operation{ID: f.id, Method: http.MethodGet, Path: "/v1/simulations/{id}/" + f.path, Tag: "simulations", Permission: "read", File: f.format, Errors: notFound,
			Summary: f.summary}, a.exportSimulation)
	}
}

const permSimulate = "simulate"

// simulates says whether whoever asks may read what is not shared.
func (a *api) simulates(c call) (bool, error) {
	_, reason, err := a.Access.Allow(c.Act.Actor, c.Act.Operation, permSimulate)
	return err == nil && reason == granted, err
}

type beside string

func (beside) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.Besides) }

type scanWay string

func (scanWay) Schema(huma.Registry) *huma.Schema { return oneOf(registry.ScanWays) }

type whyNotBits string

func (whyNotBits) Schema(huma.Registry) *huma.Schema { return oneOf(registry.NotBitsReasons) }

// SimulatedDraft is what becomes of an item on an agenda.
type SimulatedDraft struct {
	Item     string  `json:"item" format:"uuid" doc:"The item's id."`
	Proposal int     `json:"proposal,omitempty" doc:"Counted from 1; left out: the one that the papers recommend."`
	Outcome  outcome `json:"outcome,omitempty" doc:"carried, fell or tied; not_put: the item is left out. Left out: carried."`
}

// SimulatedMandate is what a body's mandate asks of a keep, or that the body has none.
type SimulatedMandate struct {
	Body string      `json:"body" format:"uuid" doc:"The body's id; not the council's."`
	From day         `json:"from,omitzero" doc:"Left out: today."`
	Asks []criterion `json:"asks" required:"false" doc:"Without them a keep by this body saves nothing."`
	// TakenBack is left out of a mandate that the body has.
	TakenBack bool `json:"taken_back,omitempty" doc:"The mandate is taken back: from the day on the body has none, and asks is empty."`
}

// SimulatedBasis is a legal basis that ends.
type SimulatedBasis struct {
	Reference string `json:"reference" doc:"Bases on a part of it end with it." example:"LBK nr. 909 af 03/07/2024 § 83"`
	On        day    `json:"on" doc:"The first day without it."`
}

// SimulatedSunset is another sunset of a review.
type SimulatedSunset struct {
	Review string `json:"review" format:"uuid" doc:"The review's id."`
	On     day    `json:"on"`
}

// AssumptionFields is what a simulation supposes.
type AssumptionFields struct {
	On       day                `json:"on,omitzero" doc:"The day whose answers are compared; left out: a year from today."`
	Beside   beside             `json:"beside,omitempty" doc:"What they are held against. today: the status today. register: the register on the same day when nothing more is decided. drafts: the same draft decisions with nothing else supposed."`
	Area     string             `json:"area,omitempty" doc:"Only rules of this area, exactly as written."`
	Meetings []string           `json:"meetings,omitempty" doc:"Ids: the items of these are carried as they are recommended; at most 50."`
	Review   string             `json:"review,omitempty" format:"uuid" doc:"Id: the items about this review's rules are carried as they are recommended."`
	Drafts   []SimulatedDraft   `json:"drafts,omitempty" doc:"Items with an outcome of their own; at most 50."`
	Mandates []SimulatedMandate `json:"mandates,omitempty" doc:"At most 50."`
	From     day                `json:"from,omitzero" doc:"From which settings and policy judge; left out: the first day on which they could. Days that have passed keep their answer."`
	Settings map[string]any     `json:"settings,omitempty" doc:"Settings by their names; the others stay. Lengths become concrete days when a decision is recorded: changing one moves no day that has been decided."`
	Policy   map[string]string  `json:"policy,omitempty" doc:"Modules of the policy in Rego by their names; the others stay."`
	Bases    []SimulatedBasis   `json:"bases,omitempty" doc:"At most 50."`
	Sunsets  []SimulatedSunset  `json:"sunsets,omitempty" doc:"At most 50."`
}

func (f AssumptionFields) assumptions() workflow.Assumptions {
	return workflow.Assumptions{On: registry.Day(f.On), Beside: workflow.Beside(f.Beside), Area: f.Area, Review: registry.ReviewID(f.Review), From: registry.Day(f.From), Settings: f.Settings, Policy: f.Policy,
		Meetings: list(f.Meetings, func(id string) registry.MeetingID { return registry.MeetingID(id) }),
		Drafts: list(f.Drafts, func(d SimulatedDraft) workflow.DraftOutcome {
			return workflow.DraftOutcome{Item: registry.ItemID(d.Item), Proposal: d.Proposal, Outcome: workflow.Outcome(d.Outcome)}
		}),
		Mandates: list(f.Mandates, func(m SimulatedMandate) registry.Mandate {
			return registry.Mandate{Body: registry.BodyID(m.Body), From: registry.Day(m.From), Asks: list(m.Asks, func(c criterion) registry.Criterion { return registry.Criterion(c) }), TakenBack: m.TakenBack}
		}),
		Bases: list(f.Bases, func(b SimulatedBasis) workflow.BasisEnd {
			return workflow.BasisEnd{Reference: b.Reference, On: registry.Day(b.On)}
		}),
		Sunsets: list(f.Sunsets, func(s SimulatedSunset) workflow.MovedSunset {
			return workflow.MovedSunset{Review: registry.ReviewID(s.Review), On: registry.Day(s.On)}
		})}
}

func assumptionsOf(a workflow.Assumptions) AssumptionFields {
	f := AssumptionFields{On: day(a.On), Beside: beside(a.Beside), Area: a.Area, Review: string(a.Review), From: day(a.From), Settings: a.Settings, Policy: a.Policy}
	for _, id := range a.Meetings {
		f.Meetings = append(f.Meetings, string(id))
	}
	for _, d := range a.Drafts {
		f.Drafts = append(f.Drafts, SimulatedDraft{string(d.Item), d.Proposal, outcome(d.Outcome)})
	}
	for _, m := range a.Mandates {
		f.Mandates = append(f.Mandates, SimulatedMandate{string(m.Body), day(m.From), list(m.Asks, criterionOf), m.TakenBack})
	}
	for _, b := range a.Bases {
		f.Bases = append(f.Bases, SimulatedBasis{b.Reference, day(b.On)})
	}
	for _, s := range a.Sunsets {
		f.Sunsets = append(f.Sunsets, SimulatedSunset{string(s.Review), day(s.On)})
	}
	return f
}

// StandpointOut is how a rule stands on a day.
type StandpointOut struct {
	State   state  `json:"state"`
	Class   class  `json:"class"`
	Reason  string `json:"reason" doc:"The code of the main reason." example:"LAPSED_UNDECIDED"`
	Because string `json:"because" doc:"It in words, in the language asked for."`
}

func standpointOf(l texts.Lang, s workflow.Standpoint) StandpointOut {
	out := StandpointOut{State: state(s.State), Class: class(s.Class), Reason: string(s.Reason())}
	if len(s.Reasons) > 0 {
		out.Because = wording.Reason(l, s.Reasons[0])
	}
	return out
}

type changedStretchOut struct {
	From  day   `json:"from"`
	Until day   `json:"until,omitzero" doc:"The last day; left out where it has no end."`
	Was   state `json:"was"`
	Is    state `json:"is"`
}

// SimulatedChangeOut is a rule that is otherwise.
type SimulatedChangeOut struct {
	Number    string              `json:"number" example:"R-0042"`
	Title     string              `json:"title"`
	Area      string              `json:"area"`
	Unit      string              `json:"unit"`
	Protects  protects            `json:"protects,omitempty"`
	Was       StandpointOut       `json:"was"`
	Is        StandpointOut       `json:"is"`
	Since     day                 `json:"since" doc:"The first day, around the day compared, on which it is otherwise in that way."`
	Stretches []changedStretchOut `json:"stretches" doc:"At most 12."`
	HoursFrom *float64            `json:"hours_from,omitempty" doc:"That it takes in a year in one unit; left out where nobody has said."`
	HoursTo   *float64            `json:"hours_to,omitempty"`
}

func simulatedChangeOf(l texts.Lang) func(workflow.SimulatedChange) SimulatedChangeOut {
	return func(c workflow.SimulatedChange) SimulatedChangeOut {
		out := SimulatedChangeOut{Number: c.Number.String(), Title: c.Title, Area: c.Area, Unit: c.Unit, Protects: protects(c.Protects),
			Was: standpointOf(l, c.Was), Is: standpointOf(l, c.Is), Since: day(c.Since),
			Stretches: list(c.Stretches, func(s workflow.ChangedStretch) changedStretchOut {
				return changedStretchOut{day(s.From), lastDay(s.Until), state(s.Was), state(s.Is)}
			})}
		if c.Effort.Known {
			out.HoursFrom, out.HoursTo = &c.Effort.From, &c.Effort.To
		}
		return out
	}
}

// lastDay before a day; none before the last there is.
func lastDay(until registry.Day) day {
	if until == registry.LastDay {
		return day(registry.NoDay)
	}
	return day(until - 1)
}

type simulatedCountOut struct {
	Key string `json:"key"`
	N   int    `json:"n"`
}

type simulatedEffortOut struct {
	Rules     int     `json:"rules"`
	Unknown   int     `json:"unknown" doc:"Of which nobody has said how long they take."`
	HoursFrom float64 `json:"hours_from" doc:"In a year, in one unit that all of them bind."`
	HoursTo   float64 `json:"hours_to"`
}

type draftFaultOut struct {
	Item   string `json:"item" format:"uuid"`
	Number string `json:"number"`
	Code   string `json:"code"`
	Detail string `json:"detail" doc:"In the language asked for."`
}

// SimulatedOut is the answer of a simulation.
type SimulatedOut struct {
	Assumptions    AssumptionFields               `json:"assumptions" doc:"With the days and choices that were left open filled in."`
	Today          day                            `json:"today"`
	Revision       int64                          `json:"revision" doc:"What the register knew."`
	PolicyDigest   string                         `json:"policy_digest" doc:"Of the policy that judges on the day."`
	SettingsDigest string                         `json:"settings_digest"`
	Way            scanWay                        `json:"way,omitempty" doc:"How the rules that are otherwise were found. bits: the policy's conditions as comparisons of columns, over all rules at once. shapes: one evaluation for each different set of facts. rules: each rule read and judged by itself. Left out of what was kept before this was told."`
	Why            whyNotBits                     `json:"why,omitempty" doc:"Why not over bits: own_explanation (the policy finds the main reason in its own way), outside_fragment (a condition is more than comparisons) or disagrees_in_test (the comparisons said something else than the policy)."`
	Looked         int                            `json:"looked" doc:"At how many rules."`
	Partial        bool                           `json:"partial,omitempty" doc:"It took too long, or too many rules are otherwise: not all rules were looked at."`
	Drafted        int                            `json:"drafted" doc:"Rules with a draft decision."`
	Changed        int                            `json:"changed" doc:"Rules that are otherwise on the day."`
	Untold         int                            `json:"untold,omitempty" doc:"How many of those are counted here alone: there are too many to tell of each. The counts by one thing, goes and comes, and the list are of the others."`
	Elsewhere      int                            `json:"elsewhere" doc:"Rules that are the same on the day, and otherwise on another."`
	Counts         map[string][]simulatedCountOut `json:"counts" doc:"The changes by move (from state to state), reason, protects, area, unit and class; the most first."`
	Goes           simulatedEffortOut             `json:"goes" doc:"Rules that would no longer apply."`
	Comes          simulatedEffortOut             `json:"comes" doc:"Rules that would apply."`
	Unreplaced     []string                       `json:"unreplaced" doc:"Rules that the law demands, and that would be repealed without another in their place."`
	Stopped        []string                       `json:"stopped" doc:"Rules that would wait for the council on the day."`
	Impossible     []draftFaultOut                `json:"impossible" doc:"Draft decisions that would leave no ruling."`
}

func simulatedOf(l texts.Lang, s workflow.Simulated) SimulatedOut {
	numbers := func(n registry.Number) string { return n.String() }
	effort := func(let func(workflow.SimulatedChange) bool) simulatedEffortOut {
		e := s.Effort(let)
		return simulatedEffortOut{e.Rules, e.Unknown, e.From, e.To}
	}
	out := SimulatedOut{Assumptions: assumptionsOf(s.Assumptions), Today: day(s.Today), Revision: int64(s.Revision), PolicyDigest: s.PolicyDigest, SettingsDigest: s.SettingsDigest,
		Way: scanWay(s.Way), Why: whyNotBits(s.Why), Looked: s.Looked, Partial: s.Partial, Drafted: s.Drafted, Changed: s.Changed(), Untold: s.Untold, Elsewhere: s.Elsewhere, Counts: map[string][]simulatedCountOut{},
		Goes: effort(workflow.SimulatedChange.Goes), Comes: effort(workflow.SimulatedChange.Comes), Unreplaced: list(s.Unreplaced, numbers), Stopped: list(s.Stopped, numbers),
		Impossible: list(s.Impossible, func(f workflow.DraftFault) draftFaultOut {
			return draftFaultOut{string(f.Item), f.Number.String(), string(f.Code), problem.Describe(l, &registry.Error{Code: f.Code, Args: f.Args}).Detail}
		})}
	for _, by := range workflow.SimulatedBys {
		out.Counts[string(by)] = list(s.Counts(by), func(c workflow.ChangeCount) simulatedCountOut { return simulatedCountOut(c) })
	}
	return out
}

// simulationsShown are the changes that stand in the answer itself; the others are listed.
const simulationsShown = 100

type simulationRunOut struct {
	SimulatedOut
	Items []SimulatedChangeOut `json:"items" doc:"The first 100 of the rules that are otherwise, those that protect most first; keep it to list them all."`
}

type runSimulationIn struct{ Body AssumptionFields }

func (a *api) runSimulation(ctx context.Context, c call, in *runSimulationIn) (answer[simulationRunOut], error) {
	s, err := a.Workflow.Simulate(ctx, in.Body.assumptions())
	if err != nil {
		return answer[simulationRunOut]{}, err
	}
	return answer[simulationRunOut]{Body: simulationRunOut{simulatedOf(c.Lang, s), list(s.Changes[:min(len(s.Changes), simulationsShown)], simulatedChangeOf(c.Lang))}}, nil
}

// SimulationLine is a kept simulation in a list.
type SimulationLine struct {
	ID     string   `json:"id" format:"uuid"`
	Name   string   `json:"name"`
	Shared bool     `json:"shared" doc:"With everybody who is signed in."`
	Made   day      `json:"made"`
	By     string   `json:"by" doc:"Who kept it."`
	Digest string   `json:"digest" doc:"SHA-256 of what was supposed and what came out of it."`
	Items  []string `json:"items" doc:"Ids of the items whose papers it is an annex of."`
}

func simulationLineOf(s workflow.Simulation) SimulationLine {
	return SimulationLine{string(s.ID), s.Name, s.Shared, day(s.Made), s.By, s.Digest, list(s.Items, func(id registry.ItemID) string { return string(id) })}
}

type simulationsPage struct {
	Items []SimulationLine `json:"items"`
	Onward
}

var simulationList = listing[registry.SimulationID]{name: "simulations"}

type listSimulationsIn struct {
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Simulations on a page."`
}

func (a *api) listSimulations(ctx context.Context, c call, in *listSimulationsIn) (answer[simulationsPage], error) {
	all, err := a.simulates(c)
	if err != nil {
		return answer[simulationsPage]{}, err
	}
	return paged(registry.Checks{}, simulationList, in.Cursor, in.Limit, "", func(from registry.SimulationID) (simulationsPage, registry.SimulationID, bool, error) {
		found, err := a.Workflow.Simulations(ctx, all, from, in.Limit+1)
		more := len(found) > in.Limit
		if more {
			found = found[:in.Limit]
			from = found[len(found)-1].ID
		}
		return simulationsPage{Items: list(found, simulationLineOf)}, from, more, err
	})
}

type keptSimulationOut struct {
	SimulationLine
	SimulatedOut
}

func keptOf(l texts.Lang, s workflow.Simulation) answer[keptSimulationOut] {
	return answer[keptSimulationOut]{Edit: s.Edit, Place: "/v1/simulations/" + string(s.ID), Body: keptSimulationOut{simulationLineOf(s), simulatedOf(l, s.Simulated)}}
}

type createSimulationIn struct {
	Body struct {
		Name        string           `json:"name" doc:"At most 200 characters." example:"Hvis mandatet beder om en særlig begrundelse"`
		Assumptions AssumptionFields `json:"assumptions"`
	}
}

func (a *api) createSimulation(ctx context.Context, c call, in *createSimulationIn) (answer[keptSimulationOut], error) {
	s, err := a.Workflow.KeepSimulation(ctx, c.Act, in.Body.Name, in.Body.Assumptions.assumptions())
	if err != nil {
		return answer[keptSimulationOut]{}, err
	}
	return keptOf(c.Lang, s), nil
}

// SimulationPath is the part of an address that names a kept simulation.
type SimulationPath struct {
	ID string `path:"id" format:"uuid" doc:"The simulation's id."`
}

func (a *api) simulation(ctx context.Context, c call, p SimulationPath) (workflow.Simulation, error) {
	all, err := a.simulates(c)
	if err != nil {
		return workflow.Simulation{}, err
	}
	return a.Workflow.Simulation(ctx, registry.SimulationID(p.ID), all)
}

type getSimulationIn struct{ SimulationPath }

func (a *api) getSimulation(ctx context.Context, c call, in *getSimulationIn) (answer[keptSimulationOut], error) {
	s, err := a.simulation(ctx, c, in.SimulationPath)
	if err != nil {
		return answer[keptSimulationOut]{}, err
	}
	return keptOf(c.Lang, s), nil
}

type editSimulationIn struct {
	SimulationPath
	Body struct {
		Name   string   `json:"name" doc:"At most 200 characters."`
		Shared bool     `json:"shared" doc:"With everybody who is signed in."`
		Items  []string `json:"items" doc:"Ids of the items whose papers it is an annex of; at most 50."`
	}
}

func (a *api) editSimulation(ctx context.Context, c call, in *editSimulationIn) (answer[keptSimulationOut], error) {
	s, err := a.Workflow.EditSimulation(ctx, c.Act, registry.SimulationID(in.ID), c.Edit, workflow.SimulationEntry{Name: in.Body.Name, Shared: in.Body.Shared,
		Items: list(in.Body.Items, func(id string) registry.ItemID { return registry.ItemID(id) })})
	if err != nil {
		return answer[keptSimulationOut]{}, err
	}
	return keptOf(c.Lang, s), nil
}

type simulatedChangesPage struct {
	Items []SimulatedChangeOut `json:"items"`
	Onward
}

// simulatedPlace is where a list of what came out of simulations goes on: they never change.
type simulatedPlace struct {
	ID   string `json:"id"`
	With string `json:"with,omitempty"`
	N    int    `json:"n"`
}

func ofSame(asked, seen simulatedPlace) bool {
	seen.N = 0
	return asked == seen
}

// pageOf is the part of a list from a place on, and whether there is more.
func pageOf[T any](all []T, from simulatedPlace, limit int) ([]T, simulatedPlace, bool) {
	all = all[min(max(from.N, 0), len(all)):]
	if len(all) <= limit {
		return all, from, false
	}
	from.N += limit
	return all[:limit], from, true
}

var (
	simulatedChangeList = listing[simulatedPlace]{"simulated-changes", ofSame}
	comparisonList      = listing[simulatedPlace]{"comparison", ofSame}
)

type listSimulatedChangesIn struct {
	SimulationPath
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rules on a page."`
}

func (a *api) listSimulatedChanges(ctx context.Context, c call, in *listSimulatedChangesIn) (answer[simulatedChangesPage], error) {
	return paged(registry.Checks{}, simulatedChangeList, in.Cursor, in.Limit, simulatedPlace{ID: in.ID}, func(from simulatedPlace) (simulatedChangesPage, simulatedPlace, bool, error) {
		s, err := a.simulation(ctx, c, in.SimulationPath)
		part, next, more := pageOf(s.Changes, from, in.Limit)
		return simulatedChangesPage{Items: list(part, simulatedChangeOf(c.Lang))}, next, more, err
	})
}

type comparedRuleOut struct {
	Number string         `json:"number" example:"R-0042"`
	Title  string         `json:"title"`
	One    *StandpointOut `json:"one,omitempty" doc:"How it would stand; left out where it would stand as before."`
	Other  *StandpointOut `json:"other,omitempty" doc:"How it would stand in the other."`
}

type comparisonPage struct {
	One   SimulationLine    `json:"one"`
	Other SimulationLine    `json:"other"`
	Items []comparedRuleOut `json:"items"`
	Onward
}

type compareSimulationsIn struct {
	SimulationPath
	With   string `query:"with" doc:"The id of the other simulation."`
	Cursor string `query:"cursor" doc:"The value next of the page before; with is repeated unchanged."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rules on a page."`
}

func (a *api) compareSimulations(ctx context.Context, c call, in *compareSimulationsIn) (answer[comparisonPage], error) {
	all, err := a.simulates(c)
	if err != nil {
		return answer[comparisonPage]{}, err
	}
	return paged(registry.Checks{}, comparisonList, in.Cursor, in.Limit, simulatedPlace{ID: in.ID, With: in.With}, func(from simulatedPlace) (comparisonPage, simulatedPlace, bool, error) {
		one, other, rules, err := a.Workflow.CompareSimulations(ctx, registry.SimulationID(in.ID), registry.SimulationID(in.With), all)
		part, next, more := pageOf(rules, from, in.Limit)
		side := func(c2 *workflow.SimulatedChange) *StandpointOut {
			if c2 == nil {
				return nil
			}
			out := standpointOf(c.Lang, c2.Is)
			return &out
		}
		return comparisonPage{One: simulationLineOf(one), Other: simulationLineOf(other), Items: list(part, func(r workflow.ComparedRule) comparedRuleOut {
			return comparedRuleOut{r.Number.String(), r.Title, side(r.One), side(r.Other)}
		})}, next, more, err
	})
}

func (a *api) exportSimulation(ctx context.Context, c call, in *getSimulationIn) (file, error) {
	s, err := a.simulation(ctx, c, in.SimulationPath)
	return file{Name: c.Lang.Text("simulate.file", nil) + "-" + s.Made.String(), Table: sheet.SimulationTable(c.Lang),
		Rows: func(add func([]string) error) error { return papers.SimulationRows(c.Lang, s.Simulated, add) }}, err
}
