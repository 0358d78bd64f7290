package workflow

import (
	"context"
	"embed"
	"encoding/json"
	"slices"
	"strconv"
	"sync"

	"github.com/omvendt/omvendt/registry"
)

// PaperPart is one of the things that a paper on an item tells. There is no national
// template of papers: a Profile says under which heading each of them stands.
type PaperPart string

const (
	PartSummary        PaperPart = "summary"        // the item's summary, and in plain words what is asked
	PartDemand         PaperPart = "demand"         // what a rule demands, how often, and who answers for it
	PartClass          PaperPart = "class"          // which kind of rule, why, and whom it protects
	PartLaw            PaperPart = "law"            // legal bases, minimum, legal check
	PartCases          PaperPart = "cases"          // justification and counter-cases side by side, findings
	PartSaid           PaperPart = "said"           // what people said by audience, and how many are unanswered
	PartHearing        PaperPart = "hearing"        // who was heard, and how far that has come
	PartEffort         PaperPart = "effort"         // time spent, as a range
	PartRecommendation PaperPart = "recommendation" // numbered at-points with their proposer
	PartAlternatives   PaperPart = "alternatives"   // what else can be decided, and what is lighter
	PartUndecided      PaperPart = "undecided"      // what happens if nothing is decided
	PartQuestions      PaperPart = "questions"      // put to the vote, in order, and what a tie means
	PartDecision       PaperPart = "decision"       // what was decided, once that is final
	PartHistory        PaperPart = "history"        // meetings that had the rules before, and have them after
	PartCompetence     PaperPart = "competence"     // which body decides, and by which mandate
	PartAnnexes        PaperPart = "annexes"        // hearing parties' statements, whole
)

// PaperParts are all there are, in the order in which they stand under one heading.
var PaperParts = []PaperPart{PartSummary, PartDemand, PartClass, PartLaw, PartCases, PartSaid, PartHearing, PartEffort,
	PartRecommendation, PartAlternatives, PartUndecided, PartQuestions, PartDecision, PartHistory, PartCompetence, PartAnnexes}

// OfRules says that a part is told rule by rule.
func (p PaperPart) OfRules() bool {
	switch p {
	case PartDemand, PartClass, PartLaw, PartCases, PartSaid, PartEffort, PartUndecided:
		return true
	}
	return false
}

// Heading of a paper, with what stands under it.
type Heading struct {
	Name  Wording     `json:"name"`
	Parts []PaperPart `json:"parts,omitempty"` // in the order of PaperParts
	// Text is printed on every paper under the heading; where it is Asked it is a
	// question that each item answers: a fixed consideration.
	Text  string `json:"text,omitempty"`
	Asked bool   `json:"asked,omitempty"`
}

// DecisionWords are how a municipality writes what became of an item, in Danish.
type DecisionWords struct {
	Approved    string `json:"approved"`    // Godkendt
	Recommended string `json:"recommended"` // Anbefales: by a body whose item goes on to a higher one
	Endorsed    string `json:"endorsed"`    // Indstilles godkendt: by the finance committee
	Noted       string `json:"noted"`       // Taget til efterretning: nothing was put to the vote
	Postponed   string `json:"postponed"`   // Udsat
	Rejected    string `json:"rejected"`    // Nedstemt
}

// Profile is how a municipality's papers are built: its headings in order, what it
// calls an open and a confidential item (sagstype), and its words for decisions. It
// says where things stand, never which: each of PaperParts has its place.
type Profile struct {
	Edit         int           `json:"edit"` // 1: nothing is stored, the first example applies
	Headings     []Heading     `json:"headings"`
	Open         string        `json:"open"`
	Confidential string        `json:"confidential"`
	Words        DecisionWords `json:"words"`
}

// Asked are the questions that each item answers, in order.
func (p Profile) Asked() (all []string) {
	for _, h := range p.Headings {
		if h.Asked {
			all = append(all, h.Text)
		}
	}
	return all
}

// ProfileExample is a set of headings of a kind that is in use, to begin from.
type ProfileExample struct {
	ID   string  `json:"-"`
	Name Wording `json:"name"`
	Profile
}

//go:embed profiles/*.json
var profiles embed.FS

