package workflow

import "github.com/omvendt/omvendt/registry"

// Consultation (åben inddragelse) is a questionnaire open to the public through
// links, part of a review. It is never the formal hearing of a body. One that
// stands alone is a self-assessment or a measurement.
type Consultation struct {
	ID      registry.ConsultationID `json:"id"`
	Kind    ConsultationKind        `json:"kind"`
	Review  registry.ReviewID       `json:"review,omitempty"`  // of one that stands alone: empty
	Earlier registry.ConsultationID `json:"earlier,omitempty"` // that asked the same before; empty: none did
	Slug    string                  `json:"slug"`
	Edit    int                     `json:"edit"`
	Title   Wording                 `json:"title"`
	Intro   Wording                 `json:"intro"`
	// Privacy is the information under GDPR article 13: who is responsible, on
	// what basis (the public task, not consent), what is stored, who reads it.
	Privacy Wording `json:"privacy"`
	// Danger says whom to ring if somebody is in danger; shown first.
	Danger    Wording      `json:"danger"`
	Opens     registry.Day `json:"opens"`
	Closes    registry.Day `json:"closes"` // the first day on which it is closed
	Questions []Question   `json:"questions"`
	// Themes are what a free suggestion can be about. AsksMissing says that people are
	// asked whether a rule is missing.
	Themes      []Option          `json:"themes,omitempty"`
	AsksMissing bool              `json:"asks_missing,omitempty"`
	Rules       []registry.RuleID `json:"rules"` // on which views are asked; of a measurement: whose effect it measures
}

// ConsultationKind is what a questionnaire is for.
type ConsultationKind string

const (
	AskingAll      ConsultationKind = "consultation"    // in a review
	SelfAssessment ConsultationKind = "self_assessment" // by leaders, for those who lead them: never public
	Measurement    ConsultationKind = "measurement"     // the same questions before and after
)

// AloneKinds are those that stand alone.
var AloneKinds = []ConsultationKind{SelfAssessment, Measurement}

// viewsOn are the rules on which views are asked.
func (c Consultation) viewsOn() []registry.RuleID {
	if c.Kind != AskingAll {
		return nil
	}
	return c.Rules
}

// OpenOn says whether it takes contributions on a day.
func (c Consultation) OpenOn(on registry.Day) bool { return c.Opens <= on && on < c.Closes }

// Wording is a text in both languages; an empty English one is told in Danish.
type Wording struct {
	Da string `json:"da"`
	En string `json:"en,omitempty"`
}

// In is the text in a language ("da", "en").
func (w Wording) In(lang string) string {
	if lang == "en" && w.En != "" {
		return w.En
	}
	return w.Da
}

// ContributionState is what has become of a contribution.
type ContributionState string

const (
	Received ContributionState = "received"
	Retired  ContributionState = "withdrawn" // taken back before closing: its inputs are gone
	Cut      ContributionState = "cut"       // after closing: the texts are gone from pages, search and exports
)

// Contribution is what one person or group sent in. Nothing tells who or when,
// save the day.
type Contribution struct {
	ID           registry.ContributionID `json:"id"`
	Consultation registry.ConsultationID `json:"consultation"`
	Audience     string                  `json:"audience"`
	District     string                  `json:"-"` // of one that stands alone
	Receipt      string                  `json:"-"` // hash of the receipt code
	Sender       Sender                  `json:"sender,omitzero"`
	State        ContributionState       `json:"state"`
	Day          registry.Day            `json:"day"`
	Exclusion    registry.ExclusionID    `json:"-"` // empty: it counts
}

// InputKind is the sort of an input.
type InputKind string

const (
	AnswerInput     InputKind = "answer" // to a question
	ViewInput       InputKind = "view"   // on a rule
	MissingRule     InputKind = "missing_rule"
	SuggestionInput InputKind = "suggestion" // anything else
)

// InputKinds in the order in which they are offered.
var InputKinds = []InputKind{AnswerInput, ViewInput, MissingRule, SuggestionInput}

// Stance is a view on a rule.
type Stance string

const (
	NoStance   Stance = ""
	KeepIt     Stance = "keep"
	SimplifyIt Stance = "simplify"
	RepealIt   Stance = "repeal"
)

// Stances in the order in which they are offered: none is first among equals.
var Stances = []Stance{KeepIt, SimplifyIt, RepealIt}

// NoMinutes stands where nobody said how long something takes.
const NoMinutes = -1

