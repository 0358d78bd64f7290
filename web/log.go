package web

import (
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
		"item_proof":     {texts.Danish: "/moeder/{meeting}/punkter/{item}/bevis.json", texts.English: "/en/meetings/{meeting}/items/{item}/proof.json"},
	}
	logPlaces = map[string]place{
		"log":            {show: (*visit).log},
		"log_checkpoint": {show: (*visit).checkpointFile, file: true},
		"log_feed":       {show: (*visit).checkpointFeed, file: true},
		"rule_proof":     {show: (*visit).ruleProof, file: true},
		"meeting_proof":  {show: (*visit).meetingProof, file: true},
		"item_proof":     {show: (*visit).itemProof, file: true},
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
	case translog.KindRedacted:
		line.What = p.Count("log.redacted", len(l.Redacted), "ground", p.T("redact.ground_"+string(l.Ground)))
		if at, err := time.Parse(time.RFC3339, l.At); err == nil {
			line.At = v.clock(at)
		}
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
	return lasting(sheet.Text, "checkpoint", []byte(page.Checkpoints[0].Note), translog.FreshNewest), nil
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
	content, err := xml.Marshal(feed)
	return lasting(sheet.Atom, "log", append([]byte(xml.Header), content...), translog.FreshNewest), err
}

// lasting is a file that stays as it is for some time.
func lasting(format sheet.Format, name string, content []byte, fresh time.Duration) answer {
	return answer{file: &file{format: format, name: name, tag: `"` + registry.Digest(content) + `"`, fresh: fresh, write: func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}}}
}

func (v *visit) ruleProof() (answer, error) {
	number, err := registry.ParseNumber(v.name)
	if err != nil || v.Proofs == nil {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	var part translog.Part
	for name, at := range map[string]*int64{"from": &part.From, "until": &part.Until} {
		if typed := v.typed(name); typed != "" {
			if *at, err = strconv.ParseInt(typed, 10, 64); err != nil {
				return answer{}, &registry.Error{Code: registry.CodeProofOrder}
			}
		}
	}
	b, err := v.Proofs.RuleBundle(v.r.Context(), number, part)
	if err != nil {
		return answer{}, err
	}
	return bundleFile(number.String(), b)
}

func (v *visit) meetingProof() (answer, error) {
	id, err := v.meetingID()
	if err != nil {
		return answer{}, err
	}
	if v.Proofs == nil {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	items, err := v.Workflow.DecidedItems(v.r.Context(), id, 0)
	if err != nil {
		return answer{}, err
	}
	b, err := v.Proofs.MeetingBundle(v.r.Context(), id, items)
	if err != nil {
		return answer{}, err
	}
	return bundleFile(string(id), b)
}

// itemProof proves what was decided on one item.
func (v *visit) itemProof() (answer, error) {
	id, err := v.meetingID()
	if err != nil {
		return answer{}, err
	}
	at, err := strconv.Atoi(v.names[1])
	if err != nil || at < 1 || v.names[1] != strconv.Itoa(at) || v.Proofs == nil {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	items, err := v.Workflow.DecidedItems(v.r.Context(), id, at)
	if err != nil {
		return answer{}, err
	}
	b, err := v.Proofs.ItemBundle(v.r.Context(), id, items[0])
	if err != nil {
		return answer{}, err
	}
	return bundleFile(string(id)+"-"+v.names[1], b)
}

func bundleFile(name string, b translog.Bundle) (answer, error) {
	content, err := b.File()
	return lasting(sheet.JSON, "proof-"+name, content, b.Fresh()), err
}

// Logged says where decisions stand in the log: all of a meeting, or one.
type Logged struct {
	Head   string
	In     string   // said of them before the checkpoint
	Soon   string   // said while there is none
	Places []string // by item
	Note   string   // the checkpoint that they are all in; empty while there is none
	Proof  Crumb    // the file that proves them
}

// logged is what is printed with a closed meeting, and with each item of it; nothing
// for others.
func (v *visit) logged(p Page, m workflow.Meeting, items ...workflow.ItemPage) (Logged, error) {
	if v.Proofs == nil || m.State != workflow.MeetingClosed || len(items) == 0 {
		return Logged{}, nil
	}
	ids := make([]registry.ItemID, len(items))
	for i, item := range items {
		ids[i] = item.ID
	}
	places, note, err := v.Proofs.Places(v.r.Context(), ids)
	if err != nil {
		return Logged{}, err
	}
	l := Logged{Head: p.T("log.logged_head"), In: p.T("log.in_checkpoint"), Soon: p.T("log.soon"), Note: note}
	for _, item := range items {
		if place, there := places[item.ID]; there {
			l.Places = append(l.Places, p.T("log.item_at", "item", p.T("item.number", "n", p.Number(item.Ordinal)), "n", p.Number(int(place))))
		}
	}
	if note != "" {
		l.Proof = Crumb{p.T("log.meeting_proof"), p.To("meeting_proof", string(m.ID))}
	}
	return l, nil
}
