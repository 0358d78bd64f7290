package registry

import (
	"context"
	"slices"
	"strings"
)

// besideAtOnce is how many rules get a timeline beside in one step: a step holds writers
// up for as long as it takes to store them.
const besideAtOnce = 500

// clearedAtOnce is how many that are no longer wanted are thrown away in one step.
const clearedAtOnce = 5000

// AdvanceChange takes a change of the rules of the game one step further: computes some
// timelines beside, or, when all are there and it is decided, makes them the answer in one
// transaction, which writes those that differ. more says that there is another step. It can
// be stopped anywhere and goes on where it was; any number of servers can do so.
func (s *Service) AdvanceChange(ctx context.Context) (more bool, err error) {
	var step func(Tx) error
	err = s.Store.View(ctx, func(r Reader) error {
		step, more = nil, false
		c, found, err := openChange(r)
		if err == nil && found {
			step, more, err = s.nextStep(r, c)
		}
		if err != nil || step != nil {
			return err
		}
		past, err := r.BesidesPast()
		if err == nil && past != "" {
			more = true
			step = func(tx Tx) error { _, err := tx.DropBesides(past, clearedAtOnce); return err }
		}
		return err
	})
	if err != nil || step == nil {
		return false, err
	}
	act := Act{Actor: Actor{Name: Programme}, Operation: "advance-change"}
	return more, s.Store.Update(ctx, act, step)
}

// openChange is the one change that is being computed; there is never a second.
func openChange(r Reader) (GameChange, bool, error) {
	all, err := r.GameChanges()
	for _, c := range all {
		if c.State.Open() {
			return c, true, err
		}
	}
	return GameChange{}, false, err
}

// nextStep is what is to be written next for a change; nil where nothing is.
func (s *Service) nextStep(r Reader, c GameChange) (step func(Tx) error, more bool, err error) {
	if c.State == ChangeProposed && c.From <= r.Today() { // nobody decided in time
		return func(tx Tx) error { return ifStill(tx, c, func() error { return giveUp(tx, &c) }) }, false, nil
	}
	versions, err := versionsWith(r, c)
	if err != nil {
		return nil, false, err
	}
	if key := bookKey(versions); key != c.Book { // another day, or another version since
		return func(tx Tx) error { return ifStill(tx, c, func() error { return restart(tx, c, key) }) }, true, nil
	}
	rules, err := rulesWithout(r, c.ID)
	switch {
	case err != nil:
		return nil, false, err
	case len(rules) == 0 && c.State == ChangeDecided:
		return func(tx Tx) error { return ifStill(tx, c, func() error { return s.stand(tx, c) }) }, true, nil
	case len(rules) == 0:
		return nil, false, nil
	}
	some, err := s.beside(r, versions, rules)
	if CodeOf(err) == CodePolicyFailed {
		return func(tx Tx) error { return ifStill(tx, c, func() error { return fail(tx, c, err) }) }, false, nil
	}
	return func(tx Tx) error {
		return ifStill(tx, c, func() error { return tx.PutBesides(c.ID, some) })
	}, true, err
}

// rulesWithout are some rules that have no timeline beside yet.
func rulesWithout(r Reader, id GameChangeID) ([]Rule, error) {
	last, err := r.BesideLast(id)
	if err != nil {
		return nil, err
	}
	return r.Rules(RuleFilter{After: last, Limit: besideAtOnce})
}

// ifStill does something to a change unless somebody else has done something since.
func ifStill(tx Tx, c GameChange, f func() error) error {
	now, err := tx.GameChangeByID(c.ID)
	if err != nil || now.Edit != c.Edit {
		return err
	}
	return f()
}

// begins is the first day that a change can judge.
func (c GameChange) begins(today Day) Day { return max(c.From, today+1) }

// version is the change as a version that judges.
func (c GameChange) version(today Day) GameVersion {
	v := GameVersion{Kind: c.Kind, From: c.begins(today), Digest: c.Digest, Adopted: today, Source: c.Source}
	if d := c.Decision; d != nil {
		v.By = d.Body + ", " + d.Day.String()
	}
	return v
}

// versionsWith are the versions that judge, and the change after them.
func versionsWith(r Reader, c GameChange) ([]GameVersion, error) {
	versions, err := r.GameVersions()
	return append(slices.Clip(versions), c.version(r.Today())), err
}

// bookKey names versions by what they judge.
func bookKey(versions []GameVersion) string {
	var b strings.Builder
	for _, v := range versions {
		b.WriteString(string(v.Kind) + " " + v.From.String() + " " + v.Digest + "\n")
	}
	return Digest([]byte(b.String()))
}

// restart throws away what was computed with other versions, in as many steps as that takes.
func restart(tx Tx, c GameChange, key string) error {
	if gone, err := tx.DropBesides(c.ID, clearedAtOnce); err != nil || gone == clearedAtOnce {
		return err
	}
	before := c
	c.Book, c.Begins = key, c.begins(tx.Today())
	return storeChange(tx, before, &c)
}

