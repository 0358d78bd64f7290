package papers

import (
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// OnItem is the paper on the first of the items, in the headings of the profile.
func OnItem(l texts.Lang, laws registry.Laws, w workflow.Papers) Paper {
	p := OnMeeting(l, laws, w)
	p.Whole = false
	if len(p.Items) > 0 {
		p.Items = p.Items[:1]
		p.Title, p.Typed = p.Items[0].Title, true
	}
	return p
}

// OnMeeting is the papers on all items of a meeting as one: its agenda.
func OnMeeting(l texts.Lang, laws registry.Laws, w workflow.Papers) Paper {
	m := w.Meeting
	p := Paper{Lang: l, Whole: true, Title: l.Text("paper.item.agenda", map[string]string{"body": Words(m.Body.Name), "day": wording.Day(l, m.Day)})}
	c := composer{lang: l, laws: laws, papers: w}
	p.Facts = c.meeting()
	for _, item := range w.Items {
		c.item = item
		p.Items = append(p.Items, c.compose())
	}
	return p
}

// composer writes the sections of one item.
type composer struct {
	lang   texts.Lang
	laws   registry.Laws
	papers workflow.Papers
	item   workflow.ItemPaper
	blocks []Block // of the section under way
	head   int     // depth of the next heading within it
}

func (c *composer) say(key string, pairs ...string) string {
	args := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return c.lang.Text(key, args)
}

func (c *composer) number(n int) string       { return c.lang.Number(float64(n)) }
func (c *composer) day(d registry.Day) string { return wording.Day(c.lang, d) }
func (c *composer) add(b Block)               { c.blocks = append(c.blocks, b) }
func (c *composer) text(s string)             { c.add(Block{Kind: Text, Text: s}) }
func (c *composer) strong(s string)           { c.add(Block{Kind: Strong, Text: s}) }
func (c *composer) small(s string)            { c.add(Block{Kind: Small, Text: s}) }
func (c *composer) typed(s string)            { c.add(Block{Kind: Text, Text: s, Typed: true}) }
func (c *composer) facts(facts ...Fact)       { c.add(Block{Kind: Facts, Facts: facts}) }
func (c *composer) closed() bool              { return c.papers.Meeting.State == workflow.MeetingClosed }
func (c *composer) headed(s string, typed bool) {
	c.add(Block{Kind: Head, Text: s, Typed: typed, Depth: c.head})
}

// meeting tells of which meeting the paper is.
func (c *composer) meeting() []Fact {
	m := c.papers.Meeting
	facts := []Fact{{Label: c.say("paper.item.body"), Text: m.Body.Name, Typed: true}, {Label: c.say("paper.item.day"), Text: c.day(m.Day)}}
	for _, f := range []Fact{{Label: c.say("paper.item.time"), Text: m.Time}, {Label: c.say("paper.item.place"), Text: m.Place, Typed: true},
		{Label: c.say("paper.item.case"), Text: m.Case}} {
		if f.Text != "" {
			facts = append(facts, f)
		}
	}
	return facts
}

// compose is the item, heading by heading.
func (c *composer) compose() Item {
	out := Item{Ordinal: c.item.Ordinal, Title: c.item.Title}
	kind := c.papers.Profile.Open
	if c.item.Confidential {
		kind = c.papers.Profile.Confidential
	}
	out.Facts = []Fact{{Label: c.say("paper.item.number"), Text: c.number(c.item.Ordinal)}, {Label: c.say("paper.item.kind"), Text: kind, Typed: true}}
	if c.item.Title == "" {
		return out
	}
	if c.item.Case != "" {
		out.Facts = append(out.Facts, Fact{Label: c.say("paper.item.case"), Text: c.item.Case})
	}
	if c.item.Reading != workflow.OneReading {
		out.Facts = append(out.Facts, Fact{Label: c.say("web.item.reading"), Text: c.lang.Name("reading", string(c.item.Reading))})
	}
	if c.item.PapersLate != "" {
		label := "web.item.papers_were_late"
		if c.item.LateOn != registry.NoDay {
			label = "web.item.late_case"
		}
		out.Facts = append(out.Facts, Fact{Label: strings.TrimSuffix(c.say(label), ":"), Text: c.item.PapersLate, Typed: true})
	}
	if of := c.item.Account; of != nil {
		out.Facts = append(out.Facts, Fact{Label: c.say("paper.item.account"), Text: AccountName(c.lang, of.AccountOf)})
		if of.Digest != "" {
			out.Facts = append(out.Facts, Fact{Label: c.say("paper.item.account_digest"), Text: of.Digest})
		}
	}
	if kle := KLE(c.item); len(kle) > 0 {
		out.Facts = append(out.Facts, Fact{Label: c.say("paper.item.kle"), Text: strings.Join(kle, ", ")})
	}
	id := func(n int) string { return "p" + strconv.Itoa(c.item.Ordinal) + "-" + strconv.Itoa(n+1) }
	for n, h := range c.papers.Profile.Headings {
		c.blocks, c.head = nil, 1
		if h.Asked {
			c.considered(h.Text)
		} else if h.Text != "" {
			c.typed(h.Text)
		}
		c.parts(h)
		name := h.Name.In(string(c.lang))
		out.Sections = append(out.Sections, Section{ID: id(n), Head: name, Typed: name == h.Name.Da && h.Name.En == "", Blocks: c.blocks})
	}
	asked := c.papers.Profile.Asked()
	for _, x := range c.item.Considerations { // what was answered stays, though it is no longer asked
		if x.Text != "" && !slices.Contains(asked, x.Question) {
			out.Sections = append(out.Sections, Section{ID: id(len(out.Sections)), Head: x.Question, Typed: true, Blocks: []Block{{Kind: Text, Text: x.Text, Typed: true}}})
		}
	}
	return out
}

// considered is a fixed question with the item's answer.
func (c *composer) considered(question string) {
	c.add(Block{Kind: Strong, Text: question, Typed: true})
	if answer := c.item.Considers(question); answer != "" {
		c.typed(answer)
		return
	}
	c.text(c.say("paper.item.not_considered"))
}

// parts tells what stands under a heading. What is told rule by rule, and stands
// together, is told with the rule's own heading where the item has several.
func (c *composer) parts(h workflow.Heading) {
	several := len(h.Parts) > 1 || h.Text != ""
	for n := 0; n < len(h.Parts); {
		end := n + 1
		if !h.Parts[n].OfRules() {
			c.part(h.Parts[n], several && n > 0)
			n = end
			continue
		}
		for end < len(h.Parts) && h.Parts[end].OfRules() {
			end++
		}
		c.rules(h.Parts[n:end], several)
		n = end
	}
}

func (c *composer) part(part workflow.PaperPart, named bool) {
	if named {
		c.headed(c.say("paper.part."+string(part)), false)
		c.head++
		defer func() { c.head-- }()
	}
	switch part {
	case workflow.PartSummary:
		c.summary()
	case workflow.PartHearing:
		c.hearing()
	case workflow.PartRecommendation:
		c.recommendation()
	case workflow.PartAlternatives:
		c.alternatives()
	case workflow.PartQuestions:
		c.questions()
	case workflow.PartDecision:
		c.decision()
	case workflow.PartHistory:
		c.history()
	case workflow.PartCompetence:
		c.competence()
	case workflow.PartAnnexes:
		c.annexes()
	}
}

func (c *composer) rules(parts []workflow.PaperPart, named bool) {
	if len(c.item.Rules) == 0 {
		c.text(c.say("paper.item.no_rules"))
		return
	}
	for n, d := range c.item.Rules {
		r := ruleParts{c, d, c.item.Entries[n]}
		if len(c.item.Rules) > 1 {
			c.add(Block{Kind: Head, Text: d.Text.Title, Typed: true, Rule: d.Rule.Number.String(), Depth: c.head})
			c.head++
		}
		for _, part := range parts {
			if named {
				c.headed(c.say("paper.part."+string(part)), false)
			}
			r.part(part)
		}
		if len(c.item.Rules) > 1 {
			c.head--
		}
	}
}

// KLE are the codes of an item's rules, each once.
func KLE(item workflow.ItemPaper) (codes []string) {
	for _, d := range item.Rules {
		if k := d.Rule.Catalogue.KLE; k != "" && !slices.Contains(codes, k) {
			codes = append(codes, k)
		}
	}
	return codes
}
