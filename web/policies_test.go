package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
)

// policyStates are what the policies say.
func policyStates(nobody *worker) []state {
	return []state{
		{page: "policies", name: "normal", by: nobody},
		{page: "policy", name: "normal", by: nobody, names: []string{"in-force"}},
		{page: "policy", name: "normal, findings", by: nobody, names: []string{"decision"}},
		{page: "policy", name: "normal, settings", by: nobody, names: []string{"justification"}},
		{page: "rule_why", name: "normal", by: nobody, names: []string{"R-0002"}},
		{page: "rule_why", name: "normal, later", by: nobody, names: []string{"R-0001"}, query: "on=2030-01-01"},
		{page: "rule_why", name: "not there", by: nobody, names: []string{"R-0999"}, status: 404},
		{page: "policy", name: "not there", by: nobody, names: []string{"astrology"}, status: 404},
	}
}

// Every sentence of every policy can be read in both languages, under a place that
// links can name, and its source taken home.
func TestPoliciesCanBeRead(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		o.page(200, web.Path("policies", texts.Danish)).has(t, "Gælder en regel på en dag?", "gælder nu", "Mindste gruppe, der vises for sig", "5 besvarelser", "30.6., 31.12.", "Uger om året, enheder har åbent", "prøver bestod")
		o.page(200, web.Path("policies", texts.English)).has(t, "applies now", "Smallest group shown by itself", "tests passed")
		view, err := o.register.Policies(t.Context(), registry.NoDay, "")
		o.must(err)
		for _, p := range view.Policies {
			slug := strings.ReplaceAll(string(p.Name), "_", "-")
			danish := o.page(200, web.Path("policy", texts.Danish, slug)).body
			english := o.page(200, web.Path("policy", texts.English, slug)).body
			for _, s := range p.Sentences {
				if !strings.Contains(danish, ` id="`+s.Anchor+`"`) || !strings.Contains(danish, ` lang="da">`) || strings.Contains(danish, `<h3 id="`+strings.TrimSuffix(s.Module, ".rego")+`-`+s.Anchor+`" lang="en"`) {
					t.Errorf("%s: the Danish page lacks %s", slug, s.Anchor)
				}
				if !strings.Contains(english, ` id="`+s.Anchor+`"`) {
					t.Errorf("%s: the English page lacks %s", slug, s.Anchor)
				}
			}
			file := o.get(web.Path("policy_source", texts.Danish, slug))
			var modules map[string]string
			if err := json.Unmarshal([]byte(file.body), &modules); err != nil || len(modules) != len(p.Modules) {
				t.Errorf("%s: %d modules: %v", slug, len(modules), err)
			}
			if sum := sha256.Sum256([]byte(file.body)); p.Name == registry.PolicyInForce && hex.EncodeToString(sum[:]) != p.Digest {
				t.Errorf("the file is not what its digest names")
			}
		}
		o.page(200, web.Path("policy", texts.Danish, "justification")).has(t, "Færreste ord i en kopi", "copied_percent")
		o.page(404, web.Path("policy", texts.Danish, "in-force")+"?version="+strings.Repeat("0", 64))
	})
}

// A reason on a rule's page leads to its sentence, in the version that gave it.
func TestReasonsLeadToTheirSentences(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		to := regexp.MustCompile(`href="(/politikker/in-force\?version=[0-9a-f]{64})#([A-Z_]+)"`)
		seen := map[string]bool{}
		for _, number := range []string{"R-0001", "R-0002", "R-0003", "R-0010", "R-0011"} {
			for _, on := range []string{"", "?on=2030-01-01"} {
				links := to.FindAllStringSubmatch(o.page(200, web.Path("rule", texts.Danish, number)+on).body, -1)
				if len(links) == 0 {
					t.Errorf("%s%s: no reason has a link", number, on)
				}
				for _, m := range links {
					if !seen[m[2]] && !strings.Contains(o.page(200, m[1]).body, ` id="`+m[2]+`"`) {
						t.Errorf("%s leads nowhere", m[0])
					}
					seen[m[2]] = true
				}
			}
		}
	})
}

// What a policy finds about a case, a text and an item leads to its sentence too.
func TestFindingsLeadToTheirSentences(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		w := o.worker("Ada Admin", "administrator")
		to := regexp.MustCompile(`href="(/politikker/(justification|adoption|decision)[?]version=[0-9a-f]+)#([a-z_A-Z]+)"`)
		seen := map[string]bool{}
		look := func(body string) {
			for _, m := range to.FindAllStringSubmatch(body, -1) {
				if !seen[m[0]] && !strings.Contains(o.page(200, m[1]).body, ` id="`+m[3]+`"`) {
					t.Errorf("%s leads nowhere", m[0])
				}
				seen[m[0]], seen[m[2]] = true, true
			}
		}
		for n := range 12 {
			look(w.read(web.Path("work_rule", texts.Danish, registry.Number(n+1).String())).is(t, 200).body)
		}
		if !seen["justification"] {
			t.Error("no finding about a case has a link")
		}
	})
}

// The page of a rule that lapses says what would keep it, and what would not.
func TestWhatWouldChangeTheAnswer(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		lapsing := 0
		for n := 1; n <= 22; n++ {
			number := registry.Number(n)
			x, err := o.register.Explain(t.Context(), number, registry.StatusQuery{})
			o.must(err)
			p := o.page(200, web.Path("rule_why", texts.Danish, number.String()))
			o.page(200, web.Path("rule_why", texts.English, number.String())+"?on=2030-01-01")
			on := map[registry.Way]registry.Answer{}
			for _, a := range x.Alternatives {
				on[a.Way] = a.Answer
			}
			if on[registry.WayNothing].State != registry.Lapsed || x.Row.LapseDate <= x.On {
				continue
			}
			lapsing++
			p.has(t, "Reglen gælder, hvis", "Byrådet fastholder reglen med en særlig begrundelse, senest den ", "Reglen gælder ikke, hvis", "Ingen beslutter mere.")
			if on[registry.WayKeep].Reasons[0].Code != registry.KeptByDecision || on[registry.WayLateKeep].State != registry.Lapsed ||
				on[registry.WayBareKeep].Reasons[1].Code != registry.KeptWithoutStatedReason || on[registry.WayRepeal].State != registry.Repealed ||
				on[registry.WayDefer].State != registry.Extended || on[registry.WayTrial].State != registry.Suspended {
				t.Errorf("%v: %+v", number, on)
			}
		}
		if lapsing == 0 {
			t.Error("no rule of the sample lapses")
		}
	})
}
