package workflow

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Sender says of a contribution that it is no single person's own writing; zero for
// those that are. It tells nobody's name.
type Sender struct {
	Group Group `json:"group,omitzero"`
	Way   Way   `json:"way,omitempty"`
}

// Group says that several answered as one: a staff meeting, residents, children
// through a pedagogue. What they sent is one contribution, whatever their number.
type Group struct {
	People int    `json:"people"` // 0: one person
	Method Method `json:"method"`
}

// Method is how a group found its answer.
type Method string

const (
	ByMeeting      Method = "meeting"
	ByConversation Method = "conversation"
	ByPictures     Method = "pictures" // children, with a guide
	ByOther        Method = "other"
)

// Methods in the order in which they are offered.
var Methods = []Method{ByMeeting, ByConversation, ByPictures, ByOther}

// Way is how a contribution came.
type Way string

const (
	ByForm      Way = ""
	OnPaper     Way = "paper"
	ByTelephone Way = "telephone"
)

// Ways are those in which others type an answer in.
var Ways = []Way{OnPaper, ByTelephone}

func (g Group) check(c *registry.Checks) {
	if g == (Group{}) {
		return
	}
	if g.People < 2 || g.People > 10_000 {
		c.Fail("group.people", registry.CodeRangeInvalid, "value", itoa(g.People), "from", "2", "to", "10000")
	}
	if !slices.Contains(Methods, g.Method) {
		c.Fail("group.method", registry.CodeChoiceInvalid, "value", string(g.Method), "choices", "meeting, conversation, pictures, other")
	}
}

// sendersOf are those of inputs, by contribution.
func sendersOf(r Reader, inputs []Input) (map[registry.ContributionID]Sender, error) {
	ids := make([]registry.ContributionID, len(inputs))
	for n, i := range inputs {
		ids[n] = i.Contribution
	}
	slices.Sort(ids)
	return r.Senders(slices.Compact(ids))
}

// Groups counts what groups sent, and the people in them.
type Groups struct{ Contributions, People int }