// ProfileExamples are those there are. The first applies where nothing is stored.
var ProfileExamples = sync.OnceValue(func() []ProfileExample {
	var all []ProfileExample
	for _, id := range []string{"kerne", "sagsforloeb", "bred", "hensyn", "afgoeres-af"} {
		x := ProfileExample{ID: id}
		text, err := profiles.ReadFile("profiles/" + id + ".json")
		if err == nil {
			err = json.Unmarshal(text, &x)
		}
		if err == nil {
			err = x.Profile.check()
		}
		if err != nil {
			panic("workflow: profile " + id + ": " + err.Error())
		}
		x.Profile.Edit = 1
		all = append(all, x)
	}
	return all
})

// MostHeadings is how many a paper can have.
const MostHeadings = 24

// check says what is wrong with a profile, and puts the contents of each heading in order.
func (p *Profile) check() error {
	var c registry.Checks
	if len(p.Headings) == 0 || len(p.Headings) > MostHeadings {
		c.Fail("headings", registry.CodeRangeInvalid, "value", itoa(len(p.Headings)), "from", "1", "to", itoa(MostHeadings))
	}
	placed, asked := map[PaperPart]bool{}, map[string]bool{}
	for n := range p.Headings {
		h, at := &p.Headings[n], "headings["+strconv.Itoa(n)+"]"
		c.Text(at+".name.da", h.Name.Da, registry.LimitName, true)
		c.Text(at+".name.en", h.Name.En, registry.LimitName, false)
		c.Text(at+".text", h.Text, registry.LimitReason, h.Asked)
		if len(h.Parts) == 0 && h.Text == "" {
			c.Fail(at, registry.CodeHeadingEmpty)
		}
		if h.Asked && asked[h.Text] {
			c.Fail(at+".text", registry.CodeHeadingTwice)
		}
		asked[h.Text] = asked[h.Text] || h.Asked
		for _, x := range h.Parts {
			switch {
			case !slices.Contains(PaperParts, x):
				c.Fail(at+".parts", registry.CodeChoiceInvalid, "value", string(x), "choices", joined(PaperParts))
			case placed[x]:
				c.Fail("parts."+string(x), registry.CodeHeadingTwice)
			}
			placed[x] = true
		}
		h.Parts = slices.DeleteFunc(slices.Clone(PaperParts), func(x PaperPart) bool { return !slices.Contains(h.Parts, x) })
	}
	for _, x := range PaperParts {
		if !placed[x] {
			c.Fail("parts."+string(x), registry.CodePartUnplaced)
		}
	}
	for field, word := range map[string]*string{"open": &p.Open, "confidential": &p.Confidential, "words.approved": &p.Words.Approved,
		"words.recommended": &p.Words.Recommended, "words.endorsed": &p.Words.Endorsed, "words.noted": &p.Words.Noted,
		"words.postponed": &p.Words.Postponed, "words.rejected": &p.Words.Rejected} {
		c.Text(field, *word, registry.LimitName, true)
	}
	return c.Err()
}

// ProfileReader is what can be read of how papers are built.
type ProfileReader interface {
	// Profile is the one that is stored; without headings, with edit 1, where none is.
	Profile() (Profile, error)
}

// ProfileWriter changes how papers are built.
type ProfileWriter interface {
	SetProfile(p Profile, edit int) (Profile, error) // CodeStale
}

// Profile is how papers are built now.
func (s *Service) Profile(ctx context.Context) (Profile, error) {
	var out Profile
	err := s.Store.View(ctx, func(r Reader) (err error) { out, err = profileOf(r); return err })
	return out, err
}

func profileOf(r Reader) (Profile, error) {
	p, err := r.Profile()
	if err == nil && len(p.Headings) == 0 {
		p = ProfileExamples()[0].Profile
	}
	return p, err
}

// SetProfile says how papers are built from now on; CodeStale, and CodeInvalid with
// fields "headings[n].name.da", "parts.law", "words.approved".
func (s *Service) SetProfile(ctx context.Context, act registry.Act, edit int, p Profile) (Profile, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Profile, error) {
		before, err := profileOf(tx)
		if err != nil {
			return before, err
		}
		if before.Edit != edit {
			return before, registry.Stale(edit, before.Edit)
		}
		after := p
		after.Headings = slices.Clone(p.Headings) // check puts them in order, and the closure can run again
		if err := after.check(); err != nil {
			return before, err
		}
		if after, err = tx.SetProfile(after, edit); err != nil {
			return before, err
		}
		return after, audit(tx, "paper profile", before, after)
	})
}
