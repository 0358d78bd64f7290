package workflow

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// StopTask (stopopgave) is a place where a demand still stands although it stopped
// applying on a day, with a post that takes it away.
type StopTask struct {
	ID     registry.StopTaskID `json:"id"`
	Edit   int                 `json:"edit"`
	Number registry.Number     `json:"number"`
	Day    registry.Day        `json:"day"` // on which it stopped, or stops
	StopEntry
	State StopState    `json:"state"`
	Moved registry.Day `json:"moved"`          // into its state
	Word  string       `json:"word,omitempty"` // of whoever moved it
}

// StopEntry is what is written of a stop task.
type StopEntry struct {
	Kind     StopKind        `json:"kind"`
	Place    string          `json:"place"` // what it is called there
	Post     registry.PostID `json:"post"`  // that does it
	Deadline registry.Day    `json:"deadline"`
}

// StopKind is the kind of place in which a demand stands.
type StopKind string

const (
	StopForm     StopKind = "form"
	StopField    StopKind = "field" // in a system
	StopManual   StopKind = "manual"
	StopJob      StopKind = "job" // a job description
	StopContract StopKind = "contract"
	StopOther    StopKind = "other"
)

// StopKinds in the order in which they are asked about.
var StopKinds = []StopKind{StopForm, StopField, StopManual, StopJob, StopContract, StopOther}

// StopState is how far it has come with a stop task.
type StopState string

const (
	StopOpen   StopState = "open"
	StopDone   StopState = "done"
	StopAbsent StopState = "absent" // it does not stand there: it counts for nothing
)

// StopStates in the order in which they are offered.
var StopStates = []StopState{StopOpen, StopDone, StopAbsent}

// stopNext is the one transition table of a stop task.
var stopNext = map[StopState][]StopState{
	StopOpen:   {StopDone, StopAbsent},
	StopDone:   {StopOpen},
	StopAbsent: {StopOpen},
}

// OverdueOn says that it should have been done.
func (t StopTask) OverdueOn(on registry.Day) bool { return t.State == StopOpen && on > t.Deadline }

func (t *StopTask) move(to StopState, word string, today registry.Day) error {
	var c registry.Checks
	if !slices.Contains(StopStates, to) {
		c.Fail("state", registry.CodeChoiceInvalid, "value", string(to), "choices", joined(StopStates))
	}
	c.Text("word", word, registry.LimitName, false)
	if err := c.Err(); err != nil {
		return err
	}
	if !slices.Contains(stopNext[t.State], to) {
		return refuse(registry.CodeStopState)
	}
	t.State, t.Moved, t.Word = to, today, word
	return nil
}

func (e StopEntry) check(tx Tx, c *registry.Checks, before registry.Day) error {
	if !slices.Contains(StopKinds, e.Kind) {
		c.Fail("kind", registry.CodeChoiceInvalid, "value", string(e.Kind), "choices", joined(StopKinds))
	}
	c.Text("place", e.Place, registry.LimitName, true)
	return checkDuty(tx, c, e.Post, e.Deadline, before)
}

// StopSearch says of which kinds of places somebody looked for a rule's demand and
// found none.
type StopSearch struct {
	Number registry.Number `json:"number"`
	Day    registry.Day    `json:"day"`
	None   []StopKind      `json:"none,omitempty"`
	Edit   int             `json:"edit"` // 1: nobody has said
}

// StopFigures count the places of one kind, without those where it does not stand.
type StopFigures struct {
	Kind    StopKind
	Places  int
	Removed int
}

// StopPlaceName is a place that other rules' tasks name, and who did it there last.
type StopPlaceName struct {
	Kind  StopKind
	Place string
	Post  registry.PostID
}

// StopFilter narrows a list of stop tasks. Those of a day on which nothing stops any
// more are in none.
type StopFilter struct {
	Open   bool
	Number registry.Number // 0: of any rule
	Post   registry.PostID // that does it; empty: any
	Due    registry.Day    // Deadline before this day; NoDay: any
	Reach  registry.Reach  // of the rules now, or done by one of its posts
	After  StopPlace
	Limit  int // 0: no limit
}

// StopPlace is a place in a list of stop tasks: by deadline, and then as they were made.
type StopPlace struct {
	Deadline registry.Day        `json:"deadline"`
	ID       registry.StopTaskID `json:"id"`
}

// StopTaskReader is what can be read about stop tasks.
type StopTaskReader interface {
	StopTasks(StopFilter) ([]StopTask, error)
	CountStopTasks(f StopFilter, limit int) (int, error)          // until there are so many
	StopTaskByID(registry.StopTaskID) (StopTask, error)           // CodeNotFound
	StopsOf(registry.Number) ([]StopTask, error)                  // of all its days, by day and then as they were made
	StopSearch(registry.Number, registry.Day) (StopSearch, error) // with edit 1 when nobody has said
	// StopPlaceNames are the places of a kind that most tasks name, at most limit, without
	// those of one rule.
	StopPlaceNames(kind StopKind, but registry.Number, limit int) ([]StopPlaceName, error)
	// UntoldStop is a post with an open task whose deadline is near (ahead days or fewer)
	// or has passed, and which was not told of that; false when there is none.
	UntoldStop(ahead int) (registry.PostID, bool, error)
}

// StopTaskWriter writes what can be read about stop tasks.
type StopTaskWriter interface {
	InsertStopTask(StopTask) error
	// UpdateStopTask changes one; CodeStale. With another deadline or post, nobody was told.
	UpdateStopTask(t StopTask, edit int) (StopTask, error)
	SetStopSearch(s StopSearch, edit int) (StopSearch, error) // CodeStale
	// SetStopsTold says that the post was told of what UntoldStop asks about.
	SetStopsTold(post registry.PostID, ahead int) error
}
