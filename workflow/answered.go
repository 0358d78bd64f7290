package workflow

import (
	"cmp"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Answered is an input with its disposition, and what both are about.
type Answered struct {
	Input       Input
	Sender      Sender
	Disposition *Disposition             // nil: not answered yet
	Original    *Disposition             // of a duplicate: the answer that the other got; nil until it has one
	Rule        *registry.RegisterEntry  // nil: about no rule
	Led         []registry.RegisterEntry // rules that the answer names, by number
	Item        *Item                    // that the answer names; nil for none, and for one that is confidential
	Parts       []Answered               // of what was split, where the whole is shown
	Hassle      *HassleCase              // that it led to; nil until one is opened
	SentOn      *SendOn                  // that it, or what it is a duplicate of, was sent on in; nil until then
	On          registry.Day             // the day of which it tells
}

// answered reads what was answered to inputs, and what the answers rest on.
func answered(r Reader, inputs []Input) ([]Answered, error) {
	dispositions, err := r.Dispositions(idsOf(inputs))
	if err != nil {
		return nil, err
	}
	var originals, nuisances, onLaw []registry.InputID
	for _, in := range inputs {
		d := dispositions[in.ID]
		if d.Original != "" {
			originals = append(originals, d.Original)
		}
		switch d.Kind {
		case StateLaw:
			onLaw = append(onLaw, in.ID)
		case Hassle:
			nuisances = append(nuisances, in.ID)
		}
	}
	answers, err := r.Dispositions(originals)
	if err != nil {
		return nil, err
	}
	hassles, err := r.HasslesOf(nuisances)
	if err != nil {
		return nil, err
	}
	packs, err := r.SendOnsOf(append(onLaw, originals...))
	if err != nil {
		return nil, err
	}
	items, err := openItems(r, dispositions)
	if err != nil {
		return nil, err
	}
	rules, err := rulesAbout(r, inputs, dispositions)
	if err != nil {
		return nil, err
	}
	senders, err := sendersOf(r, inputs)
	if err != nil {
		return nil, err
	}
	out := make([]Answered, len(inputs))
	for i, in := range inputs {
		out[i].Input, out[i].Sender, out[i].On = in, senders[in.Contribution], r.Today()
		if n := slices.IndexFunc(rules, func(e registry.RegisterEntry) bool { return e.Rule.ID == in.Rule }); n >= 0 {
			out[i].Rule = &rules[n]
		}
		d, ok := dispositions[in.ID]
		if !ok {
			continue
		}
		out[i].Disposition, out[i].Item = &d, items[d.Item]
		if h, ok := hassles[in.ID]; ok {
			out[i].Hassle = &h
		}
		if a, ok := answers[d.Original]; ok {
			out[i].Original = &a
		}
		if p, ok := packs[cmp.Or(d.Original, in.ID)]; ok && p.Sent != registry.NoDay && cmp.Or(answers[d.Original].Kind, d.Kind) == StateLaw {
			out[i].SentOn = &p
		}
		for _, e := range rules {
			if slices.Contains(d.Rules, e.Rule.ID) {
				out[i].Led = append(out[i].Led, e)
			}
		}
	}
	return out, nil
}

// openItems are the items that answers name, less those that are confidential.
func openItems(r Reader, dispositions map[registry.InputID]Disposition) (map[registry.ItemID]*Item, error) {
	items := map[registry.ItemID]*Item{}
	for _, d := range dispositions {
		if _, read := items[d.Item]; read || d.Item == "" {
			continue
		}
		item, err := r.ItemByID(d.Item)
		if err != nil {
			return nil, err
		}
		if items[d.Item] = &item; item.Confidential {
			items[d.Item] = nil
		}
	}
	return items, nil
}

// rulesAbout are the rules that inputs are about and that their answers name.
func rulesAbout(r Reader, inputs []Input, dispositions map[registry.InputID]Disposition) ([]registry.RegisterEntry, error) {
	var about []registry.RuleID
	for _, in := range inputs {
		for _, id := range append(slices.Clone(dispositions[in.ID].Rules), in.Rule) {
			if id != "" && !slices.Contains(about, id) {
				about = append(about, id)
			}
		}
	}
	return entries(r, about)
}
