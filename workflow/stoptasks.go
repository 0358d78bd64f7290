package workflow

import (
	"context"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Stop tasks open by themselves: which rules stop on which day follows from their
// timelines, and only what people say of it is stored.

// StopView is a stop task with its rule and the name of the post that does it.
type StopView struct {
	StopTask
	Today registry.Day
	Title string
	Owner string // the post that answers for the rule
	Post  string // that does it; empty: it is no more
	Mine  bool   // the reader may move it
	Whole bool   // and change what is written
}

// StopSheet is what is known of where a rule's demand stands after a day.
type StopSheet struct {
	Turn     registry.TurnView
	Search   StopSearch
	Tasks    []StopView
	Earlier  []StopTask      // of days that are no turn of the rule any more
	Known    []StopPlaceName // places that other rules' tasks name
	Today    registry.Day
	Deadline registry.Day // to propose
}

// Unsaid are the kinds of places of which nobody has said anything.
func (s StopSheet) Unsaid() (kinds []StopKind) {
	for _, k := range StopKinds[:len(StopKinds)-1] { // nobody is asked about "other"
		if !slices.Contains(s.Search.None, k) && !slices.ContainsFunc(s.Tasks, func(t StopView) bool { return t.Kind == k }) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// Figures count the tasks by kind.
func Figures(tasks []StopTask) (all []StopFigures) {
	for _, k := range StopKinds {
		f := StopFigures{Kind: k}
		for _, t := range tasks {
			if t.Kind != k || t.State == StopAbsent {
				continue
			}
			if f.Places++; t.State == StopDone {
				f.Removed++
			}
		}
		if f.Places > 0 {
			all = append(all, f)
		}
	}
	return all
}

const (
	stopsSuggested = 20 // places of a kind
	stopDays       = 30 // after the day, to take a demand away
	stopsAhead     = 7  // days before a deadline on which the post is told
)

// StopSheet reads what is known of a rule and a day. Errors: CodeNotFound when
// nothing stops for the rule on the day, CodeForbidden.
func (s *Service) StopSheet(ctx context.Context, act registry.Act, number registry.Number, day registry.Day) (sheet StopSheet, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) {
		if sheet, err = stopSheet(r, act, number, day); err != nil {
			return err
		}
		for _, k := range StopKinds {
			known, err := r.StopPlaceNames(k, number, stopsSuggested)
			if err != nil {
				return err
			}
			sheet.Known = append(sheet.Known, known...)
		}
		return nil
	})
	return sheet, err
}

func stopSheet(r Reader, act registry.Act, number registry.Number, day registry.Day) (StopSheet, error) {
	sheet := StopSheet{Today: r.Today(), Deadline: max(day, r.Today()) + stopDays}
	rule, turns, err := registry.TurnsOf(r, number)
	if err != nil {
		return sheet, err
	}
	if !act.Reach.Has(rule.Catalogue) {
		return sheet, refuse(registry.CodeForbidden)
	}
	stops := map[registry.Day]bool{}
	for _, t := range turns {
		stops[t.Day] = t.Kind.Stops()
	}
	if !stops[day] {
		return sheet, refuse(registry.CodeNotFound)
	}
	n := slices.IndexFunc(turns, func(t registry.Listed) bool { return t.Day == day })
	views, err := registry.ViewTurns(r, turns[n:n+1])
	if err != nil {
		return sheet, err
	}
	sheet.Turn = views[0]
	if sheet.Search, err = r.StopSearch(number, day); err != nil {
		return sheet, err
	}
	all, err := r.StopsOf(number)
	if err != nil {
		return sheet, err
	}
	var here []StopTask
	for _, t := range all {
		switch {
		case t.Day == day:
			here = append(here, t)
		case !stops[t.Day] && t.State != StopAbsent:
			sheet.Earlier = append(sheet.Earlier, t)
		}
	}
	sheet.Tasks, err = viewStops(r, act, here)
	return sheet, err
}

// EditStopSearch says of which kinds of places there are none. Errors: CodeInvalid
// with fields, CodeStale, CodeNotFound, CodeForbidden.
func (s *Service) EditStopSearch(ctx context.Context, act registry.Act, number registry.Number, day registry.Day, edit int, none []StopKind) (StopSearch, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (StopSearch, error) {
		sheet, err := stopSheet(tx, act, number, day)
		if err != nil {
			return StopSearch{}, err
		}
		after := StopSearch{Number: number, Day: day}
		var c registry.Checks
		for _, k := range StopKinds {
			if !slices.Contains(none, k) {
				continue
			}
			if slices.ContainsFunc(sheet.Tasks, func(t StopView) bool { return t.Kind == k && t.State != StopAbsent }) {
				c.Fail("none", registry.CodeStopThere)
			}
			after.None = append(after.None, k)
		}
		for _, k := range none {
			if !slices.Contains(StopKinds, k) {
				c.Fail("none", registry.CodeChoiceInvalid, "value", string(k), "choices", joined(StopKinds))
			}
		}
		if err := c.Err(); err != nil {
			return StopSearch{}, err
		}
		out, err := tx.SetStopSearch(after, edit)
		if err != nil {
			return out, err
		}
		return out, audit(tx, stopObject(number, day), sheet.Search, out)
	})
}

