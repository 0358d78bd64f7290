package registry

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Standing is what the latest ruling that counted left on the rule.
type Standing string

const (
	StandsNothing Standing = "none"
	StandsKept    Standing = "keep"
	StandsAmended Standing = "amend"
	StandsRepeal  Standing = "repeal"
	StandsTrial   Standing = "trial"
	StandsUnlaw   Standing = "unlawful"
)

// Provisional says why a rule outlives its old lapse date for a while.
type Provisional string

const (
	ProvisionalNone     Provisional = "none"
	ProvisionalDeferred Provisional = "deferred"
	ProvisionalStopped  Provisional = "stopped"
)

// Fell is what became of the latest proposal without effect in this cycle.
type Fell string

const (
	FellNothing Fell = "none"
	FellTie     Fell = "tie"
	FellKeep    Fell = "keep_not_carried"
	FellOther   Fell = "other"
)

// Row is the flat row of facts about one rule on one day: all that the policy
// sees. It holds text, days and booleans only, never null; a day not known is
// LastDay (or FirstDay where it has passed for good). It holds only what bears
// on the answer, so that rules with equal rows share one evaluation.
type Row struct {
	EffectiveFrom   Day         `json:"effective_from"` // FirstDay once it has begun
	Class           Class       `json:"class"`          // on the day
	Bound           bool        `json:"bound"`
	Ended           State       `json:"ended"`        // lapsed, repealed, superseded; "none" while it has not ended
	ClassAtEnd      Class       `json:"class_at_end"` // on the day it lapses or is repealed
	BoundAtEnd      bool        `json:"bound_at_end"`
	MinimumUntil    Day         `json:"minimum_until"` // first day without the statutory minimum of an add-on; FirstDay: none
	LapseDate       Day         `json:"lapse_date"`
	LapseKind       LapseKind   `json:"lapse_kind"`
	HearingMissing  bool        `json:"hearing_missing"`
	HearingUntil    Day         `json:"hearing_until"`
	Standing        Standing    `json:"standing"`
	StandingDay     Day         `json:"standing_day"`
	StandingFrom    Day         `json:"standing_from"`  // effect of a repeal, a trial, an amended text
	StandingUntil   Day         `json:"standing_until"` // first day after a trial
	StandingMissing string      `json:"standing_missing"`
	Provisional     Provisional `json:"provisional"`
	ProvisionalFrom Day         `json:"provisional_from"` // the old lapse date
	Refusal         ReasonCode  `json:"refusal"`          // why the latest ruling did not count; "none"
	RefusalDay      Day         `json:"refusal_day"`
	RefusalMissing  string      `json:"refusal_missing"` // criteria it lacked, separated by spaces
	Fell            Fell        `json:"fell"`
	FellDay         Day         `json:"fell_day"`
	MinutesUntil    Day         `json:"minutes_until"` // FirstDay: none awaited
	BasisEndedOn    Day         `json:"basis_ended_on"`
	InReview        bool        `json:"in_review"`
	SupersededFrom  Day         `json:"superseded_from"`
}

// Offer is a ruling put to the policy on its own day: is it in time, and does
// it count? It is judged once; the answer is a fact of all later rows.
type Offer struct {
	Kind          RulingKind `json:"kind"`
	Day           Day        `json:"day"`
	Rank          Rank       `json:"rank"`
	ClassAtEffect Class      `json:"class_at_effect"` // on the day the ruling takes effect
	BoundAtEffect bool       `json:"bound_at_effect"`
	Shows         Shown      `json:"shows"`
	Asks          Shown      `json:"asks"`
}

// Shown has one boolean for each criterion.
type Shown map[Criterion]bool

func shown(list []Criterion) Shown {
	s := make(Shown, len(Criteria))
	for _, c := range Criteria {
		s[c] = known(list, c)
	}
	return s
}

// Canonical is the row as JSON with sorted names and no spaces (RFC 8785; all
// names and values are ASCII, so sorting and escaping need nothing more).
func (r Row) Canonical() []byte {
	v := reflect.ValueOf(r)
	b := []byte{'{'}
	for i, column := range rowColumns {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(strconv.AppendQuote(b, column.name), ':')
		switch field := v.Field(column.place); {
		case field.Kind() == reflect.Bool:
			b = strconv.AppendBool(b, field.Bool())
		case field.Type() == reflect.TypeFor[Day]():
			b = strconv.AppendQuote(b, Day(field.Int()).String())
		default:
			b = strconv.AppendQuote(b, field.String())
		}
	}
	return append(b, '}')
}

type rowColumn struct {
	name  string
	place int
}

// rowColumns are the fields of a row by name.
var rowColumns = func() (columns []rowColumn) {
	row := reflect.TypeFor[Row]()
	for i := range row.NumField() {
		columns = append(columns, rowColumn{row.Field(i).Tag.Get("json"), i})
	}
	slices.SortFunc(columns, func(a, b rowColumn) int { return strings.Compare(a.name, b.name) })
	return columns
}()

// Columns are the row's values by name: strings and booleans.
func (r Row) Columns() map[string]any {
	v := reflect.ValueOf(r)
	m := make(map[string]any, v.NumField())
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("json")
		switch x := v.Field(i).Interface().(type) {
		case bool:
			m[name] = x
		case Day:
			m[name] = x.String()
		default:
			m[name] = v.Field(i).String()
		}
	}
	return m
}

// Digest names the row in the store: SHA-256 of its canonical form.
func (r Row) Digest() string { return Digest(r.Canonical()) }

// Digest is the SHA-256 of some bytes in hexadecimal.
func Digest(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// dates are the days in the row on which an answer can change.
func (r Row) dates() []Day {
	return []Day{r.EffectiveFrom, r.MinimumUntil, r.LapseDate, r.HearingUntil, r.StandingFrom,
		r.StandingUntil, r.ProvisionalFrom, r.MinutesUntil, r.SupersededFrom}
}

func words(list []Criterion) string {
	s := make([]string, len(list))
	for i, c := range list {
		s[i] = string(c)
	}
	return strings.Join(s, " ")
}
