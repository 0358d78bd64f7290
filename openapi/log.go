package openapi

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
)

func (a *api) registerLog() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "get-log-checkpoint", Method: http.MethodGet, Path: "/v1/log/checkpoint", Tag: "log", Permission: permPublic, Errors: notFound,
		Summary: "Read the newest signed checkpoint of the verifiable log", Description: "What the log is, and how to check it, is told in docs/verifiable-log.md."}, a.getCheckpoint)
	register(a, operation{ID: "list-log-checkpoints", Method: http.MethodGet, Path: "/v1/log/checkpoints", Tag: "log", Permission: permPublic, Pages: true,
		Summary: "List the signed checkpoints, newest first"}, a.listCheckpoints)
	register(a, operation{ID: "list-log-leaves", Method: http.MethodGet, Path: "/v1/log/leaves", Tag: "log", Permission: permPublic, Pages: true,
		Summary: "List the leaves of the log, newest first", Description: "A leaf holds no text that anybody wrote, but its hash under a salt."}, a.listLeaves)
	register(a, operation{ID: "get-log-proof", Method: http.MethodGet, Path: "/v1/log/leaves/{place}", Tag: "log", Permission: permPublic, Errors: notFound,
		Summary: "Read a leaf with the proof that it is in the log of a checkpoint"}, a.getLogProof)
	register(a, operation{ID: "get-log-consistency", Method: http.MethodGet, Path: "/v1/log/consistency", Tag: "log", Permission: permPublic, Errors: notFound,
		Summary: "Prove that the log goes on from what it was"}, a.getConsistency)
	registerFile(a, operation{ID: "get-rule-proof", Method: http.MethodGet, Path: "/v1/rules/{number}/proof.json", Tag: "log", Permission: permPublic, File: sheet.JSON, Named: true, Errors: notFound,
		Summary: "Take home what proves a rule's status on every day", Description: "For the command omvendt verify, or a verifier of your own. " +
			"It has all leaves of the log; with more than 20000 it is refused (proof_long) and taken in parts with from and until."}, a.getRuleProof)
	registerFile(a, operation{ID: "get-meeting-proof", Method: http.MethodGet, Path: "/v1/meetings/{id}/proof.json", Tag: "log", Permission: permPublic, File: sheet.JSON, Named: true, Errors: notFound,
		Summary: "Take home what proves the decisions of a closed meeting"}, a.getMeetingProof)
	registerFile(a, operation{ID: "get-item-proof", Method: http.MethodGet, Path: "/v1/items/{id}/proof.json", Tag: "log", Permission: permPublic, File: sheet.JSON, Named: true, Errors: notFound,
		Summary: "Take home what proves the decision on one item of a closed meeting", Description: "Of a confidential item it has the place on the agenda; the rest stays sealed."}, a.getItemProof)
}

type checkpointOut struct {
	Size int64     `json:"size" doc:"How many leaves it is over."`
	At   time.Time `json:"at"`
	Note string    `json:"note" doc:"The checkpoint with its signature: a signed note as of golang.org/x/mod/sumdb/note, with the text of C2SP tlog-checkpoint."`
	Key  string    `json:"key,omitempty" doc:"The verifier key that the log names newest. Compare it with one from elsewhere."`
}

func checkpointOf(p translog.Published) checkpointOut {
	return checkpointOut{Size: p.Size, At: p.At, Note: p.Note}
}

type getCheckpointIn struct{}

func (a *api) getCheckpoint(ctx context.Context, _ call, _ *getCheckpointIn) (answer[checkpointOut], error) {
	page, err := a.Proofs.Read(ctx, 0, 0, 1, 0)
	if err != nil {
		return answer[checkpointOut]{}, err
	}
	if len(page.Checkpoints) == 0 {
		return answer[checkpointOut]{}, &registry.Error{Code: registry.CodeNotLogged}
	}
	out := checkpointOf(page.Checkpoints[0])
	out.Key = page.Key
	return answer[checkpointOut]{Body: out, Fresh: translog.FreshNewest}, nil
}

// logPlace is where a list of the log goes on.
type logPlace struct {
	Below int64 `json:"below"`
}

var (
	checkpointList = listing[logPlace]{"log-checkpoints", func(asked, seen logPlace) bool { return true }}
	leafList       = listing[logPlace]{"log-leaves", func(asked, seen logPlace) bool { return true }}
)

type listLogIn struct {
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many on a page."`
}

type checkpointsPage struct {
	Items []checkpointOut `json:"items"`
	Onward
}

func (a *api) listCheckpoints(ctx context.Context, _ call, in *listLogIn) (answer[checkpointsPage], error) {
	return paged(registry.Checks{}, checkpointList, in.Cursor, in.Limit, logPlace{}, func(from logPlace) (checkpointsPage, logPlace, bool, error) {
		page, err := a.Proofs.Read(ctx, from.Below, 0, in.Limit+1, 0)
		all, more := page.Checkpoints, false
		if more = len(all) > in.Limit; more {
			all = all[:in.Limit]
			from.Below = all[in.Limit-1].Size
		}
		return checkpointsPage{Items: list(all, checkpointOf)}, from, more, err
	})
}