func stopObject(number registry.Number, day registry.Day) string {
	return "stop " + number.String() + " " + day.String()
}

// AddStopTask names a place where a rule's demand still stands, also before the day
// comes. Errors: CodeInvalid with fields, CodeNotFound, CodeForbidden.
func (s *Service) AddStopTask(ctx context.Context, act registry.Act, number registry.Number, day registry.Day, e StopEntry) (StopTask, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (StopTask, error) {
		sheet, err := stopSheet(tx, act, number, day)
		if err != nil {
			return StopTask{}, err
		}
		e.Place = strings.TrimSpace(e.Place)
		var c registry.Checks
		if err := e.check(tx, &c, registry.NoDay); err != nil {
			return StopTask{}, err
		}
		if err := c.Err(); err != nil {
			return StopTask{}, err
		}
		if n := slices.Index(sheet.Search.None, e.Kind); n >= 0 { // there is one after all
			found := sheet.Search
			found.None = slices.Delete(slices.Clone(found.None), n, n+1)
			if _, err := tx.SetStopSearch(found, found.Edit); err != nil {
				return StopTask{}, err
			}
		}
		t := StopTask{ID: registry.NewID[registry.StopTaskID](tx.Now()), Edit: 1, Number: number, Day: day, StopEntry: e, State: StopOpen, Moved: tx.Today()}
		if err := tx.InsertStopTask(t); err != nil {
			return t, err
		}
		return t, audit(tx, "stop_task "+string(t.ID), nil, t)
	})
}

// EditStopTask changes what is written of a task. Errors: CodeInvalid with fields,
// CodeStale, CodeNotFound, CodeForbidden.
func (s *Service) EditStopTask(ctx context.Context, act registry.Act, id registry.StopTaskID, edit int, e StopEntry) (StopTask, error) {
	return s.changeStop(ctx, act, id, edit, func(tx Tx, v StopView, t *StopTask) error {
		if !v.Whole {
			return refuse(registry.CodeForbidden)
		}
		e.Place = strings.TrimSpace(e.Place)
		var c registry.Checks
		if err := e.check(tx, &c, t.Deadline); err != nil {
			return err
		}
		t.StopEntry = e
		return c.Err()
	})
}

// MoveStopTask says that a demand is taken away, that it never stood there, or that
// it does so after all; who answers for the post that does it may too. Errors:
// CodeInvalid with fields, CodeStopState, CodeStale, CodeNotFound, CodeForbidden.
func (s *Service) MoveStopTask(ctx context.Context, act registry.Act, id registry.StopTaskID, edit int, to StopState, word string) (StopTask, error) {
	return s.changeStop(ctx, act, id, edit, func(tx Tx, v StopView, t *StopTask) error {
		if !v.Mine {
			return refuse(registry.CodeForbidden)
		}
		return t.move(to, strings.TrimSpace(word), tx.Today())
	})
}