// fail notes that a version cannot judge: the one that does goes on.
func fail(tx Tx, c GameChange, why error) error {
	before := c
	c.State, c.Fault = ChangeFailed, &Error{Code: CodeOf(why)}
	return storeChange(tx, before, &c)
}

// beside computes timelines of rules under other versions, and how they differ from those
// that are the answer. CodePolicyFailed also where the versions do not compile.
func (s *Service) beside(r Reader, versions []GameVersion, rules []Rule) (map[RuleID]Beside, error) {
	book, err := withLast(s.Maker, versions)
	if err != nil {
		return nil, err
	}
	known, err := r.LastRevision()
	if err != nil {
		return nil, err
	}
	ids := make([]RuleID, len(rules))
	for i, rule := range rules {
		ids[i] = rule.ID
	}
	events, err := r.Events(ids, RevisionOpen)
	if err != nil {
		return nil, err
	}
	now, err := r.Timelines(ids)
	if err != nil {
		return nil, err
	}
	chapters, err := chaptersIn(book)
	if err != nil {
		return nil, err
	}
	some := make(map[RuleID]Beside, len(ids))
	for _, rule := range rules {
		id := rule.ID
		timeline, err := Timeline(events[id], book)
		if err != nil {
			return nil, err
		}
		b := Beside{Revision: known.Revision, Effect: ChangeEffect{On: LastDay}, Differs: difference(now[id], timeline), Holds: LastDay}
		if b.Differs != DeviatesNot {
			b.Timeline, b.Effect = timeline, firstEffect(now[id], timeline)
			if b.Entry, b.Holds, err = entryOf(id, timeline, chapters, r.Today()); err != nil {
				return nil, err
			}
			b.Entry = b.Entry.of(rule.Number)
		}
		some[id] = b
	}
	return some, nil
}

// difference is how far apart two timelines of a rule are.
func difference(was, will []Segment) Deviation {
	sameStates := func(a, b Segment) bool {
		return a.From == b.From && a.Until == b.Until && a.State == b.State && a.Class == b.Class && a.Version == b.Version
	}
	switch {
	case slices.EqualFunc(was, will, Segment.equal):
		return DeviatesNot
	case endOf(was) != endOf(will):
		return DeviatesInEnd
	case !slices.EqualFunc(was, will, sameStates):
		return DeviatesInStates
	}
	return DeviatesInReasons
}

// firstEffect is the first day on which two timelines have another state; On is LastDay
// where they never do.
func firstEffect(was, will []Segment) ChangeEffect {
	for i, j := 0, 0; i < len(was) && j < len(will); {
		if a, b := was[i], will[j]; a.State != b.State {
			return ChangeEffect{On: max(a.From, b.From), Was: a.State, Will: b.State, Rules: 1, Why: b.mainReason()}
		}
		until := min(was[i].Until, will[j].Until)
		if was[i].Until == until {
			i++
		}
		if will[j].Until == until {
			j++
		}
	}
	return ChangeEffect{On: LastDay}
}

// stand makes the timelines beside the answer: the store takes them over as they lie there.
// A rule about which something was recorded since they were computed is judged here.
func (s *Service) stand(tx Tx, c GameChange) error {
	version := c.version(tx.Today())
	versions, err := tx.GameVersions()
	if err != nil || bookKey(append(slices.Clip(versions), version)) != c.Book {
		return err // the next step begins anew
	}
	before := c
	if c.Effects, err = tx.BesideEffects(c.ID); err != nil {
		return err
	}
	mark, err := tx.Revision()
	if err != nil {
		return err
	}
	version.Revision = mark.Revision
	if err := tx.InsertGameVersion(version); err != nil {
		return err
	}
	book, err := rulesOfTheGame(tx, s.Maker)
	if err != nil {
		return err
	}
	judge, err := book.At(tx.Today())
	if err != nil {
		return err
	}
	policy, settings := judge.Digests()
	adopted, err := tx.AdoptBesides(c.ID, policy, settings)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(adopted.Ended, besideAtOnce) {
		if err := requeue(tx, part); err != nil {
			return err
		}
	}
	if err := rewrite(tx, book, changing(tx, judged(book)), adopted.Stale); err != nil {
		return err
	}
	c.State, c.Begins = ChangeStands, version.From
	if err := storeChange(tx, before, &c); err != nil {
		return err
	}
	return takenOff(tx, c)
}

// takenOff notes that a change that stood has been taken back, unless it has judged a day.
func takenOff(tx Tx, by GameChange) error {
	if by.TakesOff == "" {
		return nil
	}
	before, err := tx.GameChangeByID(by.TakesOff)
	if err != nil || before.Begins < by.Begins {
		return err
	}
	c := before
	c.State = ChangeWithdrawn
	return storeChange(tx, before, &c)
}
