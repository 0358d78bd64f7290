package papers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (c *composer) summary() {
	if from := c.item.Came; from != nil {
		key := "web.onward.from.case"
		if from.Item.Onward != workflow.Ended {
			key = "web.onward.from." + string(from.Item.Onward)
		}
		c.text(c.say(key, "item", Words(from.Meeting.Body.Name)+", "+c.day(from.Meeting.Day)+", "+c.say("web.item.number", "n", c.number(from.Item.Ordinal))))
	}
	if !c.item.Reading.Rules() {
		c.text(c.say("web.onward.not_final"))
	}
	if c.item.Summary != "" {
		c.typed(c.item.Summary)
	}
	for _, d := range c.item.Rules {
		plain := d.Text.Plain
		if plain == "" {
			plain = d.Text.Title
		}
		if len(c.item.Rules) > 1 {
			plain = d.Rule.Number.String() + ": " + plain
		}
		c.add(Block{Kind: Strong, Text: plain, Typed: true})
	}
}

// HearingState tells in a sentence how far a hearing has come on a day.
func (c *composer) hearingState(h workflow.Hearing) string {
	deadline := c.day(h.Deadline)
	switch {
	case h.State == workflow.HearingAnswered:
		state := c.say("web.hearing.state.answered", "day", c.day(h.Statement.Received))
		if !h.StatementPublicOn(c.papers.Today) {
			state += " " + c.say("web.hearing.state.still", "day", deadline)
		}
		return state
	case h.State == workflow.HearingSent && h.OverdueOn(c.papers.Today):
		return c.say("web.hearing.state.late", "day", deadline)
	}
	return c.say("web.hearing.state."+string(h.State), "day", deadline)
}

func (c *composer) hearing() {
	if len(c.item.Hearings) == 0 {
		c.text(c.say("paper.item.no_hearing"))
		return
	}
	var facts []Fact
	for _, h := range c.item.Hearings {
		facts = append(facts, Fact{Label: Words(h.Party), Text: c.hearingState(h)})
	}
	c.facts(facts...)
	c.small(c.say("paper.item.hearing_annex"))
}

func (c *composer) recommendation() {
	if len(c.item.Recommendation) == 0 {
		c.text(c.say("paper.item.no_recommendation"))
		return
	}
	if c.item.Proposer != "" {
		c.text(c.say("paper.item.recommends", "who", Words(c.item.Proposer)))
	} else {
		c.text(c.say("web.item.recommends"))
	}
	c.add(Block{Kind: Points, Points: c.item.Recommendation, Typed: true})
	if c.item.RecommendedAlone {
		c.strong(c.say("web.item.alone"))
	}
}

// alternatives are the other questions than the first, and lighter ways that were
// thought of.
func (c *composer) alternatives() {
	list := Block{Kind: List, Typed: true}
	for n, x := range c.item.Proposals {
		if n > 0 {
			list.Points = append(list.Points, x.Question)
		}
	}
	if len(list.Points) > 0 {
		c.add(list)
	} else {
		c.text(c.say("paper.item.no_alternatives"))
	}
	var facts []Fact
	for _, d := range c.item.Rules {
		label := func(key string) string {
			if len(c.item.Rules) > 1 {
				return d.Rule.Number.String() + ": " + c.say(key)
			}
			return c.say(key)
		}
		if text := d.Judged.Justification.Lighter; text != "" {
			facts = append(facts, Fact{Label: label("web.case.lighter"), Text: text, Typed: true})
		}
		for _, x := range d.Counter {
			if x.Lighter != "" {
				facts = append(facts, Fact{Label: label("paper.item.lighter_against"), Text: x.Lighter, Typed: true})
			}
		}
	}
	if len(facts) > 0 {
		c.facts(facts...)
	}
}

