package registry

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
)

// Law is a law as people call it. A new consolidation gives it another number, so
// one name stands for several, each from a day.
type Law struct {
	ID   LawID `json:"id"`
	Edit int   `json:"edit"`
	LawEntry
}

// LawEntry is what is written about a law.
type LawEntry struct {
	Name         string      `json:"name"`                   // "Lov om dag-, fritids- og klubtilbud"
	Short        string      `json:"short,omitempty"`        // "Dagtilbudsloven"
	Abbreviation string      `json:"abbreviation,omitempty"` // "DTL"
	Numbers      []LawNumber `json:"numbers"`                // by day
}

// LawNumber is an address of a law from a day on.
type LawNumber struct {
	ELI  string `json:"eli"`
	From Day    `json:"from,omitzero"` // NoDay: nobody has said
}

// Bounds of a law's entry.
const (
	LimitAbbreviation = 30
	limitLawNumbers   = 40
)

// Called is what a law is called beside a paragraph.
func (l LawEntry) Called() string { return cmp.Or(l.Short, l.Name) }

// names of a law, in lower case.
func (l LawEntry) names() []string {
	var out []string
	for _, name := range []string{l.Name, l.Short, l.Abbreviation} {
		if name != "" {
			out = append(out, strings.ToLower(name))
		}
	}
	return out
}

// On is the number that a law has on a day: the latest that has begun, or else its first.
func (l LawEntry) On(day Day) LawNumber {
	at := l.Numbers[0]
	for _, n := range l.Numbers {
		if n.From <= day {
			at = n
		}
	}
	return at
}

// normal is an entry as it is stored: references in their normal form, by day.
func (l LawEntry) normal() LawEntry {
	for _, s := range []*string{&l.Name, &l.Short, &l.Abbreviation} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	l.Numbers = slices.Clone(l.Numbers)
	for i, n := range l.Numbers {
		l.Numbers[i].ELI = NormalReference(n.ELI)
	}
	slices.SortStableFunc(l.Numbers, func(a, b LawNumber) int { return cmp.Compare(a.From, b.From) })
	return l
}

// Check reports what is wrong with an entry in its normal form.
func (l LawEntry) Check() error {
	var c Checks
	c.Text("name", l.Name, LimitName, true)
	c.Text("short", l.Short, LimitName, false)
	c.Text("abbreviation", l.Abbreviation, LimitAbbreviation, false)
	if len(l.Numbers) == 0 {
		c.Fail("numbers", CodeRequired)
	}
	if len(l.Numbers) > limitLawNumbers {
		c.Fail("numbers", CodeRangeInvalid, "value", itoa(len(l.Numbers)), "from", "1", "to", itoa(limitLawNumbers))
	}
	seen := map[string]bool{}
	for _, n := range l.Numbers {
		b := Basis{Reference: n.ELI}
		switch key := ReferenceKey(n.ELI); {
		case b.ELI() == "":
			c.Fail("numbers", CodeLawForm, "value", clip(n.ELI, 80))
		case b.Provision() != "":
			c.Fail("numbers", CodeLawProvision, "value", clip(b.Provision(), 80))
		case seen[key]:
			c.Fail("numbers", CodeLawTwice, "value", clip(n.ELI, 80))
		default:
			seen[key] = true
		}
	}
	return c.Err()
}

// Laws are those that have a name here.
type Laws []Law

// Of is the law of a basis; false when it has no name here.
func (all Laws) Of(b Basis) (Law, bool) {
	eli := b.ELI()
	if eli == "" {
		return Law{}, false
	}
	key := ReferenceKey(eli)
	for _, l := range all {
		for _, n := range l.Numbers {
			if ReferenceKey(n.ELI) == key {
				return l, true
			}
		}
	}
	return Law{}, false
}

// "§ 9 i serviceloven", "jf. serviceloven § 9".
var (
	provisionFirst = regexp.MustCompile(`(?i)^((?:§|artikel|art\.|kapitel|kap\.).*?),? i (.+)$`)
	asBy           = regexp.MustCompile(`(?i)^(?:jf\.?|efter|i henhold til)\s+`)
)

// named is the law that a text begins with by one of its names, and the provision
// after it; without whole, the text may end within the name.
func (all Laws) named(written string, whole bool) (found []Law, provision string) {
	s := asBy.ReplaceAllString(strings.TrimSpace(spaces.ReplaceAllString(written, " ")), "")
	if m := provisionFirst.FindStringSubmatch(s); m != nil {
		s = m[2] + " " + m[1]
	}
	lower := strings.ToLower(s)
	if len(lower) != len(s) { // some letter is longer in lower case
		s = lower
	}
	longest := 0
	for _, l := range all {
		for _, name := range l.names() {
			rest, begins := strings.CutPrefix(lower, name)
			if after, genitive := strings.CutPrefix(rest, "s "); genitive {
				rest = " " + after
			}
			if begins && (rest == "" || strings.ContainsAny(rest[:1], " ,(;§")) && len(name) > longest {
				found, provision, longest = []Law{l}, normalProvision(s[len(s)-len(rest):]), len(name)
			}
		}
	}
	if longest > 0 || whole || lower == "" {
		return found, provision
	}
	for _, l := range all {
		if slices.ContainsFunc(l.names(), func(name string) bool { return strings.HasPrefix(name, lower) }) {
			found = append(found, l)
		}
	}
	return found, ""
}

