package workflow

import (
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/registry"
)

// SendOn is a pack (videresendelse) of what people said on state law, by provision,
// with what the municipality proposes, for somebody who can change the law.
type SendOn struct {
	ID   registry.SendOnID `json:"id"`
	Edit int               `json:"edit"`
	SendOnEntry
	Made   registry.Day `json:"made"`
	Sent   registry.Day `json:"sent,omitzero"` // NoDay: not yet; nothing changes after it
	SentBy string       `json:"sent_by,omitempty"`
}

// SendOnEntry is what is written of a pack.
type SendOnEntry struct {
	Addressee string          `json:"addressee"` // KL, a ministry, an agency
	Intro     string          `json:"intro,omitempty"`
	Sections  []SendOnSection `json:"sections"` // in their order
}

// SendOnSection is what is proposed about one provision, and what people said of it.
type SendOnSection struct {
	// Provision is a reference as legal bases have it, or words. Whoever writes may
	// leave it empty: each input then comes under the legal basis of its rule.
	Provision string             `json:"provision"`
	Proposal  string             `json:"proposal,omitempty"` // the municipality's own words
	Inputs    []registry.InputID `json:"inputs"`
}

// SendOnLimit is how many inputs a pack can hold, those merged with them counted.
const SendOnLimit = 200

// Count is how many inputs are in it.
func (e SendOnEntry) Count() int { return len(e.inputs()) }

// inputs of all sections.
func (e SendOnEntry) inputs() (all []registry.InputID) {
	for _, s := range e.Sections {
		all = append(all, s.Inputs...)
	}
	return all
}

// check takes a written entry to the form in which it is stored: every section with its
// provision once, every input with all that it is merged with, and no section empty.
func (e SendOnEntry) check(tx Tx, c *registry.Checks, id registry.SendOnID) (SendOnEntry, []Input, error) {
	c.Text("addressee", e.Addressee, registry.LimitName, true)
	c.Text("intro", e.Intro, registry.LimitReason, false)
	for n, s := range e.Sections {
		at := "sections[" + strconv.Itoa(n) + "]."
		c.Text(at+"provision", s.Provision, registry.LimitName, false)
		c.Text(at+"proposal", s.Proposal, registry.LimitReason, false)
	}
	inputs, err := e.read(tx, c, id)
	if err != nil || c.Err() != nil {
		return e, nil, err
	}
	out, err := e.grouped(tx, c, inputs)
	return out, inputs, err
}

// read reads the inputs, and those merged with them: answered as state law, and in no
// other pack.
func (e SendOnEntry) read(tx Tx, c *registry.Checks, id registry.SendOnID) ([]Input, error) {
	ids := e.inputs()
	if len(ids) == 0 {
		c.Fail("inputs", registry.CodeRequired)
		return nil, nil
	}
	slices.Sort(ids)
	if len(slices.Compact(slices.Clone(ids))) != len(ids) {
		c.Fail("inputs", registry.CodeSendOnTwice)
		return nil, nil
	}
	if len(ids) > SendOnLimit {
		c.Fail("inputs", registry.CodeSendOnFull, "limit", itoa(SendOnLimit))
		return nil, nil
	}
	inputs, err := tx.InputsByID(ids)
	if registry.CodeOf(err) == registry.CodeNotFound {
		c.Fail("inputs", registry.CodeChoiceUnknown)
		return nil, nil
	}
	if err == nil {
		inputs, err = withGroups(tx, registry.Act{}, inputs)
	}
	if err != nil {
		return nil, err
	}
	if len(inputs) > SendOnLimit {
		c.Fail("inputs", registry.CodeSendOnFull, "limit", itoa(SendOnLimit))
	}
	answers, err := tx.Dispositions(idsOf(inputs))
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(inputs, func(i Input) bool { return answers[i.ID].Kind != StateLaw }) {
		c.Fail("inputs", registry.CodeNotStateLaw)
	}
	packs, err := tx.SendOnsOf(idsOf(inputs))
	for _, other := range packs {
		if other.ID != id {
			c.Fail("inputs", registry.CodeSendOnElsewhere)
			break
		}
	}
	return inputs, err
}

