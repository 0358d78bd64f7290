package workflow

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/registry"
)

// What a simulation supposes, put into what the register knows.

// suppose puts the supposed settings and policy after the versions that there are: one
// judges from the day after the latest at the earliest, as when it is adopted.
func (x *simulation) suppose() error {
	a := &x.out.Assumptions
	latest := map[registry.GameKind]registry.GameVersion{}
	for _, v := range x.as.versions {
		latest[v.Kind] = v
	}
	first := x.out.Today + 1
	for kind, v := range latest {
		if kind == registry.GameSettings && len(a.Settings) > 0 || kind == registry.GamePolicy && len(a.Policy) > 0 {
			first = max(first, v.From+1)
		}
	}
	switch {
	case !a.game():
		a.From = registry.NoDay
	case a.From == registry.NoDay:
		a.From = first
	case a.From < first || a.From == registry.LastDay:
		x.checks.Fail("from", registry.CodeRangeInvalid, "value", a.From.String(), "from", first.String(), "to", (registry.LastDay - 1).String())
		return nil
	}
	x.as.versions = slices.Clone(x.as.versions)
	add := func(kind registry.GameKind, source []byte) {
		x.as.versions = append(x.as.versions, registry.GameVersion{Kind: kind, From: a.From, Digest: registry.Digest(source), Adopted: x.out.Today, Source: source})
	}
	if len(a.Settings) > 0 {
		settings, ok, err := x.otherSettings(latest[registry.GameSettings])
		if err != nil || !ok {
			return err
		}
		add(registry.GameSettings, settings.Canonical())
	}
	if len(a.Policy) > 0 {
		source, err := x.otherPolicy(latest[registry.GamePolicy])
		if err != nil || source == nil {
			return err
		}
		add(registry.GamePolicy, source)
	}
	book, err := x.service.maker().Rulebook(x.as.versions)
	x.book = book
	return x.broken(err)
}

// otherSettings are those of a version with the fields that are supposed.
func (x *simulation) otherSettings(v registry.GameVersion) (registry.Settings, bool, error) {
	settings, err := registry.ParseSettings(v.Source)
	if err != nil {
		return settings, false, err
	}
	fields, err := json.Marshal(x.out.Settings)
	if err != nil {
		return settings, false, &registry.Error{Code: registry.CodeInternal, Err: err}
	}
	d := json.NewDecoder(bytes.NewReader(fields))
	d.DisallowUnknownFields()
	if err := d.Decode(&settings); err != nil {
		x.checks.Fail("settings", registry.CodeSettingsInvalid)
		return settings, false, nil
	}
	if name, fine := settingsWithin(reflect.ValueOf(settings)); !fine {
		x.checks.Fail("settings", registry.CodeSettingOutside, "name", name, "most", strconv.Itoa(mostSetting))
		return settings, false, nil
	}
	return settings, true, nil
}

const mostSetting = 100_000

// settingsWithin finds a number that no length or limit can be.
func settingsWithin(v reflect.Value) (name string, fine bool) {
	for n := range v.NumField() {
		field := v.Field(n)
		switch field.Kind() {
		case reflect.Int:
			if field.Int() < 0 || field.Int() > mostSetting {
				return v.Type().Field(n).Tag.Get("json"), false
			}
		case reflect.Struct:
			if name, fine := settingsWithin(field); !fine {
				return name, false
			}
		}
	}
	return "", true
}

// otherPolicy is the archive of a version with the modules that are supposed.
func (x *simulation) otherPolicy(v registry.GameVersion) ([]byte, error) {
	modules, err := registry.PolicyModules(v.Source)
	if err != nil {
		return nil, err
	}
	maps.Copy(modules, x.out.Policy)
	source := registry.PolicyArchive(modules)
	if x.service.CheckPolicy != nil {
		if err := x.service.CheckPolicy(x.ctx, source); err != nil {
			return nil, x.broken(err)
		}
	}
	return source, nil
}

// broken tells what is wrong with a policy that was supposed, with lines; an error of
// the register's own stays what it is.
func (x *simulation) broken(err error) error {
	if len(x.out.Policy) == 0 || registry.CodeOf(err) != registry.CodePolicyFailed {
		return err
	}
	x.checks.Fail("policy", registry.CodePolicySource, "errors", clipped(err.Error(), 2000))
	return nil
}

func clipped(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + " …"
	}
	return text
}

