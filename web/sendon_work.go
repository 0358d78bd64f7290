package web

import (
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// The desk's pages of packs: the list of them, and one of them.

// SendOnWait is an input that waits for a pack.
type SendOnWait struct {
	WaitingLine
	Provision string
	From      Told
}

// SendOnOffer are the inputs that wait, in a form of a page.
type SendOnOffer struct {
	Page  Page
	Form  Form
	ID    string
	Lines []SendOnWait
	More  bool
}

type sendOnBoardPage struct {
	Page
	Complaints []Complaint
	Form       Form
	May        bool
	Packs      []SendOnLine
	Next       string
	Offer      SendOnOffer
	Only       []Crumb // the consultations of what waits
	All        string  // address without one
}

// sendOnOffer reads what waits, of the consultation in the address or of all.
func (v *visit) sendOnOffer(p Page, f Form) (SendOnOffer, []Crumb, error) {
	o := SendOnOffer{Page: p, Form: f, ID: f.id("inputs")}
	slug := v.typed("consultation")
	if slug != "" && !slugLike(slug) {
		slug = ""
	}
	waiting, more, err := v.Workflow.SendOnWaits(v.r.Context(), slug, sendOnsShown)
	o.More = more
	var only []Crumb
	for _, a := range waiting {
		l := SendOnWait{WaitingLine: WaitingLine{p.inputLine(a.Answered, a.Consultation), pickOf(a.Input), v.sent != nil && v.ticks(string(a.Input.ID))}, From: p.told(a.Consultation.Title)}
		if a.Provision != "" {
			l.Provision = wording.Basis(v.laws(), registry.Basis{Reference: a.Provision})
		}
		o.Lines = append(o.Lines, l)
		at := Crumb{a.Consultation.Title.In(string(p.Lang)), withQuery(path(v.page, v.lang, v.names...), "consultation="+a.Consultation.Slug) + "#new"}
		if !slices.Contains(only, at) {
			only = append(only, at)
		}
	}
	return o, only, err
}

func (v *visit) pickedIDs() (ids []registry.InputID) {
	for _, p := range v.pickedInputs() {
		ids = append(ids, p.ID)
	}
	return ids
}

func (v *visit) sendOnBoard() (answer, error) { return v.sendOnBoardForm(v.form("", "sendon.")) }

func (v *visit) makeSendOn() (answer, error) {
	f := v.form("", "sendon.")
	made, err := v.Workflow.MakeSendOn(v.r.Context(), v.act, workflow.SendOnEntry{Addressee: v.said("addressee"), Intro: v.said("intro"),
		Sections: []workflow.SendOnSection{{Provision: v.said("provision"), Inputs: v.pickedIDs()}}})
	if f.refused(v, err, "sections[0].provision", "provision") {
		return v.sendOnBoardForm(f)
	}
	return v.done("sendon_made", "work_send_on", string(made.ID)), err
}

func (v *visit) sendOnBoardForm(f Form) (answer, error) {
	f.name(map[string]string{f.id("inputs"): v.text("sendon.waiting")})
	p := sendOnBoardPage{Page: v.shell(v.text("sendon.board")), Form: f, Complaints: f.Complaints, May: len(v.act.Reach) == 0}
	p.Wrong = f.Failed()
	var err error
	if p.Packs, p.Next, err = v.sendOnLines(p.Page, false, "work_send_on"); err != nil {
		return answer{}, err
	}
	if p.May {
		p.Offer, p.Only, err = v.sendOnOffer(p.Page, f)
	}
	if v.typed("consultation") != "" {
		p.All, p.Only = p.To("work_send_ons")+"#new", nil
	} else if len(p.Only) < 2 {
		p.Only = nil
	}
	return answer{status: f.Status, template: "send-on-board", data: p}, err
}

type sendOnPage struct {
	Page
	Complaints       []Complaint
	Addressee, State string
	SentBy, Intro    string
	Inputs, File     string
	Public           string // address of what everybody reads; empty: not sent
	Form, Add, Sent  Form
	May              bool
	Parts            []SentPart
	Offer            SendOnOffer
}

type sendOnForms struct{ edit, add, sent Form }

func (v *visit) sendOnForms() sendOnForms {
	return sendOnForms{v.form("", "sendon."), v.form("add", "sendon."), v.form("sent", "sendon.")}
}

func (v *visit) sendOn() (answer, error) { return v.sendOnPage(v.sendOnForms()) }

func sectionAt(n int, field string) string { return "sections[" + strconv.Itoa(n) + "]." + field }

// saidSections are the provisions as they were sent, each with what stays under it.
func (v *visit) saidSections() (all []workflow.SendOnSection) {
	for n := 0; n < workflow.SendOnLimit && v.said(sectionAt(n, "provision")) != ""; n++ {
		s := workflow.SendOnSection{Provision: v.said(sectionAt(n, "provision")), Proposal: v.said(sectionAt(n, "proposal"))}
		for _, id := range v.sent[sectionAt(n, "inputs")] {
			s.Inputs = append(s.Inputs, registry.InputID(id))
		}
		all = append(all, s)
	}
	return all
}

func (v *visit) editSendOn() (answer, error) {
	fs := v.sendOnForms()
	_, err := v.Workflow.EditSendOn(v.r.Context(), v.act, registry.SendOnID(v.name), v.saidEdit(),
		workflow.SendOnEntry{Addressee: v.said("addressee"), Intro: v.said("intro"), Sections: v.saidSections()})
	if fs.edit.refused(v, err) {
		return v.sendOnPage(fs)
	}
	return v.done("saved", "work_send_on", v.name), err
}

func (v *visit) addToSendOn() (answer, error) {
	fs := v.sendOnForms()
	x, err := v.readSendOn()
	if err != nil {
		return answer{}, err
	}
	at := sectionAt(len(x.Sections), "provision")
	x.Sections = append(x.Sections, workflow.SendOnSection{Provision: v.said("provision"), Inputs: v.pickedIDs()})
	if len(v.pickedIDs()) == 0 {
		var c registry.Checks
		c.Fail("inputs", registry.CodeRequired)
		err = c.Err()
	} else {
		_, err = v.Workflow.EditSendOn(v.r.Context(), v.act, x.ID, v.saidEdit(), x.SendOnEntry)
	}
	if fs.add.refused(v, err, at, "provision") {
		return v.sendOnPage(fs)
	}
	return v.done("saved", "work_send_on", v.name), err
}

func (v *visit) markSentOn() (answer, error) {
	fs := v.sendOnForms()
	var c registry.Checks
	on := v.saidDay(&c, "on")
	err := c.Err()
	if err == nil {
		_, err = v.Workflow.MarkSentOn(v.r.Context(), v.act, registry.SendOnID(v.name), v.saidEdit(), on)
	}
	if fs.sent.refused(v, err, "proposals", "on", "inputs", "on") {
		return v.sendOnPage(fs)
	}
	return v.done("sendon_sent", "work_send_on", v.name), err
}

func (v *visit) sendOnPage(fs sendOnForms) (answer, error) {
	x, err := v.readSendOn()
	if err != nil {
		return answer{}, err
	}
	p := sendOnPage{Page: v.headed("sendon.to", x.Addressee), Addressee: x.Addressee, Intro: x.Intro, SentBy: x.SentBy, State: v.text("sendon.draft")}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("sendon.board"), p.To("work_send_ons")})
	p.Inputs, p.File, p.Parts = p.Count("sendon.inputs", x.Inputs), p.To("work_send_on_docx", v.name), p.sentParts(x)
	edit := strconv.Itoa(x.Edit)
	fs.edit.stands(edit, Phrase{}, typedFields("addressee", x.Addressee, "intro", x.Intro))
	fs.add.stands(edit, Phrase{}, nil)
	fs.sent.stands(edit, Phrase{}, nil)
	labels := map[string]string{}
	for n := range p.Parts {
		part := &p.Parts[n]
		name, kept := sectionAt(n, "proposal"), sectionAt(n, "inputs")
		fs.edit.preset(name, part.Proposal)
		part.ReferenceField = sectionAt(n, "provision")
		part.Field = fs.edit.Prose("proposal", 4).Labelled(p.T("sendon.proposal_on", "provision", part.Provision))
		part.Field.ID, part.Field.Name, part.Field.Value, part.Field.Wrong = fs.edit.id(name), name, fs.edit.Value(name), fs.edit.Wrong(name)
		labels[part.Field.ID] = part.Field.Label
		for k := range part.Texts {
			part.Texts[k].Field, part.Texts[k].Kept = kept, !fs.edit.typed || fs.edit.Has(kept, part.Texts[k].ID)
		}
	}
	fs.edit.name(labels)
	fs.add.name(map[string]string{fs.add.id("inputs"): p.T("sendon.waiting")})
	status := 0
	for _, f := range []Form{fs.edit, fs.add, fs.sent} {
		p.Complaints, status = append(p.Complaints, f.Complaints...), max(status, f.Status)
	}
	p.Wrong = status != 0
	p.Form, p.Add, p.Sent = fs.edit, fs.add, fs.sent
	p.May = len(v.act.Reach) == 0 && (x.Sent == registry.NoDay || p.Wrong)
	if x.Sent != registry.NoDay {
		p.State, p.Public = p.T("sendon.sent_on", "day", p.Day(x.Sent)), p.To("sent_on", v.name)
	}
	if p.May {
		p.Offer, _, err = v.sendOnOffer(p.Page, fs.add)
	}
	return answer{status: status, template: "send-on", data: p}, err
}
