package web

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/problem"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type minutesPage struct {
	Page
	Complaints   []Complaint
	Form         Form
	Kicker       string
	Item         string // address of the item's page
	BodyPage     string // where members are added
	Ballots      []Ballot
	Members      bool // the body has any
	ByGroup      bool
	Other        string // address of the form with votes the other way
	Voteless     bool   // the administration decides without a vote
	Choices      []string
	Disqualified []DisqualifiedRow
	Called       []CalledRow // none where the body has no substitutes
	Dissents     []DissentRow
	Committee    bool // a stop is possible
	Keep         KeepOffer
	Explanations []Field // for each finding that asks for one
	Correcting   bool    // the meeting is closed, and what was minuted is corrected
	Reasons      []Field // of each proposal, where it is corrected

	OpenDisqualified, OpenDissents, OpenCalled bool // something stands there, or is wrong
}

// Ballot is the form of the votes on one proposal.
type Ballot struct {
	ID string
	ProposalLine
	Wrong string
	Rest  Voter
	Lines []Voter
}

// Voter is a member, everybody else, or a group.
type Voter struct {
	Name    string // of its fields
	Label   string
	Size    int
	Options []Option // a member's
	Numbers []Field  // a group's, in the order of choices
}

// DisqualifiedRow is room for a disqualified member.
type DisqualifiedRow struct{ Member, Able, Reason Field }

// DissentRow is room for a dissenting opinion.
type DissentRow struct{ Name, Group, Text Field }

// minutes asks what the meeting did with an item.
func (v *visit) minutes() (answer, error) {
	d, err := v.itemDetail()
	if err != nil {
		return answer{}, err
	}
	return v.minutesForm(v.form("", "minutes."), d)
}

// checkMinutes counts what was typed and shows what it means, before anything
// is stored; or goes back to the form.
func (v *visit) checkMinutes() (answer, error) {
	d, err := v.itemDetail()
	if err != nil {
		return answer{}, err
	}
	v.takeBallots()
	f := v.form("", "minutes.")
	if step := v.said("step"); step == "back" || step == "seat" {
		return v.minutesForm(f, d)
	}
	minutes, err := v.saidMinutes(&f, d)
	var forecast workflow.Forecast
	if err == nil && !f.Failed() {
		forecast, err = v.forecastMinutes(d, minutes)
	}
	if refusedMinutes(&f, v, err, minutes) {
		return v.minutesForm(f, d)
	}
	if err != nil {
		return answer{}, err
	}
	return v.confirmMinutes(f, d, forecast)
}

// recordMinutes stores what was confirmed.
func (v *visit) recordMinutes() (answer, error) {
	d, err := v.itemDetail()
	if err != nil {
		return answer{}, err
	}
	f := v.carriedForm("", "minutes.") // what is wrong is mended in the form before
	minutes, err := v.saidMinutes(&f, d)
	if err == nil && !f.Failed() {
		err = v.storeMinutes(d, minutes)
	}
	if refusedMinutes(&f, v, err, minutes) {
		return v.minutesForm(f, d)
	}
	said := "minuted"
	if v.correcting() {
		said = "corrected"
	}
	return v.done(said, "item", string(d.Meeting.ID), strconv.Itoa(d.Item.Ordinal)), err
}

var voteField = regexp.MustCompile(`^votes-\d+`)

// refusedMinutes is f.refused, with complaints about a vote shown at its ballot.
func refusedMinutes(f *Form, v *visit, err error, minutes workflow.Minutes) bool {
	refused := f.refused(v, err, "wrong", "correction.wrong", "right", "correction.right", "reason", "correction.reason")
	for i, c := range f.Complaints {
		if m := explanationAnchor.FindStringSubmatch(c.Field); m != nil {
			n, _ := strconv.Atoi(m[1])
			f.Complaints[i].Field = f.id(explanationAt(minutes, n))
		}
		if strings.HasPrefix(c.Field, "recommendation-") {
			f.Complaints[i].Field = "recommendation"
		}
		if ballot := voteField.FindString(c.Field); ballot != "" {
			f.Complaints[i].Field = ballot
		}
	}
	return refused || f.Failed()
}

// rows is how many rows a list has room for: two beyond those filled in.
func rows(f Form, field string) int {
	n := 0
	for name, values := range f.values {
		var at int
		var rest string
		if _, err := fmt.Sscanf(name, field+"[%d].%s", &at, &rest); err == nil && at >= n && at < 40 && len(values) > 0 && values[0] != "" {
			n = at + 1
		}
	}
	return n + 2
}

