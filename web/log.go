package web

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"strconv"
	"time"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
	"github.com/omvendt/omvendt/workflow"
)

// logAddresses and logPlaces are the pages of the log that outsiders check.
var (
	logAddresses = map[string]address{
		"log":            {texts.Danish: "/log", texts.English: "/en/log"},
		"log_checkpoint": {texts.Danish: "/log/checkpoint", texts.English: "/en/log/checkpoint"},
		"log_feed":       {texts.Danish: "/log/feed", texts.English: "/en/log/feed"},
		"rule_proof":     {texts.Danish: "/regler/{number}/bevis.json", texts.English: "/en/rules/{number}/proof.json"},
		"meeting_proof":  {texts.Danish: "/moeder/{meeting}/bevis.json", texts.English: "/en/meetings/{meeting}/proof.json"},
	}
	logPlaces = map[string]place{
		"log":            {show: (*visit).log},
		"log_checkpoint": {show: (*visit).checkpointFile, file: true},
		"log_feed":       {show: (*visit).checkpointFeed, file: true},
		"rule_proof":     {show: (*visit).ruleProof, file: true},
		"meeting_proof":  {show: (*visit).meetingProof, file: true},
	}
)

// checkpointsShown and leavesShown are how many of each stand on a page.
const checkpointsShown, leavesShown = 10, 50

type logPage struct {
	Page
	Key         string
	Note        string // the newest checkpoint
	Size        string
	Checkpoints []LogLine
	Leaves      []LogLine
	Next        string
	Trouble     bool
}

// LogLine is a checkpoint or a leaf in a list.
type LogLine struct {
	Place, What, At string
	Link            Crumb
}

