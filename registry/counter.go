package registry

import "context"

// CounterCase is the case against a rule, by somebody or a group at the front
// line, MED or a union representative, in the structure of a justification.
// Versions of it are kept under one thread; the latest counts.
type CounterCase struct {
	ID      CounterCaseID `json:"id"`
	Thread  CounterCaseID `json:"thread"` // the id of its first version
	Rule    RuleID        `json:"-"`
	Ordinal int           `json:"ordinal"` // 1 is the first version
	On      Day           `json:"on"`
	Party   CounterParty  `json:"party"`
	Name    string        `json:"name,omitempty"` // of the person or group; kept only where it is public
	Public  bool          `json:"public"`         // they wish to be named
	By      string        `json:"-"`              // key of the actor who filed it
	CounterArguments
}

// CounterArguments answer what a justification answers, from the other side.
type CounterArguments struct {
	Cost      string `json:"cost"`                // what the rule costs the core task
	Burdened  string `json:"burdened,omitempty"`  // whom it burdens
	Mechanism string `json:"mechanism,omitempty"` // how it comes to be so
	Evidence  string `json:"evidence,omitempty"`  // how that is known
	Lighter   string `json:"lighter,omitempty"`   // the lighter way they propose
	Without   string `json:"without,omitempty"`   // what happens without the rule
}

// CounterParty is who speaks in a counter-case.
type CounterParty string

const (
	PartyFront CounterParty = "front" // medarbejder eller gruppe i frontlinjen
	PartyMED   CounterParty = "med"   // MED-udvalg
	PartyUnion CounterParty = "union" // tillidsrepræsentant
)

// CounterParties that there are.
var CounterParties = []CounterParty{PartyFront, PartyMED, PartyUnion}

// CounterReply answers a counter-case on behalf of the rule's owner; the latest counts.
type CounterReply struct {
	Thread  CounterCaseID `json:"thread"`
	Ordinal int           `json:"ordinal"` // of the version that it answers
	Post    string        `json:"post,omitempty"`
	On      Day           `json:"on"`
	Text    string        `json:"text,omitempty"`
}

// Countered is one counter-case with its reply.
type Countered struct {
	CounterCase
	Versions []CounterCase // all of them, by ordinal
	Reply    *CounterReply // nil: nobody has answered any version
	replies  int
}

// Edit counts what was written in the thread, so that who answers it has read all.
func (c Countered) Edit() int { return len(c.Versions) + c.replies }

// Answered says that the version that counts has been replied to.
func (c Countered) Answered() bool { return c.Reply != nil && c.Reply.Ordinal == c.Ordinal }

// CounterReader is what can be read about counter-cases.
type CounterReader interface {
	// CounterCases of rules: all versions, in the order of filing.
	CounterCases([]RuleID) (map[RuleID][]CounterCase, error)
	// CounterReplies to threads, in the order of writing.
	CounterReplies([]CounterCaseID) ([]CounterReply, error)
	// CounterWithdrawals are those of rules that were taken back, by thread.
	CounterWithdrawals([]RuleID) (map[CounterCaseID]CounterWithdrawal, error)
}

// CounterWriter is how they are stored.
type CounterWriter interface {
	InsertCounterCase(CounterCase) error
	InsertCounterReply(CounterReply) error
	// InsertCounterWithdrawal is CodeCounterWithdrawn where there is one.
	InsertCounterWithdrawal(CounterWithdrawal) error
}

// Check reports what is wrong with a counter-case.
func (c CounterCase) Check() error {
	var checks Checks
	checkChoice(&checks, "party", CounterParties, c.Party)
	checks.Text("name", c.Name, LimitName, c.Public)
	checks.Text("cost", c.Cost, LimitReason, true)
	for _, f := range []struct{ name, text string }{{"burdened", c.Burdened}, {"mechanism", c.Mechanism},
		{"evidence", c.Evidence}, {"lighter", c.Lighter}, {"without", c.Without}} {
		checks.Text(f.name, f.text, LimitReason, false)
	}
	return checks.Err()
}

