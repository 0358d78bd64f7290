package registry

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// VersionAdoption asks for another version of the rules of the game from a day, by a decision.
type VersionAdoption struct {
	Kind    GameKind
	From    Day    // the first day that it judges: from tomorrow
	Source  []byte // the policy's modules, or Settings.Canonical
	Body    BodyID // that decided: what binds every body is the council's to decide
	Decided Day
	Words   string // of the decision
	Case    string // case number or address of the minutes; may be empty
}

// ChangeState says how far a change of the rules of the game has come.
type ChangeState string

const (
	// ChangeProposed: nothing is decided; what it would change is computed beside.
	ChangeProposed ChangeState = "proposed"
	// ChangeDecided: it will judge from its day, once all timelines are there.
	ChangeDecided ChangeState = "decided"
	// ChangeStands: the register answers by it, for the days from Begins on.
	ChangeStands ChangeState = "stands"
	// ChangeWithdrawn: it was taken back before it began, or given up.
	ChangeWithdrawn ChangeState = "withdrawn"
	// ChangeFailed: the policy gave no answer about a rule; the old version is in charge.
	ChangeFailed ChangeState = "failed"
)

// ChangeStates are all there are.
var ChangeStates = []ChangeState{ChangeProposed, ChangeDecided, ChangeStands, ChangeWithdrawn, ChangeFailed}

// Open says that timelines are computed for it, beside those that are the answer.
func (s ChangeState) Open() bool { return s == ChangeProposed || s == ChangeDecided }

// GameChange is a version of the rules of the game on its way, and what became of it.
// docs/decisions/0057 says how it comes to judge.
type GameChange struct {
	ID     GameChangeID `json:"id"`
	Edit   int          `json:"edit"`
	Kind   GameKind     `json:"kind"`
	From   Day          `json:"from"` // the day that was decided
	Digest string       `json:"digest"`
	Source []byte       `json:"-"`
	State  ChangeState  `json:"state"`
	// Begins is the first day that it judges; From, unless the timelines were not there in
	// time: then the day after they were.
	Begins   Day          `json:"begins"`
	Decision *Decision    `json:"decision,omitempty"` // nil: nobody has decided yet
	TakenBy  *Decision    `json:"taken_by,omitempty"` // that took it back before it was there
	SaidBy   string       `json:"said_by"`            // who recorded it
	SaidOn   Day          `json:"said_on"`
	TakesOff GameChangeID `json:"takes_off,omitempty"` // the change that it takes back
	// Book names the versions with which timelines were computed so far. Effects is what
	// changed, kept when it came to stand.
	Book    string         `json:"-"`
	Effects []ChangeEffect `json:"effects,omitempty"`
	Fault   *Error         `json:"-"` // why it failed

	// How many rules have a timeline beside, of how many, and how many of an area get another
	// state, the most first; not stored.
	Done  int          `json:"-"`
	Rules int          `json:"-"`
	Areas []AreaEffect `json:"-"`
	// Grades are the justifications that it grades otherwise, read with one change that is open;
	// nil where it leaves alone what grades them.
	Grades []GradeEffect `json:"-"`
}

// AreaEffect is how many rules of an area a change gives another state.
type AreaEffect struct {
	Area  string
	Rules int
}

// ChangeEffect is how many rules a change gives another state, by the first day on which
// it is another and its main reason then. A rule that ends under one version can begin to differ on any later day.
type ChangeEffect struct {
	On    Day   `json:"on"`
	Was   State `json:"was"`
	Will  State `json:"will"`
	Rules int   `json:"rules"`
	// Why is empty of a change that was over before reasons were kept.
	Why ReasonCode `json:"why,omitempty"`
}

// Deviation is how far a timeline beside is from the answer; each holds those before it.
type Deviation string

const (
	DeviatesNot       Deviation = ""
	DeviatesInReasons Deviation = "reasons" // and in nothing that is listed or counted
	DeviatesInStates  Deviation = "states"  // or in classes, texts or days
	DeviatesInEnd     Deviation = "end"     // the rule ends on another day
)

// Beside is a rule's timeline under a change that is not the answer yet, as its facts were
// at a revision.
type Beside struct {
	Revision Revision
	Effect   ChangeEffect // On is LastDay where no state changes
	Differs  Deviation
	// Timeline is nil, and Entry empty, where nothing differs. Entry is what the decision log
	// gets with the timeline, before Holds.
	Timeline []Segment
	Entry    Evaluation
	Holds    Day
}

