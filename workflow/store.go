package workflow

import (
	"context"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// Store keeps reviews beside the register. View and Update work as in registry.Store.
type Store interface {
	View(ctx context.Context, f func(Reader) error) error
	Update(ctx context.Context, act registry.Act, f func(Tx) error) error
}

// Reader is what one transaction can read.
type Reader interface {
	registry.Reader
	Reviewed
	Met
	Consulted
	HearingReader
	HassleReader
	SendOnReader
	WordReader
	ProfileReader
	UnitAnswerReader
	NoteReader
	StopTaskReader
	HarmReader
	FilingReader
	AccountReader
	MeasurementReader
	TrialEvaluationReader
	SimulationReader
}

// Met is what can be read about meetings.
type Met interface {
	Members(registry.BodyID) ([]Member, error)       // by name, Danish order
	MemberByID(registry.MemberID) (Member, error)    // CodeNotFound
	Meetings() ([]Meeting, error)                    // latest day first
	MeetingByID(registry.MeetingID) (Meeting, error) // CodeNotFound
	Items(registry.MeetingID) ([]Item, error)        // by ordinal
	ItemByID(registry.ItemID) (Item, error)          // CodeNotFound
	// ItemsOf are the items that each rule was on, latest meeting first.
	ItemsOf(rules []registry.RuleID) (map[registry.RuleID][]Item, error)
	// UnloggedItems are items of closed meetings of which the log says nothing, by day; at most limit.
	UnloggedItems(limit int) ([]registry.ItemID, error)
}

// Reviewed is what can be read about reviews, beside the register.
type Reviewed interface {
	Reviews() ([]Review, error)                          // newest first
	ReviewBySlug(slug string) (Review, error)            // CodeNotFound
	ReviewByID(registry.ReviewID) (Review, error)        // CodeNotFound
	ReviewRules(registry.ReviewID) ([]ReviewRule, error) // by the rules' numbers
	// ReviewsOf are the reviews that each rule was taken into (not left out, not
	// withdrawn), newest first.
	ReviewsOf(rules []registry.RuleID) (map[registry.RuleID][]Review, error)
	// RulesByID in the order of their numbers; CodeNotFound when one is missing.
	RulesByID([]registry.RuleID) ([]registry.Rule, error)
}

// Tx is a transaction that can write.
type Tx interface {
	registry.Tx
	Reviewed
	Met
	Consulted
	HearingReader
	HearingWriter
	HassleReader
	SendOnReader
	HassleWriter
	SendOnWriter
	WordReader
	WordWriter
	ExclusionWriter
	ProfileReader
	ProfileWriter
	UnitAnswerReader
	UnitAnswerWriter
	NoteReader
	NoteWriter
	StopTaskReader
	StopTaskWriter
	HarmReader
	HarmWriter
	FilingReader
	FilingWriter
	AccountReader
	AccountWriter
	MeasurementReader
	TrialEvaluationReader
	TrialEvaluationWriter
	SimulationReader
	SimulationWriter

	InsertMember(Member) error
	UpdateMember(m Member, edit int) (Member, error) // CodeStale
	InsertMeeting(Meeting) error
	// UpdateMeeting changes a meeting if the stored edit is still the given one
	// and returns it with the next; CodeStale when somebody else was first.
	UpdateMeeting(meeting Meeting, edit int) (Meeting, error)
	// HoldMeeting is MeetingByID for a transaction that changes the meeting or its
	// items, or builds on what they say: until it ends nobody else can. CodeNotFound.
	HoldMeeting(registry.MeetingID) (Meeting, error)
	InsertItem(Item) error
	UpdateItem(item Item, edit int) (Item, error)  // as UpdateMeeting
	DeleteItem(id registry.ItemID, edit int) error // as UpdateItem

	InsertConsultation(Consultation) error                             // CodeSlugTaken
	UpdateConsultation(c Consultation, edit int) (Consultation, error) // as UpdateMeeting
	SetTranslation(t Translation, edit int) (Translation, error)       // CodeStale
	// HoldConsultation lets nobody change a consultation until the transaction ends,
	// for those that rest on what it says; any number of them can at once.
	HoldConsultation(registry.ConsultationID) error
	InsertLink(Link) error
	RevokeLink(registry.LinkID) error                    // CodeNotFound
	GuardLink(id registry.LinkID, until time.Time) error // CodeNotFound
	InsertSlips(link registry.LinkID, tokens []string) error
	// CountPlaces adds to how many came through links of a consultation.
	CountPlaces(c registry.ConsultationID, more map[registry.LinkID]int) error
	// UseSlip forgets a slip for good; CodeNotFound when it is used already.
	UseSlip(token string) error
	InsertContribution(Contribution, Content) error
	// ReplaceContent takes the place of what a contribution said; what stood before is gone.
	ReplaceContent(Contribution, Content) error
	// SetSender says of a contribution who sent it, in place of what was said before.
	SetSender(Contribution) error
	// UpdateContribution changes its state; CodeNotFound.
	UpdateContribution(Contribution) error
	// Erase blanks the texts of a contribution's inputs, in the search index too.
	Erase(registry.ContributionID) error
	// SetDisposition gives an input its one answer, or another in its place, counts
	// its edit, and notes what is answered by it.
	SetDisposition(Disposition) error
	// SetParts splits an input into parts, in the place of those it had and of its
	// answer; none joins it again.
	SetParts(of Input, parts []Input) error
	// SetLead merges inputs under one, or takes them out of their groups when empty.
	SetLead(inputs []registry.InputID, lead registry.InputID) error
	SetDuty(registry.ConsultationID, registry.PostID) error
	// SetAction stores what needs action, or what became of it.
	SetAction(NeedsAction) error
	SetAssigned(inputs []registry.InputID, to Assignee) error
	// SetScreened says what of the texts of inputs is public, and counts their edits.
	SetScreened(inputs []registry.InputID, s Screened) error
	// SetInputTranslation keeps a translation beside an input's text, and counts its edit.
	SetInputTranslation(input registry.InputID, translation string) error

	// InsertReview stores a review with its rules; CodeSlugTaken.
	InsertReview(Review, []ReviewRule) error
	// UpdateReview changes a review if the stored edit is still the given one and
	// returns it with the next; CodeStale when somebody else was first.
	UpdateReview(review Review, edit int) (Review, error)
	// SetLeftOut changes why rules are not part of a review; CodeNotInReview when
	// one is not on its list.
	SetLeftOut(review registry.ReviewID, rules []registry.RuleID, why LeftOut) error
}