func (s *Service) changeStop(ctx context.Context, act registry.Act, id registry.StopTaskID, edit int, f func(Tx, StopView, *StopTask) error) (StopTask, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (StopTask, error) {
		before, err := tx.StopTaskByID(id)
		if err != nil {
			return before, err
		}
		views, err := viewStops(tx, act, []StopTask{before})
		if err != nil {
			return before, err
		}
		if before.Edit != edit {
			return before, registry.Stale(edit, before.Edit)
		}
		after := before
		if err := f(tx, views[0], &after); err != nil {
			return before, err
		}
		out, err := tx.UpdateStopTask(after, edit)
		if err != nil {
			return before, err
		}
		return out, audit(tx, "stop_task "+string(id), before, out)
	})
}

// StopTask reads one; CodeNotFound, CodeForbidden for who neither reaches its rule
// nor answers for its post.
func (s *Service) StopTask(ctx context.Context, act registry.Act, id registry.StopTaskID) (v StopView, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		t, err := r.StopTaskByID(id)
		if err != nil {
			return err
		}
		views, err := viewStops(r, act, []StopTask{t})
		if err != nil {
			return err
		}
		if v = views[0]; !v.Mine {
			return refuse(registry.CodeForbidden)
		}
		return nil
	})
	return v, err
}

// viewStops adds the rules, the posts and what the reader may.
func viewStops(r Reader, act registry.Act, tasks []StopTask) ([]StopView, error) {
	if len(tasks) == 0 {
		return nil, nil
	}
	posts, err := r.Posts()
	if err != nil {
		return nil, err
	}
	name := map[registry.PostID]string{}
	for _, p := range posts {
		name[p.ID] = p.Name
	}
	var own []string
	for _, scope := range act.Reach {
		if scope.Own {
			own = append(own, scope.Posts...)
		}
	}
	var numbers []registry.Number
	for _, t := range tasks {
		if !slices.Contains(numbers, t.Number) {
			numbers = append(numbers, t.Number)
		}
	}
	slices.Sort(numbers)
	found, err := r.Register(registry.RegisterQuery{On: r.Today(), Known: registry.RevisionOpen, Numbers: numbers})
	if err != nil {
		return nil, err
	}
	entries := map[registry.Number]registry.RegisterEntry{}
	for _, e := range found {
		entries[e.Rule.Number] = e
	}
	out := make([]StopView, len(tasks))
	for n, t := range tasks {
		e := entries[t.Number]
		v := StopView{StopTask: t, Today: r.Today(), Title: e.Text.Title, Owner: e.Rule.Catalogue.Owner, Post: name[t.StopEntry.Post], Whole: act.Reach.Has(e.Rule.Catalogue)}
		v.Mine = v.Whole || v.Post != "" && slices.Contains(own, v.Post)
		out[n] = v
	}
	return out, nil
}

// StopTasks lists tasks of the rules within reach and of the reader's posts, those that
// are most overdue first.
func (s *Service) StopTasks(ctx context.Context, act registry.Act, f StopFilter) (all []StopView, err error) {
	f.Reach = act.Reach
	err = s.Store.View(ctx, func(r Reader) error {
		tasks, err := r.StopTasks(f)
		if err == nil {
			all, err = viewStops(r, act, tasks)
		}
		return err
	})
	return all, err
}

// searchedDays are how long after its day a rule waits for somebody to say where its
// demand stands.
const searchedDays = 365

// StopsUnsaid lists the rules and days of which nobody has said where the demand
// stands, from a year back to a month ahead; of a post's rules, where one is given.
func (s *Service) StopsUnsaid(ctx context.Context, act registry.Act, owner string, limit int) (page registry.TurnPage, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) {
		page, err = registry.ReadTurns(r, unsaid(r, act, owner, limit))
		return err
	})
	return page, err
}

