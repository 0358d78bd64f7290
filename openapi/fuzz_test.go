package openapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

// FuzzCursor: whatever is sent as a cursor opens or is refused, and none opens
// another list than its own.
func FuzzCursor(f *testing.F) {
	good := sealCursor(ruleList.name, rulesPlace{Area: "Skole", Since: 1, Revision: 2, After: 3})
	for _, s := range []string{"", good, good[:len(good)-1], good + "=", good + "\n", "x" + good, "AAAAAAAAAAA", "🙂", sealCursor(ruleList.name, []int{1}),
		sealCursor(ruleList.name, json.RawMessage(`{"after":1e400}`)), sealCursor(registerList.name, registerPlace{On: registry.LastDay})} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		opened := 0
		for _, err := range []error{opens[rulesPlace](t, ruleList.name, cursor), opens[registerPlace](t, registerList.name, cursor),
			opens[inputsPlace](t, inputList.name, cursor)} {
			if err == nil {
				opened++
			} else if e, ok := err.(*registry.Error); !ok || e.Fields[0].Code != registry.CodeCursorInvalid {
				t.Errorf("%q is refused with %v", cursor, err)
			}
		}
		if opened > 1 {
			t.Errorf("%q opens %d lists", cursor, opened)
		}
	})
}

// opens says whether a cursor opens a list; what it opens must open again.
func opens[T any](t *testing.T, list, cursor string) error {
	place, err := openCursor[T](list, cursor)
	if err == nil {
		if _, err := openCursor[T](list, sealCursor(list, place)); err != nil {
			t.Errorf("what %q opens cannot be sealed and opened again", cursor)
		}
	}
	return err
}

// FuzzETag: an edit is read from our own ETags and from nothing else that has no
// edit in it, and If-None-Match matches only what it names.
func FuzzETag(f *testing.F) {
	for _, s := range []string{"", "*", `"1-abc"`, `W/"1-abc"`, `"0-x"`, `"-1"`, `"+1-x"`, `"01-x"`, `"9223372036854775808-x"`, `"`, `""`, `"1`, `"1-a", "2-b"`,
		`"a" , W/"b"`, `"a,b"`, ` "1-x" `, "\xff", "\"1-\x00\""} {
		f.Add(s, 7, `"1-abc"`)
	}
	f.Fuzz(func(t *testing.T, match string, edit int, tag string) {
		seen, err := editSeen(match)
		if code := registry.CodeOf(err); err == nil && (seen < 1 || len(strings.TrimSpace(match)) < 3) ||
			err != nil && (seen != 0 || code != registry.CodeStale && code != registry.CodePrecondition) {
			t.Errorf("%q was seen as %d, %v", match, seen, err)
		}
		own, err := etag(edit, match)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := editSeen(" " + own + " "); edit > 0 && (err != nil || got != edit) {
			t.Errorf("%s was seen as %d, %v", own, got, err)
		}
		if !matches(own, own) || !matches(`"x", W/`+own, own) || matches(`"x"`, own) || matches("", own) {
			t.Errorf("%s is not matched as itself alone", own)
		}
		if tag != "" && matches(match, tag) && !strings.Contains(match, "*") && !strings.Contains(match, tag) {
			t.Errorf("%q matches %q", match, tag)
		}
	})
}

// FuzzRetry: the same request under a key has the same digest however its JSON is
// laid out, another address has another, and a key is taken as it is or refused.
func FuzzRetry(f *testing.F) {
	for _, key := range []string{"", "k", "a b", "å", "\x7f", "\x00", strings.Repeat("k", 255), strings.Repeat("k", 256), `"q"`} {
		f.Add(key, []byte(`{"b":1,"a":[1.0,1e2,9223372036854775808,null]}`))
	}
	f.Add("k", []byte(`{"a":1}x`))
	f.Add("k", []byte("\xff{"))
	f.Add("k", []byte(`{"a":"\ud800","<":"&"}`))
	f.Fuzz(func(t *testing.T, key string, body []byte) {
		digest := func(path string, body []byte) (*registry.Retry, error) {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Idempotency-Key", key)
			return retry(r, body)
		}
		one, err := digest("/v1/rules", body)
		if err != nil {
			if e, ok := err.(*registry.Error); !ok || e.Code != registry.CodeInvalid || e.Fields[0].Name != "Idempotency-Key" {
				t.Errorf("%q is refused with %v", key, err)
			}
			return
		}
		if (one == nil) != (key == "") || one != nil && one.Key != key {
			t.Errorf("%q became %v", key, one)
		}
		if one == nil {
			return
		}
		if other, err := digest("/v1/bodies", body); err != nil || other.Hash == one.Hash {
			t.Errorf("another address has the same digest, %v", err)
		}
		var spread bytes.Buffer
		if json.Indent(&spread, body, " ", "\t") == nil {
			if again, err := digest("/v1/rules", spread.Bytes()); err != nil || again.Hash != one.Hash {
				t.Errorf("laid out otherwise %q has another digest, %v", body, err)
			}
		}
	})
}
