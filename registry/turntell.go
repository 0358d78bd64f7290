package registry

import (
	"context"
	"slices"
)

// TurnMarks are with how many days' notice who answers for a rule is told of a turn,
// the last notice first. Each is given once for each day: a turn that moves is told anew.
var TurnMarks = []int{7, 30, 90}

// turnsNamed are how many rules a letter names; it counts the others.
const turnsNamed = 20

// TurnLetter is what somebody is told of a day on which something else begins to apply.
type TurnLetter struct {
	To    User
	Post  string // that answers for the rules; empty: it is to a secretary, of all rules
	Day   Day
	Today Day
	Count TurnDay    // of the post's rules, or of all
	Turns []TurnView // the first of them
}

var turnTeller = Act{Actor: Actor{Name: Programme}, Operation: "tell-turns"}

// TellTurns writes one mail of those that are due: to who answers for a post 90, 30 and
// 7 days before a day, or to the secretaries once. It says whether there can be more.
// The mail and the note that it was written are one transaction, so a stop between
// loses none and repeats none.
func (s *Service) TellTurns(ctx context.Context, write func(TurnLetter) (subject, text string)) (more bool, err error) {
	due := false
	if err := s.Store.View(ctx, func(r Reader) error {
		_, _, _, owners, err := r.UntoldTurn()
		if err == nil && !owners {
			_, due, err = untoldDay(r)
		}
		due = due || owners
		return err
	}); err != nil || !due {
		return false, err
	}
	err = s.Store.Update(ctx, turnTeller, func(tx Tx) error {
		day, owner, mark, found, err := tx.UntoldTurn()
		if more = found; err != nil || found {
			if err == nil {
				err = tellOwner(tx, day, owner, mark, write)
			}
			return err
		}
		to, found, err := untoldDay(tx)
		if more = found; err != nil || !found {
			return err
		}
		return tellSecretaries(tx, to, write)
	})
	return more && err == nil, err
}

// told is what the log has of a mail about turns.
type told struct {
	Post  string `json:"post,omitempty"`
	Rules int    `json:"rules"`
	Days  int    `json:"days"` // of notice
	Mails int    `json:"mails"`
}

// tellOwner tells who answers for a post; where nobody does it is noted all the same,
// and the desk shows the post as vacant.
func tellOwner(tx Tx, day Day, owner string, mark int, write func(TurnLetter) (subject, text string)) error {
	turns, err := tx.OwnTurns(day, owner, mark)
	if err != nil {
		return err
	}
	if err := tx.SetTurnsTold(day, owner, mark); err != nil {
		return err
	}
	mails := 0
	answerers, err := Answerers(tx, []string{owner})
	if err != nil {
		return err
	}
	if a := answerers[owner]; owner != "" && a.User != "" {
		to, err := tx.UserByID(a.User)
		if err != nil {
			return err
		}
		l := TurnLetter{To: to, Post: owner, Day: day, Today: tx.Today(), Count: TurnDay{Day: day, Of: map[TurnKind]int{}}}
		for _, t := range turns {
			if l.Count.Of[t.Kind]++; t.Weight < ProtectsNobody.Heft() {
				l.Count.Protecting++
			}
		}
		if err := l.send(tx, turns, write); err != nil {
			return err
		}
		mails++
	}
	return audit(tx, turnObject(day), nil, told{owner, len(turns), mark, mails})
}

func (l TurnLetter) send(tx Tx, turns []Listed, write func(TurnLetter) (subject, text string)) (err error) {
	if l.Turns, err = ViewTurns(tx, turns[:min(turnsNamed, len(turns))]); err != nil {
		return err
	}
	subject, text := write(l)
	return SendMail(tx, l.To, turnObject(l.Day), "da", subject, text)
}

func turnObject(day Day) string { return "day " + day.String() }

// untoldDay is a day that the secretaries are to be told of, if there are any.
func untoldDay(r Reader) (Day, bool, error) {
	day, found, err := r.UntoldTurnDay(slices.Max(TurnMarks))
	if err != nil || !found {
		return day, false, err
	}
	to, err := Secretaries(r)
	return day, len(to) > 0, err
}

// Secretaries are the users who can sign in as one, by name.
func Secretaries(r Reader) ([]User, error) {
	users, err := r.Users()
	return slices.DeleteFunc(users, func(u User) bool {
		return !u.Active || !slices.ContainsFunc(u.Grants, func(g Grant) bool { return g.Role == "secretary" })
	}), err
}

func tellSecretaries(tx Tx, day Day, write func(TurnLetter) (subject, text string)) error {
	first, err := tx.SetTurnDayTold(day)
	if err != nil || !first {
		return err
	}
	to, err := Secretaries(tx)
	if err != nil {
		return err
	}
	counts, err := tx.TurnDays(day, 1)
	if err != nil {
		return err
	}
	turns, err := tx.Turns(TurnQuery{From: day, Until: day + 1, Limit: turnsNamed})
	if err != nil {
		return err
	}
	for _, u := range to {
		if err := (TurnLetter{To: u, Day: day, Today: tx.Today(), Count: counts[0]}).send(tx, turns, write); err != nil {
			return err
		}
	}
	return audit(tx, turnObject(day), nil, told{Rules: counts[0].All(), Days: int(day - tx.Today()), Mails: len(to)})
}
