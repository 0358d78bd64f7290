package registry

// Leaf is something to be logged for outsiders: a line of the log that anybody can
// check (package translog), written in the transaction of what it tells of.
// Content is what its kind says, as JSON; of its texts the log keeps the seals.
type Leaf struct {
	Kind    string
	Object  string // what it is found by; empty: nothing
	Content map[string]any
}

// leafWriter is what a transaction can log. Revisions and versions of the rules of
// the game are logged by the store itself.
type leafWriter interface {
	// Log appends a leaf. A decision whose transaction draws a revision names it.
	Log(Leaf) error
}
