package web

import (
	"strconv"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type meetingPage struct {
	Page
	Meeting   workflow.Meeting
	ID        string
	BodyID    string
	Where     string
	State     string
	Closed    bool
	Cancelled bool
	Held      bool // its day has come
	Late      Phrase
	Signed    string // when the signed minutes were
	// MinutesLink is where they are; empty when it is no address one can follow.
	MinutesLink string
	Items       []ItemLine
	Groups      []AgendaGroup // of the items
	Unfold      string        // address of the whole of an agenda that is folded; empty: it is not
	Logged      Logged
	Read        bool // items have pages of their own for the reader
	MayMeet     bool
	Seats       int
	Journal     string // address of the pack for the case system
	Votes       Crumb  // the votes of a closed meeting for machines to read
}

// foldedFrom is how many items an agenda shows whole; of a longer one each item is folded
// beneath its title, save on paper.
const foldedFrom = 10

// ItemLine is an item on the agenda.
type ItemLine struct {
	Ordinal        int
	Title          string
	Confidential   bool
	Read           string // address of the item's page; empty: not for this reader
	Edit, Minute   string // addresses of the forms
	Summary        string
	Recommendation []string
	Rules          []RuleLine
	Result         Result
	Lone           bool // nobody but the owner of a rule recommends
	Late           LateLine
	Reading        string // empty: it is on once
	Onward         string // why the case goes on; empty: it does not
	Disputes       []string
	Account        *ItemAccount // that it is about; nil: none
	Noted          string       // that the meeting took note of it, in the municipality's word
}

// RuleLine is a rule of an item.
type RuleLine struct {
	Number, Title, Plain string
	Mark                 Mark
	Ahead                []AheadLine
}

// AheadLine is a stretch of days with one state.
type AheadLine struct {
	From, Why string
	Mark      Mark
}

// meeting shows a meeting's agenda, and what it decided once that is final. Who
// is signed in reads more than everybody may.
func (v *visit) meeting() (answer, error) {
	id, err := v.meetingID()
	if err != nil {
		return answer{}, err
	}
	m, err := v.Workflow.MeetingPage(v.r.Context(), id)
	if err != nil {
		return answer{}, err
	}
	read := v.may("read")
	if !read {
		m = m.Public()
	}
	p := meetingPage{Page: v.shell(v.lang.Text("web.meeting.name", map[string]string{"body": m.Meeting.Body.Name, "day": Page{Lang: v.lang}.Day(m.Meeting.Day)})),
		Meeting: m.Meeting, Read: read, MayMeet: v.may("meet") && m.Meeting.State == workflow.MeetingPlanned, Seats: len(workflow.Seats(m.Members))}
	p.Crumbs = p.meetingCrumbs(nil)
	p.ID, p.BodyID = string(id), string(m.Meeting.Body.ID)
	p.Where, p.MinutesLink = p.where(m.Meeting), minutesAddress(m.Meeting)
	if signed := p.Day(m.Meeting.SignedOn); signed != "" {
		p.Signed = p.T("meeting.signed_on", "day", signed)
	}
	p.Closed, p.Cancelled = m.Meeting.State == workflow.MeetingClosed, m.Meeting.State == workflow.MeetingCancelled
	p.Held = m.Meeting.Day <= m.Today
	p.State = p.meetingState(m.Meeting, m.Today)
	if m.Meeting.Late != "" {
		p.Late = p.Phrase("meeting.late_note", "reason", m.Meeting.Late)
	}
	p.Votes = p.voteFile(m)
	if v.may("journal") {
		p.Journal = p.To("work_meeting_journal", string(id))
	}
	for _, item := range m.Items {
		line := p.itemLine(m, item)
		if line.Noted, err = v.noted(m.Meeting, item); err != nil {
			return answer{}, err
		}
		p.Items = append(p.Items, line)
	}
	if len(p.Items) > foldedFrom && v.typed("unfold") == "" {
		p.Unfold = withQuery(p.To("meeting", string(id)), "unfold=yes")
	}
	why, err := v.Workflow.Disputes(v.r.Context(), m)
	if err != nil {
		return answer{}, err
	}
	p.Groups = p.agendaGroups(m.Items, p.Items, why)
	p.Logged, err = v.logged(p.Page, m.Meeting, m.Items...)
	return answer{template: "meeting", data: p}, err
}

func (p Page) meetingState(m workflow.Meeting, today registry.Day) string {
	switch {
	case m.State == workflow.MeetingClosed:
		return p.T("meeting.closed")
	case m.State == workflow.MeetingCancelled:
		return p.T("meeting.cancelled")
	case m.Day > today:
		return p.T("meeting.ahead")
	case m.Day == today:
		return p.T("meeting.today")
	}
	return p.T("meeting.awaiting")
}

func (p meetingPage) itemLine(m workflow.MeetingPage, item workflow.ItemPage) ItemLine {
	at := strconv.Itoa(item.Ordinal)
	line := ItemLine{Ordinal: item.Ordinal, Title: item.Title, Confidential: item.Confidential,
		Summary: item.Summary, Recommendation: item.Recommendation}
	if item.Title == "" { // the rest is not for this reader
		return line
	}
	line.Account = p.itemAccount(item.Account)
	line.Late, line.Reading = p.lateLine(item.Agenda), readingName(p.Lang, item.Reading)
	if item.Onward != workflow.Ended {
		line.Onward = p.T("onward.why." + string(item.Onward))
	}
	for _, e := range item.Entries {
		line.Rules = append(line.Rules, p.ruleLine(e, m.Today))
	}
	if p.Read {
		line.Read = p.To("item", string(m.Meeting.ID), at)
	}
	if p.MayMeet {
		line.Edit = p.To("work_item", string(m.Meeting.ID), at)
		if p.Held {
			line.Minute = p.To("work_minutes", string(m.Meeting.ID), at)
		}
	}
	line.Result, line.Lone = p.result(m.Meeting, m.Members, item.Judged), item.RecommendedAlone
	return line
}

func (p Page) ruleLine(e workflow.RuleAhead, today registry.Day) RuleLine {
	return RuleLine{Number: e.Entry.Rule.Number.String(), Title: e.Entry.Text.Title, Plain: e.Entry.Text.Plain,
		Mark: p.mark(e.Entry.Segment), Ahead: p.ahead(e.Ahead, today)}
}

// ahead tells a timeline from today on: neighbours with the same state are one,
// and the first of them says why.
func (p Page) ahead(segments []registry.Segment, today registry.Day) []AheadLine {
	var out []AheadLine
	for _, s := range segments {
		mark := p.mark(s)
		if n := len(out); n > 0 && out[n-1].Mark == mark {
			continue
		}
		line := AheadLine{Mark: mark, From: p.T("item.today")}
		if s.From > today {
			line.From = p.T("item.from_day", "day", p.Day(s.From))
		}
		if why := p.reasons(s, today); len(why) > 0 {
			line.Why = why[0]
		}
		out = append(out, line)
	}
	return out
}
