package translog_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
)

// TestProofInParts: a proof that is too long for one file is refused with where to cut
// it; the parts prove together what the whole did, and none can be left out.
func TestProofInParts(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		w := open(t, dsn)
		for i := range 3 {
			w.play(rand.New(rand.NewPCG(71, uint64(i))))
		}
		first := w.publish()
		w.play(rand.New(rand.NewPCG(71, 3)))
		last := w.publish()
		whole, err := w.log.RuleBundle(t.Context(), 1, translog.Part{})
		w.must(err)
		w.log.AtOnce = first.Size - 1
		if _, err = w.log.RuleBundle(t.Context(), 1, translog.Part{}); code(err) != registry.CodeProofLong {
			t.Fatalf("too long: %v", err)
		}
		take := func(number registry.Number, from, until int64) []byte {
			b, err := w.log.RuleBundle(t.Context(), number, translog.Part{From: from, Until: until})
			w.must(err)
			return encode(t, b)
		}
		var parts [][]byte
		for from := int64(0); from < last.Size; from += w.log.AtOnce {
			until := from + w.log.AtOnce
			if until >= last.Size {
				until = 0
			}
			parts = append(parts, take(1, from, until))
		}
		if len(parts) < 2 {
			t.Fatalf("%d leaves are %d parts", last.Size, len(parts))
		}
		slices.Reverse(parts) // in whatever order
		v, err := translog.VerifyParts(parts, []string{whole.Key}, first.Signed, w.maker)
		w.must(err)
		if !bytes.Equal(encode(t, v.Rule), encode(t, whole.Rule)) {
			t.Errorf("the parts say %s", encode(t, v.Rule))
		}
		verify := func(files ...[]byte) registry.Code {
			_, err := translog.VerifyParts(files, []string{whole.Key}, "", w.maker)
			return code(err)
		}
		newest, oldest := parts[0], parts[len(parts)-1]
		for name, x := range map[string]struct {
			want  registry.Code
			files [][]byte
		}{
			"only the last":  {registry.CodeBundlePart, [][]byte{newest}},
			"only the first": {registry.CodeBundlePart, [][]byte{oldest}},
			"one twice":      {registry.CodeBundleMissing, append([][]byte{newest}, parts...)},
			"another rule's": {registry.CodeBundleParts, [][]byte{newest, take(2, 0, 2)}},
		} {
			if got := verify(x.files...); got != x.want {
				t.Errorf("%s: %q, not %q", name, got, x.want)
			}
		}
		if verify(slices.Concat(parts[:1], parts[2:])...) == "" {
			t.Error("a part was left out")
		}
		// That the log grows changes no part that had an end.
		w.play(rand.New(rand.NewPCG(71, 4)))
		w.publish()
		if !bytes.Equal(oldest, take(1, 0, w.log.AtOnce)) {
			t.Error("the first part is another now")
		}
		for part, want := range map[translog.Part]registry.Code{{From: 2, Until: 2}: registry.CodeProofOrder, {From: -1}: registry.CodeProofOrder,
			{Until: 1 << 40}: registry.CodeNotLogged, {From: 1 << 40}: registry.CodeNotLogged} {
			if _, err := w.log.RuleBundle(t.Context(), 1, part); code(err) != want {
				t.Errorf("%+v: %v", part, err)
			}
		}
	})
}

// TestTamperingWithAnItem changes a bundle about one item in every place.
func TestTamperingWithAnItem(t *testing.T) {
	w := open(t, testenv.SQLite(t))
	w.play(rand.New(rand.NewPCG(72, 1)))
	w.write(someone)
	w.publish()
	b, err := w.log.ItemBundle(t.Context(), "m", "item")
	w.must(err)
	clean := encode(t, b)
	v, err := translog.Verify(clean, []string{b.Key}, "", w.maker)
	if err != nil || len(v.Decisions) != 1 || v.Decisions[0].Item != "item" || v.Decisions[0].Title == "" {
		t.Fatalf("%v: %+v", err, v.Decisions)
	}
	if _, err := w.log.ItemBundle(t.Context(), "m", "another"); code(err) != registry.CodeNotLogged {
		t.Errorf("an item that was not decided: %v", err)
	}
	changes := map[string]func(*translog.Bundle){
		"another item":    func(b *translog.Bundle) { b.Item = "another" },
		"another meeting": func(b *translog.Bundle) { b.Meeting = "another" },
		"nothing":         func(b *translog.Bundle) { b.Leaves = nil },
		"the place":       func(b *translog.Bundle) { b.Leaves[0].Place++ },
		"the leaf":        func(b *translog.Bundle) { b.Leaves[0].Leaf += " " },
		"the proof":       func(b *translog.Bundle) { b.Leaves[0].Proof = b.Leaves[0].Proof[1:] },
		"the checkpoint":  func(b *translog.Bundle) { b.Checkpoint = "x" + b.Checkpoint },
	}
	for pointer, text := range b.Leaves[0].Texts {
		changes["the text "+pointer] = func(b *translog.Bundle) {
			b.Leaves[0].Texts[pointer] = translog.Text{Salt: text.Salt, Text: text.Text + "."}
		}
	}
	for name, change := range changes {
		var forged translog.Bundle
		w.must(json.Unmarshal(clean, &forged))
		change(&forged)
		if _, err := translog.Verify(encode(t, forged), []string{b.Key}, "", w.maker); err == nil {
			t.Errorf("%s was not found", name)
		}
	}
}
