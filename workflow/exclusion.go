package workflow

import (
	"context"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Batch is what contributions are picked by, of what is known of them. What is empty
// picks any; all of it holds at once.
type Batch struct {
	Audience string       `json:"audience,omitempty"`
	District string       `json:"district,omitempty"`
	From     registry.Day `json:"from,omitzero"` // the first day
	To       registry.Day `json:"to,omitzero"`   // the last day
	Words    []string     `json:"-"`             // that one of its texts has; they are some citizen's, and are kept nowhere
}

// Exclusion leaves a batch of contributions out of what is counted. They stay, and
// whoever sent one reads on the receipt that it is not counted.
type Exclusion struct {
	ID            registry.ExclusionID    `json:"id"`
	Consultation  registry.ConsultationID `json:"consultation"`
	Batch                                 // as it was picked
	ByWords       bool                    `json:"by_words,omitempty"`
	Contributions int                     `json:"contributions"` // in it, when it was excluded
	Reason        string                  `json:"reason"`        // public
	By            string                  `json:"by"`
	Day           registry.Day            `json:"day"`
	Undone        string                  `json:"undone,omitempty"` // why; empty: it stands
	UndoneBy      string                  `json:"undone_by,omitempty"`
	UndoneOn      registry.Day            `json:"undone_on,omitzero"`
	Edit          int                     `json:"edit"`
}

// Stands says that the batch is left out still.
func (e Exclusion) Stands() bool { return e.Undone == "" }

// ExclusionReader is what can be read of exclusions and of what could be excluded.
type ExclusionReader interface {
	Exclusions(registry.ConsultationID) ([]Exclusion, error)    // the latest day first
	ExclusionByID(registry.ExclusionID) (Exclusion, error)      // CodeNotFound
	CountBatch(c registry.ConsultationID, b Batch) (int, error) // that are counted today
	// BatchTexts are some inputs with words of a batch that is counted today, in no order that tells anything.
	BatchTexts(c registry.ConsultationID, b Batch, limit int) ([]Input, error)
}

// ExclusionWriter stores them.
type ExclusionWriter interface {
	// Exclude stores an exclusion and takes what it picks out of what is counted; it
	// notes how many those are.
	Exclude(Exclusion) (Exclusion, error)
	// Readmit undoes an exclusion if the stored edit is the given one; CodeStale.
	Readmit(e Exclusion, edit int) (Exclusion, error)
}

// Looked is a batch as somebody looks at it before it is excluded.
type Looked struct {
	Contributions int
	Texts         []Input // some of what they say
}

// looked is how many texts are shown of a batch.
const looked = 10

// LookAtBatch tells what excluding a batch would leave out. Errors: CodeInvalid with
// fields, CodeNotFound.
func (s *Service) LookAtBatch(ctx context.Context, slug string, b Batch) (Looked, error) {
	var out Looked
	err := s.Store.View(ctx, func(r Reader) error {
		c, err := r.ConsultationBySlug(slug)
		if err != nil {
			return err
		}
		var k registry.Checks
		if b.check(&k); k.Err() != nil {
			return k.Err()
		}
		if out.Contributions, err = r.CountBatch(c.ID, b); err != nil {
			return err
		}
		out.Texts, err = r.BatchTexts(c.ID, b, looked)
		return err
	})
	return out, err
}

func (b Batch) check(k *registry.Checks) {
	k.Text("audience", b.Audience, registry.LimitName, false)
	k.Text("district", b.District, registry.LimitName, false)
	k.Text("words", strings.Join(b.Words, " "), registry.LimitName, false)
	if b.From != registry.NoDay && b.To != registry.NoDay && b.To < b.From {
		k.Fail("to", registry.CodeEndsBefore, "from", b.From.String(), "until", b.To.String())
	}
	if b.Audience == "" && b.District == "" && b.From == registry.NoDay && b.To == registry.NoDay && len(b.Words) == 0 {
		k.Fail("batch", registry.CodeBatchUnbounded)
	}
}

// Exclude leaves a batch out of what is counted. contributions is how many the writer
// has looked at. Errors: CodeInvalid with fields, CodeBatchChanged when there are
// others by now, CodeNotFound.
func (s *Service) Exclude(ctx context.Context, act registry.Act, slug string, b Batch, contributions int, reason string) (Exclusion, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Exclusion, error) {
		c, err := tx.ConsultationBySlug(slug)
		if err != nil {
			return Exclusion{}, err
		}
		e := Exclusion{ID: registry.NewRandomID[registry.ExclusionID](), Consultation: c.ID, Batch: b, ByWords: len(b.Words) > 0,
			Reason: strings.TrimSpace(reason), By: act.Actor.Name, Day: tx.Today(), Edit: 1}
		var k registry.Checks
		b.check(&k)
		k.Text("reason", e.Reason, registry.LimitReason, true)
		if contributions < 1 {
			k.Fail("contributions", registry.CodeBatchEmpty)
		}
		if err := k.Err(); err != nil {
			return e, err
		}
		if e, err = tx.Exclude(e); err != nil {
			return e, err
		}
		if e.Contributions != contributions {
			return e, &registry.Error{Code: registry.CodeBatchChanged, Args: registry.Args{"n": itoa(e.Contributions)}}
		}
		return e, audit(tx, "consultation "+slug, nil, e)
	})
}

