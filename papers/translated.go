package papers

import (
	"github.com/omvendt/omvendt/internal/docx"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/workflow"
)

// translated is the translation beside a text in another language, if there is one.
func translated(p *docx.Document, l texts.Lang, i workflow.Input) {
	if i.Translation != "" {
		p.Small(docx.Plain(l.Text("paper.translated", nil)))
		p.Quote(docx.Plain(i.Translation))
	}
}
