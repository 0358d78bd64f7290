package openapi

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// sealed is how much of its digest a cursor carries: it tells a cursor cut short
// or put together by hand from one of ours. It is no secret, since a cursor
// opens nothing that its parameters do not.
const sealed = 8

// sealCursor makes a cursor that is good for one list only.
func sealCursor(list string, place any) string {
	content, err := json.Marshal(place)
	if err != nil {
		panic(err) // texts, numbers and instants always marshal
	}
	return base64.RawURLEncoding.EncodeToString(slices.Concat(sealOf(list, content), content))
}

// openCursor reads a cursor of a list; CodeCursorInvalid for anything else.
func openCursor[T any](list, cursor string) (T, error) {
	var place T // nothing of the request is mixed into it
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(raw) < sealed || string(raw[:sealed]) != string(sealOf(list, raw[sealed:])) ||
		json.Unmarshal(raw[sealed:], &place) != nil {
		return place, errCursor()
	}
	return place, nil
}

func sealOf(list string, content []byte) []byte {
	sum := sha256.Sum256(slices.Concat([]byte(list+"\n"), content))
	return sum[:sealed]
}

func errCursor() error { return inField("cursor", &registry.Error{Code: registry.CodeCursorInvalid}) }