// Readmit counts an excluded batch again. Errors: CodeInvalid with fields, CodeStale,
// CodeBatchCounted when it was undone before, CodeNotFound.
func (s *Service) Readmit(ctx context.Context, act registry.Act, slug string, id registry.ExclusionID, edit int, why string) (Exclusion, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Exclusion, error) {
		before, err := exclusionOf(tx, slug, id)
		if err != nil {
			return before, err
		}
		if before.Edit != edit {
			return before, registry.Stale(edit, before.Edit)
		}
		if !before.Stands() {
			return before, refuse(registry.CodeBatchCounted)
		}
		after := before
		after.Undone, after.UndoneBy, after.UndoneOn = strings.TrimSpace(why), act.Actor.Name, tx.Today()
		var k registry.Checks
		if k.Text("reason", after.Undone, registry.LimitReason, true); k.Err() != nil {
			return before, k.Err()
		}
		if after, err = tx.Readmit(after, edit); err != nil {
			return before, err
		}
		return after, audit(tx, "consultation "+slug, before, after)
	})
}

// exclusionOf is an exclusion of the consultation that is named; CodeNotFound.
func exclusionOf(r Reader, slug string, id registry.ExclusionID) (Exclusion, error) {
	c, err := r.ConsultationBySlug(slug)
	if err != nil {
		return Exclusion{}, err
	}
	e, err := r.ExclusionByID(id)
	if err == nil && e.Consultation != c.ID {
		err = refuse(registry.CodeNotFound)
	}
	return e, err
}

// Exclusions are all of a consultation, those that were undone too, the latest day
// first; CodeNotFound.
func (s *Service) Exclusions(ctx context.Context, slug string) (all []Exclusion, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		c, err := r.ConsultationBySlug(slug)
		if err == nil {
			all, err = r.Exclusions(c.ID)
		}
		return err
	})
	return all, err
}

// Exclusion reads one; CodeNotFound.
func (s *Service) Exclusion(ctx context.Context, slug string, id registry.ExclusionID) (e Exclusion, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) { e, err = exclusionOf(r, slug, id); return err })
	return e, err
}

// WithExcluded are the totals that count what was excluded too.
type WithExcluded struct {
	Batches       []Exclusion // that stand, the latest day first
	Contributions int
	Covered       Covered
}

// countExcluded adds the totals that count what was excluded too. Of a rule or a
// question they are told where the excluded ones are as many as the smallest group:
// of fewer the difference would tell what somebody said.
func (out *Results) countExcluded(r Reader) error {
	c := out.Consultation
	all, err := r.Exclusions(c.ID)
	if err != nil {
		return err
	}
	if all = slices.DeleteFunc(all, func(e Exclusion) bool { return !e.Stands() }); len(all) == 0 {
		return nil
	}
	out.With = WithExcluded{Batches: all, Covered: out.Covered, Contributions: out.Contributions}
	n, err := r.CountExcluded(c.ID)
	if err != nil {
		return err
	}
	out.With.Contributions += n
	inputs, err := r.TallyInputs(c.ID, true)
	if err != nil {
		return err
	}
	for _, t := range inputs {
		out.With.Covered.add(t)
	}
	for i := range out.Rules {
		x := &out.Rules[i]
		var of AudienceCounts[Stance]
		of.Counts = map[Stance]int{}
		for _, t := range inputs {
			if t.Rule == x.Entry.Rule.ID && t.Stance != NoStance {
				of.People += t.N
				of.Counts[t.Stance] += t.N
			}
		}
		x.addExcluded(of, out.SmallestGroup)
	}
	chosen, err := r.CountChosen(c.ID, true)
	if err != nil {
		return err
	}
	for i := range out.Questions {
		x := &out.Questions[i]
		var of AudienceCounts[string]
		of.Counts = map[string]int{}
		for _, t := range chosen {
			if t.Question != x.Question.ID {
				continue
			}
			if t.Option == "" {
				of.People += t.N
			} else {
				of.Counts[t.Option] += t.N
			}
		}
		x.addExcluded(of, out.SmallestGroup)
	}
	return nil
}

func (b *Breakdown[K]) addExcluded(of AudienceCounts[K], smallest int) {
	if of.People < max(smallest, 1) || len(b.All) == 0 && b.People > 0 {
		return
	}
	b.With = of.Counts
	for k, n := range b.All {
		b.With[k] += n
	}
}