// grouped puts inputs under their provisions.
func (e SendOnEntry) grouped(tx Tx, c *registry.Checks, inputs []Input) (SendOnEntry, error) {
	laws, err := tx.Laws()
	if err != nil {
		return e, err
	}
	based, err := basesOf(tx, inputs)
	if err != nil {
		return e, err
	}
	byID := map[registry.InputID]Input{}
	for _, i := range inputs {
		byID[i.ID] = i
	}
	out := SendOnEntry{Addressee: e.Addressee, Intro: e.Intro}
	placed := map[registry.InputID]bool{}
	put := func(provision, proposal string, id registry.InputID) {
		n := slices.IndexFunc(out.Sections, func(s SendOnSection) bool {
			return registry.ReferenceKey(s.Provision) == registry.ReferenceKey(provision)
		})
		if n < 0 {
			n, out.Sections = len(out.Sections), append(out.Sections, SendOnSection{Provision: provision})
		}
		s := &out.Sections[n]
		if s.Proposal == "" {
			s.Proposal = proposal
		}
		if id != "" && !placed[id] {
			placed[id], s.Inputs = true, append(s.Inputs, id)
		}
	}
	for n, s := range e.Sections {
		provision := registry.NormalReference(s.Provision)
		if named, ok := laws.Resolve(s.Provision, tx.Today()); ok {
			provision = named
		}
		for _, id := range s.Inputs {
			at := provision
			if at == "" {
				at = based[byID[id].Rule]
			}
			if at == "" {
				c.Fail("sections["+strconv.Itoa(n)+"].provision", registry.CodeProvisionNeeded)
				return e, nil
			}
			put(at, s.Proposal, id)
		}
	}
	for _, s := range slices.Clone(out.Sections) { // what is merged stands together
		for _, id := range slices.Clone(s.Inputs) {
			for _, i := range inputs {
				if mine := byID[id]; i.ID != id && !placed[i.ID] && (i.Lead == id || mine.Lead == i.ID || mine.Lead != "" && mine.Lead == i.Lead) {
					put(s.Provision, "", i.ID)
				}
			}
		}
	}
	return out, nil
}

// basesOf is, of each rule that inputs are about, the reference of the first legal
// basis that nobody has annulled.
func basesOf(r Reader, inputs []Input) (map[registry.RuleID]string, error) {
	var about []registry.RuleID
	for _, i := range inputs {
		if i.Rule != "" && !slices.Contains(about, i.Rule) {
			about = append(about, i.Rule)
		}
	}
	events, err := r.Events(about, registry.RevisionOpen)
	based := map[registry.RuleID]string{}
	for rule, of := range events {
		for _, b := range registry.StandingBases(of) {
			if b.HoldsOn(r.Today()) && b.Effect != registry.Agrees {
				based[rule] = b.Reference
				break
			}
		}
	}
	return based, err
}

// SendOnFilter narrows a list of packs; the zero one is all.
type SendOnFilter struct {
	Sent  bool // only what is sent
	After registry.SendOnID
	Limit int // 0: no limit
}

// SendOnReader is what can be read about packs.
type SendOnReader interface {
	SendOns(SendOnFilter) ([]SendOn, error)       // by id: as they were made
	SendOnByID(registry.SendOnID) (SendOn, error) // CodeNotFound
	// SendOnsOf are those that inputs are in; inputs in none are absent. Their sections
	// name no inputs.
	SendOnsOf([]registry.InputID) (map[registry.InputID]SendOn, error)
	// SendOnWaits are inputs that were answered as state law and are in no pack, by id
	// behind one; those that are merged once. An empty consultation is all; a limit of 0 has no end.
	SendOnWaits(of registry.ConsultationID, after registry.InputID, limit int) ([]registry.InputID, error)
	// CountSentOn counts what a consultation brought that is in a pack that was sent.
	CountSentOn(registry.ConsultationID) (int, error)
}

// SendOnWriter writes what can be read about packs.
type SendOnWriter interface {
	InsertSendOn(SendOn, []Input) error                              // CodeSendOnElsewhere
	UpdateSendOn(p SendOn, inputs []Input, edit int) (SendOn, error) // CodeStale, CodeSendOnElsewhere
}