// Input is one answer, view or suggestion: what gets one disposition.
type Input struct {
	ID           registry.InputID        `json:"id"`
	Consultation registry.ConsultationID `json:"consultation"`
	Contribution registry.ContributionID `json:"-"`
	Audience     string                  `json:"audience"`
	Kind         InputKind               `json:"kind"`
	Question     string                  `json:"question,omitempty"`
	Theme        string                  `json:"theme,omitempty"` // of a suggestion
	Rule         registry.RuleID         `json:"rule,omitempty"`
	Stance       Stance                  `json:"stance,omitempty"`
	Minutes      int                     `json:"minutes"` // each time; NoMinutes when not said
	Text         string                  `json:"text"`    // CPR-like numbers masked; empty when cut
	Masked       bool                    `json:"masked,omitempty"`
	Translation  string                  `json:"translation,omitempty"` // of a text in another language, by the administration into Danish
	Day          registry.Day            `json:"day"`
	Edit         int                     `json:"edit"` // counts what those who weigh it have changed
	// Answered says that it has a disposition. A duplicate is answered when the
	// original is, and what was split when all of its parts are.
	Answered bool `json:"answered"`
	// PartOf is the input that this one is a part of. Split says that it has parts:
	// they get the answers. What people sent in is counted without parts, so that
	// splitting and merging change no number.
	PartOf registry.InputID `json:"part_of,omitempty"`
	Split  bool             `json:"split,omitempty"`
	// Lead is the input under which it is merged with others that say the same, all
	// of which get one answer; empty for the lead itself, and where it stands alone.
	Lead     registry.InputID `json:"lead,omitempty"`
	Assigned Assignee         `json:"assigned,omitempty"` // empty: to nobody
	Excluded bool             `json:"-"`                  // its contribution is not counted
	Screened
}

// Content is what a contribution consists of.
type Content struct {
	Inputs []Input
	Chosen []Chosen
}

// Said is what somebody writes into the form.
type Said struct {
	Group       Group               // zero: one person
	Answers     map[string]string   // to questions in free text
	Chosen      map[string][]string // options of the others, by question
	Views       []View
	Suggestions []string
	// SuggestionThemes are the ids of the suggestions' themes, by their places.
	SuggestionThemes []string
	MissingRule      string // a rule that is missing
}

// View is what somebody thinks of a rule.
type View struct {
	Rule    registry.Number
	Stance  Stance
	Why     string
	Minutes int // NoMinutes when not said
}

// DispositionKind is the one answer that an input gets.
type DispositionKind string

const (
	Followed         DispositionKind = "followed"
	FollowedInPart   DispositionKind = "followed_in_part"
	NotFollowed      DispositionKind = "not_followed"
	AlreadySo        DispositionKind = "already_so"
	StateLaw         DispositionKind = "state_law" // sent on
	PassedOn         DispositionKind = "passed_on" // to the right place
	BeyondCompetence DispositionKind = "outside_competence"
	Hassle           DispositionKind = "hassle" // bøvl: no rule, and somebody's to mend
	NothingToAnswer  DispositionKind = "nothing_to_answer"
	DuplicateOf      DispositionKind = "duplicate"
)

// DispositionKinds in the order in which they are offered.
var DispositionKinds = []DispositionKind{Followed, FollowedInPart, NotFollowed, AlreadySo, StateLaw, PassedOn,
	BeyondCompetence, Hassle, NothingToAnswer, DuplicateOf}

// Disposition (forvaltningens svar) is the answer to an input, with its reason and
// what it led to.
type Disposition struct {
	Input  registry.InputID `json:"input"`
	Kind   DispositionKind  `json:"kind"`
	Reason string           `json:"reason"`
	// Rules that it is about, and the agenda item where it was or will be decided:
	// when the meeting is closed, the item is the decision.
	Rules []registry.RuleID `json:"rules,omitempty"`
	Item  registry.ItemID   `json:"item,omitempty"`
	// Original is the input that a duplicate is a duplicate of: its answer is this
	// one's too, and until it has one neither is answered.
	Original registry.InputID `json:"original,omitempty"`
	By       string           `json:"-"` // who wrote it; for the log
	Day      registry.Day     `json:"day"`
}

// InputFilter narrows a list of inputs.
type InputFilter struct {
	Consultation registry.ConsultationID // empty: all
	Inputs       []registry.InputID      // nil: all
	Wholes       []registry.InputID      // only parts of these; nil: all
	Rule         registry.RuleID
	NoRule       bool // only what is about no rule
	Contribution registry.ContributionID
	Audience     string
	Kind         InputKind
	Theme        string
	Answered     *bool     // has a disposition
	Screening    Screening // empty: any
	Stance       Stance
	Disposed     DispositionKind // has such an answer
	Words        []string        // all of which the text has, in any form: as the search of the register; only of a Consultation
	Assigned     []Assignee      // to one of them; nil: whoever it is
	Unassigned   bool
	Urgent       bool            // needs action now, and nobody has said what was done
	Mine         registry.UserID // of a page of the inbox: Assigned to this user, or to a post that they answer for
	Question     string
	PartOf       registry.InputID
	SentIn       bool           // no parts
	Heads        bool           // what is to be answered: nothing that was split, nothing merged under another
	Reach        registry.Reach // zero: all; else only inputs about rules within it
	After        registry.InputID
	Limit        int // 0: no limit
}

