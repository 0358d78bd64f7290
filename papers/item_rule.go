package papers

import (
	"strings"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// ruleParts are the parts of a paper that are about one rule.
type ruleParts struct {
	*composer
	rule  workflow.RuleDetail
	ahead workflow.RuleAhead
}

func (r ruleParts) part(part workflow.PaperPart) {
	switch part {
	case workflow.PartDemand:
		r.demand()
	case workflow.PartClass:
		r.class()
	case workflow.PartLaw:
		r.law()
	case workflow.PartCases:
		r.cases()
	case workflow.PartSaid:
		r.said()
	case workflow.PartEffort:
		effort, evidence := wording.Effort(r.lang, r.rule.Rule.Catalogue.Effort, r.papers.Settings)
		r.text(effort)
		if evidence != "" {
			r.small(evidence)
		}
	case workflow.PartUndecided:
		r.undecided()
	}
}

func (r ruleParts) demand() {
	r.typed(r.rule.Text.Demand)
	k := r.rule.Rule.Catalogue
	var facts []Fact
	if r.rule.Text.Frequency != "" {
		facts = append(facts, Fact{Label: strings.TrimSuffix(r.say("web.rule.frequency"), ":"), Text: r.rule.Text.Frequency, Typed: true})
	}
	owner := Fact{Label: r.say("web.facts.owner"), Text: k.Owner, Typed: true}
	if k.Owner == "" {
		owner = Fact{Label: owner.Label, Text: r.say("web.facts.vacant")}
	}
	r.facts(append(facts, owner)...)
}

func (r ruleParts) class() {
	facts := []Fact{{Label: r.say("web.facts.class"), Text: wording.Capital(wording.Class(r.lang, r.rule.Segment.Class))},
		{Label: r.say("web.facts.protects"), Text: wording.Capital(r.lang.Name("protects", string(r.rule.Rule.Catalogue.Protects)))}}
	r.facts(facts...)
	for _, s := range r.rule.ClassSpells() {
		if s.From <= r.rule.On && r.rule.On < s.Until {
			why, bases := wording.Because(r.lang, r.laws, s, r.rule.Rule.Adopter)
			if bases != "" {
				why = strings.Replace(why, bases, Words(bases), 1)
			}
			r.text(why)
		}
	}
}

func (r ruleParts) law() {
	var facts []Fact
	for _, b := range r.rule.Bases {
		if !b.HoldsOn(r.papers.Today) {
			continue
		}
		facts = append(facts, Fact{Label: Words(wording.Basis(r.laws, b)), Text: r.say("web.effect." + string(b.Effect))})
		if b.Effect == registry.Minimum {
			facts = append(facts, r.described("web.floor.head", b.Floor), r.described("web.floor.increment", b.Increment))
		}
	}
	switch {
	case len(facts) > 0:
		r.facts(facts...)
	case !r.rule.Unchecked():
		r.text(r.say("web.law.none"))
	}
	if r.rule.Unchecked() {
		r.strong(r.say("web.law.unchecked"))
	}
}

func (r ruleParts) described(key, text string) Fact {
	if text == "" {
		return Fact{Label: r.say(key), Text: r.say("web.floor.missing")}
	}
	return Fact{Label: r.say(key), Text: text, Typed: true}
}

// cases are the case for the rule and the cases against it, beside each other.
func (r ruleParts) cases() {
	r.add(Block{Kind: Sides, Sides: []Side{{Head: r.say("web.rule.case"), Blocks: r.caseFor()}, {Head: r.say("web.counter.head"), Blocks: r.against()}}})
}

func (r ruleParts) caseFor() (blocks []Block) {
	v := r.rule.Judged
	j := v.Justification
	if j.Undefended.On != registry.NoDay {
		by := r.say("web.case.undefended_vacant", "day", r.day(j.Undefended.On))
		if j.Undefended.Post != "" {
			by = r.say("web.case.undefended_by", "post", Words(j.Undefended.Post), "day", r.day(j.Undefended.On))
		}
		return []Block{{Kind: Strong, Text: r.say("web.case.undefended")}, {Kind: Text, Text: by}}
	}
	if j.Empty() {
		return []Block{{Kind: Text, Text: r.say("web.rule.case_empty")}}
	}
	var facts []Fact
	for _, f := range []Fact{{Label: "value", Text: j.Value}, {Label: "beneficiary", Text: j.Beneficiary}, {Label: "mechanism", Text: j.Mechanism},
		{Label: "evidence", Text: j.Evidence}, {Label: "lighter", Text: j.Lighter}, {Label: "indicator", Text: j.Indicator}} {
		f.Label, f.Typed = r.say("web.case."+f.Label), true
		if f.Text == "" {
			f.Text, f.Typed = r.say("web.rule.case_missing"), false
		}
		facts = append(facts, f)
	}
	if j.Without != "" {
		facts = append(facts, Fact{Label: r.say("web.case.without"), Text: j.Without, Typed: true})
	}
	if j.Grade != registry.EffectUnstated {
		facts = append(facts, Fact{Label: r.say("web.case.evidence_grade"), Text: wording.Capital(r.lang.Name("effect_grade", string(j.Grade)))})
	}
	blocks = append(blocks, Block{Kind: Facts, Facts: facts})
	if v.Grade == "" {
		return blocks
	}
	blocks = append(blocks, Block{Kind: Strong, Text: r.say("web.case.judged") + " " + r.lang.Name("case_grade", string(v.Grade))})
	found := Block{Kind: List}
	for _, f := range v.Findings {
		found.Points = append(found.Points, wording.CaseFinding(r.lang, f))
	}
	if len(found.Points) > 0 {
		blocks = append(blocks, found)
	}
	return append(blocks, Block{Kind: Small, Text: r.say("web.case.judged_note")})
}

func (r ruleParts) against() (blocks []Block) {
	if len(r.rule.Counter) == 0 {
		return []Block{{Kind: Text, Text: r.say("web.counter.none")}}
	}
	for _, c := range r.rule.Counter {
		party := r.lang.Name("counter_party", string(c.Party))
		who := r.say("web.counter.by", "party", party, "day", r.day(c.On))
		if c.Public {
			who = r.say("web.counter.by_name", "name", Words(c.Name), "party", party, "day", r.day(c.On))
		}
		blocks = append(blocks, Block{Kind: Strong, Text: who})
		var facts []Fact
		for _, f := range []Fact{{Label: "cost", Text: c.Cost}, {Label: "burdened", Text: c.Burdened}, {Label: "mechanism", Text: c.Mechanism},
			{Label: "evidence", Text: c.Evidence}, {Label: "lighter", Text: c.Lighter}, {Label: "without", Text: c.Without}} {
			if f.Text != "" {
				facts = append(facts, Fact{Label: r.say("web.counter." + f.Label), Text: f.Text, Typed: true})
			}
		}
		blocks = append(blocks, Block{Kind: Facts, Facts: facts})
		if !c.Answered() {
			blocks = append(blocks, Block{Kind: Strong, Text: r.say("web.counter.unanswered")})
			continue
		}
		by := r.day(c.Reply.On)
		if c.Reply.Post != "" {
			by = r.say("web.counter.reply_by", "post", Words(c.Reply.Post), "day", by)
		}
		blocks = append(blocks, Block{Kind: Facts, Facts: []Fact{{Label: r.say("web.counter.replied") + " (" + by + ")", Text: c.Reply.Text, Typed: true}}})
	}
	return blocks
}

// said is what people answered in consultations, by audience as far as nobody can be
// told from it.
func (r ruleParts) said() {
	if len(r.rule.Heard) == 0 {
		r.text(r.say("web.item.not_heard"))
	}
	for _, h := range r.rule.Heard {
		title := h.Title.In(string(r.lang))
		if h.Result.People == 0 {
			r.text(r.say("web.item.no_views", "title", Words(title)))
			continue
		}
		r.text(r.lang.Count("web.item.views", h.Result.People, map[string]string{"title": Words(title)}))
		if len(h.Result.All) > 0 {
			r.add(Block{Kind: Counting, Table: r.stances(title, h.Result)})
		} else {
			r.text(r.say("paper.too_few", "smallest", r.number(h.Smallest)))
		}
		if len(h.Result.Audiences) > 0 {
			r.add(Block{Kind: Counting, Table: r.audiences(h.Result)})
		}
		if h.Result.Hidden > 0 {
			r.small(r.lang.Count("web.item.hidden", h.Result.Hidden, map[string]string{"smallest": r.number(h.Smallest)}))
		}
	}
	if c := r.ahead.Covered; c.Inputs > 0 {
		r.strong(r.say("web.item.unanswered", "n", r.number(c.Unanswered), "of", r.number(c.Inputs)))
	}
}

func (r ruleParts) stances(title string, x workflow.RuleResult) Table {
	t := Table{Caption: r.say("web.item.heard_caption", "title", Words(title)), Columns: []string{r.say("web.item.stance"), r.say("web.item.count"), r.say("web.item.share")}}
	var counts []int
	for _, s := range workflow.Stances {
		counts = append(counts, x.All[s])
	}
	shares := wording.Percentages(counts)
	for n, s := range workflow.Stances {
		t.Rows = append(t.Rows, Row{Cells: []string{wording.Capital(r.lang.Name("stance", string(s))), r.number(counts[n]),
			r.say("web.item.percent", "n", r.number(shares[n]))}, Share: shares[n], Bar: true})
	}
	return t
}

func (r ruleParts) audiences(x workflow.RuleResult) Table {
	t := Table{Caption: r.say("web.item.by_audience"), Columns: []string{r.say("web.item.audience")}, Typed: true}
	for _, s := range workflow.Stances {
		t.Columns = append(t.Columns, wording.Capital(r.lang.Name("stance", string(s))))
	}
	for _, a := range x.Audiences {
		row := Row{Cells: []string{a.Audience}}
		for _, s := range workflow.Stances {
			row.Cells = append(row.Cells, r.number(a.Counts[s]))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// undecided is the rule's timeline from today: what becomes of it with no decision,
// or after the one that was made.
func (r ruleParts) undecided() {
	if r.closed() {
		r.text(r.say("paper.item.after"))
	}
	list, last := Block{Kind: List}, ""
	for _, s := range r.ahead.Ahead {
		state := wording.Capital(wording.Status(r.lang, s))
		if state == last {
			continue
		}
		last = state
		from, why := r.say("web.item.today"), ""
		if s.From > r.papers.Today {
			from = r.say("web.item.from_day", "day", r.day(s.From))
		}
		if len(s.Reasons) > 0 {
			if why = wording.Reason(r.lang, s.Reasons[0]); s.From > r.papers.Today {
				why = wording.Capital(r.lang.Text("reason."+string(s.Reasons[0].Code)+".short", nil)) + "."
			}
		}
		list.Points = append(list.Points, strings.TrimSpace(from+": "+state+". "+why))
	}
	r.add(list)
}
