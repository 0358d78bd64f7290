package translog_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
)

// someone is words that are to be taken out: with all that JSON writes otherwise.
const someone = "Syntetisk \"Person\" <Ærø>\nog følgesvend"

// write writes the words wherever a rule and the log have words.
func (w *world) write(text string) {
	w.Helper()
	w.must(w.db.Registry().Update(w.Context(), act, func(tx registry.Tx) error {
		rule, err := tx.RuleByNumber(1)
		if err != nil {
			return err
		}
		versions, err := tx.Versions(rule.ID)
		if err != nil {
			return err
		}
		events, err := tx.Events([]registry.RuleID{rule.ID}, registry.RevisionOpen)
		if err != nil {
			return err
		}
		last := events[rule.ID][len(events[rule.ID])-1]
		if err := tx.InsertVersions([]registry.Version{{ID: registry.NewID[registry.VersionID](w.now), Rule: rule.ID, Ordinal: len(versions) + 1,
			Text: registry.Text{Title: "Måltider", Plain: "Spørg " + text + " om det.", Demand: "Ring til " + text}}}); err != nil {
			return err
		}
		if err := tx.InsertJustifications([]registry.Justification{{ID: registry.NewID[registry.JustificationID](w.now), Rule: rule.ID, Ordinal: len(versions),
			Value: "Fordi " + text + " bad om det", Beneficiary: "Børn"}}); err != nil {
			return err
		}
		if err := tx.InsertLegalChecks([]registry.LegalCheck{{ID: registry.NewID[registry.LegalCheckID](w.now), Rule: rule.ID, By: "Juristen", Day: tx.Today(), Result: registry.BasesConfirmed, Note: "Efter " + text}}); err != nil {
			return err
		}
		if _, err := registry.Record(tx, w.maker, []registry.Event{{ID: registry.NewID[registry.EventID](w.now), Rule: rule.ID, Valid: last.Valid,
			Fact: registry.Handled{Procedure: registry.Postpone, Reason: text + " var syg", By: registry.Decision{Body: "Udvalget", Rank: registry.RankCommittee, Day: last.Valid, Words: "Udsat for " + text}}}}); err != nil {
			return err
		}
		minutes, err := json.Marshal(map[string]any{"dissent": []any{map[string]any{"text": text + " var imod"}}})
		if err != nil {
			return err
		}
		if err := tx.Log(registry.Leaf{Kind: translog.KindDecision, Object: "item", Content: map[string]any{"meeting": "m", "item": "item", "body": "Udvalget",
			"title": "Sag om " + text, "question": "Skal det?", "minutes": string(minutes), "ordinal": 1}}); err != nil {
			return err
		}
		after, err := json.Marshal(map[string]any{"words": text, "deep": string(minutes)})
		if err != nil {
			return err
		}
		return tx.Audit(registry.AuditEvent{Object: "rule " + rule.Number.String(), After: after})
	}))
}

func (w *world) redact(text string) translog.Looked {
	w.Helper()
	looked, err := w.log.LookFor(w.Context(), text)
	w.must(err)
	done, err := w.log.Redact(w.Context(), act, translog.Redaction{Text: text, Ground: translog.GroundErasure, Reason: "Bedt om det", Seen: looked.Seen})
	w.must(err)
	if done.Places != looked.Touched() || done.Sealed != looked.Sealed || done.Mark != looked.Mark {
		w.Error("something else was redacted")
	}
	return looked
}

// TestRedact takes words out of a register. They stand in none of its files and
// tables, all that was proven is proven, and the log says what was taken out.
func TestRedact(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		w := open(t, dsn)
		for i := range 2 {
			w.play(rand.New(rand.NewPCG(31, uint64(i))))
		}
		w.write(someone)
		w.play(rand.New(rand.NewPCG(31, 9)))
		old := w.publish()
		if !w.stored(dsn, "følgesvend") {
			t.Fatal("the words were never there")
		}
		looked := w.redact(someone)
		if looked.Touched() != 5 || looked.Sealed != 2 || looked.InClear != 0 {
			t.Errorf("%d rows, %d sealed, %d in clear", looked.Touched(), looked.Sealed, looked.InClear)
		}
		for _, words := range []string{"følgesvend", `<Ærø>`, "\\u003cÆrø"} {
			if w.stored(dsn, words) {
				t.Errorf("%q is still there", words)
			}
		}
		if !w.stored(dsn, looked.Mark) {
			t.Error("there is no mark")
		}
		w.publish()
		w.must(w.log.Audit(t.Context()))
		w.proves(old, 7)

		// A second time, in what the first left, and in the leaf that says so.
		if again := w.redact("bad om det"); again.Sealed < 2 {
			t.Errorf("%d sealed", again.Sealed)
		}
		w.publish()
		w.must(w.log.Audit(t.Context()))
		if w.stored(dsn, "bad om det") {
			t.Error("words of the second redaction are still there")
		}
		w.proves(old, 7)
		if _, err := w.log.LookFor(t.Context(), someone); code(err) != registry.CodeRedactionNothing {
			t.Errorf("once more: %v", err)
		}
	})
}

