package web

import (
	"encoding/xml"
	"io"
	"time"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// atomFeed is a feed as RFC 4287 has it.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary,omitempty"`
}

// saidDoneFeed is what "you said, we did" tells of late, for readers of feeds.
func (v *visit) saidDoneFeed() (answer, error) {
	d, c, err := v.readSaidDone(0)
	if err != nil {
		return answer{}, err
	}
	p := Page{Lang: v.lang}
	at := v.BaseURL + p.To("said_done", c.Slug)
	feed := atomFeed{Lang: string(v.lang), ID: at, Title: p.T("done.title") + ": " + c.Title.In(string(v.lang)), Author: v.Municipality,
		Updated: v.begins(c.Opens), Links: []atomLink{{"self", v.BaseURL + p.To("said_done_feed", c.Slug)}, {"alternate", at}}}
	for n, change := range d.Changes {
		if n == 0 {
			feed.Updated = v.begins(change.On)
		}
		feed.Entries = append(feed.Entries, v.atomEntry(p, at, change))
	}
	return answer{file: &file{format: sheet.Atom, name: v.name, write: func(w io.Writer) error {
		if _, err := io.WriteString(w, xml.Header); err != nil {
			return err
		}
		return xml.NewEncoder(w).Encode(feed)
	}}}, nil
}

func (v *visit) atomEntry(p Page, at string, c workflow.Change) atomEntry {
	told := p.changeTold(c)
	e := atomEntry{ID: at + "#" + told.Anchor, Title: told.Text.Before + told.Text.Danish + told.Text.After, Updated: v.begins(c.On), Link: atomLink{"alternate", at}}
	if told.Rule.Text != "" {
		e.Title = told.Rule.Text + " " + told.Title + ": " + e.Title
		e.Link.Href = v.BaseURL + told.Rule.Address
	}
	if c.Decision != nil {
		e.Summary = p.decidedLine(*c.Decision).Words
	}
	return e
}

// begins is the first instant of a day here. A feed tells of days: what happens is
// known by the day alone.
func (v *visit) begins(d registry.Day) string {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, v.Register.Place).Format(time.RFC3339)
}