// questions are those put to the vote, each with what a tie means.
func (c *composer) questions() {
	elected := c.papers.Meeting.Body.Rank != registry.RankAdministration
	switch {
	case len(c.item.Proposals) == 0:
		c.text(c.say("web.item.no_proposals"))
		return
	case !elected:
		c.text(c.say("web.item.administrative"))
	case len(c.item.Proposals) > 1:
		c.text(c.say("web.item.order"))
	}
	for n, x := range c.item.Proposals {
		c.headed(fmt.Sprintf("%d. %s", n+1, x.Question), true)
		if by := PutBy(c.lang, x); by != "" {
			c.small(by)
		}
		var facts []Fact
		for _, term := range Terms(c.lang, x) {
			facts = append(facts, Fact{Label: c.say("web.item.if_carried"), Text: term})
		}
		if x.Words != "" {
			facts = append(facts, Fact{Label: c.say("web.item.words"), Text: x.Words, Typed: true})
		}
		if elected {
			facts = append(facts, Fact{Label: c.say("web.item.tie"), Text: Tie(c.lang, x, c.item.VoteRules)})
		}
		if x.Reason != "" {
			facts = append(facts, Fact{Label: c.say("web.result.reason"), Text: x.Reason, Typed: true})
		} else if x.Procedure == "" { // what does not rule on a rule needs no special reason
			facts = append(facts, Fact{Label: c.say("web.result.reason"), Text: c.say("web.item.no_reason")})
		}
		if x.Text != nil {
			facts = append(facts, Fact{Label: c.say("web.item.new_text"), Text: strings.TrimSpace(x.Text.Title + "\n" + x.Text.Demand + "\n" + x.Text.Frequency), Typed: true})
		}
		c.facts(facts...)
		if n >= len(c.item.Findings) || len(c.item.Findings[n]) == 0 {
			continue
		}
		found := Block{Kind: List}
		for _, f := range c.item.Findings[n] {
			found.Points = append(found.Points, c.say("web.remark."+string(f.Severity))+": "+wording.Found(c.lang, "finding", f.Code, f.Told))
		}
		c.add(found)
	}
}

// decision is what was decided, once that is final; before it, room for it.
func (c *composer) decision() {
	if !c.closed() {
		c.text(c.say("paper.item.to_decide"))
		return
	}
	j := c.item.Judged
	c.add(Block{Kind: Strong, Text: c.papers.Profile.Word(c.papers.Meeting, j, false), Typed: true})
	for n, x := range j.Proposals {
		if n >= len(j.Outcomes) || j.Outcomes[n] == workflow.NotPut && n > 0 {
			continue
		}
		words := x.Words
		if words == "" || j.Outcomes[n] != workflow.Carried {
			words = x.Question
		}
		c.headed(words, true)
		c.text(c.say(c.outcome(n)))
		if n < len(j.Votes) && len(j.Votes[n]) > 0 {
			c.add(Block{Kind: Counting, Table: c.votes(j.Votes[n])})
		}
	}
	for _, x := range j.Called {
		key := "web.result.called"
		if j.Disqualifies(x.For) {
			key = "web.result.called_disqualified"
		}
		c.text(c.say(key, "who", Words(c.member(x.Substitute)), "for", Words(c.member(x.For))))
	}
	for _, d := range j.Disqualified {
		key := "web.result.disqualified"
		if d.Able {
			key = "web.result.able"
		}
		c.text(c.say(key, "reason", Words(d.Reason), "who", Words(c.member(d.Member))))
	}
	for _, d := range j.Dissents {
		c.facts(Fact{Label: c.say("web.result.dissent", "who", Words(withGroup(d.Name, d.Group))), Text: d.Text, Typed: true})
	}
	if s := j.Stop; s != nil {
		c.strong(c.say("web.result.stop", "who", Words(withGroup(s.Name, s.Group))) + " " + c.say("web.result.stop_note"))
	}
	c.explained()
	c.afterwards()
	c.small(strings.TrimSpace(c.say("web.meeting.signed") + " " + Words(c.papers.Meeting.Minutes)))
}

// explained are the findings that asked for an explanation, each with the one that
// was minuted, or with the word that there was none.
func (c *composer) explained() {
	var facts []Fact
	for _, e := range c.item.Explanations {
		fact := Fact{Label: wording.Found(c.lang, "finding", e.Code, c.item.Finding(e.Code).Told), Text: e.Text, Typed: true}
		if e.Text == "" {
			fact.Text, fact.Typed = c.say("web.result.unexplained"), false
		}
		facts = append(facts, fact)
	}
	if len(facts) > 0 {
		c.facts(facts...)
	}
}

