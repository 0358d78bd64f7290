package workflow

import (
	"context"
	"encoding/json"

	"github.com/omvendt/omvendt/registry"
)

// Service is the workflow as pages, operations and the command line use it.
type Service struct {
	Store    Store
	Register *registry.Service
	Policy   DecisionPolicy
	Secret   []byte // of the server; receipt codes are derived under it
	Access   Access // nil: nobody is named who may instead
	// WriteAction writes the mail to who is on duty, with a link to the page of the input.
	WriteAction func(ActionLetter) (subject, text string)
	// WriteWeighReminder writes the mail to whom inputs wait for.
	WriteWeighReminder func(WeighReminder) (subject, text string)
	// WriteHassle writes the mail to who answers for a hassle; nil: nobody is written to.
	WriteHassle func(HassleLetter) (subject, text string)
	// CheckPolicy tries a policy that somebody wrote, where it can do no harm: before it is
	// compiled here, for a simulation. Errors are CodePolicyFailed; nil: the loader's limits are enough.
	CheckPolicy func(ctx context.Context, source []byte) error
	// RuleByRule has a simulation read and judge every rule by itself: what the quicker ways
	// are held against.
	RuleByRule bool
	// MostTold is how many rules that are otherwise a simulation tells of each; 0: 20,000.
	MostTold int
	// Arrived counts answers by the place of their links, some at a time; nil: they are not counted.
	Arrived *Arrived
}

// Access says who may do what: the reach of the permission, and "GRANTED" as the
// reason of those who may.
type Access interface {
	Allow(actor registry.Actor, operation, permission string) (registry.Reach, string, error)
}

func (s *Service) maker() registry.RulebookMaker { return s.Register.Maker }

func audit(tx Tx, object string, before, after any) error {
	e := registry.AuditEvent{Object: object}
	for _, side := range []struct {
		from any
		to   *json.RawMessage
	}{{before, &e.Before}, {after, &e.After}} {
		if side.from == nil {
			continue
		}
		b, err := json.Marshal(side.from)
		if err != nil {
			return &registry.Error{Code: registry.CodeInternal, Err: err}
		}
		*side.to = b
	}
	return tx.Audit(e)
}

func refuse(code registry.Code, args ...string) *registry.Error {
	e := &registry.Error{Code: code, Args: registry.Args{}}
	for i := 0; i+1 < len(args); i += 2 {
		e.Args[args[i]] = args[i+1]
	}
	return e
}
