package web

import (
	"fmt"
	"io"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/workflow"
)

// linkKitPage is what is sent out with a link.
type linkKitPage struct {
	Page
	Link     LinkLine
	SVG, ICS string // addresses
	Guide    string // the same, of the guide with pictures
	Texts    []KitText
	Guard    GuardLine
}

// KitText is a text to copy.
type KitText struct{ ID, Label, Lang, Text string }

// kitChannels are where links are sent out, each with a text of its own.
var kitChannels = []string{"parents", "intranet", "care", "meeting"}

// linkKit has everything that is sent out with a link, ready to copy.
func (v *visit) linkKit() (answer, error) {
	l, err := v.hungLink()
	if err != nil {
		return answer{}, err
	}
	p := linkKitPage{Page: v.shell(v.text("kit.title")), SVG: path("work_link_svg", v.lang, v.names...), ICS: path("work_link_ics", v.lang, v.names...)}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("consultations.title"), p.To("work_consultations")}, Crumb{p.told(l.Consultation.Title).Lines[0], p.To("work_consultation", v.name)})
	p.Guide = p.To("guide", l.Token)
	for _, channel := range kitChannels {
		for _, lang := range texts.Langs {
			in := Page{Lang: lang}
			p.Texts = append(p.Texts, KitText{ID: channel + "-" + string(lang), Label: p.T("kit."+channel) + ", " + p.T("kit."+string(lang)), Lang: string(lang),
				Text: in.T("kit.text."+channel, "title", l.Consultation.Title.In(string(lang)), "day", in.LastDay(l.Closes),
					"address", v.BaseURL+path("answer", lang, l.Token), "short", v.shortAddress(l.Token))})
		}
	}
	p.Guard = v.guardLine(l)
	p.Link, err = v.linkLine(l)
	return answer{template: "link-kit", data: p}, err
}

// linkSVG is the QR code to put into a letter or onto a screen.
func (v *visit) linkSVG() (answer, error) {
	l, err := v.hungLink()
	if err != nil {
		return answer{}, err
	}
	qr, err := newQR(v.linkAddress(l.Token))
	return answer{file: &file{format: sheet.SVG, name: "qr-" + workflow.Code(l.Token), write: func(w io.Writer) error {
		_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><rect width="100%%" height="100%%" fill="#fff"/><path d="%s" fill="#000"/></svg>`+"\n",
			qr.Size, qr.Size, qr.Path)
		return err
	}}}, err
}

// linkCalendar is the last day on which the link takes answers.
func (v *visit) linkCalendar() (answer, error) {
	l, err := v.hungLink()
	if err != nil {
		return answer{}, err
	}
	today, err := v.Register.Today(v.r.Context())
	title := v.text("kit.event", "title", l.Consultation.Title.In(string(v.lang)))
	return answer{file: &file{format: sheet.ICS, name: v.name, write: func(w io.Writer) error {
		return calendar(w, event{id: string(l.ID), day: l.Closes - 1, written: today, title: title, address: v.linkAddress(l.Token)})
	}}}, err
}
