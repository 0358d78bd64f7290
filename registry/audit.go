package registry

import (
	"encoding/json"
	"time"
)

// Revision is a point in recorded time. It grows by one with every transaction
// that writes facts or timelines.
type Revision int64

// RevisionOpen ends a recorded stretch that is still the answer.
const RevisionOpen Revision = 1<<63 - 1

// RevisionMark is a revision with its instant, never earlier than the last one's.
type RevisionMark struct {
	Revision Revision  `json:"revision"`
	At       time.Time `json:"at"`
}

// Act describes one change to the store: who does what, under which request.
type Act struct {
	Actor     Actor
	Reach     Reach  // what the actor reaches with the operation's permission
	Operation string // kebab-case, as in the API: "open-review"
	Request   string // request id, empty on the command line
	Retry     *Retry // nil when the request cannot be repeated
}

// Retry makes a repeated request have one effect (Idempotency-Key).
type Retry struct {
	Key  string // unique per actor and operation for 24 hours
	Hash string // of the request's body
}

// AuditEvent is one entry of the log of changes. Before and After are JSON,
// empty where there is nothing.
type AuditEvent struct {
	ID           AuditID         `json:"id"`
	At           time.Time       `json:"at"`
	Actor        string          `json:"actor"`
	Operation    string          `json:"operation"`
	Object       string          `json:"object"` // "rule R-0042", "review dagtilbud-2027"
	Before       json.RawMessage `json:"before,omitempty"`
	After        json.RawMessage `json:"after,omitempty"`
	Request      string          `json:"request,omitempty"`
	PolicyDigest string          `json:"policy_digest,omitempty"`
	Revision     Revision        `json:"revision,omitzero"`
	Place        int64           `json:"-"` // in the log; 0 for somebody without a name
}

// AuditPlace is how far the log has been read, newest first; the zero place is
// its newest end. Events of people without a name have an order of their own.
type AuditPlace struct {
	Named   int64   `json:"named,omitempty"` // the place of the last event read
	Day     Day     `json:"day,omitzero"`
	Unnamed AuditID `json:"unnamed,omitempty"` // of the last one without a name
}

// After is the place behind further events.
func (p AuditPlace) After(events []AuditEvent) AuditPlace {
	for _, e := range events {
		if e.Place > 0 {
			p.Named = e.Place
		} else {
			p.Unnamed, p.Day = e.ID, NewDay(e.At.UTC().Date()) // nothing but the day is known
		}
	}
	return p
}

// AuditPage is one page of the log.
type AuditPage struct {
	Events []AuditEvent
	Next   AuditPlace
	More   bool // there are older events
}
