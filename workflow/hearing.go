package workflow

import (
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// PartyKind is the sort of a hearing party.
type PartyKind string

const (
	CouncilOfElders   PartyKind = "elders"     // ældreråd
	CouncilOfDisabled PartyKind = "disability" // handicapråd
	WorksCouncil      PartyKind = "med"        // MED-udvalg
	ParentBoard       PartyKind = "parents"    // forældrebestyrelse
	Union             PartyKind = "union"      // faglig organisation
	OtherParty        PartyKind = "other"
)

// PartyKinds in the order in which they are offered.
var PartyKinds = []PartyKind{CouncilOfElders, CouncilOfDisabled, WorksCouncil, ParentBoard, Union, OtherParty}

// HearingParty (høringspart) is a body that must be heard.
type HearingParty struct {
	ID   registry.HearingPartyID `json:"id"`
	Edit int                     `json:"edit"`
	PartyEntry
}

// PartyEntry is what is written about a hearing party.
type PartyEntry struct {
	Name    string    `json:"name"`
	Kind    PartyKind `json:"kind"`
	Address string    `json:"address,omitempty"` // for mail; empty: its letters go another way
	Area    string    `json:"area,omitempty"`    // of the rules that it is heard on; empty: every area
	HeardOn string    `json:"heard_on,omitempty"`
	Basis   string    `json:"basis,omitempty"` // that says so, as a reference
}

func (e PartyEntry) check() error {
	var c registry.Checks
	c.Text("name", e.Name, registry.LimitName, true)
	if !slices.Contains(PartyKinds, e.Kind) {
		c.Fail("kind", registry.CodeChoiceInvalid, "value", string(e.Kind), "choices", joined(PartyKinds))
	}
	checkAddress(&c, e.Address)
	c.Text("area", e.Area, registry.LimitName, false)
	c.Text("heard_on", e.HeardOn, registry.LimitReason, false)
	c.Text("basis", e.Basis, registry.LimitName, false)
	return c.Err()
}

func joined[T ~string](choices []T) string {
	var all []string
	for _, c := range choices {
		all = append(all, string(c))
	}
	return strings.Join(all, ", ")
}

// HearingState is how far a hearing has come.
type HearingState string

const (
	HearingPlanned    HearingState = "planned"
	HearingSent       HearingState = "sent"
	HearingAnswered   HearingState = "answered"   // there is a statement, if only of no remarks
	HearingUnanswered HearingState = "unanswered" // the deadline passed without one
)

// hearingNext is the one transition table of a hearing. A statement that comes after
// the deadline is a statement still.
var hearingNext = map[HearingState][]HearingState{
	HearingPlanned:    {HearingSent},
	HearingSent:       {HearingAnswered, HearingUnanswered},
	HearingAnswered:   {HearingAnswered},
	HearingUnanswered: {HearingAnswered},
}

// Hearing (høring) is the formal hearing of a party before the rules of a review may
// lapse: a letter with a deadline, and a signed statement. An open link is none.
type Hearing struct {
	ID     registry.HearingID `json:"id"`
	Review registry.ReviewID  `json:"review"`
	// Party is the name under which the rules' events require it.
	Party    string       `json:"party"`
	State    HearingState `json:"state"`
	Edit     int          `json:"edit"`
	Token    string       `json:"-"` // in the address where the party answers: 128 random bits
	Reminded registry.Day `json:"reminded,omitzero"`
	Extended string       `json:"extended,omitempty"` // why the deadline was moved, the last time
	Sent     registry.Day `json:"sent,omitzero"`
	HearingLetter
	Statement Statement `json:"statement,omitzero"`
}

// HearingLetter is what the party is written.
type HearingLetter struct {
	Address  string       `json:"address,omitempty"` // for mail; empty: it is sent another way
	Letter   string       `json:"letter,omitempty"`
	Deadline registry.Day `json:"deadline,omitzero"` // the last day for an answer
	// Hurried is why the party gets less time than the settings ask for (HearingDays).
	Hurried string `json:"hurried,omitempty"`
}

// Statement (høringssvar) is what the party says, under its name.
type Statement struct {
	Text      string       `json:"text,omitempty"`       // CPR-like numbers masked
	NoRemarks bool         `json:"no_remarks,omitempty"` // instead of a text
	Signed    string       `json:"signed,omitempty"`     // who signs for the party
	Role      string       `json:"role,omitempty"`       // "formand"
	Received  registry.Day `json:"received,omitzero"`
	Recorded  bool         `json:"recorded,omitempty"` // by the administration, which got it another way
	Masked    bool         `json:"masked,omitempty"`
	// File is what the statement came as; its text tells what stands in it.
	File   StatementFile `json:"file,omitzero"`
	Upload *Upload       `json:"-"` // the file, where it comes along and is not stored yet
}

// loggedHearing is what the log of events has of a hearing: which statement the party
// made, and none of its words.
type loggedHearing struct {
	Hearing
	StatementDigest string `json:"statement_digest,omitempty"` // SHA-256 of the text, salted with the letter's token; empty: it has none
}

func (h Hearing) logged() loggedHearing {
	out := loggedHearing{Hearing: h}
	if h.Statement.Text != "" {
		out.StatementDigest, out.Statement.Text = registry.Digest([]byte(h.Token+h.Statement.Text)), ""
	}
	return out
}

// Held says whether the party was heard: it made a statement, or had its chance.
func (h Hearing) Held() bool { return h.State == HearingAnswered || h.State == HearingUnanswered }

// TakesStatementOn says whether the party can answer or change its answer on a day.
func (h Hearing) TakesStatementOn(on registry.Day) bool {
	return (h.State == HearingSent || h.State == HearingAnswered) && on <= h.Deadline
}

// StatementPublicOn says whether everybody may read the statement on a day: until the
// deadline has passed the party can still change it.
func (h Hearing) StatementPublicOn(on registry.Day) bool {
	return h.State == HearingAnswered && on > h.Deadline
}

// OverdueOn says that the deadline has passed and nothing came.
func (h Hearing) OverdueOn(on registry.Day) bool { return h.State == HearingSent && on > h.Deadline }

func (h *Hearing) moveTo(s HearingState) error {
	if !slices.Contains(hearingNext[h.State], s) {
		return refuse(registry.CodeHearingState, "party", h.Party, "state", string(h.State))
	}
	h.State = s
	return nil
}

// check notes what is wrong with a letter that is sent today at the earliest; days is the
// shortest time that the settings ask for.
func (l HearingLetter) check(c *registry.Checks, today registry.Day, days int, whole bool) {
	checkAddress(c, l.Address)
	c.Text("hurried", l.Hurried, registry.LimitReason, false)
	c.Text("letter", l.Letter, registry.LimitText, whole)
	switch {
	case l.Deadline == registry.NoDay && whole:
		c.Fail("deadline", registry.CodeRequired)
	case l.Deadline != registry.NoDay && l.Deadline <= today:
		c.Fail("deadline", registry.CodeDeadlinePast, "day", l.Deadline.String(), "today", today.String())
	case l.Deadline != registry.NoDay && l.Deadline < today+registry.Day(days) && strings.TrimSpace(l.Hurried) == "":
		c.Fail("deadline", registry.CodeHearingShort, "days", strconv.Itoa(days), "day", (today + registry.Day(days)).String())
	}
}

// checkAddress checks a mail address that may be left out.
func checkAddress(c *registry.Checks, address string) {
	if address != "" {
		c.Email("address", address)
	}
}

// said is a statement as it is kept. One without remarks has no text.
func (s Statement) said() Statement {
	s.Text, s.Masked = MaskCPR(strings.TrimSpace(s.Text))
	if s.NoRemarks {
		s.Text, s.Masked = "", false
	}
	return s
}

func (s Statement) check(c *registry.Checks) {
	c.Text("text", s.Text, limitStatement, !s.NoRemarks)
	c.Text("signed", s.Signed, registry.LimitName, true)
	c.Text("role", s.Role, registry.LimitName, false)
}

// limitStatement is longer than other texts: a council's statement is printed whole.
const limitStatement = 30_000

// HearingReader is what can be read about hearings.
type HearingReader interface {
	HearingParties() ([]HearingParty, error) // by name, Danish order
	// Hearings of reviews, by party in Danish order.
	Hearings(reviews ...registry.ReviewID) ([]Hearing, error)
	HearingByID(registry.HearingID) (Hearing, error) // CodeNotFound
	HearingByToken(token string) (Hearing, error)    // CodeNotFound
	// StatementFile is a file of a hearing, sent or kept; CodeNotFound.
	StatementFile(h registry.HearingID, sha256 string) (StatementFile, []byte, error)
	PartyByID(registry.HearingPartyID) (HearingParty, error) // CodeNotFound
}

// HearingWriter writes what can be read about hearings.
type HearingWriter interface {
	InsertParty(HearingParty) error                             // CodePartyTaken
	UpdateParty(p HearingParty, edit int) (HearingParty, error) // CodeStale, CodePartyTaken
	DeleteParty(id registry.HearingPartyID, edit int) error     // CodeStale
	InsertHearing(Hearing) error                                // CodeHearingPlanned
	UpdateHearing(h Hearing, edit int) (Hearing, error)         // CodeStale
	StatementFiles
}
