package policies

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

// What every rule of a policy says of itself stands before it as METADATA: title and
// description in English, and under custom
//
//	title_da, description_da  the same in Danish
//	source, source_da         what it rests on in law or in a decision
//	code                      the reason, finding or refusal that rests on it
//	severity                  what a finding asks for

var _ registry.PolicyReader = (*Maker)(nil)

//go:embed rego/*.rego
var everything embed.FS

// ReadPolicies are all policies as they can be read.
func (m *Maker) ReadPolicies(source []byte) ([]registry.PolicyText, error) {
	if source == nil {
		source = m.source
	}
	digest := registry.Digest(source)
	if all, ok := m.texts.get(digest); ok {
		return all, nil
	}
	texts, err := unarchive(source)
	if err != nil {
		return nil, failed("text: %w", err)
	}
	modules, err := parse(texts)
	if err != nil {
		return nil, failed("text: %w", err)
	}
	var all []registry.PolicyText
	for _, name := range registry.PolicyNames {
		p, err := m.policyText(name, modules, texts, digest)
		if err != nil {
			return nil, failed("text of %s: %w", name, err)
		}
		all = append(all, p)
	}
	m.texts.put(digest, all)
	return all, nil
}

// policyText is a policy as a version has it, or as the program has what the version
// does not hold.
func (m *Maker) policyText(name registry.PolicyName, modules map[string]*ast.Module, texts map[string]string, digest string) (registry.PolicyText, error) {
	held := part(modules, name)
	if held == nil {
		text := beside[name]
		p, err := readPolicy(name, map[string]string{string(name) + ".rego": text})
		p.Digest = registry.Digest([]byte(text))
		return p, err
	}
	p, err := readPolicy(name, textsOf(held, texts))
	p.Digest, p.Held = digest, true
	if name == registry.PolicyInForce {
		p.Held = !bytes.Equal(archive(textsOf(held, texts)), m.source)
	}
	return p, err
}

// beside are the policies that are no part of what judges whether rules are in force.
var beside = map[registry.PolicyName]string{
	registry.PolicyJustification: justificationSource,
	registry.PolicyDecision:      decisionSource,
	registry.PolicyAdoption:      adoptionSource,
	registry.PolicyAccess:        accessSource,
}

func readPolicy(name registry.PolicyName, sources map[string]string) (registry.PolicyText, error) {
	p := registry.PolicyText{Name: name}
	modules, err := parse(sources)
	if err != nil {
		return p, err
	}
	states, severities := listed(modules)
	taken := map[string]bool{}
	for _, file := range inReadingOrder(modules) {
		m := modules[file]
		module := registry.PolicyModule{Name: file, Source: sources[file]}
		if own := ofPackage(m); own != nil {
			module.Title, module.About = told(own, "title"), told(own, "description")
		}
		if p.Modules = append(p.Modules, module); len(p.Modules) == 1 {
			p.Title, p.About = module.Title, module.About
		}
		for _, s := range sentences(file, m, sources[file]) {
			if s.State = states[s.Code]; s.Module != "in_force.rego" {
				s.State = ""
			}
			s.Severity = cmp.Or(s.Severity, severities[s.Code])
			s.Anchor = free(taken, cmp.Or(s.Code, s.Name))
			p.Sentences = append(p.Sentences, s)
		}
	}
	return p, nil
}

// free is a place that no sentence before it has.
func free(taken map[string]bool, wanted string) string {
	place := wanted
	for n := 2; taken[place]; n++ {
		place = fmt.Sprintf("%s-%d", wanted, n)
	}
	taken[place] = true
	return place
}

// inReadingOrder puts the module that the others build on first.
func inReadingOrder(modules map[string]*ast.Module) []string {
	order := []string{"in_force.rego", "ruling.rego", "explain.rego"}
	rank := func(name string) int {
		if i := slices.Index(order, name); i >= 0 {
			return i
		}
		return len(order)
	}
	return slices.SortedFunc(maps.Keys(modules), func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
	})
}

func ofPackage(m *ast.Module) *ast.Annotations {
	for _, a := range m.Annotations {
		if a.Scope == "package" {
			return a
		}
	}
	return nil
}

// underOne are the rules of a module that stand under one METADATA.
type underOne struct {
	annotation *ast.Annotations
	rules      []*ast.Rule
}

