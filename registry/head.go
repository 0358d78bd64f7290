package registry

// Head is what is said of a rule where it stands among many.
type Head struct {
	Number   Number
	Title    string // of the text that applies today; of the newest where none does
	Area     string
	Unit     string
	Protects Protects
	Effort   Effort
}

// RulePlace is where a rule is found: by number, by id, and in an area.
type RulePlace struct {
	Number Number
	ID     RuleID
	Area   string
}