// LeafOut is a leaf as it is hashed.
type LeafOut struct {
	Place int64  `json:"place" doc:"Counted from 0."`
	Kind  string `json:"kind" enum:"revision,rulebook,decision,key,restored,redacted"`
	Leaf  string `json:"leaf" doc:"What is hashed, byte for byte: a line of JSON."`
}

func leafOf(l translog.Leaf) LeafOut { return LeafOut{Place: l.Place, Kind: l.Kind, Leaf: l.Raw} }

type leavesPage struct {
	Items []LeafOut `json:"items"`
	Onward
}

func (a *api) listLeaves(ctx context.Context, _ call, in *listLogIn) (answer[leavesPage], error) {
	return paged(registry.Checks{}, leafList, in.Cursor, in.Limit, logPlace{}, func(from logPlace) (leavesPage, logPlace, bool, error) {
		page, err := a.Proofs.Read(ctx, 0, from.Below, 0, in.Limit+1)
		all, more := page.Leaves, false
		if more = len(all) > in.Limit; more {
			all = all[:in.Limit]
			from.Below = all[in.Limit-1].Place
		}
		return leavesPage{Items: list(all, leafOf)}, from, more, err
	})
}

type getLogProofIn struct {
	Place int64 `path:"place" minimum:"0" doc:"The leaf's place, counted from 0." example:"0"`
	Size  int64 `query:"size" minimum:"0" doc:"Of a checkpoint; left out: the newest."`
}

type logProofOut struct {
	LeafOut
	Size       int64    `json:"size"`
	Checkpoint string   `json:"checkpoint"`
	Proof      []string `json:"proof" doc:"Hashes in base64, as RFC 6962 orders them."`
}

func (a *api) getLogProof(ctx context.Context, _ call, in *getLogProofIn) (answer[logProofOut], error) {
	p, err := a.Proofs.Prove(ctx, in.Place, in.Size)
	return answer[logProofOut]{Body: logProofOut{leafOf(p.Leaf), p.Size, p.Checkpoint, list(p.Hashes, translog.Hash.String)}, Fresh: freshAt(in.Size)}, err
}

type getConsistencyIn struct {
	From int64 `query:"from" minimum:"1" default:"1" doc:"The size of the older checkpoint."`
	To   int64 `query:"to" minimum:"0" doc:"That of the newer one; left out: the newest."`
}

type consistencyOut struct {
	From  int64    `json:"from"`
	To    int64    `json:"to"`
	Proof []string `json:"proof" doc:"Hashes in base64, as RFC 6962 orders them."`
}

func (a *api) getConsistency(ctx context.Context, _ call, in *getConsistencyIn) (answer[consistencyOut], error) {
	hashes, to, err := a.Proofs.Consistency(ctx, in.From, in.To)
	return answer[consistencyOut]{Body: consistencyOut{in.From, to, list(hashes, translog.Hash.String)}, Fresh: freshAt(in.To)}, err
}

// freshAt is how long a proof can be kept that is under a log of a size: for good, and
// when the newest was asked for only until there is a newer.
func freshAt(size int64) time.Duration {
	if size > 0 {
		return translog.FreshForGood
	}
	return translog.FreshNewest
}

type getRuleProofIn struct {
	RulePath
	From  int64 `query:"from" minimum:"0" doc:"Of a part: the place of its first leaf, counted from 0."`
	Until int64 `query:"until" minimum:"0" doc:"Of a part: the place of the first leaf that is left to the next part. The part stays over the first checkpoint that covers it. Left out: all that the newest checkpoint covers."`
}

func (a *api) getRuleProof(ctx context.Context, _ call, in *getRuleProofIn) (file, error) {
	number, err := in.number()
	if err != nil {
		return file{}, err
	}
	b, err := a.Proofs.RuleBundle(ctx, number, translog.Part{From: in.From, Until: in.Until})
	if err != nil {
		return file{}, err
	}
	return bundleFile(number.String(), b)
}

type getMeetingProofIn struct{ MeetingPath }

func (a *api) getMeetingProof(ctx context.Context, _ call, in *getMeetingProofIn) (file, error) {
	items, err := a.Workflow.DecidedItems(ctx, registry.MeetingID(in.ID), 0)
	if err != nil {
		return file{}, err
	}
	b, err := a.Proofs.MeetingBundle(ctx, registry.MeetingID(in.ID), items)
	if err != nil {
		return file{}, err
	}
	return bundleFile(in.ID, b)
}

type getItemProofIn struct{ ItemPath }

func (a *api) getItemProof(ctx context.Context, _ call, in *getItemProofIn) (file, error) {
	meeting, err := a.Workflow.DecidedItem(ctx, registry.ItemID(in.ID))
	if err != nil {
		return file{}, err
	}
	b, err := a.Proofs.ItemBundle(ctx, meeting, registry.ItemID(in.ID))
	if err != nil {
		return file{}, err
	}
	return bundleFile(in.ID, b)
}

func bundleFile(name string, b translog.Bundle) (file, error) {
	content, err := b.File()
	return file{Name: "proof-" + name, Tag: `"` + registry.Digest(content) + `"`, Fresh: b.Fresh(), Write: func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}}, err
}