// TakenOver is what is left to do when timelines beside have become the answer: Ended are
// rules that end on another day than before, Stale those about which something was recorded
// since, of which nothing was taken over. Both by number.
type TakenOver struct {
	Ended []RuleID
	Stale []RuleID
}

// gameReader and gameTx are the parts of a Reader and a Tx that are about changes.
type gameReader interface {
	GameChanges() ([]GameChange, error)              // newest first
	GameChangeByID(GameChangeID) (GameChange, error) // CodeNotFound
	// BesideLast is the highest number of a rule that has a timeline beside; 0: none has.
	BesideLast(GameChangeID) (Number, error)
	BesideCount(GameChangeID) (int, error)
	// BesideEffects count the rules that get another state, by day, states and reason.
	BesideEffects(GameChangeID) ([]ChangeEffect, error)
	// BesideAreas count them by area, the most first.
	BesideAreas(GameChangeID) ([]AreaEffect, error)
	// BesideChanged are the rules that do, with their effects, by number.
	BesideChanged(id GameChangeID, after Number, limit int) ([]RuleEffect, error)
	// BesidesPast is a change that is not open any more and has timelines beside; empty: none.
	BesidesPast() (GameChangeID, error)
	// CountRules counts the catalogue.
	CountRules() (int, error)
}

type gameTx interface {
	InsertGameChange(GameChange) error
	// UpdateGameChange stores state, begins, decision, book, effects and fault if edit is
	// still the change's, with the next; CodeNotFound, CodeStale.
	UpdateGameChange(c GameChange, edit int) (GameChange, error)
	// PutBesides keeps timelines beside. It needs no AuditEvent: nobody is answered by them.
	PutBesides(GameChangeID, map[RuleID]Beside) error
	// AdoptBesides makes the timelines beside the answer, and logs their entries with what
	// judges today. What it takes follows from how many differ and not from what they say.
	AdoptBesides(id GameChangeID, policy, settings string) (TakenOver, error)
	// DropBesides throws some of them away, and says how many.
	DropBesides(id GameChangeID, atMost int) (int, error)
}

// RuleEffect is what a change does to one rule first.
type RuleEffect struct {
	Number Number
	Title  string
	ChangeEffect
}

// ProposeVersion computes what another version would change, and decides nothing. What was
// proposed before is given up. The decision of v is not read.
// Errors: CodeInvalid with fields; CodeVersionUnderWay, CodeVersionLater.
func (s *Service) ProposeVersion(ctx context.Context, act Act, v VersionAdoption) (GameChange, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (GameChange, error) {
		return s.beginChange(tx, v, GameChange{State: ChangeProposed, SaidBy: act.Actor.Name})
	})
}

// DecideChange has a proposed change judge from its day, by a decision of the council: body,
// decided, words and case of v, and nothing else of it. It is the answer as soon as all
// timelines follow from it (AdvanceChange). A day that has begun meanwhile is refused.
// Errors: CodeStale, CodeNotFound, CodeChangeState, CodeVersionBegun, and those of the
// decision's fields.
func (s *Service) DecideChange(ctx context.Context, act Act, id GameChangeID, edit int, v VersionAdoption) (GameChange, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (GameChange, error) {
		before, err := changeInState(tx, id, edit, ChangeProposed)
		if err != nil {
			return before, err
		}
		d, err := decisionOn(tx, RankCouncil, v)
		if err == nil && before.From <= tx.Today() {
			err = invalid("from", CodeVersionBegun, "from", before.From.String(), "today", tx.Today().String())
		}
		if err != nil {
			return before, err
		}
		c := before
		c.State, c.Decision = ChangeDecided, &d
		return c, storeChange(tx, before, &c)
	})
}

