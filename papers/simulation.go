package papers

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Supposed tells what a simulation supposes, a sentence each; that nothing more is
// decided is one too.
func Supposed(l texts.Lang, s workflow.Simulated) (lines []string) {
	say := func(key string, pairs ...string) {
		args := map[string]string{}
		for n := 0; n+1 < len(pairs); n += 2 {
			args[pairs[n]] = pairs[n+1]
		}
		lines = append(lines, l.Text("simulate.supposed."+key, args))
	}
	if s.None() {
		say("nothing")
	}
	for _, id := range s.Meetings {
		say("meeting", "body", s.Named[string(id)].Name, "day", wording.Day(l, s.Named[string(id)].Day))
	}
	if s.Review != "" {
		say("review", "name", s.Named[string(s.Review)].Name)
	}
	for _, d := range s.Drafts {
		say("draft", "title", s.Named[string(d.Item)].Name, "outcome", l.Text("simulate.outcome."+string(d.Outcome), nil))
	}
	for _, m := range s.Mandates {
		if m.TakenBack {
			say("mandate_back", "body", s.Named[string(m.Body)].Name, "day", wording.Day(l, m.From))
			continue
		}
		say("mandate", "body", s.Named[string(m.Body)].Name, "day", wording.Day(l, m.From), "asks", Asked(l, m.Asks))
	}
	settings := flat(s.Settings)
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		say("setting", "name", wording.SettingName(l, name), "value", settingValue(l, name, settings[name]), "day", wording.Day(l, s.From))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Policy)) {
		say("policy", "name", name, "day", wording.Day(l, s.From))
	}
	for _, b := range s.Bases {
		say("basis", "reference", b.Reference, "day", wording.Day(l, b.On))
	}
	for _, m := range s.Sunsets {
		say("sunset", "name", s.Named[string(m.Review)].Name, "day", wording.Day(l, m.On))
	}
	return lines
}

// flat are settings by their names in registry.SettingsTable.
func flat(settings map[string]any) map[string]any {
	all := map[string]any{}
	for name, value := range settings {
		within, ok := value.(map[string]any)
		if !ok {
			all[name] = value
		}
		for inner, value := range within {
			all[name+"."+inner] = value
		}
	}
	return all
}

// settingValue is a supposed value as it is read. It comes as the JSON of a simulation has it.
func settingValue(l texts.Lang, name string, value any) string {
	var s registry.Settings
	for _, f := range registry.SettingsTable {
		if f.Name != name {
			continue
		}
		switch v := value.(type) {
		case bool:
			f.SetTruth(&s, v)
		case string:
			f.SetText(&s, v)
		case int:
			f.SetNumber(&s, v)
		case float64:
			f.SetNumber(&s, int(v))
		}
		return wording.SettingValue(l, f, s)
	}
	return fmt.Sprint(value)
}

// Asked are criteria in words; that there are none is a word too.
func Asked(l texts.Lang, asks []registry.Criterion) string {
	if len(asks) == 0 {
		return l.Text("simulate.asks_nothing", nil)
	}
	var words []string
	for _, c := range asks {
		words = append(words, l.Text("criterion."+string(c), nil))
	}
	return strings.Join(words, ", ")
}

// Because is the main reason of a standpoint in words.
func Because(l texts.Lang, s workflow.Standpoint) string {
	if len(s.Reasons) == 0 {
		return ""
	}
	return wording.Reason(l, s.Reasons[0])
}

// SimulatedShort tells what came out of a simulation in a few sentences.
func SimulatedShort(l texts.Lang, s workflow.Simulated) (lines []string) {
	count := func(key string, n int, pairs ...string) {
		args := map[string]string{}
		for i := 0; i+1 < len(pairs); i += 2 {
			args[pairs[i]] = pairs[i+1]
		}
		lines = append(lines, l.Count("simulate.say."+key, n, args))
	}
	day := wording.Day(l, s.On)
	lines = append(lines, l.Text("simulate.beside."+string(s.Beside), map[string]string{"day": day, "today": wording.Day(l, s.Today)}))
	count("changed", s.Changed(), "day", day)
	if s.Untold > 0 {
		count("told", len(s.Changes))
	}
	for _, x := range []struct {
		key string
		let func(workflow.SimulatedChange) bool
	}{{"goes", workflow.SimulatedChange.Goes}, {"comes", workflow.SimulatedChange.Comes}} {
		if e := s.Effort(x.let); e.Rules > 0 {
			count(x.key, e.Rules)
			switch {
			case e.Unknown == e.Rules:
				count("unknown_all", e.Rules)
			default:
				count("effort", e.Rules, "hours", wording.HoursBetween(l, e.From, e.To))
				if e.Unknown > 0 {
					count("unknown", e.Unknown)
				}
			}
		}
	}
	protecting := 0
	for _, c := range s.Changes {
		if c.Goes() && c.Protects != registry.ProtectsNobody && c.Protects != "" && c.Protects != registry.ProtectsUnstated {
			protecting++
		}
	}
	for _, x := range []struct {
		key string
		n   int
	}{{"protecting", protecting}, {"unreplaced", len(s.Unreplaced)}, {"stopped", len(s.Stopped)}, {"impossible", len(s.Impossible)}, {"elsewhere", s.Elsewhere}} {
		if x.n > 0 {
			count(x.key, x.n, "day", day)
		}
	}
	if s.Partial {
		count("partial", s.Looked)
	}
	return lines
}

// SimulationRows are the changes of a simulation as rows of sheet.SimulationTable.
func SimulationRows(l texts.Lang, s workflow.Simulated, add func([]string) error) error {
	for _, c := range s.Changes {
		from, to := "", ""
		if c.Effort.Known {
			from, to = l.Number(c.Effort.From), l.Number(c.Effort.To)
		}
		if err := add([]string{c.Number.String(), c.Title, c.Area, c.Unit, l.Text("protects."+string(c.Protects), nil), wording.State(l, c.Was.State), Because(l, c.Was),
			wording.State(l, c.Is.State), Because(l, c.Is), c.Since.String(), from, to}); err != nil {
			return err
		}
	}
	return nil
}

// simulatedInPaper bounds the rules of a simulation that a paper names; the file has all.
const simulatedInPaper = 50

// simulation is one as an annex: what was supposed, what came out of it, and on what it rests.
func (c *composer) simulation(s workflow.Simulation) {
	c.headed(c.say("simulate.paper.head", "name", s.Name), false)
	c.text(c.say("simulate.paper.first", "day", c.day(s.Made)))
	c.text(c.say("simulate.paper.supposed"))
	c.add(Block{Kind: List, Points: Supposed(c.lang, s.Simulated)})
	for _, line := range SimulatedShort(c.lang, s.Simulated) {
		c.text(line)
	}
	var rules []Fact
	for n, change := range s.Changes {
		if n == simulatedInPaper {
			break
		}
		rules = append(rules, Fact{Label: change.Number.String(), Text: change.Title + ": " + wording.State(c.lang, change.Was.State) + " → " + wording.State(c.lang, change.Is.State) + ". " + Because(c.lang, change.Is)})
	}
	c.facts(rules...)
	if more := len(s.Changes) - simulatedInPaper; more > 0 {
		c.small(c.lang.Count("simulate.paper.more", more, nil))
	}
	c.small(c.say("simulate.paper.rests", "revision", c.number(int(s.Revision)), "policy", s.PolicyDigest, "settings", s.SettingsDigest, "digest", s.Digest))
}
