package web

import (
	"io"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// sendOnAddresses and sendOnPlaces are the pages of what is sent on.
var (
	sendOnAddresses = map[string]address{
		"sent_ons":          {texts.Danish: "/videresendt", texts.English: "/en/sent-on"},
		"sent_on":           {texts.Danish: "/videresendt/{pack}", texts.English: "/en/sent-on/{pack}"},
		"sent_on_docx":      {texts.Danish: "/videresendt/{pack}/pakke.docx", texts.English: "/en/sent-on/{pack}/pack.docx"},
		"work_send_ons":     {texts.Danish: "/arbejde/videresendelse", texts.English: "/en/desk/sending-on"},
		"work_send_on":      {texts.Danish: "/arbejde/videresendelse/{pack}", texts.English: "/en/desk/sending-on/{pack}"},
		"work_send_on_docx": {texts.Danish: "/arbejde/videresendelse/{pack}/pakke.docx", texts.English: "/en/desk/sending-on/{pack}/pack.docx"},
	}
	sendOnPlaces = map[string]place{
		"sent_ons":     {show: (*visit).sentOns},
		"sent_on":      {show: (*visit).sentOn},
		"sent_on_docx": {show: (*visit).sendOnFile, file: true},
		"work_send_ons": {permission: "weigh", show: (*visit).sendOnBoard, forms: map[string]form{
			"": {operation: "create-send-on", send: (*visit).makeSendOn}}},
		"work_send_on": {permission: "weigh", show: (*visit).sendOn, forms: map[string]form{
			"":     {operation: "edit-send-on", send: (*visit).editSendOn},
			"add":  {operation: "edit-send-on", send: (*visit).addToSendOn},
			"sent": {operation: "mark-sent-on", send: (*visit).markSentOn}}},
		"work_send_on_docx": {permission: "weigh", show: (*visit).sendOnFile, file: true},
	}
)

// sendOnsShown are the packs on a page, and the inputs offered for one.
const sendOnsShown = 50

// SendOnLine is a pack in a list.
type SendOnLine struct{ Addressee, State, Inputs, Address string }

type sentOnsPage struct {
	Page
	Packs []SendOnLine
	Next  string
}

func (p Page) sendOnLine(x workflow.SendOn, page string) SendOnLine {
	l := SendOnLine{Addressee: x.Addressee, State: p.T("sendon.draft"), Inputs: p.Count("sendon.inputs", x.Count()), Address: p.To(page, string(x.ID))}
	if x.Sent != registry.NoDay {
		l.State = p.T("sendon.sent_on", "day", p.Day(x.Sent))
	}
	return l
}

// sendOnLines is a page of a list, and the address of the next.
func (v *visit) sendOnLines(p Page, sent bool, page string) (lines []SendOnLine, next string, err error) {
	all, err := v.Workflow.SendOns(v.r.Context(), workflow.SendOnFilter{Sent: sent, After: registry.SendOnID(v.typed("after")), Limit: sendOnsShown + 1})
	if len(all) > sendOnsShown {
		all = all[:sendOnsShown]
		next = withQuery(p.To(v.page), with(v.r.URL.Query(), "after", string(all[sendOnsShown-1].ID)).Encode())
	}
	for _, x := range all {
		lines = append(lines, p.sendOnLine(x, page))
	}
	return lines, next, err
}

// sentOns are the packs that were sent, for everybody.
func (v *visit) sentOns() (answer, error) {
	p := sentOnsPage{Page: v.shell(v.text("sendon.public_title"))}
	p.Section = "reviews"
	var err error
	p.Packs, p.Next, err = v.sendOnLines(p.Page, true, "sent_on")
	return answer{template: "sent-ons", data: p}, err
}

// SentText is what somebody said in a pack.
type SentText struct {
	Page          Page
	ID, Text      string // an empty text is not public
	Translation   string // public where the text is
	Number, Title string // of the rule
	Same          string
	At            string // its page on the desk
	Kept          bool
	Field         string // of the box that keeps it in the pack
}

// SentPart is a provision in a pack.
type SentPart struct {
	ID, Provision, Proposal string
	Reference               string // as it is stored
	ReferenceField          string
	Field                   Field // for the proposal
	Texts                   []SentText
	Hidden                  string
}

type sentOnPage struct {
	Page
	Addressee, Intro, Day string
	Inputs, File          string
	Parts                 []SentPart
}

func (p Page) sentParts(v workflow.SendOnView) (parts []SentPart) {
	for n, s := range v.Parts {
		part := SentPart{ID: "provision-" + strconv.Itoa(n+1), Provision: wording.Basis(p.named(), registry.Basis{Reference: s.Provision}), Reference: s.Provision, Proposal: s.Proposal}
		for _, a := range s.Told {
			t := SentText{ID: string(a.Input.ID), Page: p, Text: a.Input.Text, Translation: a.Input.Translation, At: p.To("work_input", v.From[a.Input.Consultation].Slug, string(a.Input.ID))}
			if a.Rule != nil {
				t.Number, t.Title = a.Rule.Rule.Number.String(), a.Rule.Text.Title
			}
			if same := s.Same[a.Input.ID]; same > 0 {
				t.Same = p.Count("report.same", same)
			}
			part.Texts = append(part.Texts, t)
		}
		if s.Hidden > 0 {
			part.Hidden = p.Count("sendon.hidden", s.Hidden)
		}
		parts = append(parts, part)
	}
	return parts
}

func (v *visit) readSendOn() (workflow.SendOnView, error) {
	return v.Workflow.SendOn(v.r.Context(), registry.SendOnID(v.name), !strings.HasPrefix(v.page, "work_"))
}

// sentOn is a pack that was sent, for everybody.
func (v *visit) sentOn() (answer, error) {
	x, err := v.readSendOn()
	if err != nil {
		return answer{}, err
	}
	p := sentOnPage{Page: v.headed("sendon.to", x.Addressee), Addressee: x.Addressee, Intro: x.Intro, File: path("sent_on_docx", v.lang, v.name)}
	p.Section, p.Crumbs = "reviews", []Crumb{{p.T("sendon.public_title"), p.To("sent_ons")}}
	p.Day, p.Inputs, p.Parts = p.Page.Day(x.Sent), p.Count("sendon.inputs", x.Inputs), p.sentParts(x)
	return answer{template: "sent-on", data: p}, nil
}

// sendOnFile is a pack as a document.
func (v *visit) sendOnFile() (answer, error) {
	x, err := v.readSendOn()
	if err != nil {
		return answer{}, err
	}
	laws := v.laws()
	write := func(w io.Writer) error { return papers.SendOn(w, v.lang, laws, x, v.Municipality) }
	return answer{file: &file{format: sheet.DOCX, name: v.lang.Text("paper.send_on.file", nil) + "-" + x.Made.String(), write: write}}, nil
}

// deskSendOns tells of inputs on state law that are in no pack.
func (v *visit) deskSendOns(p Page) ([]DeskPart, error) {
	if len(v.act.Reach) > 0 {
		return nil, nil
	}
	n, err := v.Workflow.CountSendOnWaits(v.r.Context())
	if err != nil || n == 0 {
		return nil, err
	}
	return []DeskPart{{Head: p.T("sendon.waiting_head"), Note: p.upTo("desk.send_on_waits", n, registry.CountLimit), Address: p.To("work_send_ons") + "#new"}}, nil
}