// WithdrawChange takes back a change by a decision; one that is only proposed needs none.
// Of one that stands the version before it is adopted anew, from the same day, or, where it
// judges already, from tomorrow; and that change is returned: what the log has of both
// stays. Only the last version there is can be taken back (CodeChangeState).
// Errors: CodeStale, CodeNotFound, CodeChangeState, CodeVersionUnderWay, CodeVersionLater,
// and those of the decision's fields.
func (s *Service) WithdrawChange(ctx context.Context, act Act, id GameChangeID, edit int, v VersionAdoption) (GameChange, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (GameChange, error) {
		c, err := changeInState(tx, id, edit, ChangeProposed, ChangeDecided, ChangeStands)
		if err != nil {
			return c, err
		}
		if c.State == ChangeProposed {
			return c, giveUp(tx, &c)
		}
		d, err := decisionOn(tx, RankCouncil, v)
		if err != nil {
			return c, err
		}
		if c.State == ChangeDecided {
			c.TakenBy = &d
			return c, giveUp(tx, &c)
		}
		earlier, err := versionBefore(tx, c)
		if err != nil {
			return c, err
		}
		return s.beginChange(tx, VersionAdoption{Kind: c.Kind, From: max(c.Begins, tx.Today()+1), Source: earlier.Source},
			GameChange{State: ChangeDecided, Decision: &d, SaidBy: act.Actor.Name, TakesOff: c.ID})
	})
}

// beginChange stores a change that is to be computed, made of v and what c says of it.
func (s *Service) beginChange(tx Tx, v VersionAdoption, c GameChange) (GameChange, error) {
	if err := s.checkVersion(tx, &v); err != nil {
		return c, err
	}
	all, err := tx.GameChanges()
	if err != nil {
		return c, err
	}
	for _, o := range all {
		switch o.State {
		case ChangeProposed:
			if err := giveUp(tx, &o); err != nil {
				return c, err
			}
		case ChangeDecided:
			return c, refuse(CodeVersionUnderWay, "from", o.From.String())
		}
	}
	if err := laterVersion(tx, v); err != nil {
		return c, err
	}
	c.ID, c.Edit, c.SaidOn = NewID[GameChangeID](tx.Now()), 1, tx.Today()
	c.Kind, c.From, c.Begins, c.Source, c.Digest = v.Kind, v.From, v.From, v.Source, Digest(v.Source)
	if err := tx.InsertGameChange(c); err != nil {
		return c, err
	}
	return c, audit(tx, c.object(), nil, c)
}

func (c GameChange) object() string { return "policy change " + string(c.ID) }

// storeChange stores what became of a change, and gives it its next edit.
func storeChange(tx Tx, before GameChange, c *GameChange) error {
	after, err := tx.UpdateGameChange(*c, before.Edit)
	if err != nil {
		return err
	}
	*c = after
	return audit(tx, c.object(), before, after)
}

// giveUp ends a change that is not to stand.
func giveUp(tx Tx, c *GameChange) error {
	before := *c
	c.State = ChangeWithdrawn
	return storeChange(tx, before, c)
}

// changeInState is a change that is in one of some states, and of an edit; CodeNotFound,
// CodeStale, CodeChangeState.
func changeInState(r Reader, id GameChangeID, edit int, states ...ChangeState) (GameChange, error) {
	c, err := r.GameChangeByID(id)
	switch {
	case err != nil:
	case c.Edit != edit:
		err = Stale(edit, c.Edit)
	case !slices.Contains(states, c.State):
		err = refuse(CodeChangeState, "state", string(c.State))
	}
	return c, err
}

// versionBefore is the version that judged the day before a change began. CodeChangeState
// when another than the change stands after it, as one does that took it back.
func versionBefore(r Reader, c GameChange) (GameVersion, error) {
	versions, err := r.GameVersions()
	var before, latest GameVersion
	for _, v := range versions {
		if v.Kind == c.Kind && v.From < c.Begins {
			before = v
		}
		if v.Kind == c.Kind {
			latest = v
		}
	}
	if err == nil && (latest.From != c.Begins || latest.Digest != c.Digest) {
		err = refuse(CodeChangeState, "state", string(c.State))
	}
	return before, err
}

// checkVersion is what is wrong with a version itself; it puts its source in its one form.
func (s *Service) checkVersion(tx Tx, v *VersionAdoption) error {
	var c Checks
	switch {
	case v.From == NoDay:
		c.Fail("from", CodeRequired)
	case v.From >= LastDay:
		c.Fail("from", CodeDayInvalid, "value", v.From.String())
	case v.From <= tx.Today():
		c.Fail("from", CodeVersionBegun, "from", v.From.String(), "today", tx.Today().String())
	}
	switch v.Kind {
	case GameSettings:
		settings, err := ParseSettings(v.Source)
		if err != nil {
			c.Fail("settings", CodeTypeInvalid)
			break
		}
		c.Take("settings", settings.Check())
		v.Source = settings.tidy().Canonical()
	case GamePolicy:
		if len(c.fields) == 0 && !s.compiles(tx, *v) {
			c.Fail("source", CodePolicyUncompiled)
		}
	default:
		checkChoice(&c, "kind", []GameKind{GamePolicy, GameSettings}, v.Kind)
	}
	return c.Err()
}