func unsaid(r Reader, act registry.Act, owner string, limit int) registry.TurnQuery {
	return registry.TurnQuery{From: r.Today() - searchedDays, Until: r.Today() + stopDays + 1, Stops: true, Unsought: true, Owner: owner, Reach: act.Reach, Limit: limit}
}

// StopWork is what waits with stop tasks, within reach: no more than
// registry.CountLimit + 1 are counted.
type StopWork struct{ Overdue, Open, Unsaid int }

// StopWork counts what waits.
func (s *Service) StopWork(ctx context.Context, act registry.Act) (w StopWork, err error) {
	const most = registry.CountLimit + 1
	err = s.Store.View(ctx, func(r Reader) error {
		if w.Overdue, err = r.CountStopTasks(StopFilter{Open: true, Due: r.Today(), Reach: act.Reach}, most); err != nil {
			return err
		}
		if w.Open, err = r.CountStopTasks(StopFilter{Open: true, Reach: act.Reach}, most); err != nil {
			return err
		}
		turns, err := r.Turns(unsaid(r, act, "", most))
		w.Unsaid = len(turns)
		return err
	})
	return w, err
}

// StopsRemoved counts, for everybody, in how many places a rule's demand is taken away
// since the last day on which something of it stopped; NoDay: on none, or nobody has
// named a place.
func (s *Service) StopsRemoved(ctx context.Context, number registry.Number) (day registry.Day, all []StopFigures, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		_, turns, err := registry.TurnsOf(r, number)
		if err != nil {
			return err
		}
		day = lastStop(turns, r.Today())
		tasks, err := r.StopsOf(number)
		tasks = slices.DeleteFunc(tasks, func(t StopTask) bool { return t.Day != day })
		if all = Figures(tasks); len(all) == 0 {
			day = registry.NoDay
		}
		return err
	})
	return day, all, err
}

// StopLetter is what the post is told that takes demands away: of deadlines that are
// near or have passed.
type StopLetter struct {
	To    registry.User
	Post  string
	Today registry.Day
	Tasks []StopView // the first of them
	Count int
}

var stopTeller = registry.Act{Actor: registry.Actor{Name: "omvendt"}, Operation: "tell-stop-tasks"}

// stopsNamed are how many tasks a letter names; it counts the others.
const stopsNamed = 20

// TellStopTasks writes one mail of those that are due, and says whether there can be
// more. The mail and the note that it was written are one transaction.
func (s *Service) TellStopTasks(ctx context.Context, write func(StopLetter) (subject, text string)) (more bool, err error) {
	if err := s.Store.View(ctx, func(r Reader) (err error) { _, more, err = r.UntoldStop(stopsAhead); return err }); err != nil || !more {
		return false, err
	}
	err = s.Store.Update(ctx, stopTeller, func(tx Tx) error {
		post, found, err := tx.UntoldStop(stopsAhead)
		if more = found; err != nil || !found {
			return err
		}
		return tellStops(tx, post, write)
	})
	return more && err == nil, err
}

func tellStops(tx Tx, post registry.PostID, write func(StopLetter) (subject, text string)) error {
	due, err := tx.StopTasks(StopFilter{Open: true, Post: post, Due: tx.Today() + stopsAhead + 1})
	if err != nil {
		return err
	}
	if err := tx.SetStopsTold(post, stopsAhead); err != nil {
		return err
	}
	a, err := answererOf(tx, post)
	if err != nil {
		return err
	}
	mails := 0
	if a.User != "" { // where nobody does, the desk shows the post as vacant
		l := StopLetter{Today: tx.Today(), Count: len(due)}
		if l.To, err = tx.UserByID(a.User); err != nil {
			return err
		}
		if l.Tasks, err = viewStops(tx, stopTeller, due[:min(stopsNamed, len(due))]); err != nil {
			return err
		}
		l.Post = l.Tasks[0].Post
		subject, text := write(l)
		if err := registry.SendMail(tx, l.To, "post "+string(post), "da", subject, text); err != nil {
			return err
		}
		mails++
	}
	return audit(tx, "post "+string(post), nil, map[string]int{"stop_tasks": len(due), "mails": mails})
}
