package translog

import (
	"encoding/hex"
	"encoding/json"
	"strings"
)

// Kept is a sealed document of which a text was redacted: the document as it is in
// the log, and the salts of the texts that are still known, by pointer
// (hexadecimal). The salt that they came of is erased, and with it everything by
// which somebody could try what the redacted text was.
type Kept struct {
	Sealed string
	Salts  map[string]string
}

// Seal is Seal of the document as it is stored now. gone are the texts that stand
// there in the place of redacted ones, by pointer.
func (k Kept) Seal(document any) (sealed []byte, texts map[string]Text, gone map[string]string, err error) {
	was, err := plainOf([]byte(k.Sealed))
	if err != nil {
		return nil, nil, nil, err
	}
	seals := map[string]string{}
	eachText(was, "", "", func(pointer, seal string) { seals[pointer] = seal })
	texts, gone = map[string]Text{}, map[string]string{}
	s := sealer{
		texts: texts,
		salt: func(pointer string) []byte {
			salt, _ := hex.DecodeString(k.Salts[pointer])
			if len(salt) != SaltSize {
				return nil
			}
			return salt
		},
		gone: func(pointer, text string) string {
			gone[pointer] = text
			return seals[pointer]
		},
	}
	sealed, err = canonical(s.walk(document, "", ""))
	return sealed, texts, gone, err
}

// sealedAs seals the entry at a place among those of its revision, of which some
// were redacted.
func (e Entry) sealedAs(kept map[int]Kept, place int, salt []byte) (sealed []byte, gone map[string]string, err error) {
	k, there := kept[place]
	if !there {
		sealed, err = e.Sealed(salt)
		return sealed, nil, err
	}
	document, err := e.plain()
	if err != nil {
		return nil, nil, err
	}
	sealed, _, gone, err = k.Seal(document)
	return sealed, gone, err
}

// without forgets the salts of the texts that are others in the changed document.
func (k Kept) without(texts, changed map[string]string) (left Kept, gone map[string]string) {
	left, gone = Kept{Sealed: k.Sealed, Salts: map[string]string{}}, map[string]string{}
	for pointer, salt := range k.Salts {
		if changed[pointer] == texts[pointer] {
			left.Salts[pointer] = salt
		}
	}
	for pointer, text := range changed {
		if text != texts[pointer] {
			gone[pointer] = text
		}
	}
	return left, gone
}

// saltsOf are the salts of texts that are known.
func saltsOf(texts map[string]Text) map[string]string {
	out := make(map[string]string, len(texts))
	for pointer, t := range texts {
		out[pointer] = t.Salt
	}
	return out
}

// textsIn are the texts of a document that are sealed in it, by pointer.
func textsIn(document any) map[string]string {
	out := map[string]string{}
	eachText(document, "", "", func(pointer, text string) { out[pointer] = text })
	return out
}

// eachText meets every text that is sealed.
func eachText(v any, name, pointer string, f func(pointer, text string)) {
	s := sealer{salt: func(string) []byte { return nil }, gone: func(pointer, text string) string { f(pointer, text); return "" }}
	s.walk(v, name, pointer)
}

// kept is how the leaf's texts are sealed: under the salt, or what was left of it.
func (l StoredLeaf) kept() (Kept, error) {
	k := Kept{Sealed: l.Raw}
	if strings.HasPrefix(l.Salt, "{") {
		return k, json.Unmarshal([]byte(l.Salt), &k.Salts)
	}
	content, err := plainOf([]byte(l.Content))
	if err != nil {
		return k, err
	}
	salt, err := hex.DecodeString(l.Salt)
	if err != nil {
		return k, err
	}
	_, texts, err := Seal(content, salt)
	k.Salts = saltsOf(texts)
	return k, err
}
