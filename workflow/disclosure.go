package workflow

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Disclosure (aktindsigt, offentlighedsloven) is what an officer chose of the documents
// of a review: what those who ask for access are given. What nobody has chosen about is
// not given out.
type Disclosure struct {
	Review   registry.ReviewID `json:"-"`
	Edit     int               `json:"edit"` // counts changes; 1: nobody has chosen anything
	Releases []Release         `json:"releases,omitempty"`
}

// Release is the choice about one document.
type Release struct {
	Document string      `json:"document"` // its key
	Kind     ReleaseKind `json:"kind"`
	// Provision is the one by which it is withheld, whole or in part: "§ 23, stk. 1, nr. 1".
	Provision string `json:"provision,omitempty"`
	Reason    string `json:"reason,omitempty"`
	// Passages are left out of a document given out in part, word for word; Omitted
	// stands in their place.
	Passages []string `json:"passages,omitempty"`
}

// ReleaseKind is what is chosen about a document.
type ReleaseKind string

const (
	GiveOut     ReleaseKind = "give_out"
	GiveOutPart ReleaseKind = "in_part"
	WithholdAll ReleaseKind = "withhold"
)

// ReleaseKinds in the order in which they are offered.
var ReleaseKinds = []ReleaseKind{GiveOut, GiveOutPart, WithholdAll}

// passagesLimit is how many passages can be left out of a document.
const passagesLimit = 50

// Of is the choice about a document; the zero one where there is none.
func (d Disclosure) Of(document string) Release {
	for _, x := range d.Releases {
		if x.Document == document {
			return x
		}
	}
	return Release{}
}

// check takes a choice to the form in which it is stored.
func (x Release) check(c *registry.Checks, at string, documents []Document) Release {
	n := slices.IndexFunc(documents, func(d Document) bool { return d.Key == x.Document })
	if n < 0 {
		c.Fail(at+"document", registry.CodeDocumentUnknown, "document", x.Document)
		return x
	}
	if !slices.Contains(ReleaseKinds, x.Kind) {
		c.Fail(at+"kind", registry.CodeChoiceInvalid, "value", string(x.Kind), "choices", joined(ReleaseKinds))
		return x
	}
	held := x.Kind != GiveOut
	c.Text(at+"provision", x.Provision, registry.LimitName, held)
	c.Text(at+"reason", x.Reason, registry.LimitReason, held)
	if !held {
		x.Provision, x.Reason = "", ""
	}
	if x.Kind != GiveOutPart {
		x.Passages = nil
		return x
	}
	if !documents[n].InPart() {
		c.Fail(at+"kind", registry.CodeDocumentWhole)
		return x
	}
	if len(x.Passages) == 0 {
		c.Fail(at+"passages", registry.CodeRequired)
	}
	if len(x.Passages) > passagesLimit {
		c.Fail(at+"passages", registry.CodeTooLong, "limit", itoa(passagesLimit))
	}
	for _, p := range x.Passages {
		c.Text(at+"passages", p, registry.LimitReason, true)
	}
	return x
}

// DocumentKind is the sort of a document.
type DocumentKind string

const (
	OpeningDocument   DocumentKind = "opening"        // the decision that turned the burden of proof, with its rules
	LetterDocument    DocumentKind = "letter"         // to a hearing party
	StatementDocument DocumentKind = "statement"      // of a hearing party
	FileDocument      DocumentKind = "statement_file" // that a statement came as
	ReportDocument    DocumentKind = "report"         // on a consultation
	InputsDocument    DocumentKind = "inputs"         // of a consultation with their answers, as they are public
	PaperDocument     DocumentKind = "paper"          // on an item, with what was decided once that is final
	SentOnDocument    DocumentKind = "sent_on"        // a pack on state law
)

// DocumentKinds in the order of documents of one day.
var DocumentKinds = []DocumentKind{OpeningDocument, LetterDocument, StatementDocument, FileDocument, ReportDocument, InputsDocument, PaperDocument, SentOnDocument}

// Document is something in a review's case (akt) that can be given out, or an internal
// draft, which is only told of. Its number is its place in the list.
type Document struct {
	Key      string // stays the same: "statement/<id of the hearing>"
	Kind     DocumentKind
	Title    string // words of the municipality's; empty: the kind says it
	Day      registry.Day
	From, To string // parties by name; empty: the municipality, or nobody in particular
	Internal bool   // a draft that has not left the administration: never in a pack
	Closed   bool   // of a confidential item (lukket punkt)

	Review       Review
	Hearing      Hearing
	Consultation Consultation
	Meeting      Meeting
	Item         Item
	SendOn       SendOn
}

// InPart says whether passages can be left out of it. The others are public as they
// are, or a file whose content the program does not read.
func (d Document) InPart() bool {
	switch d.Kind {
	case OpeningDocument, LetterDocument, StatementDocument, PaperDocument:
		return !d.Internal
	}
	return false
}

