package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// AccountView is an account as it is read: with the rules that it names, as they stand
// in the register now.
type AccountView struct {
	Account
	Kept  bool           // it is kept as it was drawn up; otherwise it is of this moment
	Over  bool           // its period is
	Since []AccountSince // figures that are otherwise now: what was registered since it was kept
	Named map[registry.Number]registry.RegisterEntry
}

// AccountSince is a figure that is otherwise now.
type AccountSince struct {
	AccountFigure     // as it was kept
	Now           int // as it is
}

// accounting lets one account be made at a time: each asks much, and anybody may ask.
var accounting = make(chan struct{}, 1)

func (s *Service) accountingOne(ctx context.Context, f func(Reader) error) error {
	select {
	case accounting <- struct{}{}:
		defer func() { <-accounting }()
	case <-ctx.Done():
		return &registry.Error{Code: registry.CodeBusy, Err: ctx.Err()}
	}
	return s.Store.View(ctx, f)
}

// Account reads the account of a period, named as AccountOf.Name has it, of an area
// (empty: of all): as it was kept or, when its period runs or has just ended, as it is.
// CodeNotFound.
func (s *Service) Account(ctx context.Context, period, area string) (out AccountView, err error) {
	err = s.accountingOne(ctx, func(r Reader) (err error) {
		out, err = readAccount(r, period, area)
		return err
	})
	return out, err
}

func readAccount(r Reader, period, area string) (AccountView, error) {
	of, kept, err := findAccount(r, period, area)
	if err != nil {
		return AccountView{}, err
	}
	now, err := drawAccount(r, of)
	if err != nil {
		return AccountView{}, err
	}
	out := AccountView{Account: now, Over: of.Until <= r.Today()}
	if kept != nil {
		out.Account, out.Kept, out.Since = *kept, true, since(*kept, now)
	}
	return out, out.readNamed(r)
}

// findAccount is the period of a name, with what is kept of it.
func findAccount(r Reader, period, area string) (AccountOf, *Account, error) {
	all, err := r.KeptAccounts(area)
	if err != nil {
		return AccountOf{}, nil, err
	}
	for _, a := range all {
		if a.Name() == period {
			return a.AccountOf, &a, nil
		}
	}
	areas, err := r.Areas()
	if err != nil {
		return AccountOf{}, nil, err
	}
	if area == "" || slices.Contains(areas, area) {
		of, err := openAccounts(r, area)
		if err != nil {
			return AccountOf{}, nil, err
		}
		for _, a := range of {
			if a.Name() == period {
				return a, nil, nil
			}
		}
	}
	return AccountOf{}, nil, refuse(registry.CodeNotFound)
}

// openAccounts are the periods that run and those that ended last, newest first; those
// that ended before there was a register are none.
func openAccounts(r Reader, area string) (all []AccountOf, err error) {
	settings, err := registry.SettingsOn(r, r.Today())
	if err != nil {
		return nil, err
	}
	days := accountDays(settings)
	for _, span := range AccountSpans {
		now := periodOf(span, days, r.Today())
		last := periodOf(span, days, now.From-1)
		now.Area, last.Area = area, area
		all = append(all, now)
		if mark, err := r.RevisionAt(last.Until.Time()); err != nil {
			return nil, err
		} else if mark.Revision > 0 {
			all = append(all, last)
		}
	}
	slices.SortStableFunc(all, newestFirst)
	return all, nil
}

func newestFirst(a, b AccountOf) int { return int(b.Until) - int(a.Until) }

// since are the figures of an account that are otherwise now.
func since(kept, now Account) (all []AccountSince) {
	type figure struct {
		of  AccountKind
		key string
	}
	of := map[figure]int{}
	for _, f := range kept.Figures {
		of[figure{f.Of, f.Key}] = f.N
	}
	for _, f := range now.Figures {
		if was := of[figure{f.Of, f.Key}]; was != f.N {
			all = append(all, AccountSince{AccountFigure{f.Of, f.Key, was}, f.N})
		}
		delete(of, figure{f.Of, f.Key})
	}
	for _, f := range kept.Figures { // that are none any more
		if n := of[figure{f.Of, f.Key}]; n > 0 {
			all = append(all, AccountSince{f, 0})
		}
	}
	return all
}