// Consulted is what can be read about consultations.
type Consulted interface {
	Consultations(registry.ReviewID) ([]Consultation, error)        // of a review, or all when empty; by opening
	ConsultationsAlone() ([]Consultation, error)                    // those of no review; by opening
	ConsultationBySlug(string) (Consultation, error)                // CodeNotFound
	ConsultationByID(registry.ConsultationID) (Consultation, error) // CodeNotFound
	// Translation is what is stored in a language; empty, with edit 1, where nothing is.
	Translation(c registry.ConsultationID, lang string) (Translation, error)
	Translations(registry.ConsultationID) ([]string, error) // the languages that something is stored in
	Links(registry.ConsultationID) ([]Link, error)          // by audience, Danish order
	LinkByToken(string) (Link, error)                       // CodeNotFound
	// LinkBySlip finds the link that a slip belongs to; CodeNotFound once it is used.
	LinkBySlip(token string) (Link, error)
	Slips(registry.LinkID) ([]string, error)                             // tokens that are unused, by themselves
	CountSlips(registry.ConsultationID) (map[registry.LinkID]int, error) // that are unused
	PlaceCounts(registry.ConsultationID) ([]PlaceCount, error)           // of the links with a place, by it in Danish order
	// TokenByCode is the token of a link or slip that begins with eight letters; CodeNotFound.
	TokenByCode(string) (string, error)
	ContributionByReceipt(hash string) (Contribution, error) // CodeNotFound
	Inputs(InputFilter) ([]Input, error)                     // by id, which tells no order
	// CountInputs counts what Inputs finds with any limit, until there are so many.
	CountInputs(f InputFilter, limit int) (int, error)
	InputsByID([]registry.InputID) ([]Input, error) // CodeNotFound when one is missing
	Dispositions([]registry.InputID) (map[registry.InputID]Disposition, error)
	// Assigned counts what is assigned to each, of what is about the rules within a reach; all
	// when it is zero. Without names, and in no order.
	Assigned(registry.ConsultationID, registry.Reach) ([]Progress, error)
	Duty(registry.ConsultationID) (registry.PostID, error) // empty: nobody has said
	Actions([]registry.InputID) ([]NeedsAction, error)     // by input, handled or not
	OpenActions(registry.ConsultationID) ([]NeedsAction, error)
	// Grouped are the inputs that are merged under others, without those; by id.
	Grouped(leads []registry.InputID) ([]Input, error)
	Duplicates(of []registry.InputID) ([]registry.InputID, error) // in no order
	// Coverage counts, for each rule, the inputs about it and those not answered.
	Coverage(rules []registry.RuleID) (map[registry.RuleID]Covered, error)
	// CoverageWithin counts what was sent in about the rules within a reach, excluded or not;
	// all that was sent in when the reach is zero.
	CoverageWithin(registry.ConsultationID, registry.Reach) (Covered, error)
	// CountDisposed counts the dispositions of what is not excluded; in no order.
	CountDisposed(registry.ConsultationID) ([]DisposedCount, error)
	// ReasonsGiven are, for each of the rules (empty: none) and each question, at most limit reasons of
	// dispositions of these kinds of inputs whose text is public, those given most often first.
	ReasonsGiven(c registry.ConsultationID, rules []registry.RuleID, kinds []DispositionKind, limit int) ([]GivenReason, error)
	AnswersByDay(registry.ConsultationID) ([]AnsweredOn, error) // of what is not excluded, the latest first
	// Senders are those of contributions that are no single person by the form.
	Senders([]registry.ContributionID) (map[registry.ContributionID]Sender, error)
	// CountContributions counts those that were received and neither withdrawn nor excluded.
	CountContributions(registry.ConsultationID) (int, error)
	Chosen(registry.ContributionID) ([]Chosen, error)                            // in no order
	CountChosen(c registry.ConsultationID, excluded bool) ([]ChosenCount, error) // in no order
	Tallied
	ExclusionReader
}

// Covered counts inputs and those that are not answered yet.
type Covered struct {
	Inputs     int `json:"inputs"`
	Unanswered int `json:"unanswered"`
}