// afterwards is what became of the decision and of its minutes since the meeting.
func (c *composer) afterwards() {
	for _, a := range c.item.Annulled {
		c.strong(Annulled(c.lang, a))
		c.add(Block{Kind: Quote, Text: a.By.Words, Typed: true})
	}
	if len(c.item.Corrections) == 0 {
		return
	}
	c.headed(c.say("web.result.corrections"), false)
	for _, x := range c.item.Corrections {
		facts := []Fact{{Label: c.say("paper.item.corrected"), Text: c.day(x.On)}, {Label: c.say("web.result.corrected_wrong"), Text: x.Wrong, Typed: true},
			{Label: c.say("web.result.corrected_right"), Text: x.Right, Typed: true}, {Label: c.say("web.result.corrected_reason"), Text: x.Reason, Typed: true}}
		c.facts(facts...)
		if x.Outcome {
			c.strong(c.say("web.result.corrected_outcome"))
		}
	}
}

// outcome is the text for what became of a proposal: at a first reading none is a
// decision about the rule.
func (c *composer) outcome(n int) string {
	switch outcome := c.item.Outcomes[n]; {
	case c.item.Reading.Rules(), c.item.Proposals[n].Procedure != "", outcome == workflow.NotPut:
		return "web.result." + string(outcome)
	case outcome == workflow.Carried:
		return "web.onward.goes_on"
	}
	return "web.onward.stays"
}

func (c *composer) votes(votes []workflow.Vote) Table {
	t := Table{Caption: c.say("web.result.votes"), Columns: []string{c.say("web.result.choice"), c.say("web.result.count"), c.say("web.result.who")}}
	for _, choice := range workflow.Choices {
		count, who := 0, []string{}
		for _, v := range votes {
			if v.Choice != choice || v.Count == 0 {
				continue
			}
			count += v.Count
			switch {
			case v.Member != "":
				who = append(who, c.member(v.Member))
			case v.Group != "":
				who = append(who, fmt.Sprintf("%s %d", v.Group, v.Count))
			}
		}
		t.Rows = append(t.Rows, Row{Cells: []string{wording.Capital(c.lang.Name("choice", string(choice))), c.number(count), strings.Join(who, ", ")}})
	}
	return t
}

func (c *composer) member(id registry.MemberID) string {
	i := slices.IndexFunc(c.papers.Members, func(m workflow.Member) bool { return m.ID == id })
	if i < 0 {
		return string(id)
	}
	return withGroup(c.papers.Members[i].Name, c.papers.Members[i].Group)
}

func withGroup(name, group string) string {
	if group == "" {
		return name
	}
	return name + " (" + group + ")"
}

func (c *composer) history() {
	if len(c.item.Met) == 0 {
		c.text(c.say("paper.item.no_history"))
		return
	}
	list := Block{Kind: List}
	for _, m := range c.item.Met {
		key, args := "paper.item.met_ahead", []string{"body", Words(m.Meeting.Body.Name), "day", c.day(m.Meeting.Day), "n", c.number(m.Ordinal), "title", Words(m.Title)}
		switch {
		case m.Word != "":
			key, args = "paper.item.met", append(args, "word", Words(m.Word))
		case m.Meeting.Day < c.papers.Today:
			key = "paper.item.met_awaited"
		}
		list.Points = append(list.Points, c.say(key, args...))
	}
	c.add(list)
}

func (c *composer) competence() {
	c.typed(c.papers.Meeting.Body.Name)
	if c.papers.Mandate != "" {
		c.facts(Fact{Label: c.say("paper.item.mandate"), Text: c.papers.Mandate, Typed: true})
	}
}

// annexes are hearing parties' statements, whole, once they are public.
func (c *composer) annexes() {
	some := c.item.Account != nil
	if some {
		c.text(AccountName(c.lang, c.item.Account.AccountOf))
	}
	for _, h := range c.item.Hearings {
		if h.State != workflow.HearingAnswered || !h.StatementPublicOn(c.papers.Today) {
			continue
		}
		some = true
		c.headed(h.Party, true)
		if h.Statement.NoRemarks {
			c.text(c.say("web.hearing.no_remarks_said"))
		}
		if h.Statement.Text != "" {
			c.add(Block{Kind: Quote, Text: h.Statement.Text, Typed: true})
		}
		if name := h.Statement.File.Name; name != "" {
			c.small(c.say("paper.item.statement_file", "name", Words(name)))
		}
		who := strings.TrimSuffix(h.Statement.Signed+", "+h.Statement.Role, ", ")
		c.small(c.say("web.hearing.signed_by", "who", Words(who)))
	}
	for _, s := range c.item.Supposed {
		some = true
		c.simulation(s)
	}
	if !some {
		c.text(c.say("paper.item.no_annexes"))
	}
}