// saidMinutes reads what was typed. Votes are left out of proposals after one
// on which nobody has voted.
func (v *visit) saidMinutes(f *Form, d workflow.ItemDetail) (workflow.Minutes, error) {
	var c registry.Checks
	m := workflow.Minutes{Called: calledIn(*f)}
	for n := range rows(*f, "disqualified") {
		at := fmt.Sprintf("disqualified[%d].", n)
		if id, reason := v.said(at+"member"), v.said(at+"reason"); id != "" || reason != "" {
			m.Disqualified = append(m.Disqualified, workflow.Disqualified{Member: registry.MemberID(id), Reason: reason, Able: v.said(at+"able") == "able"})
		}
	}
	for n := range rows(*f, "dissents") {
		at := fmt.Sprintf("dissents[%d].", n)
		if name, text := v.said(at+"name"), v.said(at+"text"); name != "" || text != "" {
			m.Dissents = append(m.Dissents, workflow.Dissent{Name: name, Group: v.said(at + "group"), Text: text})
		}
	}
	m.Explanations, m.Line = v.saidExplanations(d), v.said("line")
	if v.ticked("stopped") {
		m.Stop = &workflow.Stop{Name: v.said("stop.name"), Group: v.said("stop.group"), Text: v.said("stop.text")}
	}
	last := 0
	for n := range d.Item.Proposals {
		votes := v.saidVotes(&c, f, d, m, n)
		m.Votes = append(m.Votes, votes)
		if len(votes) > 0 {
			last = n + 1
		}
	}
	m.Votes = m.Votes[:last]
	return m, c.Err()
}

// saidVotes reads the votes on one proposal; none when nothing was marked. Who
// is disqualified is absent.
func (v *visit) saidVotes(c *registry.Checks, f *Form, d workflow.ItemDetail, m workflow.Minutes, n int) []workflow.Vote {
	at := fmt.Sprintf("votes[%d]", n)
	complain := func(text string) {
		f.Status = problem.Status(registry.CodeInvalid)
		f.Complaints = append(f.Complaints, Complaint{Field: f.id(at), Text: text})
	}
	p := Page{Lang: v.lang}
	var votes []workflow.Vote
	if v.said("by") == byGroups {
		for k, g := range groupsOf(d.Members, m) {
			sum := 0
			for _, choice := range workflow.Choices {
				count := v.saidWhole(c, fmt.Sprintf("%s.g%d.%s", at, k, choice))
				sum += count
				if count != 0 {
					votes = append(votes, workflow.Vote{Group: g.name, Choice: choice, Count: count})
				}
			}
			if sum > g.size {
				complain(p.T("minutes.group_sum", "group", p.group(g.name), "n", p.Number(sum), "size", p.Number(g.size)))
			}
		}
		if t := workflow.Count(votes); len(votes) > 0 && t.Present()+t.Absent < len(workflow.Seats(d.Members)) {
			complain(p.T("minutes.too_few", "n", p.Number(t.Present()+t.Absent), "of", p.Number(len(workflow.Seats(d.Members)))))
		}
		return votes
	}
	marked := v.said(at+".rest") != ""
	for _, called := range m.Called {
		if choice := v.said(at + "." + string(called.For)); choice != "" && choice != string(workflow.Absent) {
			complain(p.T("minutes.replaced_voted", "who", memberName(d.Members, called.For), "by", memberName(d.Members, called.Substitute)))
		}
	}
	var missing []string
	for _, member := range m.Sitting(d.Members) {
		choice := v.said(at + "." + string(member.ID))
		switch {
		case choice != "":
			marked = true
		case m.Disqualifies(member.ID):
			choice = string(workflow.Absent)
		default:
			choice = v.said(at + ".rest")
		}
		if choice == "" {
			missing = append(missing, withGroup(member.Name, member.Group))
		}
		votes = append(votes, workflow.Vote{Member: member.ID, Choice: workflow.Choice(choice), Count: 1})
	}
	if !marked {
		return nil
	}
	if len(missing) > 0 {
		complain(p.T("minutes.missing", "who", strings.Join(missing, ", ")))
	}
	return votes
}

// memberGroup is a group with the number of its members.
type memberGroup struct {
	name string
	size int
}

