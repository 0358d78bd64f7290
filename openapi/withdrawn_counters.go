package openapi

import (
	"context"

	"github.com/omvendt/omvendt/registry"
)

// CounterPath names a counter-case against a rule.
type CounterPath struct {
	RulePath
	ID string `path:"id" format:"uuid"`
}

type getCounterIn struct{ CounterPath }

func (a *api) getCounter(ctx context.Context, _ call, in *getCounterIn) (answer[counterOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[counterOut]{}, err
	}
	c, err := a.Register.CounterCase(ctx, number, registry.CounterCaseID(in.ID))
	return answer[counterOut]{Body: counterOf(c), Edit: c.Edit()}, err
}

type withdrawCounterIn struct{ CounterPath }

func (a *api) withdrawCounter(ctx context.Context, c call, in *withdrawCounterIn) (answer[nothing], error) {
	number, err := in.number()
	if err != nil {
		return answer[nothing]{}, err
	}
	_, reason, err := a.Access.Allow(c.Act.Actor, c.Act.Operation, "govern")
	if err != nil {
		return answer[nothing]{}, err
	}
	_, err = a.Register.WithdrawCounterCase(ctx, c.Act, number, registry.CounterCaseID(in.ID), c.Edit, reason == granted)
	return answer[nothing]{}, err
}

// WithdrawalFields tell of a counter-case that was taken back.
type WithdrawalFields struct {
	ID      string `json:"id" format:"uuid" doc:"The thread."`
	On      day    `json:"withdrawn_on"`
	ForThem bool   `json:"by_administrator,omitempty" doc:"An administrator took it back for whoever filed it."`
}

func withdrawalOf(w registry.CounterWithdrawal) WithdrawalFields {
	return WithdrawalFields{string(w.Thread), day(w.On), w.ForThem}
}

type withdrawnOut struct {
	WithdrawalFields
	Party    counterParty `json:"party" doc:"Who spoke."`
	Filed    day          `json:"filed_on" doc:"When its first version was filed."`
	Versions int          `json:"versions"`
	Answered day          `json:"answered_on,omitzero" doc:"When it was last answered; left out where nobody had."`
}

func (a *api) listWithdrawnCounters(ctx context.Context, _ call, in *listCountersIn) (answer[items[withdrawnOut]], error) {
	number, err := in.number()
	if err != nil {
		return answer[items[withdrawnOut]]{}, err
	}
	all, err := a.Register.WithdrawnCounters(ctx, number)
	return answer[items[withdrawnOut]]{Body: items[withdrawnOut]{Items: list(all, func(w registry.WithdrawnCounter) withdrawnOut {
		return withdrawnOut{withdrawalOf(w.CounterWithdrawal), counterParty(w.Party), day(w.Filed), w.Versions, day(w.Answered)}
	})}}, err
}
