package translog

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// SaltSize is the length of a salt in bytes.
const SaltSize = 16

// open are the names of the values that stand in clear: codes, days, numbers and
// the names of bodies. Every other text is sealed, whoever adds it. To take a name
// out or in would give other bytes for what has been logged.
var open = func() map[string]bool {
	names := map[string]bool{}
	for _, n := range strings.Fields(`
		adopted adopter asks at body cites class code day digest effect event evidence_grade
		from ground hearing_until id import item key kind late log lost_root meeting next number on outcome pointer policy previous procedure
		proposal rank recorded result result_on review root rule rule_numbers ruling severity shows state type undefended_on
		until valid version`) {
		names[n] = true
	}
	return names
}()

// Text is what a seal hides, with the salt that it was sealed under. Whoever has
// both can check the seal.
type Text struct {
	Salt string `json:"salt"` // hexadecimal
	Text string `json:"text"`
}

const sealPrefix = "sha256:"

// Seal is a document in its canonical form with every text replaced by its seal,
// and the texts by their JSON pointers (RFC 6901). An empty text stays empty: that
// nothing was said is no secret. document is JSON as encoding/json reads it.
func Seal(document any, salt []byte) (sealed []byte, texts map[string]Text, err error) {
	texts = map[string]Text{}
	s := sealer{salt: under(salt), texts: texts}
	sealed, err = canonical(s.walk(document, "", ""))
	return sealed, texts, err
}

// SealOnly is Seal without the texts.
func SealOnly(document any, salt []byte) ([]byte, error) {
	s := sealer{salt: under(salt)}
	return canonical(s.walk(document, "", ""))
}

// under gives the salt of each text under that of its document.
func under(salt []byte) func(pointer string) []byte {
	return func(pointer string) []byte { return saltAt(salt, pointer) }
}

type sealer struct {
	salt  func(pointer string) []byte // nil: it was erased
	texts map[string]Text             // nil: not asked for
	gone  func(pointer, text string) string
}

func (s *sealer) walk(v any, name, pointer string) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, inner := range v {
			out[key] = s.walk(inner, key, pointer+"/"+pointerPart.Replace(key))
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, inner := range v {
			out[i] = s.walk(inner, name, pointer+"/"+strconv.Itoa(i))
		}
		return out
	case string:
		if v == "" || open[name] {
			return v
		}
		salt := s.salt(pointer)
		if salt == nil {
			return s.gone(pointer, v)
		}
		if s.texts != nil {
			s.texts[pointer] = Text{Salt: hex.EncodeToString(salt), Text: v}
		}
		return sealOf(salt, v)
	}
	return v
}

var pointerPart = strings.NewReplacer("~", "~0", "/", "~1")

// saltAt is the salt of one text, from which neither that of the document nor
// another follows.
func saltAt(salt []byte, pointer string) []byte {
	h := sha256.New()
	h.Write(salt)
	h.Write([]byte(pointer))
	return h.Sum(nil)[:SaltSize]
}

func sealOf(salt []byte, text string) string {
	h := sha256.New()
	h.Write(salt)
	h.Write([]byte(text))
	return sealPrefix + hex.EncodeToString(h.Sum(nil))
}

// canonical is JSON with sorted names and no spaces.
func canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimRight(b.Bytes(), "\n"), err
}

// Plain is a value as JSON has it: maps, lists, texts, numbers and booleans.
func Plain(v any) (any, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return plainOf(b)
}

func plainOf(b []byte) (any, error) {
	var plain any
	err := json.Unmarshal(b, &plain)
	return plain, err
}

// Gone stands where a text was redacted.
const Gone = "[…]"

var errSeal = errors.New("a text is not the one that was sealed")

// Unseal puts texts back into a sealed document. A text that is not given is not
// public or was redacted; it reads Gone, and hidden has its pointer. A text that is not the
// sealed one is an error, and so is one that the document has no place for.
func Unseal(sealed []byte, texts map[string]Text) (plain []byte, hidden []string, err error) {
	document, err := plainOf(sealed)
	if err != nil {
		return nil, nil, err
	}
	u := unsealer{texts: texts}
	if document, err = u.walk(document, "", ""); err != nil {
		return nil, nil, err
	}
	if u.used != len(texts) {
		return nil, nil, errSeal
	}
	plain, err = canonical(document)
	return plain, u.hidden, err
}