// log shows what the log is, its newest checkpoint, and its leaves.
func (v *visit) log() (answer, error) {
	if v.Proofs == nil {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	below, _ := strconv.ParseInt(v.typed("below"), 10, 64)
	page, err := v.Proofs.Read(v.r.Context(), 0, max(below, 0), checkpointsShown, leavesShown+1)
	if err != nil {
		return answer{}, err
	}
	p := logPage{Page: v.shell(v.text("log.title")), Key: page.Key, Trouble: v.Proofs.Trouble() != nil}
	if len(page.Checkpoints) > 0 {
		p.Note, p.Size = page.Checkpoints[0].Note, p.Number(int(page.Checkpoints[0].Size))
	}
	for _, c := range page.Checkpoints {
		p.Checkpoints = append(p.Checkpoints, LogLine{What: p.Count("log.over", int(c.Size)), At: v.clock(c.At)})
	}
	if len(page.Leaves) > leavesShown {
		page.Leaves = page.Leaves[:leavesShown]
		p.Next = withQuery(p.To("log"), with(v.r.URL.Query(), "below", strconv.FormatInt(page.Leaves[leavesShown-1].Place, 10)).Encode())
	}
	for _, l := range page.Leaves {
		p.Leaves = append(p.Leaves, v.logLine(p.Page, l))
	}
	return answer{template: "log", data: p}, nil
}

func (v *visit) clock(t time.Time) string {
	local := t.In(v.Register.Place)
	return Page{Lang: v.lang}.Day(registry.DayOf(t, v.Register.Place)) + " " + local.Format("15:04")
}

// logLine says what a leaf tells of.
func (v *visit) logLine(p Page, l translog.Leaf) LogLine {
	line := LogLine{Place: p.Number(int(l.Place))}
	switch l.Kind {
	case translog.KindRevision:
		line.What = p.T("log.revision", "n", p.Number(int(l.Revision)), "rules", p.Count("log.rules", int(l.Entries)))
		if at, err := time.Parse(time.RFC3339, l.At); err == nil {
			line.At = v.clock(at)
		}
	case translog.KindRulebook:
		line.What = p.T("log."+string(l.Type), "digest", l.Digest[:min(12, len(l.Digest))])
		line.At = p.Day(l.Adopted)
	case translog.KindDecision:
		line.What = p.T("log.decision", "n", p.Number(l.Ordinal), "body", l.Body)
		line.At = p.Day(l.Day)
		line.Link = Crumb{p.T("log.meeting"), p.To("meeting", string(l.Meeting))}
	case translog.KindKey, translog.KindRestored:
		line.What = p.T("log." + l.Kind)
	default:
		line.What = l.Kind
	}
	if l.Late != "" {
		line.What += " " + p.T("log.late")
	}
	return line
}

// checkpointFile is the newest checkpoint alone, for those who keep it.
func (v *visit) checkpointFile() (answer, error) {
	if v.Proofs == nil {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	page, err := v.Proofs.Read(v.r.Context(), 0, 0, 1, 0)
	if err == nil && len(page.Checkpoints) == 0 {
		err = &registry.Error{Code: registry.CodeNotLogged}
	}
	if err != nil {
		return answer{}, err
	}
	return answer{file: &file{format: sheet.Text, name: "checkpoint", write: func(w io.Writer) error {
		_, err := io.WriteString(w, page.Checkpoints[0].Note)
		return err
	}}}, nil
}

// checkpointFeed tells of checkpoints as they are signed, so that others keep them.
func (v *visit) checkpointFeed() (answer, error) {
	if v.Proofs == nil {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	page, err := v.Proofs.Read(v.r.Context(), 0, 0, leavesShown, 0)
	if err != nil {
		return answer{}, err
	}
	p := Page{Lang: v.lang}
	at := v.BaseURL + p.To("log")
	feed := atomFeed{Lang: string(v.lang), ID: at, Title: p.T("log.title"), Author: v.Municipality, Updated: v.begins(registry.FirstDay),
		Links: []atomLink{{"self", v.BaseURL + p.To("log_feed")}, {"alternate", at}}}
	for n, c := range page.Checkpoints {
		when := c.At.In(v.Register.Place).Format(time.RFC3339)
		if n == 0 {
			feed.Updated = when
		}
		feed.Entries = append(feed.Entries, atomEntry{ID: at + "#" + strconv.FormatInt(c.Size, 10), Title: p.Count("log.over", int(c.Size)),
			Updated: when, Link: atomLink{"alternate", at}, Summary: c.Note})
	}
	return answer{file: &file{format: sheet.Atom, name: "log", write: func(w io.Writer) error {
		if _, err := io.WriteString(w, xml.Header); err != nil {
			return err
		}
		return xml.NewEncoder(w).Encode(feed)
	}}}, nil
}

func (v *visit) ruleProof() (answer, error) {
	number, err := registry.ParseNumber(v.name)
	if err != nil || v.Proofs == nil {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	b, err := v.Proofs.RuleBundle(v.r.Context(), number)
	return bundleFile(number.String(), b), err
}

func (v *visit) meetingProof() (answer, error) {
	id, err := v.meetingID()
	if err != nil {
		return answer{}, err
	}
	if v.Proofs == nil {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	items, err := v.Workflow.DecidedItems(v.r.Context(), id)
	if err != nil {
		return answer{}, err
	}
	b, err := v.Proofs.MeetingBundle(v.r.Context(), id, items)
	return bundleFile(string(id), b), err
}

func bundleFile(name string, b translog.Bundle) answer {
	return answer{file: &file{format: sheet.JSON, name: "proof-" + name, write: func(w io.Writer) error { return json.NewEncoder(w).Encode(b) }}}
}

// Logged says where the decisions of a meeting stand in the log.
type Logged struct {
	Places []string // by item
	Note   string   // the checkpoint that they are all in; empty while there is none
	Proof  string   // address of the file that proves them
}

// logged is what is printed with a closed meeting; nothing for others.
func (v *visit) logged(p Page, m workflow.MeetingPage) (Logged, error) {
	if v.Proofs == nil || m.Meeting.State != workflow.MeetingClosed || len(m.Items) == 0 {
		return Logged{}, nil
	}
	items := make([]registry.ItemID, len(m.Items))
	for i, item := range m.Items {
		items[i] = item.ID
	}
	places, note, err := v.Proofs.Places(v.r.Context(), items)
	if err != nil {
		return Logged{}, err
	}
	l := Logged{Note: note}
	for _, item := range m.Items {
		if place, there := places[item.ID]; there {
			l.Places = append(l.Places, p.T("log.item_at", "item", p.T("item.number", "n", p.Number(item.Ordinal)), "n", p.Number(int(place))))
		}
	}
	if note != "" {
		l.Proof = p.To("meeting_proof", string(m.Meeting.ID))
	}
	return l, nil
}
