package web

import (
	"github.com/omvendt/omvendt/internal/worddiff"
	"github.com/omvendt/omvendt/workflow"
)

// ScreenedLine tells what of a text is public; no State where there is no text.
type ScreenedLine struct {
	Page   Page
	State  string
	Pieces []DiffPiece // the original with what is left out marked
	Why    string
	Note   string
	Apart  string // that nothing of its translation is public, where there is one
}

func (p Page) screenedLine(i workflow.Input) ScreenedLine {
	l := ScreenedLine{Page: p, Note: i.Note}
	if i.Text != "" {
		l.State = p.T("screened." + string(i.Screening))
	}
	if i.Translation != "" && i.Screening == workflow.MaskedText && i.ShownTranslation == "" {
		l.Apart = p.T("screened.translation")
	}
	if i.Why != "" {
		l.Why = capital(p.Lang.Name("withheld_for", string(i.Why)))
	}
	if i.Screening == workflow.MaskedText {
		for _, piece := range worddiff.Between(i.Text, i.Shown) {
			l.Pieces = append(l.Pieces, DiffPiece{piece.Text, piece.Kind == worddiff.Removed, piece.Kind == worddiff.Added})
		}
	}
	return l
}
