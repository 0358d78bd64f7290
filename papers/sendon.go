package papers

import (
	"io"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/docx"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// SendOn writes a pack of what people said on state law (videresendelse) as DOCX:
// provision by provision what the municipality proposes and the texts that are public,
// with how many are not shown. municipality hands it out.
func SendOn(w io.Writer, l texts.Lang, laws registry.Laws, v workflow.SendOnView, municipality string) error {
	title := l.Text("paper.send_on", map[string]string{"to": v.Addressee})
	p := docx.New(w, docx.About{Title: title, Language: string(l), Author: municipality, Footer: strings.TrimPrefix(municipality+" · "+title, " · "),
		Created: max(v.Made, v.Sent).Time().UTC().Truncate(24 * time.Hour)})
	p.Title(title)
	if v.Sent == registry.NoDay {
		p.Paragraph(docx.Bold(l.Text("paper.send_on.draft", nil)))
	} else {
		p.Paragraph(docx.Plain(l.Text("paper.send_on.sent", map[string]string{"day": wording.Day(l, v.Sent)})))
	}
	if v.Intro != "" {
		p.Paragraph(docx.Plain(v.Intro))
	}
	p.Paragraph(docx.Plain(l.Count("paper.send_on.inputs", v.Inputs, nil)))
	for _, part := range v.Parts {
		p.Heading(1, wording.Basis(laws, registry.Basis{Reference: part.Provision}))
		p.Heading(2, l.Text("paper.send_on.proposal", nil))
		if part.Proposal == "" {
			p.Paragraph(docx.Plain(l.Text("paper.send_on.no_proposal", nil)))
		} else {
			p.Paragraph(docx.Plain(part.Proposal))
		}
		p.Heading(2, l.Text("paper.send_on.said", nil))
		for _, a := range part.Told {
			if a.Input.Text == "" {
				continue
			}
			p.Quote(docx.Plain(a.Input.Text))
			translated(p, l, a.Input)
			if a.Rule != nil {
				p.Small(docx.Plain(a.Rule.Rule.Number.String() + " " + a.Rule.Text.Title))
			}
			if n := part.Same[a.Input.ID]; n > 0 {
				p.Small(docx.Plain(l.Count("paper.same", n, nil)))
			}
		}
		if part.Hidden > 0 {
			p.Small(docx.Plain(l.Count("paper.send_on.hidden", part.Hidden, nil)))
		}
	}
	return p.Close()
}