// groupsOf are the groups of a body, those of its substitutes too, by name, with the
// number of those who sit there.
func groupsOf(members []workflow.Member, minutes workflow.Minutes) []memberGroup {
	var out []memberGroup
	group := func(name string) int {
		i := slices.IndexFunc(out, func(g memberGroup) bool { return g.name == name })
		if i < 0 {
			out, i = append(out, memberGroup{name: name}), len(out)
		}
		return i
	}
	for _, m := range members {
		group(m.Group)
	}
	for _, m := range minutes.Sitting(members) {
		out[group(m.Group)].size++
	}
	slices.SortFunc(out, func(a, b memberGroup) int { return strings.Compare(a.name, b.name) })
	return out
}

func (p Page) group(name string) string {
	if name == "" {
		return p.T("minutes.no_group")
	}
	return p.T("minutes.group", "name", name)
}

func (v *visit) minutesForm(f Form, d workflow.ItemDetail) (answer, error) {
	v.minutesStand(&f, d)
	meeting, at := string(d.Meeting.ID), strconv.Itoa(d.Item.Ordinal)
	title := "minutes.title"
	if v.correcting() {
		title = "minutes.correct_title"
	}
	p := minutesPage{Page: v.headed(title, d.Item.Title), Form: f, Complaints: f.Complaints,
		Members: len(workflow.Seats(d.Members)) > 0, ByGroup: f.Value("by") == byGroups, Committee: d.Meeting.Body.Rank == registry.RankCommittee,
		Voteless: d.Meeting.Body.Rank == registry.RankAdministration}
	var err error
	if p.Keep, err = v.keepOffer(d); err != nil {
		return answer{}, err
	}
	if p.Keep.Form.typed {
		p.Keep.Form.Complaints = f.Complaints
	}
	p.Wrong = f.Failed()
	p.Crumbs = append(p.meetingCrumbs(&d.Meeting), Crumb{p.T("item.number", "n", at), p.To("item", meeting, at)})
	p.Kicker, p.Item = p.T("item.kicker", "n", at, "meeting", p.meetingName(d.Meeting)), p.To("item", meeting, at)
	p.BodyPage = p.To("work_body", string(d.Meeting.Body.ID))
	other := byGroups
	if p.ByGroup {
		other = "members"
	}
	p.Other, p.Correcting = p.To(v.page, meeting, at)+"?by="+other, v.correcting()
	for _, c := range workflow.Choices {
		p.Choices = append(p.Choices, capital(p.Lang.Name("choice", string(c))))
	}
	minutes := workflow.Minutes{Called: calledIn(f)}
	for n, proposal := range d.Item.Proposals {
		p.Ballots = append(p.Ballots, p.ballot(f, n, p.proposal(n, proposal, d.Item.VoteRules), d.Members, minutes))
	}
	p.people(f, d.Members)
	p.Called = p.calledRows(f, d.Members)
	p.Explanations = p.explanations(f, d)
	p.Reasons = p.reasonFields(f, d)
	labels := map[string]string{}
	label := func(head string, n int, fields ...Field) {
		for _, d := range fields {
			labels[d.ID] = p.T(head) + " " + p.Number(n+1) + ", " + d.Label
		}
	}
	for n, r := range p.Disqualified {
		label("minutes.disqualified", n, r.Member, r.Able, r.Reason)
	}
	for n, r := range p.Called {
		label("minutes.substitutes", n, r.Substitute, r.For)
	}
	for n, r := range p.Dissents {
		label("minutes.dissents", n, r.Name, r.Group, r.Text)
	}
	f.name(labels)
	p.OpenDisqualified, p.OpenDissents = len(p.Disqualified) > 2 || f.Failed(), len(p.Dissents) > 2 || f.Failed()
	p.OpenCalled = len(p.Called) > 2 || f.Failed()
	return answer{status: f.Status, template: "minutes", data: p}, nil
}

func (p minutesPage) ballot(f Form, n int, line ProposalLine, members []workflow.Member, minutes workflow.Minutes) Ballot {
	at := fmt.Sprintf("votes[%d]", n)
	b := Ballot{ID: f.id(at), ProposalLine: line, Wrong: f.Wrong(at)}
	voter := func(name, label string) Voter {
		v := Voter{Name: at + "." + name, Label: label}
		for _, c := range workflow.Choices {
			v.Options = append(v.Options, Option{Value: string(c), Text: capital(p.Lang.Name("choice", string(c))), Chosen: f.Has(v.Name, string(c))})
		}
		return v
	}
	if p.ByGroup {
		for k, g := range groupsOf(members, minutes) {
			if g.size == 0 { // of substitutes whom nobody called
				continue
			}
			line := Voter{Name: fmt.Sprintf("%s.g%d", at, k), Label: p.group(g.name), Size: g.size}
			for _, c := range workflow.Choices {
				line.Numbers = append(line.Numbers, f.Whole(line.Name+"."+string(c)).Labelled(capital(p.Lang.Name("choice", string(c)))))
			}
			b.Lines = append(b.Lines, line)
		}
		return b
	}
	b.Rest = voter("rest", p.T("minutes.rest"))
	for _, m := range minutes.Sitting(members) {
		b.Lines = append(b.Lines, voter(string(m.ID), p.voterName(members, m, minutes)))
	}
	return b
}