// grouped are the rules of a module in their order, those that share one METADATA once.
func grouped(m *ast.Module) (all []underOne) {
	at := map[int]int{} // from the row of a METADATA to its group
	rules := slices.Clone(m.Rules)
	sort.SliceStable(rules, func(i, k int) bool { return rules[i].Location.Row < rules[k].Location.Row })
	for _, r := range rules {
		a := annotationOf(m, r)
		if a == nil {
			continue
		}
		i, ok := at[a.Location.Row]
		if !ok {
			i = len(all)
			at[a.Location.Row] = i
			all = append(all, underOne{annotation: a})
		}
		all[i].rules = append(all[i].rules, r)
	}
	return all
}

// sentences are the rules of a module in their order, those that share one title once.
func sentences(file string, m *ast.Module, source string) (all []registry.Sentence) {
	lines := strings.Split(source, "\n")
	for _, g := range grouped(m) {
		a := g.annotation
		s := registry.Sentence{Module: file, Name: string(g.rules[0].Head.Ref()[0].Value.(ast.Var)), Title: told(a, "title"),
			About: told(a, "description"), Source: toldSource(a), Code: custom(a, "code"), Severity: custom(a, "severity")}
		for n, r := range g.rules {
			s.Settings = union(s.Settings, settingsOf(r))
			switch text := written(r, lines); {
			case n == 0:
				s.Rego = text
			case !strings.Contains(s.Rego, text):
				s.Rego += "\n\n" + text
			}
		}
		all = append(all, s)
	}
	return all
}

// annotationOf is a rule's own METADATA, or that which stands for all rules of its name.
func annotationOf(m *ast.Module, r *ast.Rule) *ast.Annotations {
	for _, a := range r.Annotations {
		if a.Scope == "rule" && a.Title != "" {
			return a
		}
	}
	path := m.Package.Path.Extend(r.Head.Ref().GroundPrefix())
	for _, a := range m.Annotations {
		if a.Scope == "document" && a.Title != "" && a.GetTargetPath().Equal(path) {
			return a
		}
	}
	return nil
}

// written is a rule as it stands in its file.
func written(r *ast.Rule, lines []string) string {
	first, last := r.Location.Row, r.Location.Row
	ast.WalkNodes(r, func(n ast.Node) bool {
		if l := n.Loc(); l != nil {
			last = max(last, l.Row+strings.Count(string(l.Text), "\n"))
		}
		return false
	})
	last = max(last, first+strings.Count(string(r.Location.Text), "\n"))
	if first < 1 || last > len(lines) {
		return r.String()
	}
	return strings.TrimRight(strings.Join(lines[first-1:last], "\n"), "\n")
}

func told(a *ast.Annotations, name string) registry.Bilingual {
	english := a.Title
	if name == "description" {
		english = a.Description
	}
	return registry.Bilingual{Danish: custom(a, name+"_da"), English: strings.TrimSpace(english)}
}

// toldSource is said once where it is called the same in both languages, as laws are.
func toldSource(a *ast.Annotations) registry.Bilingual {
	source := custom(a, "source")
	return registry.Bilingual{Danish: cmp.Or(custom(a, "source_da"), source), English: source}
}

func custom(a *ast.Annotations, name string) string {
	text, _ := a.Custom[name].(string)
	return strings.TrimSpace(text)
}

// settingsOf are the names under data.params that a rule reads.
func settingsOf(r *ast.Rule) (names []string) {
	ast.WalkRefs(r, func(ref ast.Ref) bool {
		if name, ok := memberOf(ref, "data", "params"); ok {
			names = append(names, name)
		}
		return false
	})
	slices.Sort(names)
	return slices.Compact(names)
}

func union(a, b []string) []string {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

// listed are the state and the severity that the lists named order give a code.
func listed(modules map[string]*ast.Module) (states map[string]registry.State, severities map[string]string) {
	states, severities = map[string]registry.State{}, map[string]string{}
	for _, m := range modules {
		for _, r := range m.Rules {
			if r.Head.Name != "order" || r.Head.Value == nil {
				continue
			}
			value, err := ast.JSON(r.Head.Value.Value)
			if err != nil {
				continue // a list that is computed
			}
			var entries []struct{ Code, State, Severity string }
			text, err := json.Marshal(value)
			if err != nil || json.Unmarshal(text, &entries) != nil {
				continue // a list of codes alone
			}
			for _, e := range entries {
				if e.State != "" {
					states[e.Code] = registry.State(e.State)
				}
				if e.Severity != "" {
					severities[e.Code] = e.Severity
				}
			}
		}
	}
	return states, severities
}
