package registry

// Missing is something that a rule's entry lacks: a prompt to whoever keeps it.
type Missing string

const (
	MissingOwner         Missing = "owner"         // it names no post, or one that is vacant
	MissingPlain         Missing = "plain"         // kort sagt
	MissingProtects      Missing = "protects"      // nobody has said whom it protects
	MissingLegalForm     Missing = "legal_form"    // nobody has said what units it binds
	MissingJustification Missing = "justification" // nobody has written one
	MissingCheck         Missing = "check"         // nobody has confirmed its legal bases: unchecked
	MissingEffort        Missing = "effort"        // not quantified
)

// MissingThings that a rule can lack, in the order in which they are told.
var MissingThings = []Missing{MissingOwner, MissingPlain, MissingProtects, MissingLegalForm, MissingJustification, MissingCheck, MissingEffort}

// Filter narrows a list to rules by what the register says of them now, whatever
// day the list is of. What is empty asks nothing; a rule must fit all that is not.
type Filter struct {
	Unit      string    `json:"unit,omitempty"`  // exact, as the next
	Owner     string    `json:"owner,omitempty"` // the post that answers for it
	Kind      RuleKind  `json:"kind,omitempty"`
	Protects  Protects  `json:"protects,omitempty"`
	LegalForm LegalForm `json:"legal_form,omitempty"`
	Missing   []Missing `json:"missing,omitempty"` // all of them
	Minutes   float64   `json:"minutes,omitzero"`  // it can take more minutes than so each time
	Review    string    `json:"review,omitempty"`  // slug of a review that it is part of
	Tags      []string  `json:"tags,omitempty"`    // all of them
	Role      string    `json:"role,omitempty"`    // that does what the rule demands
	Grade     CaseGrade `json:"grade,omitempty"`   // of its justification, as it was when that was written
	Finding   string    `json:"finding,omitempty"` // code of one in its justification
}

// Empty says that nothing is asked.
func (f Filter) Empty() bool {
	return f.Unit == "" && f.Owner == "" && f.Kind == "" && f.Protects == "" && f.LegalForm == "" && len(f.Missing) == 0 && len(f.Tags) == 0 && f.Role == "" && f.Grade == "" && f.Finding == "" &&
		f.Minutes == 0 && f.Review == ""
}

// Check reports what is wrong with a filter.
func (f Filter) Check() error {
	var c Checks
	c.Text("unit", f.Unit, LimitName, false)
	c.Text("owner", f.Owner, LimitName, false)
	c.Text("review", f.Review, LimitName, false)
	if f.Kind != "" {
		checkChoice(&c, "kind", RuleKinds, f.Kind)
	}
	checkChoice(&c, "protects", ProtectsChoices, f.Protects)
	checkChoice(&c, "legal_form", LegalForms, f.LegalForm)
	checkTags(&c, "tag", f.Tags)
	c.Text("role", f.Role, LimitName, false)
	c.Text("finding", f.Finding, LimitName, false)
	if f.Grade != "" {
		checkChoice(&c, "grade", CaseGrades, f.Grade)
	}
	for _, m := range f.Missing {
		checkChoice(&c, "missing", MissingThings, m)
	}
	const year = 366 * 24 * 60
	if !(f.Minutes >= 0 && f.Minutes <= year) {
		c.Fail("minutes", CodeRangeInvalid, "value", ftoa(f.Minutes), "from", "0", "to", itoa(year))
	}
	return c.Err()
}

// Sort is what a list is ordered by; rules that are alike in it go by number.
type Sort string

const (
	ByNumber Sort = ""
	ByTitle  Sort = "title" // in Danish order, by the beginning of the newest title
	ByArea   Sort = "area"  // in Danish order
	ByNext   Sort = "next"  // by the day on which the state changes next; those without one last
	ByEffort Sort = "effort"
)

// Sorts that a list can have.
var Sorts = []Sort{ByNumber, ByTitle, ByArea, ByNext, ByEffort}
