package registry

import "context"

// Rank orders the bodies that can decide: a higher rank binds a lower one.
type Rank string

const (
	RankCouncil        Rank = "council"        // byråd, kommunalbestyrelse
	RankCommittee      Rank = "committee"      // udvalg
	RankAdministration Rank = "administration" // forvaltningen med delegeret kompetence
	RankBoard          Rank = "board"          // forældrebestyrelse
)

// Ranks, highest first.
var Ranks = []Rank{RankCouncil, RankCommittee, RankAdministration, RankBoard}

// Above says whether r binds o.
func (r Rank) Above(o Rank) bool { return place(Ranks, r) < place(Ranks, o) }

// Body is a council, a committee, or the administration with delegated power.
type Body struct {
	ID   BodyID `json:"id"`
	Edit int    `json:"edit,omitempty"` // 0 where it stands in something else
	Name string `json:"name"`
	Rank Rank   `json:"rank"`
	// Finance marks the finance committee (økonomiudvalg) or the magistrate: a committee
	// that gives its statement before the council decides (kommunestyrelsesloven § 18).
	Finance bool `json:"finance,omitempty"`
}

// Criterion is something that a keep can be asked to show. They are recorded
// with the ruling; which of them a keep by a lower body must show stands in the
// mandate that the council gave it.
type Criterion string

const (
	SpecialReason      Criterion = "special_reason"      // særlig begrundelse
	CoreTaskValue      Criterion = "core_task_value"     // værdi for kerneopgaven
	BeneficiaryNamed   Criterion = "beneficiary_named"   // for hvem
	EvidenceGraded     Criterion = "evidence_graded"     // evidens med grad
	LighterAlternative Criterion = "lighter_alternative" // lettere alternativ overvejet
	HearingDone        Criterion = "hearing_held"        // høring holdt
	CounterAnswered    Criterion = "counter_case"        // modindlæg besvaret
	CompetentBody      Criterion = "competent_body"      // inden for mandatet
)

// Criteria in the order in which they are shown.
var Criteria = []Criterion{SpecialReason, CoreTaskValue, BeneficiaryNamed, EvidenceGraded,
	LighterAlternative, HearingDone, CounterAnswered, CompetentBody}

// Decision is the decision that a date or a ruling rests on: who decided, on
// which day, in which words. It is the municipality's own act; the register
// only carries it out.
type Decision struct {
	Body  string `json:"body"` // the body's name, as it decided
	Rank  Rank   `json:"rank"`
	Day   Day    `json:"day"`
	Words string `json:"words"`
	Case  string `json:"case,omitempty"` // case number or link to the minutes
}

// Check reports CodeNoDecision when body, day or words are missing, and
// CodeDecisionFuture when it was decided after today.
func (d Decision) Check(today Day) error {
	var c Checks
	c.Text("body", d.Body, 200, false)
	c.Text("words", d.Words, 4000, false)
	c.Text("case", d.Case, 500, false)
	missing := d.Body == "" || d.Words == "" || d.Day == NoDay
	if missing {
		c.Fail("", CodeNoDecision) // the whole of it: Take gives it its name
	}
	if !known(Ranks, d.Rank) && (d.Rank != "" || !missing) {
		c.Fail("rank", CodeChoiceInvalid, "value", clip(string(d.Rank), 40), "choices", choices(Ranks))
	}
	if d.Day > today {
		c.Fail("day", CodeDecisionFuture, "day", d.Day.String(), "today", today.String())
	}
	return c.Err()
}

// Bodies are the council and those with power from it, highest rank first.
func (s *Service) Bodies(ctx context.Context) ([]Body, error) {
	var bodies []Body
	err := s.Store.View(ctx, func(r Reader) (err error) { bodies, err = r.Bodies(); return err })
	return bodies, err
}

func bodyExists(r Reader, id BodyID) error {
	_, err := bodyByID(r, id)
	return err
}

// AddBody records a further body, such as a second committee.
func (s *Service) AddBody(ctx context.Context, act Act, b Body) (Body, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Body, error) {
		var c Checks
		c.Text("name", b.Name, LimitName, true)
		checkChoice(&c, "rank", Ranks, b.Rank)
		b.checkFinance(&c)
		if err := c.Err(); err != nil {
			return b, err
		}
		b.ID, b.Edit = NewID[BodyID](tx.Now()), 1
		if err := tx.InsertBody(b); err != nil {
			return b, err
		}
		return b, audit(tx, "body "+string(b.ID), nil, b)
	})
}

// checkFinance notes that only a committee can be the finance committee.
func (b Body) checkFinance(c *Checks) {
	if b.Finance && b.Rank != RankCommittee {
		c.Fail("finance", CodeFinanceRank)
	}
}

// Body by id; CodeNotFound.
func (s *Service) Body(ctx context.Context, id BodyID) (Body, error) {
	var out Body
	err := s.Store.View(ctx, func(r Reader) (err error) { out, err = bodyByID(r, id); return err })
	return out, err
}

func bodyByID(r Reader, id BodyID) (Body, error) {
	bodies, err := r.Bodies()
	return find(bodies, err, func(b Body) bool { return b.ID == id })
}

// EditBody says whether a body is the finance committee. Its name and rank stay: what it
// decided is told under them. CodeFinanceRank in the field finance, CodeStale, CodeNotFound.
func (s *Service) EditBody(ctx context.Context, act Act, id BodyID, edit int, finance bool) (Body, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Body, error) {
		before, err := bodyByID(tx, id)
		if err != nil {
			return before, err
		}
		after := before
		after.Finance = finance
		var c Checks
		after.checkFinance(&c)
		if err := c.Err(); err != nil {
			return before, err
		}
		if after, err = tx.UpdateBody(after, edit); err != nil {
			return before, err
		}
		return after, audit(tx, "body "+string(id), before, after)
	})
}
