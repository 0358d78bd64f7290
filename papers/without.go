package papers

import (
	"slices"
	"strings"

	"github.com/omvendt/omvendt/workflow"
)

// Without is the paper with passages left out, workflow.Omitted in the place of each,
// wherever they stand in it; and those passages that stand nowhere in it.
func (p Paper) Without(passages []string) (left Paper, missing []string) {
	found := map[string]bool{}
	cut := func(text string) string {
		for _, passage := range passages {
			if bare := Bare(text); passage != "" && strings.Contains(bare, passage) {
				found[passage], text = true, strings.ReplaceAll(bare, passage, workflow.Omitted)
			}
		}
		return text
	}
	p.Title, p.Facts, p.Items = cut(p.Title), cutFacts(p.Facts, cut), slices.Clone(p.Items)
	for n, item := range p.Items {
		item.Title, item.Facts, item.Sections = cut(item.Title), cutFacts(item.Facts, cut), slices.Clone(item.Sections)
		for k, s := range item.Sections {
			s.Head, s.Blocks = cut(s.Head), cutBlocks(s.Blocks, cut)
			item.Sections[k] = s
		}
		p.Items[n] = item
	}
	for _, passage := range passages {
		if !found[passage] {
			missing = append(missing, passage)
		}
	}
	return p, missing
}

func cutFacts(facts []Fact, cut func(string) string) []Fact {
	facts = slices.Clone(facts)
	for n, f := range facts {
		facts[n].Label, facts[n].Text = cut(f.Label), cut(f.Text)
	}
	return facts
}

func cutAll(texts []string, cut func(string) string) []string {
	texts = slices.Clone(texts)
	for n := range texts {
		texts[n] = cut(texts[n])
	}
	return texts
}

func cutBlocks(blocks []Block, cut func(string) string) []Block {
	blocks = slices.Clone(blocks)
	for n, b := range blocks {
		b.Text, b.Points, b.Facts = cut(b.Text), cutAll(b.Points, cut), cutFacts(b.Facts, cut)
		b.Sides = slices.Clone(b.Sides)
		for k, s := range b.Sides {
			b.Sides[k] = Side{cut(s.Head), cutBlocks(s.Blocks, cut)}
		}
		b.Table.Caption, b.Table.Columns, b.Table.Rows = cut(b.Table.Caption), cutAll(b.Table.Columns, cut), slices.Clone(b.Table.Rows)
		for k, row := range b.Table.Rows {
			b.Table.Rows[k].Cells = cutAll(row.Cells, cut)
		}
		blocks[n] = b
	}
	return blocks
}
