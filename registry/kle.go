package registry

import (
	"context"
	"strings"
	"time"
)

// KLEEntry is a main group, a group or a subject of KLE, as the municipality's
// own copy of KL's plan has it.
type KLEEntry struct {
	Code       string // NN, NN.NN or NN.NN.NN
	Title      string
	From       Day    // NoDay: not said
	Until      Day    // the first day on which it does not apply; LastDay: it applies
	ReplacedBy string // code; empty: by none
}

// Check reports what is wrong with an entry.
func (e KLEEntry) Check() error {
	var c Checks
	c.Text("title", e.Title, limitKLETitle, true)
	for name, code := range map[string]string{"code": e.Code, "replaced_by": e.ReplacedBy} {
		if (code != "" || name == "code") && (!kleForm(code) || strings.Contains(code, " ")) {
			c.Fail(name, CodeReferenceForm, "value", clip(code, 40))
		}
	}
	return c.Err()
}

// Expired says whether the code has ceased to apply on a day.
func (e KLEEntry) Expired(on Day) bool { return e.Until <= on }

// limitKLETitle bounds a title in characters.
const limitKLETitle = 500

// KLEPlan tells of the plan that is there.
type KLEPlan struct {
	Entries, Expired int       // codes, and those of them that do not apply any more
	By               string    // who read it in; empty when there is none
	At               time.Time // when
}

// KLEPlace is how far the rules under outdated codes have been read.
type KLEPlace struct {
	Code   string `json:"code"`
	Number Number `json:"number"`
}

// OutdatedKLE is a rule whose code has expired, or is not in the plan at all:
// then Entry is zero.
type OutdatedKLE struct {
	Rule  Rule
	Title string
	Code  string // without its facet
	Entry KLEEntry
}

// Place is where the list goes on behind a rule.
func (o OutdatedKLE) Place() KLEPlace { return KLEPlace{o.Code, o.Rule.Number} }

type kleReader interface {
	KLE(codes []string) (map[string]KLEEntry, error)                    // those that the plan has
	KLESize(on Day) (entries, expired int, err error)                   // of the plan
	KLEInUse() ([]string, error)                                        // the codes of rules without facets, in order
	RulesUnderKLE(code string, after Number, limit int) ([]Rule, error) // by number, those that have not ended today
}

type kleTx interface {
	ReplaceKLE([]KLEEntry) error // all of it
}

// maxKLEFaults is how many faults of a plan are told at once.
const maxKLEFaults = 20

func checkKLE(plan []KLEEntry) error {
	var c Checks
	seen := map[string]bool{}
	for i, e := range plan {
		place := "entries[" + itoa(i) + "]"
		c.Take(place, e.Check())
		if seen[e.Code] {
			c.Fail(place+".code", CodeKLETwice, "value", clip(e.Code, 40))
		}
		seen[e.Code] = true
		if len(c.fields) >= maxKLEFaults {
			break
		}
	}
	return c.Err()
}

// kleObject is what the log calls the plan.
const kleObject = "kle"

// ImportKLE puts a plan in place of the one that is there. CodeInvalid names
// the entries that are wrong.
func (s *Service) ImportKLE(ctx context.Context, act Act, plan []KLEEntry) error {
	_, err := Once(ctx, s.Store.Update, act, func(tx Tx) (int, error) {
		if err := checkKLE(plan); err != nil {
			return 0, err
		}
		if err := tx.ReplaceKLE(plan); err != nil {
			return 0, err
		}
		return len(plan), audit(tx, kleObject, nil, map[string]int{"entries": len(plan)})
	})
	return err
}

// KLE is the entry of a code, whatever its facet; CodeNotFound when no plan has it.
func (s *Service) KLE(ctx context.Context, code string) (KLEEntry, error) {
	code, _, _ = strings.Cut(code, " ")
	var e KLEEntry
	err := s.Store.View(ctx, func(r Reader) error {
		found, err := r.KLE([]string{code})
		e = found[code]
		if err == nil && e.Code == "" {
			return &Error{Code: CodeNotFound}
		}
		return err
	})
	return e, err
}

// KLEPlan tells of the plan that is there.
func (s *Service) KLEPlan(ctx context.Context) (KLEPlan, error) {
	var p KLEPlan
	err := s.Store.View(ctx, func(r Reader) (err error) {
		if p.Entries, p.Expired, err = r.KLESize(r.Today()); err != nil || p.Entries == 0 {
			return err
		}
		read, err := r.AuditLog(kleObject, AuditPlace{}, 1)
		if len(read) > 0 {
			p.By, p.At = read[0].Actor, read[0].At
		}
		return err
	})
	return p, err
}

// OutdatedKLE lists the rules that have not ended and whose code is not in the plan
// today, by code and number, from a place on. Without a plan none is outdated.
func (s *Service) OutdatedKLE(ctx context.Context, after KLEPlace, limit int) (list []OutdatedKLE, more bool, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		if list, err = outdatedKLE(r, after, limit+1); err != nil { // one more tells whether there are further ones
			return err
		}
		if more = len(list) > limit; more {
			list = list[:limit]
		}
		ids := make([]RuleID, len(list))
		for i := range list {
			ids[i] = list[i].Rule.ID
		}
		latest, err := r.LatestTexts(ids)
		for i := range list {
			list[i].Title = latest[ids[i]].Title
		}
		return err
	})
	return list, more, err
}

func outdatedKLE(r Reader, after KLEPlace, limit int) ([]OutdatedKLE, error) {
	today := r.Today()
	if n, _, err := r.KLESize(today); err != nil || n == 0 {
		return nil, err
	}
	codes, err := r.KLEInUse()
	if err != nil {
		return nil, err
	}
	plan, err := r.KLE(codes)
	if err != nil {
		return nil, err
	}
	var list []OutdatedKLE
	for _, code := range codes {
		e, known := plan[code]
		if code < after.Code || known && !e.Expired(today) || len(list) == limit {
			continue
		}
		from := Number(0)
		if code == after.Code {
			from = after.Number
		}
		rules, err := r.RulesUnderKLE(code, from, limit-len(list))
		if err != nil {
			return nil, err
		}
		for _, rule := range rules {
			list = append(list, OutdatedKLE{Rule: rule, Code: code, Entry: e})
		}
	}
	return list, nil
}