type unsealer struct {
	texts  map[string]Text
	used   int
	hidden []string
}

func (u *unsealer) walk(v any, name, pointer string) (any, error) {
	var err error
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			if v[key], err = u.walk(inner, key, pointer+"/"+pointerPart.Replace(key)); err != nil {
				return nil, err
			}
		}
	case []any:
		for i, inner := range v {
			if v[i], err = u.walk(inner, name, pointer+"/"+strconv.Itoa(i)); err != nil {
				return nil, err
			}
		}
	case string:
		if v == "" || open[name] {
			return v, nil
		}
		if !strings.HasPrefix(v, sealPrefix) {
			return nil, errSeal
		}
		text, there := u.texts[pointer]
		if !there {
			u.hidden = append(u.hidden, pointer)
			return Gone, nil
		}
		u.used++
		salt, err := hex.DecodeString(text.Salt)
		if err != nil || len(salt) != SaltSize || sealOf(salt, text.Text) != v {
			return nil, errSeal
		}
		return text.Text, nil
	}
	return v, nil
}

// EventLine is an event of a rule as it is stored.
type EventLine struct {
	ID       registry.EventID
	Recorded registry.Day
	Order    int
	Valid    registry.Day
	Kind     string
	Fact     json.RawMessage
}

// Entry is what one revision recorded about one rule, as it is sealed.
type Entry struct {
	Rule           registry.RuleID
	Number         registry.Number
	Revision       registry.Revision
	Events         []EventLine              // in the order of recording
	Versions       []registry.Version       // by ordinal
	Justifications []registry.Justification // by ordinal
	Checks         []registry.LegalCheck    // in the order of recording
}

// document is fixed name by name: what has been logged must give the same bytes
// with every later program.
func (e Entry) document() (map[string]any, error) {
	d := map[string]any{"rule": map[string]any{"id": string(e.Rule), "rule": e.Number.String()}, "revision": int64(e.Revision)}
	var events, texts, justifications, checks []any
	for _, x := range e.Events {
		fact, err := plainOf(x.Fact)
		if err != nil {
			return nil, err
		}
		events = append(events, map[string]any{"id": string(x.ID), "recorded": x.Recorded.String(), "order": x.Order,
			"valid": x.Valid.String(), "kind": x.Kind, "fact": fact})
	}
	for _, v := range e.Versions {
		texts = append(texts, map[string]any{"id": string(v.ID), "ordinal": v.Ordinal, "title": v.Title, "plain": v.Plain,
			"demand": v.Demand, "frequency": v.Frequency})
	}
	for _, j := range e.Justifications {
		justifications = append(justifications, map[string]any{"id": string(j.ID), "ordinal": j.Ordinal, "value": j.Value,
			"beneficiary": j.Beneficiary, "mechanism": j.Mechanism, "evidence": j.Evidence, "evidence_grade": string(j.Grade),
			"lighter": j.Lighter, "without": j.Without, "indicator": j.Indicator, "on": j.CheckOn.String(),
			"undefended_by": j.Undefended.Post, "undefended_on": j.Undefended.On.String(),
			"result": string(j.Score.Result), "result_note": j.Score.Note, "result_on": j.Score.On.String()})
	}
	for _, c := range e.Checks {
		checks = append(checks, map[string]any{"id": string(c.ID), "by": c.By, "on": c.Day.String(), "result": string(c.Result), "note": c.Note})
	}
	for name, list := range map[string][]any{"events": events, "texts": texts, "justifications": justifications, "checks": checks} {
		if len(list) > 0 {
			d[name] = list
		}
	}
	return d, nil
}

// Seal seals the entry.
func (e Entry) Seal(salt []byte) ([]byte, map[string]Text, error) {
	d, err := e.document()
	if err != nil {
		return nil, nil, err
	}
	return Seal(d, salt)
}

// Sealed is Seal without the texts.
func (e Entry) Sealed(salt []byte) ([]byte, error) {
	d, err := e.document()
	if err != nil {
		return nil, err
	}
	return SealOnly(d, salt)
}
