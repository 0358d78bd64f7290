package papers

import (
	"github.com/omvendt/omvendt/internal/texts"
)

// Paper is what a paper on items says, part by part, before it is a page or a document
// (Write): the two cannot differ.
type Paper struct {
	Lang  texts.Lang
	Title string
	Typed bool   // the title is somebody's own words
	Facts []Fact // of the meeting
	Items []Item
	Whole bool // it is a whole agenda, whose items have headings of their own
}

// Item is one item in a paper.
type Item struct {
	Ordinal  int
	Title    string // empty: the item is not for this reader
	Facts    []Fact
	Sections []Section
}

// Section is what stands under a heading of the municipality's.
type Section struct {
	ID     string // within the paper
	Head   string
	Typed  bool // the heading is Danish, whatever the paper's language
	Blocks []Block
}

// Fact is something with its name.
type Fact struct {
	Label, Text string
	Typed       bool // the text is somebody's own words, which are Danish
}

// Kind is how a block looks.
type Kind string

const (
	Head     Kind = "head"     // a heading below the section's; Depth 1 or 2
	Text     Kind = "text"     // paragraphs, parted by line breaks
	Strong   Kind = "strong"   // a paragraph that stands out
	Small    Kind = "small"    // a definition, a source
	Quote    Kind = "quote"    // what somebody said, whole
	Points   Kind = "points"   // numbered
	List     Kind = "list"     // not numbered
	Facts    Kind = "facts"    // each with its name
	Sides    Kind = "sides"    // for and against, beside each other
	Counting Kind = "counting" // a table
)

// Block is a piece of a section.
type Block struct {
	Kind   Kind
	Text   string
	Typed  bool   // the text, or the points, are somebody's own words
	Rule   string // number of the rule that a heading is about
	Depth  int
	Points []string
	Facts  []Fact
	Sides  []Side
	Table  Table
}

// Side is a case for or against.
type Side struct {
	Head   string
	Blocks []Block // text, strong, small, list and facts alone
}

// Table of numbers: a word in the first column, numbers in the others.
type Table struct {
	Caption string
	Columns []string
	Typed   bool // the first column is somebody's own words
	Rows    []Row
}

// Row of a table. Share is of all in per cent where the table tells shares, for a bar.
type Row struct {
	Cells []string
	Share int
	Bar   bool
}