// proves checks the bundles of a rule and a meeting against an older checkpoint.
func (w *world) proves(old translog.Checkpoint, gone int) {
	w.Helper()
	b, err := w.log.RuleBundle(w.Context(), 1, translog.Part{})
	w.must(err)
	v, err := translog.Verify(encode(w.T, b), []string{b.Key}, old.Signed, w.maker)
	w.must(err)
	taken := 0
	for _, r := range v.Redactions {
		if r.Ground != translog.GroundErasure {
			w.Errorf("ground %q", r.Ground)
		}
		taken += r.Texts
	}
	if taken != gone+1 { // with the leaf of the decision, of which all texts are sealed here
		w.Errorf("%d texts of the rule are gone, not %d", taken, gone)
	}
	m, err := w.log.MeetingBundle(w.Context(), "m", []registry.ItemID{"item"})
	w.must(err)
	if v, err = translog.Verify(encode(w.T, m), []string{b.Key}, "", w.maker); err != nil || len(v.Redactions) != 1 || v.Redactions[0].Texts != 2 || v.Hidden != 0 {
		w.Errorf("the meeting: %v: %+v, %d hidden", err, v.Redactions, v.Hidden)
	}
	if len(v.Decisions) != 1 || v.Decisions[0].Title != translog.Gone || v.Decisions[0].Proposals != nil {
		w.Errorf("%+v", v.Decisions)
	}
}

// TestRedactionRefused: what was not looked at, is too little, or says itself.
func TestRedactionRefused(t *testing.T) {
	testenv.OneAtATime(t)
	w := open(t, testenv.SQLite(t))
	w.play(rand.New(rand.NewPCG(41, 1)))
	w.write(someone)
	looked, err := w.log.LookFor(t.Context(), someone)
	w.must(err)
	before := w.publish()
	good := translog.Redaction{Text: someone, Ground: translog.GroundErasure, Reason: "Bedt om det", Seen: looked.Seen}
	for name, x := range map[string]struct {
		want   registry.Code
		change func(*translog.Redaction)
	}{
		"not looked at": {registry.CodeRedactionChanged, func(r *translog.Redaction) { r.Seen = "" }},
		"no ground":     {registry.CodeInvalid, func(r *translog.Redaction) { r.Ground = "because" }},
		"no reason":     {registry.CodeInvalid, func(r *translog.Redaction) { r.Reason = " " }},
		"says itself":   {registry.CodeInvalid, func(r *translog.Redaction) { r.Reason = "Fjern " + someone }},
		"short":         {registry.CodeInvalid, func(r *translog.Redaction) { r.Text = "Per" }},
		"only digits":   {registry.CodeInvalid, func(r *translog.Redaction) { r.Text = "2026-01" }},
		"nowhere":       {registry.CodeRedactionNothing, func(r *translog.Redaction) { r.Text = "står ingen steder" }},
	} {
		r := good
		x.change(&r)
		if _, err := w.log.Redact(t.Context(), act, r); code(err) != x.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.write(someone[:20] + "…") // another place by now
	w.write(someone)
	if _, err := w.log.Redact(t.Context(), act, good); code(err) != registry.CodeRedactionChanged {
		t.Errorf("changed since: %v", err)
	}
	w.must(w.log.Audit(t.Context()))
	if now := w.publish(); now.Size <= before.Size {
		t.Error("nothing was written")
	}
}

// stored says whether a database has words anywhere in it.
func (w *world) stored(dsn, words string) bool {
	w.Helper()
	if path, lite := strings.CutPrefix(dsn, "sqlite:"); lite {
		for _, file := range []string{path, path + "-wal"} {
			content, err := os.ReadFile(file)
			if err != nil && !os.IsNotExist(err) {
				w.Fatal(err)
			}
			if strings.Contains(string(content), words) {
				return true
			}
		}
		return false
	}
	db := testenv.OpenPostgres(w.T, dsn)
	var tables []string
	rows, err := db.Query("SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'")
	w.must(err)
	for rows.Next() {
		var name string
		w.must(rows.Scan(&name))
		tables = append(tables, name)
	}
	w.must(rows.Err())
	for _, table := range tables {
		var n int
		w.must(db.QueryRow("SELECT count(*) FROM "+table+" AS t WHERE strpos(t::text, $1) > 0", words).Scan(&n))
		if n > 0 {
			return true
		}
	}
	return len(tables) == 0
}
