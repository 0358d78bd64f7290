package workflow

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// What a meeting can do with a case without ruling on its rules: postpone it, send
// it back or on, find that it has no power, end an agreement or have it negotiated
// anew. Status follows from none of it, but from the basis of an agreement that ends.

const procedureChoices = "postpone, send_back, pass_on, no_power, terminate, renegotiate"

// said are the words of a carried proposal.
func (p Proposal) said() string {
	if p.Words == "" {
		return p.Question
	}
	return p.Words
}

// handle lands a carried procedure on a rule.
func (l *landing) handle(rule registry.Rule, before []registry.Event, j Judged, p Proposal, add func(registry.Day, registry.Fact, *registry.Text) error) error {
	if err := add(l.meeting.Day, registry.Handled{Procedure: p.Procedure, By: l.decision(j, p.said()), To: p.To, Reason: p.Reason, From: p.From, Until: p.Next}, nil); err != nil {
		return err
	}
	if p.Procedure != registry.Terminate {
		return nil
	}
	var was, is []registry.Basis
	for _, b := range agreements(before, l.meeting.Day) {
		if b.Until <= p.Next {
			continue // it ends before that anyway
		}
		was = append(was, b)
		b.Until = p.Next
		is = append(is, b)
		l.events = append(l.events, registry.Event{Rule: rule.ID, Valid: b.From, Fact: registry.BasisRecorded{Basis: b}})
	}
	return otherBases(l.tx, rule, was, is)
}

// otherBases tells who edits the rule that its bases are others now, and the log.
func otherBases(tx Tx, rule registry.Rule, was, is []registry.Basis) error {
	if len(is) == 0 {
		return nil
	}
	now, err := tx.RuleByNumber(rule.Number)
	if err == nil {
		_, err = tx.UpdateRule(now, now.Edit)
	}
	if err != nil {
		return err
	}
	return audit(tx, "rule "+rule.Number.String(), map[string]any{"bases": was}, map[string]any{"bases": is})
}

// agreementsAfter are the agreements that a decision to terminate them ended, recorded anew
// once that decision is annulled on a day: with the end that they had before, and with the
// one that it gave them, or that day, when the annulment is itself annulled. An agreement that has
// another end by now keeps it, and so does one that had ended before the day.
func agreementsAfter(tx Tx, rule registry.Rule, events []registry.Event, fact registry.Fact, on registry.Day) (again []registry.Event, err error) {
	back := false
	var ended registry.Event
	for {
		f, ok := fact.(registry.Annulled)
		if !ok {
			break
		}
		if ended, err = eventNamed(events, f.Event); err != nil {
			return nil, err
		}
		fact, back = ended.Fact, !back
	}
	if ended.ID == "" { // nothing is annulled
		return nil, nil
	}
	f, ok := fact.(registry.Handled)
	if !ok || f.Procedure != registry.Terminate || back && on > f.Until {
		return nil, nil
	}
	at := slices.IndexFunc(events, func(e registry.Event) bool { return e.ID == ended.ID })
	stood, now := registry.Bases(events[:at]), registry.Bases(events)
	var was, is []registry.Basis
	for _, e := range events[at+1:] { // what it ended was recorded right after it
		end, ok := e.Fact.(registry.BasisRecorded)
		if !ok || e.Revision != ended.Revision {
			break
		}
		same := func(b registry.Basis) bool { return b.ID == end.ID }
		b, before := now[slices.IndexFunc(now, same)], slices.IndexFunc(stood, same)
		if before < 0 {
			continue
		}
		from, to := end.Until, stood[before].Until
		if !back {
			from, to = to, max(from, on)
		}
		if b.Until != from {
			continue
		}
		was = append(was, b)
		b.Until = to
		is = append(is, b)
		again = append(again, registry.Event{Rule: rule.ID, Valid: b.From, Fact: registry.BasisRecorded{Basis: b}})
	}
	return again, otherBases(tx, rule, was, is)
}

// agreements are the bases by agreement that bind a rule after a day.
func agreements(events []registry.Event, day registry.Day) []registry.Basis {
	return slices.DeleteFunc(registry.Bases(events), func(b registry.Basis) bool { return b.Effect != registry.Agrees || b.Until <= day || b.From > day })
}

// handled checks what was done with a case.
func (c *checker) handled(f registry.Handled) {
	if !slices.Contains(registry.Procedures, f.Procedure) {
		c.Fail("procedure", registry.CodeChoiceInvalid, "value", string(f.Procedure), "choices", procedureChoices)
	}
	c.Text("to", f.To, registry.LimitName, false)
	c.Text("reason", f.Reason, registry.LimitReason, false)
	later := func(name string, day registry.Day) {
		if day != registry.NoDay && day < c.event.Valid {
			c.Fail(name, registry.CodeEndsBefore, "from", c.event.Valid.String(), "until", day.String())
		}
	}
	later("from", f.From)
	later("until", f.Until)
}

// sentBack says that a body above the one that now rules has sent the case back to
// it since an earlier ruling.
func sentBack(events []registry.Event, earlier registry.Event, now registry.Ruled, on registry.Day) bool {
	return slices.ContainsFunc(events, func(e registry.Event) bool {
		f, ok := e.Fact.(registry.Handled)
		return ok && f.Procedure == registry.SendBack && f.By.Rank.Above(now.By.Rank) && e.Valid >= earlier.Valid && e.Valid <= on
	})
}