// Resolve is the reference that somebody wrote by the name of a law, under the
// number it has on a day; false when that is no name here.
func (all Laws) Resolve(written string, on Day) (string, bool) {
	found, provision := all.named(written, true)
	if len(found) == 0 {
		return "", false
	}
	return strings.TrimSpace(found[0].On(on).ELI + " " + provision), true
}

// references are those under which to look for what was written: of a law by the
// name or its beginning, all of its numbers.
func (all Laws) references(written string) []string {
	found, provision := all.named(written, false)
	if len(found) == 0 || (Basis{Reference: NormalReference(written)}).ELI() != "" {
		return []string{written}
	}
	var out []string
	if _, whole := all.Resolve(written, LastDay); !whole {
		out = append(out, written) // an agreement may begin so too
	}
	for _, l := range found {
		for _, n := range l.Numbers {
			out = append(out, strings.TrimSpace(n.ELI+" "+provision))
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Compare(ReferencePrefix(a), ReferencePrefix(b)) })
	return slices.Compact(out)
}

type lawReader interface {
	Laws() (Laws, error) // by what they are called, in Danish order
}

type lawTx interface {
	InsertLaw(Law) error
	// UpdateLaw changes a law if the stored edit is still the given one and returns
	// it with the next; CodeStale when somebody else was first, CodeNotFound.
	UpdateLaw(law Law, edit int) (Law, error)
	DeleteLaw(id LawID, edit int) error // as UpdateLaw
}

// Laws are all that have a name, by what they are called.
func (s *Service) Laws(ctx context.Context) (Laws, error) {
	var all Laws
	err := s.Store.View(ctx, func(r Reader) (err error) { all, err = r.Laws(); return err })
	return all, err
}

// Law by id; CodeNotFound.
func (s *Service) Law(ctx context.Context, id LawID) (Law, error) {
	all, err := s.Laws(ctx)
	return find(all, err, func(l Law) bool { return l.ID == id })
}

// fit checks an entry beside the other laws: no name and no number means two.
func (all Laws) fit(id LawID, e LawEntry) error {
	var c Checks
	merge(&c, e.Check())
	for _, l := range all {
		if l.ID == id {
			continue
		}
		for field, name := range map[string]string{"name": e.Name, "short": e.Short, "abbreviation": e.Abbreviation} {
			if name != "" && slices.Contains(l.names(), strings.ToLower(name)) {
				c.Fail(field, CodeLawNamed, "value", name, "law", l.Called())
			}
		}
		for _, n := range e.Numbers {
			if slices.ContainsFunc(l.Numbers, func(other LawNumber) bool { return ReferenceKey(other.ELI) == ReferenceKey(n.ELI) }) {
				c.Fail("numbers", CodeLawNamed, "value", clip(n.ELI, 80), "law", l.Called())
			}
		}
	}
	return c.Err()
}

// AddLaw gives a law its name.
func (s *Service) AddLaw(ctx context.Context, act Act, e LawEntry) (Law, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Law, error) {
		law := Law{ID: NewID[LawID](tx.Now()), Edit: 1, LawEntry: e.normal()}
		all, err := tx.Laws()
		if err == nil {
			err = all.fit(law.ID, law.LawEntry)
		}
		if err == nil {
			err = tx.InsertLaw(law)
		}
		if err != nil {
			return law, err
		}
		return law, audit(tx, "law "+string(law.ID), nil, law.LawEntry)
	})
}

// EditLaw writes a law's entry anew. CodeNotFound, CodeStale.
func (s *Service) EditLaw(ctx context.Context, act Act, id LawID, edit int, e LawEntry) (Law, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Law, error) {
		all, err := tx.Laws()
		before, err := find(all, err, func(l Law) bool { return l.ID == id })
		if err != nil {
			return before, err
		}
		law := Law{ID: id, LawEntry: e.normal()}
		if err := all.fit(id, law.LawEntry); err != nil {
			return law, err
		}
		if law, err = tx.UpdateLaw(law, edit); err != nil {
			return law, err
		}
		return law, audit(tx, "law "+string(id), before.LawEntry, law.LawEntry)
	})
}

// DeleteLaw takes a law's name away. What rests on its numbers stays as it is.
// CodeNotFound, CodeStale.
func (s *Service) DeleteLaw(ctx context.Context, act Act, id LawID, edit int) error {
	_, err := Once(ctx, s.Store.Update, act, func(tx Tx) (Nothing, error) {
		all, err := tx.Laws()
		before, err := find(all, err, func(l Law) bool { return l.ID == id })
		if err == nil {
			err = tx.DeleteLaw(id, edit)
		}
		if err != nil {
			return Nothing{}, err
		}
		return Nothing{}, audit(tx, "law "+string(id), before.LawEntry, nil)
	})
	return err
}