func (s *Service) compiles(r Reader, v VersionAdoption) bool {
	versions, err := r.GameVersions()
	if err != nil {
		return false
	}
	_, err = withLast(s.Maker, append(versions, GameVersion{Kind: v.Kind, From: v.From, Digest: Digest(v.Source), Adopted: r.Today(), Source: v.Source}))
	return err == nil
}

// laterVersion is CodeVersionLater when a version from a later day stands already: from
// that day on it would be as if v had never been decided.
func laterVersion(r Reader, v VersionAdoption) error {
	versions, err := r.GameVersions()
	for _, o := range versions {
		if err == nil && o.Kind == v.Kind && o.From > v.From {
			err = refuse(CodeVersionLater, "from", o.From.String())
		}
	}
	return err
}

// decisionOn is the decision that v cites, of a body that must stand at least as high as a rank.
func decisionOn(r Reader, least Rank, v VersionAdoption) (Decision, error) {
	var c Checks
	d, err := decidedBy(r, &c, "body", least, v.Body, v.Decided, v.Case)
	if err != nil {
		return d, err
	}
	d.Words = strings.TrimSpace(v.Words)
	c.Text("words", d.Words, LimitReason, true)
	return d, c.Err()
}

// decidedBy is a decision of a body at least as high as least, that has been made. field
// is what the body is called where it is typed.
func decidedBy(r Reader, c *Checks, field string, least Rank, by BodyID, on Day, docket string) (Decision, error) {
	d := Decision{Day: on, Case: strings.TrimSpace(docket)}
	switch body, err := bodyByID(r, by); {
	case by == "":
		c.Fail(field, CodeRequired)
	case CodeOf(err) == CodeNotFound:
		c.Fail(field, CodeNotFound)
	case err != nil:
		return d, err
	case least.Above(body.Rank):
		c.Fail(field, CodeVersionRank, "rank", string(body.Rank))
	default:
		d.Body, d.Rank = body.Name, body.Rank
	}
	switch {
	case d.Day == NoDay:
		c.Fail("decided", CodeRequired)
	case d.Day > r.Today():
		c.Fail("decided", CodeDecisionFuture, "day", d.Day.String(), "today", r.Today().String())
	}
	c.Text("case", d.Case, 500, false)
	return d, nil
}

// joinInvalid tells of two inputs at once, where both are only invalid.
func joinInvalid(a, b error) error {
	var x, y *Error
	if errors.As(a, &x) && errors.As(b, &y) && x.Code == CodeInvalid && y.Code == CodeInvalid {
		return &Error{Code: CodeInvalid, Fields: slices.Concat(x.Fields, y.Fields)}
	}
	return b
}

// GameChanges are the versions that were proposed or adopted, newest first, each with how
// far its timelines are.
func (s *Service) GameChanges(ctx context.Context) (all []GameChange, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		if all, err = r.GameChanges(); err != nil {
			return err
		}
		for i := range all {
			if err := progress(r, &all[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

// GameChange is one of them, with some of the rules that it gives another state, by
// number, behind a number; none once it stands or is withdrawn. CodeNotFound.
func (s *Service) GameChange(ctx context.Context, id GameChangeID, after Number, limit int) (c GameChange, rules []RuleEffect, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		if c, err = r.GameChangeByID(id); err != nil {
			return err
		}
		if err := progress(r, &c); err != nil {
			return err
		}
		if !c.State.Open() {
			return nil
		}
		if c.Grades, err = s.gradeEffects(r, c); err != nil {
			return err
		}
		rules, err = r.BesideChanged(id, after, limit)
		return err
	})
	return c, rules, err
}

// progress fills in how far the timelines of a change are, and what they change so far.
func progress(r Reader, c *GameChange) (err error) {
	if !c.State.Open() {
		return nil
	}
	if c.Done, err = r.BesideCount(c.ID); err != nil {
		return err
	}
	if c.Rules, err = r.CountRules(); err != nil {
		return err
	}
	if c.Effects, err = r.BesideEffects(c.ID); err != nil {
		return err
	}
	c.Areas, err = r.BesideAreas(c.ID)
	return err
}
