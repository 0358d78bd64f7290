package storage

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func TestImportRuns(t *testing.T) {
	both(t, func(x *fixture) {
		at := begin.Truncate(time.Microsecond)
		run := registry.ImportRun{Draft: "1", Import: "i1", Owner: "user 1", By: "Åse", FileName: "regler.csv", Stored: 501, Since: at, Beat: at}
		old := run
		old.Draft, old.Import, old.Since = "0", "i0", at.Add(-time.Hour)
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.PutImportRun(old, at.Add(-2*time.Hour)), tx.PutImportRun(run, at.Add(-2*time.Hour)))
		})
		is := func(what string, want ...registry.ImportRun) {
			x.view(func(r workflow.Reader) error {
				all, err := r.ImportRuns(at.Add(-2 * time.Hour))
				x.equal(what, all, want)
				return err
			})
		}
		is("both", old, run)
		fault := &registry.Error{Code: registry.CodeStale, Args: registry.Args{"number": "R-0001"}, Fields: []registry.Field{{Name: "krav", Code: registry.CodeRequired}}}
		x.update(func(tx workflow.Tx) error { return tx.BeatImportRun("i1", at.Add(time.Minute), fault) })
		run.Beat, run.Fault = at.Add(time.Minute), fault
		is("with what went wrong", old, run)
		run.Import, run.Fault = "i2", nil
		x.update(func(tx workflow.Tx) error { return tx.PutImportRun(run, at.Add(-time.Hour)) })
		is("anew, without the old one", run)
		x.view(func(r workflow.Reader) error {
			got, err := r.ImportRun("1")
			x.equal("of a draft", got, run)
			_, none := r.ImportRun("0")
			x.wantCode(none, registry.CodeNotFound)
			return err
		})
	})
}

func TestImportDrafts(t *testing.T) {
	both(t, func(x *fixture) {
		at := begin.Truncate(time.Microsecond)
		draft := registry.ImportDraft{ID: "1", Owner: "user 1", By: "Åse", FileName: "regler.csv", Content: []byte{0, 0xff, '\'', '?'},
			Choices: json.RawMessage(`{}`), Edit: 1, Touched: at}
		later := draft
		later.ID, later.Owner, later.Touched = "2", "user 2", at.Add(time.Hour)
		x.update(func(tx workflow.Tx) error { return errors.Join(tx.InsertDraft(draft), tx.InsertDraft(later)) })
		x.view(func(r workflow.Reader) error {
			got, err := r.Draft("1")
			content, err0 := r.DraftContent("1")
			x.equal("content", content, draft.Content)
			without, other := draft, later
			without.Content, other.Content = nil, nil
			x.equal("without content", got, without)
			all, err2 := r.Drafts("", at.Add(-time.Second))
			x.equal("newest first, without content", all, []registry.ImportDraft{other, without})
			mine, err3 := r.Drafts("user 1", at.Add(-time.Second))
			x.equal("an owner's", mine, []registry.ImportDraft{without})
			young, err4 := r.Drafts("", at)
			x.equal("touched since", young, []registry.ImportDraft{other})
			_, none := r.Draft("9")
			x.wantCode(none, registry.CodeNotFound)
			_, none = r.DraftContent("9")
			x.wantCode(none, registry.CodeNotFound)
			return errors.Join(err0, err, err2, err3, err4)
		})
		draft.Choices, draft.Touched = json.RawMessage(`{"area":"Ældre"}`), at.Add(time.Minute)
		x.update(func(tx workflow.Tx) error {
			edit, err := tx.UpdateDraft(draft, 1)
			x.equal("edit", edit, 2)
			return err
		})
		x.wantCode(x.try(func(tx workflow.Tx) error { _, err := tx.UpdateDraft(draft, 1); return err }), registry.CodeStale)
		bad := draft
		bad.Choices = json.RawMessage(`{"area":"\u0000"}`)
		x.wantCode(x.try(func(tx workflow.Tx) error { _, err := tx.UpdateDraft(bad, 2); return err }), registry.CodeTextInvalid)
		bad.ID = "9"
		bad.Choices = draft.Choices
		x.wantCode(x.try(func(tx workflow.Tx) error { _, err := tx.UpdateDraft(bad, 2); return err }), registry.CodeNotFound)
		x.update(func(tx workflow.Tx) error { return tx.DeleteDraftsBefore(at.Add(time.Minute)) })
		x.view(func(r workflow.Reader) error {
			_, none := r.Draft("1")
			x.wantCode(none, registry.CodeNotFound)
			_, err := r.Draft("2")
			return err
		})
		x.update(func(tx workflow.Tx) error { return tx.DeleteDraft("2") })
		x.view(func(r workflow.Reader) error {
			_, none := r.Draft("2")
			x.wantCode(none, registry.CodeNotFound)
			return nil
		})
	})
}

func TestColumnMatches(t *testing.T) {
	both(t, func(x *fixture) {
		at := begin.Truncate(time.Microsecond)
		of := func(sender, headers, match string, after time.Duration) registry.ColumnMatch {
			return registry.ColumnMatch{Sender: sender, Headers: headers, Match: json.RawMessage(match), Touched: at.Add(after)}
		}
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.KeepColumnMatch(of("Ærø", "a", `{"x":"krav"}`, 0)), tx.KeepColumnMatch(of("ærø", "b", `{"y":"krav"}`, 1e9)),
				tx.KeepColumnMatch(of("ÆRØ", "a", `{"x":"titel"}`, 2e9)), tx.KeepColumnMatch(of("", "a", `{}`, 3e9)))
		})
		x.view(func(r workflow.Reader) error {
			sender, err := r.ColumnMatches("ÆRØ", "")
			strip := func(all []registry.ColumnMatch) (out []string) {
				for _, m := range all {
					var compact map[string]string
					if err := json.Unmarshal(m.Match, &compact); err != nil {
						t.Error(err)
					}
					out = append(out, m.Sender+" "+m.Headers+" "+compact["x"]+compact["y"])
				}
				return out
			}
			x.equal("the sender's, in any case", strip(sender), []string{"ærø a titel", "ærø b krav"})
			same, err2 := r.ColumnMatches("", "a")
			x.equal("the headers'", strip(same), []string{" a ", "ærø a titel"})
			return errors.Join(err, err2)
		})
	})
}