func (v *AccountView) readNamed(r Reader) error {
	var numbers []registry.Number
	for _, x := range v.Rules {
		numbers = append(numbers, x.Number)
	}
	v.Named = map[registry.Number]registry.RegisterEntry{}
	if len(numbers) == 0 {
		return nil
	}
	slices.Sort(numbers)
	found, err := r.Register(registry.RegisterQuery{On: r.Today(), Known: registry.RevisionOpen, Numbers: slices.Compact(numbers)})
	for _, e := range found {
		v.Named[e.Rule.Number] = e
	}
	return err
}

// AccountLine is an account in a list.
type AccountLine struct {
	AccountOf
	Made registry.Day // NoDay: it is not kept yet
	Over bool         // its period is
}

// Accounts lists the accounts of an area (empty: of all), the newest first: those that
// are kept, and those of the periods that run or have just ended.
func (s *Service) Accounts(ctx context.Context, area string) (lines []AccountLine, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		lines = nil
		kept, err := r.KeptAccounts(area)
		if err != nil {
			return err
		}
		for _, a := range kept {
			lines = append(lines, AccountLine{a.AccountOf, a.Made, true})
		}
		open, err := openAccounts(r, area)
		for _, of := range open {
			if !slices.ContainsFunc(lines, func(l AccountLine) bool { return l.Name() == of.Name() }) {
				lines = append(lines, AccountLine{of, registry.NoDay, of.Until <= r.Today()})
			}
		}
		slices.SortStableFunc(lines, func(a, b AccountLine) int { return newestFirst(a.AccountOf, b.AccountOf) })
		return err
	})
	return lines, err
}

// AccountLetter tells a secretary that an account is there.
type AccountLetter struct {
	To registry.User
	Account
}

var accountKeeper = registry.Act{Actor: registry.Actor{Name: registry.Programme}, Operation: "keep-account"}

// KeepAccount draws up one account of a period that is over and keeps it, and says whether
// there can be more. That of all areas comes last; with it the secretaries are told, where
// write is not nil, in the same transaction. When no server ran on the day it is drawn up
// as soon as one does, and says so itself.
func (s *Service) KeepAccount(ctx context.Context, write func(AccountLetter) (subject, text string)) (more bool, err error) {
	var a Account
	if err := s.Store.View(ctx, func(r Reader) error {
		of, found, err := accountDue(r)
		if more = found; err != nil || !found {
			return err
		}
		a, err = drawAccount(r, of)
		return err
	}); err != nil || !more {
		return false, err
	}
	err = s.Store.Update(ctx, accountKeeper, func(tx Tx) error {
		first, err := tx.KeepAccount(a)
		if err != nil || !first { // another server was
			return err
		}
		mails := 0
		if a.Area == "" && write != nil {
			to, err := registry.Secretaries(tx)
			if err != nil {
				return err
			}
			for _, u := range to {
				subject, text := write(AccountLetter{u, a})
				if err := registry.SendMail(tx, u, a.object(), "da", subject, text); err != nil {
					return err
				}
			}
			mails = len(to)
		}
		return audit(tx, a.object(), nil, keptAccount{a.AccountOf, a.Revision, mails})
	})
	return err == nil, err
}

// keptAccount is what the log has of it.
type keptAccount struct {
	AccountOf
	Revision registry.Revision `json:"revision"`
	Mails    int               `json:"mails"`
}

// accountDue is an account of a period that is over, and that is not kept.
func accountDue(r Reader) (AccountOf, bool, error) {
	open, err := openAccounts(r, "")
	if err != nil {
		return AccountOf{}, false, err
	}
	areas, err := r.Areas()
	if err != nil {
		return AccountOf{}, false, err
	}
	areas = append(slices.DeleteFunc(areas, func(area string) bool { return area == "" }), "")
	for _, of := range open {
		if r.Today() < of.Until {
			continue
		}
		whole := of
		if _, kept, err := r.KeptAccount(whole); err != nil || kept { // the last one is
			if err != nil {
				return of, false, err
			}
			continue
		}
		for _, of.Area = range areas {
			if _, kept, err := r.KeptAccount(of); err != nil || !kept {
				return of, true, err
			}
		}
	}
	return AccountOf{}, false, nil
}