// readThreads reads all counter-cases against rules, and which were withdrawn.
func readThreads(r Reader, rules []RuleID) (map[RuleID][]Countered, map[CounterCaseID]CounterWithdrawal, error) {
	all, err := r.CounterCases(rules)
	if err != nil {
		return nil, nil, err
	}
	gone, err := r.CounterWithdrawals(rules)
	if err != nil {
		return nil, nil, err
	}
	var threads []CounterCaseID
	for _, cases := range all {
		for _, c := range cases {
			if c.Ordinal == 1 {
				threads = append(threads, c.Thread)
			}
		}
	}
	replies, err := r.CounterReplies(threads)
	if err != nil {
		return nil, nil, err
	}
	answers := map[CounterCaseID][]CounterReply{}
	for _, reply := range replies {
		answers[reply.Thread] = append(answers[reply.Thread], reply)
	}
	out := map[RuleID][]Countered{}
	for rule, cases := range all {
		var list []Countered
		for _, c := range cases {
			if n := len(list); n == 0 || list[n-1].Thread != c.Thread { // versions of a thread stand together
				list = append(list, Countered{})
			}
			one := &list[len(list)-1]
			one.CounterCase, one.Versions = c, append(one.Versions, c)
			if given := answers[c.Thread]; len(given) > 0 {
				one.Reply, one.replies = &given[len(given)-1], len(given)
			}
		}
		out[rule] = list
	}
	return out, gone, nil
}

// Countered reads the counter-cases against a rule; CodeNotFound.
func (s *Service) Countered(ctx context.Context, number Number) (rule Rule, list []Countered, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		if rule, err = r.RuleByNumber(number); err != nil {
			return err
		}
		list, err = ReadCountered(r, rule.ID)
		return err
	})
	return rule, list, err
}

// FileCounterCase files the case against a rule, or a further version of one that
// the same actor filed (Thread). It does not count as an edit of the rule: nobody
// who works on it is stopped by an objection. CodeForbidden for another's thread;
// CodeStale when the thread's latest version is not the one with the given Ordinal (0: whichever).
func (s *Service) FileCounterCase(ctx context.Context, act Act, number Number, c CounterCase) (CounterCase, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (CounterCase, error) {
		c := c // the closure can run more than once
		r, err := tx.RuleByNumber(number)
		if err != nil {
			return c, err
		}
		if !act.Reach.Has(r.Catalogue) {
			return c, refuse(CodeForbidden)
		}
		if err := c.Check(); err != nil {
			return c, err
		}
		if !c.Public {
			c.Name = "" // what nobody is to read is not kept
		}
		seen := c.Ordinal
		c.ID, c.Rule, c.Ordinal, c.On, c.By = NewID[CounterCaseID](tx.Now()), r.ID, 1, tx.Today(), act.Actor.Key()
		if c.Thread == "" {
			c.Thread = c.ID
		} else {
			before, err := threadOf(tx, r.ID, c.Thread)
			if err != nil {
				return c, err
			}
			if before.By != c.By {
				return c, refuse(CodeForbidden)
			}
			if seen != 0 && seen != before.Ordinal {
				return c, Stale(seen, before.Ordinal)
			}
			c.Ordinal = before.Ordinal + 1
		}
		if err := tx.InsertCounterCase(c); err != nil {
			return c, err
		}
		// The log names who filed it; the name they gave stays with the case.
		return c, audit(tx, "rule "+number.String(), nil, struct {
			Thread  CounterCaseID `json:"counter_case"`
			Ordinal int           `json:"ordinal"`
		}{c.Thread, c.Ordinal})
	})
}

// ReplyToCounterCase answers the version that counts on behalf of the responsible
// post; CodeStale when the thread's edit is not the given one (0: whichever),
// CodeCounterWithdrawn.
func (s *Service) ReplyToCounterCase(ctx context.Context, act Act, number Number, thread CounterCaseID, edit int, text string) (CounterReply, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (CounterReply, error) {
		var reply CounterReply
		r, err := tx.RuleByNumber(number)
		if err != nil {
			return reply, err
		}
		if !act.Reach.Has(r.Catalogue) {
			return reply, refuse(CodeForbidden)
		}
		var c Checks
		c.Text("text", text, LimitReason, true)
		if err := c.Err(); err != nil {
			return reply, err
		}
		latest, err := threadOf(tx, r.ID, thread)
		if err != nil {
			return reply, err
		}
		if edit != 0 && edit != latest.Edit() {
			return reply, Stale(edit, latest.Edit())
		}
		reply = CounterReply{Thread: thread, Ordinal: latest.Ordinal, Post: r.Catalogue.Owner, On: tx.Today(), Text: text}
		if err := tx.InsertCounterReply(reply); err != nil {
			return reply, err
		}
		// The words stay with the answer: it can be withdrawn with the case.
		logged := reply
		logged.Text = ""
		return reply, audit(tx, "rule "+number.String(), nil, struct {
			Reply CounterReply `json:"counter_reply"`
		}{logged})
	})
}
