package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// NotedAccount is the account that an item is about, as it was when it was put on.
type NotedAccount struct {
	AccountOf
	Digest string `json:"digest"` // of what was kept, so that the log of decisions says which account it was
}

// AccountItem writes the item by which an account comes to a body: what it says in short.
type AccountItem func(AccountView) Agenda

// PutAccount puts a kept account on the agenda of a meeting, to be taken note of: an item
// without rules and proposals, with the account as its paper. Any body can get it. late is
// the reason that is needed when the papers are due already. Errors: CodeNotFound,
// CodeAccountNotKept while its period runs, CodeTakenUp (day, item) where the meeting has
// it already, CodeMeetingClosed, and what AddItem refuses.
func (s *Service) PutAccount(ctx context.Context, act registry.Act, period, area string, meeting registry.MeetingID, late string, write AccountItem) (Item, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Item, error) {
		m, items, err := openMeeting(tx, meeting)
		if err != nil {
			return Item{}, err
		}
		_, kept, err := findAccount(tx, period, area)
		if err != nil {
			return Item{}, err
		}
		if kept == nil {
			return Item{}, refuse(registry.CodeAccountNotKept)
		}
		if n := slices.IndexFunc(items, func(i Item) bool { return i.Account != nil && i.Account.AccountOf == kept.AccountOf }); n >= 0 {
			return Item{}, refuse(registry.CodeTakenUp, "day", m.Day.String(), "item", itoa(items[n].Ordinal))
		}
		agenda := write(AccountView{Account: *kept, Kept: true, Over: true})
		agenda.Account, agenda.PapersLate = &NotedAccount{kept.AccountOf, kept.Digest()}, late
		backing, err := wrote(tx, act, agenda)
		if err != nil {
			return Item{}, err
		}
		return s.addItem(tx, m, items, 0, agenda, backing)
	})
}

// Noted says that a closed meeting took note of an item: nothing was proposed.
func (i Item) Noted(m Meeting) bool { return m.State == MeetingClosed && len(i.Proposals) == 0 }

// Account is an account as Service.Account reads it.
func (j Journal) Account(of AccountOf) (AccountView, error) {
	return readAccount(j.r, of.Name(), of.Area)
}