// people are the rows for the disqualified and the dissenting.
func (p *minutesPage) people(f Form, members []workflow.Member) {
	options := []Option{{Value: "", Text: p.T("minutes.nobody")}}
	for _, m := range members {
		options = append(options, Option{Value: string(m.ID), Text: withGroup(m.Name, m.Group)})
	}
	for n := range rows(f, "disqualified") {
		at := fmt.Sprintf("disqualified[%d].", n)
		p.Disqualified = append(p.Disqualified, DisqualifiedRow{f.Select(at+"member", options).Labelled(p.T("minutes.member")), f.Select(at+"able", p.ability()).Labelled(p.T("minutes.ability")),
			f.Line(at + "reason").Labelled(p.T("minutes.reason"))})
	}
	for n := range rows(f, "dissents") {
		at := fmt.Sprintf("dissents[%d].", n)
		p.Dissents = append(p.Dissents, DissentRow{f.Line(at + "name").Labelled(p.T("minutes.name")),
			f.Line(at + "group").Labelled(p.T("minutes.party")).Optional(), f.Prose(at+"text", 3).Labelled(p.T("minutes.dissent_text"))})
	}
}

type confirmPage struct {
	Page
	Kicker     string
	Result     Result
	Rules      []ConfirmRule
	Refused    string // why the meeting could not be closed so
	Stopped    bool
	Voteless   bool
	Correcting bool
	Keep       bool // when it is recorded, it is offered to vote on keeping the rule unchanged
	Form       Form // that records
	Back       Form // that goes back
}

// ConfirmRule is what minutes mean for one rule.
type ConfirmRule struct {
	RuleLine
	Lapse   string // names the day on which it changes if nothing is decided; empty: none
	OnLapse Mark
	Why     string
}

// confirmMinutes shows the counted result and what it means, and asks for a
// second press.
func (v *visit) confirmMinutes(f Form, d workflow.ItemDetail, forecast workflow.Forecast) (answer, error) {
	meeting, at := string(d.Meeting.ID), strconv.Itoa(d.Item.Ordinal)
	p := confirmPage{Page: v.headed("minutes.confirm_title", d.Item.Title), Back: f, Form: f,
		Stopped: forecast.Stop != nil, Voteless: d.Meeting.Body.Rank == registry.RankAdministration}
	p.Correcting = v.correcting()
	p.Form.Name, p.Keep = "record", forecast.OffersKeep()
	p.Crumbs = append(p.meetingCrumbs(&d.Meeting), Crumb{p.T("item.number", "n", at), p.To("item", meeting, at)})
	p.Kicker = p.T("item.kicker", "n", at, "meeting", p.meetingName(d.Meeting))
	p.Result = p.result(d.Meeting, d.Members, forecast.Judged)
	if forecast.Refused != nil {
		p.Refused = p.refusal(forecast.Refused)
	}
	for n, e := range forecast.Rules {
		p.Rules = append(p.Rules, p.confirmRule(d.Item.Entries[n].Ahead, e, d.Today))
	}
	return answer{template: "minutes-confirm", data: p}, nil
}

// refusal tells why a meeting could not be closed, with the finding in words.
func (p Page) refusal(err error) string {
	text := problem.Describe(p.Lang, err).Detail
	return shown(text)
}

func (p Page) confirmRule(before []registry.Segment, e workflow.RuleAhead, today registry.Day) ConfirmRule {
	r := ConfirmRule{RuleLine: p.ruleLine(e, today)}
	for _, s := range before {
		if s.From <= today || s.State == before[0].State {
			continue
		}
		r.Lapse = p.T("minutes.on_lapse", "day", p.Day(s.From))
		if then, ok := registry.SegmentOn(e.Ahead, s.From); ok {
			r.OnLapse = p.mark(then)
			if why := p.reasons(then, today); len(why) > 0 {
				r.Why = why[0]
			}
		}
		break
	}
	return r
}
