package registry

import (
	"context"
	"encoding/json"
)

// remembering is the part of a transaction that knows of repeated requests.
type remembering interface {
	Repeated() (result string, done bool, err error)
	Remember(result string) error
}

// Once runs one act in one transaction (update is Update of a store) and
// remembers what came of it, in the same transaction: an act with a Retry that
// is sent again has no further effect and gives what the first one gave. What f
// gives is kept as JSON for as long as Retry says; it must hold no secret.
func Once[X remembering, T any](ctx context.Context, update func(context.Context, Act, func(X) error) error, act Act, f func(X) (T, error)) (T, error) {
	var out, none T
	err := update(ctx, act, func(tx X) error {
		out = none // the closure can run more than once
		result, done, err := tx.Repeated()
		if err != nil {
			return err
		}
		if done {
			if err := json.Unmarshal([]byte(result), &out); err != nil {
				return &Error{Code: CodeInternal, Err: err}
			}
			return nil
		}
		if out, err = f(tx); err != nil || act.Retry == nil {
			return err
		}
		b, err := json.Marshal(out)
		if err != nil {
			return &Error{Code: CodeInternal, Err: err}
		}
		return tx.Remember(string(b))
	})
	if err != nil {
		return none, err
	}
	return out, nil
}

// Done gives what an act that is sent again gave the first time; false when it was
// not done before. For an act that needs what it used up itself.
func Done[T any, X remembering](ctx context.Context, update func(context.Context, Act, func(X) error) error, act Act) (out T, done bool, err error) {
	err = update(ctx, act, func(tx X) error {
		var result string
		var err error
		if result, done, err = tx.Repeated(); err != nil || !done {
			return err
		}
		if err := json.Unmarshal([]byte(result), &out); err != nil {
			return &Error{Code: CodeInternal, Err: err}
		}
		return nil
	})
	return out, done, err
}

// Nothing is what an act gives that gives nothing.
type Nothing struct{}
