package papers

import (
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// single is a paper that is about no item.
func (c *composer) single(title string, facts []Fact, sections ...Section) Paper {
	return Paper{Lang: c.lang, Title: title, Facts: facts, Items: []Item{{Title: title, Sections: sections}}}
}

// section takes the blocks that were added since the one before.
func (c *composer) section(head string) Section {
	s := Section{Head: head, Blocks: c.blocks}
	c.blocks = nil
	return s
}

func (c *composer) fact(key, text string) []Fact {
	if text == "" {
		return nil
	}
	return []Fact{{Label: c.say(key), Text: text, Typed: true}}
}

// Opening is the decision that opened a review, with its rules and those that were left
// out.
func Opening(l texts.Lang, r workflow.Report) Paper {
	c := &composer{lang: l}
	by := r.Review.Decision
	facts := append(c.fact("paper.case.body", by.Body), c.fact("paper.item.day", c.day(by.Day))...)
	facts = append(append(facts, c.fact("paper.case.sunset", c.day(r.Review.Sunset))...), c.fact("paper.item.case", by.Case)...)
	c.typed(by.Words)
	sections := []Section{c.section(c.say("paper.case.decision"))}
	taken := Block{Kind: List, Typed: true}
	for _, rule := range (workflow.ReviewJournal{Report: r}).Outlooks() {
		line := rule.Entry.Rule.Number.String() + " " + rule.Entry.Text.Title
		if rule.LeftOut == workflow.WithdrawnOut {
			line += " (" + c.lang.Name("left_out", string(rule.LeftOut)) + ")"
		}
		taken.Points = append(taken.Points, line)
	}
	c.add(taken)
	sections = append(sections, c.section(c.say("paper.case.rules")))
	left := Block{Kind: List, Typed: true}
	for _, o := range r.LeftOut {
		if o.LeftOut != workflow.WithdrawnOut {
			left.Points = append(left.Points, o.Entry.Rule.Number.String()+" "+o.Entry.Text.Title+": "+c.lang.Name("left_out", string(o.LeftOut)))
		}
	}
	if len(left.Points) > 0 {
		c.add(left)
		sections = append(sections, c.section(c.say("paper.case.left_out")))
	}
	return c.single(c.say("paper.case.opening", "review", Words(r.Review.Name)), facts, sections...)
}

// Letter is what a hearing party was written.
func Letter(l texts.Lang, h workflow.Hearing) Paper {
	c := &composer{lang: l}
	c.typed(h.Letter)
	facts := append(c.fact("paper.case.to", h.Party), c.fact("paper.case.sent", c.known(h.Sent))...)
	facts = append(append(facts, c.fact("paper.case.deadline", c.known(h.Deadline))...), c.fact("paper.case.extended", h.Extended)...)
	facts = append(facts, c.fact("paper.case.hurried", h.Hurried)...)
	return c.single(c.say("paper.case.letter", "party", Words(h.Party)), facts, c.section(c.say("paper.case.text")))
}

// Statement is what a hearing party said.
func Statement(l texts.Lang, h workflow.Hearing) Paper {
	c := &composer{lang: l}
	s := h.Statement
	if s.NoRemarks {
		c.text(c.say("web.hearing.no_remarks_said"))
	}
	if s.Text != "" {
		c.add(Block{Kind: Quote, Text: s.Text, Typed: true})
	}
	if s.Masked {
		c.small(c.say("paper.case.cpr"))
	}
	facts := append(c.fact("paper.case.from", h.Party), c.fact("paper.case.received", c.known(s.Received))...)
	facts = append(append(facts, c.fact("paper.case.signed", strings.TrimSuffix(s.Signed+", "+s.Role, ", "))...), c.fact("paper.case.file", s.File.Name)...)
	return c.single(c.say("paper.case.statement", "party", Words(h.Party)), facts, c.section(c.say("paper.case.text")))
}

func (c *composer) known(d registry.Day) string {
	if !wording.Known(d) {
		return ""
	}
	return c.day(d)
}

// SaidDone is what became of what a consultation brought, on the day of the paper.
func SaidDone(l texts.Lang, d workflow.SaidDone) Paper {
	c := &composer{lang: l}
	c.text(c.lang.Count("web.done.said", d.Covered.Inputs, nil))
	c.answers(d.Answers)
	sections := []Section{c.section(c.say("web.done.answers"))}
	for _, g := range d.Groups {
		head := c.say("web.done.suggestions")
		for _, q := range d.Consultation.Questions {
			if q.ID == g.Question {
				head = q.Text.In(string(l))
			}
		}
		c.said(g)
		sections = append(sections, c.section(head))
	}
	for _, r := range d.Rules {
		c.said(r.SaidOf)
		key := "web.done.execution." + string(r.Execution)
		if wording.Known(r.Takes) {
			key += ".day"
		}
		c.strong(c.say(key, "day", c.day(r.Takes)))
		c.text(wording.Capital(wording.Status(l, r.Entry.Segment)) + ".")
		for _, x := range r.Decisions {
			if outcome := wording.Decided(l, x.Event.Fact); outcome != "" {
				c.text(c.day(x.Event.Valid) + ": " + outcome)
			}
		}
		sections = append(sections, c.section(r.Entry.Rule.Number.String()+" "+r.Entry.Text.Title))
	}
	return c.single(c.say("paper.case.said_done", "title", Words(d.Consultation.Title.In(string(l)))), c.fact("paper.case.on", c.day(d.On)), sections...)
}

func (c *composer) said(s workflow.SaidOf) {
	c.text(c.lang.Count("web.done.said", s.Inputs, nil))
	c.answers(s.Answers)
	for _, g := range s.Reasons {
		c.facts(Fact{Label: wording.Capital(c.lang.Name("disposition", string(g.Kind))), Text: g.Reason, Typed: true})
	}
}

func (c *composer) answers(kinds []workflow.KindCount) {
	list := Block{Kind: List}
	for _, k := range kinds {
		list.Points = append(list.Points, wording.Capital(c.lang.Name("disposition", string(k.Kind)))+": "+c.number(k.N))
	}
	if len(list.Points) > 0 {
		c.add(list)
	}
}
