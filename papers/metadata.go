package papers

import (
	"strings"

	"github.com/omvendt/omvendt/workflow"
)

// Metadata is what a case system files a paper under, and the paper's text heading by
// heading.
type Metadata struct {
	Case           string         `json:"case,omitempty" doc:"The item's case number, or else the meeting's."`
	KLE            []string       `json:"kle,omitempty" doc:"The codes of its rules, each once." example:"[\"28.06.00\"]"`
	Kind           string         `json:"kind" doc:"What the municipality calls an open or a confidential item." example:"Åben"`
	Body           string         `json:"body" example:"Byrådet"`
	Day            string         `json:"day" format:"date" doc:"The meeting's."`
	Time           string         `json:"time,omitempty" example:"17.00"`
	Place          string         `json:"place,omitempty"`
	Meeting        string         `json:"meeting" format:"uuid"`
	Item           string         `json:"item" format:"uuid"`
	Ordinal        int            `json:"ordinal" doc:"The item's place on the agenda."`
	Title          string         `json:"title"`
	Rules          []string       `json:"rules,omitempty" doc:"The numbers of the rules that it is about." example:"[\"R-0042\"]"`
	Proposer       string         `json:"proposer,omitempty" doc:"Who recommends; left out: the administration."`
	Recommendation []string       `json:"recommendation,omitempty" doc:"At-point by at-point."`
	Decision       string         `json:"decision,omitempty" doc:"The municipality's word for what was decided; left out until that is final." example:"Godkendt"`
	Headings       []HeadedText   `json:"headings" doc:"The paper's, in the municipality's order."`
	Consideration  []ConsiderText `json:"considerations,omitempty" doc:"What the item says to the municipality's fixed questions."`
}

// HeadedText is a heading with the text under it.
type HeadedText struct {
	Name string `json:"name" example:"Sagsfremstilling"`
	Text string `json:"text" doc:"Plain text, a paragraph a line."`
}

// ConsiderText is a fixed question with its answer.
type ConsiderText struct {
	Question string `json:"question"`
	Text     string `json:"text"`
}

// MetadataOf tells of the first item what its paper is filed under.
func MetadataOf(p Paper, w workflow.Papers) Metadata {
	m, x := w.Meeting, w.Items[0]
	out := Metadata{Case: x.Case, KLE: KLE(x), Kind: w.Profile.Open, Body: m.Body.Name, Day: m.Day.String(), Time: m.Time, Place: m.Place,
		Meeting: string(m.ID), Item: string(x.ID), Ordinal: x.Ordinal, Title: x.Title, Proposer: x.Proposer, Recommendation: x.Recommendation}
	if out.Case == "" {
		out.Case = m.Case
	}
	if x.Confidential {
		out.Kind = w.Profile.Confidential
	}
	if m.State == workflow.MeetingClosed {
		out.Decision = w.Profile.Word(m, x.Judged, false)
	}
	for _, e := range x.Entries {
		out.Rules = append(out.Rules, e.Entry.Rule.Number.String())
	}
	for _, c := range x.Considerations {
		if c.Text == "" {
			continue
		}
		out.Consideration = append(out.Consideration, ConsiderText(c))
	}
	for _, s := range p.Items[0].Sections {
		out.Headings = append(out.Headings, HeadedText{s.Head, Bare(strings.Join(plain(s.Blocks), "\n"))})
	}
	return out
}

// plain is blocks without their looks, a line a paragraph.
func plain(blocks []Block) (lines []string) {
	for _, b := range blocks {
		if b.Text != "" {
			lines = append(lines, strings.TrimSpace(b.Rule+" "+b.Text))
		}
		lines = append(lines, b.Points...)
		for _, f := range b.Facts {
			lines = append(lines, strings.TrimSuffix(f.Label, ":")+": "+f.Text)
		}
		for _, s := range b.Sides {
			lines = append(append(lines, s.Head), plain(s.Blocks)...)
		}
		if b.Kind == Counting {
			lines = append(lines, b.Table.Caption, strings.Join(b.Table.Columns, "; "))
			for _, row := range b.Table.Rows {
				lines = append(lines, strings.Join(row.Cells, "; "))
			}
		}
	}
	return lines
}