// Documents lists what there is in a review's case, by day. A draft of a justification,
// a recommendation that is on no agenda and anybody's notes are never among them.
func (v ReviewJournal) Documents(today registry.Day) (out []Document) {
	review := v.Report.Review
	out = append(out, Document{Key: "opening", Kind: OpeningDocument, Title: review.Name, Day: review.Decision.Day, From: review.Decision.Body, Review: review})
	for _, h := range v.Hearings {
		letter := Document{Key: "letter/" + string(h.ID), Kind: LetterDocument, Day: h.Sent, To: h.Party, Hearing: h, Internal: h.State == HearingPlanned}
		out = append(out, letter)
		if h.State != HearingAnswered {
			continue
		}
		said := Document{Key: "statement/" + string(h.ID), Kind: StatementDocument, Day: h.Statement.Received, From: h.Party, Hearing: h}
		out = append(out, said)
		if h.Statement.File != (StatementFile{}) {
			said.Key, said.Kind, said.Title = "statement-file/"+string(h.ID), FileDocument, h.Statement.File.Name
			out = append(out, said)
		}
	}
	for _, c := range v.Consultations {
		if today < c.Opens {
			continue
		}
		if today >= c.Closes { // until then the report is a draft
			out = append(out, Document{Key: "report/" + string(c.ID), Kind: ReportDocument, Title: c.Title.Da, Day: c.Closes, Consultation: c})
		}
		out = append(out, Document{Key: "inputs/" + string(c.ID), Kind: InputsDocument, Title: c.Title.Da, Day: c.Opens, Consultation: c})
	}
	for _, m := range v.Meetings {
		for _, item := range m.Items {
			out = append(out, Document{Key: "paper/" + string(item.ID), Kind: PaperDocument, Title: item.Title, Day: m.Meeting.Day, To: m.Meeting.Body.Name,
				Closed: item.Confidential, Meeting: m.Meeting, Item: item})
		}
	}
	for _, p := range v.SentOn {
		out = append(out, Document{Key: "sent-on/" + string(p.ID), Kind: SentOnDocument, Day: p.Sent, To: p.Addressee, SendOn: p, Internal: p.Sent == registry.NoDay})
	}
	slices.SortStableFunc(out, func(a, b Document) int {
		return cmp.Or(compareInternal(a, b), cmp.Compare(a.Day, b.Day), cmp.Compare(slices.Index(DocumentKinds, a.Kind), slices.Index(DocumentKinds, b.Kind)), strings.Compare(a.Key, b.Key))
	})
	return out
}

// compareInternal puts internal drafts last.
func compareInternal(a, b Document) int {
	switch {
	case a.Internal == b.Internal:
		return 0
	case a.Internal:
		return 1
	}
	return -1
}

// DisclosureView is the list of a review's documents with what was chosen of each.
type DisclosureView struct {
	Review     Review
	Today      registry.Day
	Documents  []Document
	Disclosure Disclosure
}

// Disclosure reads it; CodeNotFound.
func (s *Service) Disclosure(ctx context.Context, slug string) (out DisclosureView, err error) {
	err = s.Journal(ctx, func(j Journal) error { out, _, err = j.Disclosure(slug); return err })
	return out, err
}

// Disclosure reads the list with what the documents are made of; CodeNotFound.
func (j Journal) Disclosure(slug string) (DisclosureView, ReviewJournal, error) {
	v, err := j.Review(slug)
	if err != nil {
		return DisclosureView{}, v, err
	}
	out := DisclosureView{Review: v.Report.Review, Today: j.Today(), Documents: v.Documents(j.Today())}
	out.Disclosure, err = j.r.Disclosure(v.Report.Review.ID)
	return out, v, err
}

// Passages finds out which of the passages chosen in a document do not stand in it:
// whoever composes documents (papers) knows their words.
type Passages func(j Journal, d Document, passages []string) (missing []string, err error)

// Choose stores what is chosen of the documents of a review in place of what was. The
// log tells of each choice without its passages. Errors: CodeNotFound, CodeStale,
// CodeInvalid with fields.
func (s *Service) Choose(ctx context.Context, act registry.Act, slug string, edit int, releases []Release, missing Passages) (Disclosure, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Disclosure, error) {
		j := Journal{tx, s}
		view, _, err := j.Disclosure(slug)
		before := view.Disclosure
		if err != nil {
			return before, err
		}
		if before.Edit != edit {
			return before, registry.Stale(edit, before.Edit)
		}
		after := Disclosure{Review: view.Review.ID}
		var c registry.Checks
		given := slices.DeleteFunc(slices.Clone(view.Documents), func(d Document) bool { return d.Internal })
		seen := map[string]bool{}
		for n, x := range releases {
			at := "releases[" + itoa(n) + "]."
			if seen[x.Document] {
				c.Fail(at+"document", registry.CodeDocumentTwice, "document", x.Document)
			}
			seen[x.Document] = true
			after.Releases = append(after.Releases, x.check(&c, at, given))
		}
		if err := c.Err(); err != nil {
			return before, err
		}
		if err := j.checkPassages(&c, after, given, missing); err != nil {
			return before, err
		}
		if err := c.Err(); err != nil {
			return before, err
		}
		if after, err = tx.SetDisclosure(after, edit); err != nil {
			return before, err
		}
		return after, audit(tx, "review "+string(view.Review.ID), before.logged(), after.logged())
	})
}

func (j Journal) checkPassages(c *registry.Checks, d Disclosure, documents []Document, missing Passages) error {
	for n, x := range d.Releases {
		if x.Kind != GiveOutPart {
			continue
		}
		k := slices.IndexFunc(documents, func(d Document) bool { return d.Key == x.Document })
		gone, err := missing(j, documents[k], x.Passages)
		if err != nil {
			return err
		}
		for _, p := range gone {
			c.Fail("releases["+itoa(n)+"].passages", registry.CodePassageNotThere, "passage", p)
		}
	}
	return nil
}

// logged is what the log tells: a passage is left out because few may read it.
func (d Disclosure) logged() any {
	type release struct {
		Document  string      `json:"document"`
		Kind      ReleaseKind `json:"kind"`
		Provision string      `json:"provision,omitempty"`
		Passages  int         `json:"passages,omitempty"`
	}
	out := []release{}
	for _, x := range d.Releases {
		out = append(out, release{x.Document, x.Kind, x.Provision, len(x.Passages)})
	}
	return map[string]any{"disclosure": out, "edit": d.Edit}
}