// add appends an event that is supposed.
func (x *simulation) add(to map[registry.RuleID][]registry.Event, e registry.Event) {
	e.ID, e.Recorded = registry.EventID("supposed-"+strconv.Itoa(len(to[e.Rule]))), x.out.Today
	to[e.Rule] = append(to[e.Rule], e)
}

// endBases lets bases end for all rules that rest on them.
func (x *simulation) endBases() error {
	for n := range x.out.Bases {
		b, name := &x.out.Bases[n], "bases["+strconv.Itoa(n)+"]"
		b.Reference = registry.NormalReference(b.Reference)
		if b.Reference == "" {
			x.checks.Fail(name+".reference", registry.CodeRequired)
		}
		if b.On < x.out.Today || b.On == registry.LastDay {
			x.checks.Fail(name+".on", registry.CodeRangeInvalid, "value", b.On.String(), "from", x.out.Today.String(), "to", (registry.LastDay - 1).String())
		}
		if err := x.checks.Err(); err != nil {
			return err
		}
		rules, err := x.grounded(b.Reference)
		if err != nil {
			return err
		}
		all, err := x.Events(rules, registry.RevisionOpen)
		if err != nil {
			return err
		}
		ended := false
		for _, id := range rules {
			for _, old := range registry.StandingBases(all[id]) {
				if !old.Within(b.Reference) || b.On <= old.From || b.On >= old.Until {
					continue
				}
				old.Until, ended = b.On, true
				x.add(x.more, registry.Event{Rule: id, Valid: old.From, Fact: registry.BasisRecorded{Basis: old}})
			}
		}
		if !ended {
			x.checks.Fail(name+".reference", registry.CodeBasisUnknown, "value", b.Reference)
		}
	}
	return nil
}

// grounded are the rules that rest on a reference, each once.
func (x *simulation) grounded(reference string) (rules []registry.RuleID, err error) {
	const batch = 500
	for after := (registry.BasisPlace{}); ; {
		found, err := x.Grounded(registry.BasisQuery{Reference: reference, After: after, Limit: batch})
		if err != nil {
			return nil, err
		}
		ids := make([]registry.RuleID, len(found))
		for n, g := range found {
			ids[n] = g.Rule.ID
		}
		rules = append(rules, ids...)
		if len(found) < batch {
			slices.Sort(rules)
			return slices.Compact(rules), nil
		}
		// Of what is found only the basis is read; its reference stands in the events.
		last := found[len(found)-1]
		events, err := x.Events([]registry.RuleID{last.Rule.ID}, registry.RevisionOpen)
		if err != nil {
			return nil, err
		}
		for _, b := range registry.StandingBases(events[last.Rule.ID]) {
			if b.ID == last.Grounding.ID {
				after = registry.BasisPlace{Key: registry.ReferenceKey(b.Reference), Number: last.Rule.Number, Basis: b.ID}
			}
		}
	}
}

func (x *simulation) moveSunsets() error {
	settings, err := registry.SettingsOn(x.as, x.out.Today)
	if err != nil {
		return err
	}
	for n, m := range x.out.Sunsets {
		name := "sunsets[" + strconv.Itoa(n) + "]"
		review, err := x.ReviewByID(m.Review)
		if err != nil && registry.CodeOf(err) != registry.CodeNotFound {
			return err
		}
		if err != nil || !review.OpenOn(x.out.Today) {
			x.checks.Fail(name+".review", registry.CodeChoiceInvalid, "value", string(m.Review), "choices", "")
			continue
		}
		if m.On <= x.out.Today || m.On == registry.LastDay {
			x.checks.Fail(name+".on", registry.CodeRangeInvalid, "value", m.On.String(), "from", (x.out.Today + 1).String(), "to", (registry.LastDay - 1).String())
			continue
		}
		x.out.Named[string(review.ID)] = SupposedThing{Name: review.Name, Day: review.Sunset}
		ids, err := takenIn(x.Reader, review)
		if err != nil {
			return err
		}
		for _, id := range ids {
			x.add(x.more, registry.Event{Rule: id, Valid: max(x.out.Today, review.Opened), Fact: registry.SunsetMoved{Review: review.ID, Sunset: registry.Lapse{
				On: m.On, HearingUntil: m.On + registry.Day(settings.HearingExtensionDays), By: review.Decision}}})
		}
	}
	return nil
}
