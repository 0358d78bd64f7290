package translog

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/omvendt/omvendt/registry"
)

// Ground is the ground of law on which a text is taken out.
type Ground string

// The grounds.
const (
	GroundErasure       Ground = "erasure"       // databeskyttelsesforordningen, artikel 17
	GroundRectification Ground = "rectification" // artikel 16
	GroundObjection     Ground = "objection"     // artikel 21
	GroundConfidential  Ground = "confidential"  // forvaltningsloven § 27
)

// Grounds are all of them.
var Grounds = []Ground{GroundErasure, GroundRectification, GroundObjection, GroundConfidential}

// LimitRedacted is how many places a text may stand in, ShortestRedacted how many
// characters it has at least: a shorter one stands in other words too.
const LimitRedacted, ShortestRedacted = 500, 4

// Looked is where a text stands before it is taken out.
type Looked struct {
	Rows    []Written // in the database; also those that keep it
	Sealed  int       // leaves of the log in which it is sealed, and entries under them
	InClear int       // leaves that have it in clear: what is logged in clear stays
	Seen    string    // says that it is these; to be given with the redaction
	Mark    string    // what is to stand in its place
}

// Touched is how many rows will have the mark.
func (l Looked) Touched() (n int) {
	for _, w := range l.Rows {
		if !w.Stays {
			n++
		}
	}
	return n
}

// Mark stands in the place of a text that was taken out on a day.
func Mark(on registry.Day) string { return "[slettet " + on.Time().Format("2.1.2006") + "]" }

// CleanRedacted is a text as it is looked for: without blanks around it, and with
// line ends as they are stored.
func CleanRedacted(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

func checkRedacted(c *registry.Checks, text string) {
	c.Text("text", text, registry.LimitText, true)
	letters := strings.ContainsFunc(text, unicode.IsLetter)
	if n := utf8.RuneCountInString(text); text != "" && (n < ShortestRedacted || !letters) {
		c.Fail("text", registry.CodeRedactionShort, "limit", strconv.Itoa(ShortestRedacted))
	}
}

// LookFor finds where a text stands that is to be taken out. It changes nothing.
// Errors: CodeInvalid with fields, CodeRedactionNothing, CodeRedactionWide.
func (s *Service) LookFor(ctx context.Context, text string) (Looked, error) {
	var c registry.Checks
	text = CleanRedacted(text)
	if checkRedacted(&c, text); c.Err() != nil {
		return Looked{}, c.Err()
	}
	var out Looked
	err := s.Store.View(ctx, func(r Reader) (err error) {
		out, err = lookFor(r, Replace(text, Mark(r.Today())))
		return err
	})
	return out, err
}

func lookFor(r Reader, replacement Replacement) (Looked, error) {
	l := Looked{Mark: replacement.Mark}
	var err error
	if l.Rows, err = r.Written(replacement); err != nil {
		return l, err
	}
	leaves, err := r.LeavesHolding(replacement)
	if err != nil {
		return l, err
	}
	if l.InClear, err = r.LeavesSaying(replacement); err != nil {
		return l, err
	}
	var ids []registry.RuleID
	seen := []string{replacement.Mark}
	entries := map[entryOf]bool{}
	for _, w := range l.Rows {
		seen = append(seen, w.Table+" "+w.Key+" "+strings.Join(w.Columns, ","))
		if w.Rule != "" {
			ids = append(ids, w.Rule)
		}
		if w.Revision != 0 && !w.Stays {
			entries[entryOf{w.Rule, w.Revision}] = true
		}
	}
	for _, leaf := range leaves {
		seen = append(seen, strconv.FormatInt(leaf.Place, 10))
	}
	l.Sealed = len(leaves) + len(entries)
	switch {
	case l.Touched() == 0 && len(leaves) == 0:
		return l, refuse(registry.CodeRedactionNothing)
	case l.Touched() > LimitRedacted:
		return l, refuse(registry.CodeRedactionWide, "n", strconv.Itoa(l.Touched()), "limit", strconv.Itoa(LimitRedacted))
	}
	rules, err := r.RulesByID(ids)
	numbers := map[registry.RuleID]registry.Number{}
	for _, rule := range rules {
		numbers[rule.ID] = rule.Number
	}
	for i, w := range l.Rows {
		if w.Rule != "" {
			l.Rows[i].Number = numbers[w.Rule]
		}
	}
	l.Seen = registry.Digest([]byte(strings.Join(seen, "\n")))
	return l, err
}

// Done is what a redaction did. It says nothing of the text, and is remembered.
type Done struct {
	Mark   string
	Places int
	Sealed int
}

// Redaction takes a text out of everything that the register keeps of it.
type Redaction struct {
	Text   string
	Ground Ground
	Reason string // for administrators and the auditor; it must not say the text
	Seen   string // of Looked
}

// Redact puts a mark in the place of a text in versions, events, minutes, the audit
// log, messages and indexes, and erases the salts under which it is sealed, so that
// nobody can try what it was. The log keeps its leaves, and has one more that says
// when, on which ground and where. Errors: those of LookFor, CodeRedactionChanged,
// CodeRedactionStatus.
func (s *Service) Redact(ctx context.Context, act registry.Act, x Redaction) (Done, error) {
	x.Text = CleanRedacted(x.Text)
	var c registry.Checks
	checkRedacted(&c, x.Text)
	c.Text("reason", x.Reason, registry.LimitText, true)
	if !slices.Contains(Grounds, x.Ground) {
		c.Fail("ground", registry.CodeChoiceInvalid)
	}
	if x.Text != "" && strings.Contains(x.Reason, x.Text) {
		c.Fail("reason", registry.CodeRedactionSaid)
	}
	if err := c.Err(); err != nil {
		return Done{}, err
	}
	if act.Retry != nil { // what is remembered of the request must not be a hash of the text: Seen stands for it
		act.Retry = &registry.Retry{Key: act.Retry.Key, Hash: registry.Digest([]byte(strings.Join([]string{x.Seen, string(x.Ground), x.Reason}, "\n")))}
	}
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (done Done, err error) {
		r := redactor{Tx: tx, maker: s.Maker, replacement: Replace(x.Text, Mark(tx.Today()))}
		looked, err := lookFor(tx, r.replacement)
		if err != nil {
			return done, err
		}
		if looked.Seen != x.Seen {
			return done, refuse(registry.CodeRedactionChanged)
		}
		if err := r.redact(looked); err != nil {
			return done, err
		}
		if err := tx.Log(registry.Leaf{Kind: KindRedacted, Content: map[string]any{
			"at": Instant(tx.Now()), "ground": x.Ground, "reason": x.Reason, "redacted": r.out}}); err != nil {
			return done, err
		}
		done = Done{Mark: looked.Mark, Places: looked.Touched(), Sealed: looked.Sealed}
		after, err := json.Marshal(map[string]any{"ground": x.Ground, "reason": x.Reason, "places": done.Places})
		if err != nil {
			return done, internal(err)
		}
		return done, tx.Audit(registry.AuditEvent{Object: "redaction", After: after})
	})
}

type entryOf struct {
	rule     registry.RuleID
	revision registry.Revision
}

type redactor struct {
	Tx
	maker       registry.RulebookMaker
	replacement Replacement
	out         []map[string]any // as RedactedText, with the texts that are to be sealed
}

// sealedEntry is an entry as it was before.
type sealedEntry struct {
	entryOf
	Kept
	number registry.Number
	leaf   int64
	at     int // among the entries of its revision
	texts  map[string]string
}

func (r *redactor) redact(looked Looked) error {
	leaves, err := r.LeavesHolding(r.replacement)
	if err != nil {
		return err
	}
	var entries []sealedEntry
	seen := map[entryOf]bool{}
	for _, w := range looked.Rows {
		key := entryOf{w.Rule, w.Revision}
		if w.Revision == 0 || w.Stays || seen[key] {
			continue
		}
		seen[key] = true
		e, err := r.before(key)
		if err != nil {
			return err
		}
		entries = append(entries, e)
	}
	if err := r.ReplaceWritten(r.replacement); err != nil {
		return err
	}
	for _, e := range entries {
		if err := r.after(e); err != nil {
			return err
		}
	}
	for _, l := range leaves {
		if err := r.leaf(l); err != nil {
			return err
		}
	}
	rules := map[registry.RuleID]registry.Number{}
	for _, e := range entries {
		rules[e.rule] = e.number
	}
	for rule, number := range rules {
		if err := r.status(rule, number); err != nil {
			return err
		}
	}
	return nil
}

// before is what the log has of an entry.
func (r *redactor) before(key entryOf) (sealedEntry, error) {
	e := sealedEntry{entryOf: key}
	entry, err := r.LogEntry(key.rule, key.revision)
	if err != nil {
		return e, err
	}
	if e.leaf, err = r.RevisionPlace(key.revision); err != nil {
		return e, err
	}
	stored, err := r.Leaves(e.leaf, 1)
	if err != nil || len(stored) == 0 {
		return e, internal(err)
	}
	leaf, err := ParseLeaf(e.leaf, stored[0].Raw)
	if err == nil {
		e.at, err = leaf.place(entry.Number)
	}
	if err != nil || e.at < 0 {
		return e, broken("revision %d recorded nothing about %s", key.revision, entry.Number)
	}
	e.number = entry.Number
	document, err := entry.plain()
	if err != nil {
		return e, internal(err)
	}
	e.texts = textsIn(document)
	kept, err := r.KeptEntries(key.revision)
	if err != nil {
		return e, err
	}
	if k, there := kept[e.at]; there {
		e.Kept = k
		return e, nil
	}
	_, salts, err := r.LogEntries(key.revision)
	if err != nil || e.at >= len(salts) {
		return e, internal(err)
	}
	sealed, texts, err := Seal(document, salts[e.at])
	e.Kept = Kept{Sealed: string(sealed), Salts: saltsOf(texts)}
	return e, internal(err)
}

// after erases the salts of what is not there any more.
func (r *redactor) after(e sealedEntry) error {
	entry, err := r.LogEntry(e.rule, e.revision)
	if err != nil {
		return err
	}
	document, err := entry.plain()
	if err != nil {
		return internal(err)
	}
	left, gone := e.without(e.texts, textsIn(document))
	r.took(e.leaf, e.number, gone)
	return r.KeepEntry(e.revision, e.at, left)
}

// took notes what became of texts.
func (r *redactor) took(leaf int64, rule registry.Number, gone map[string]string) {
	for _, pointer := range slices.Sorted(maps.Keys(gone)) {
		one := map[string]any{"place": leaf, "pointer": pointer, "becomes": gone[pointer]}
		if rule != 0 {
			one["rule"] = rule
		}
		r.out = append(r.out, one)
	}
}

func (r *redactor) leaf(l StoredLeaf) error {
	kept, err := l.kept()
	if err != nil {
		return internal(err)
	}
	document, err := plainOf([]byte(l.Content))
	if err != nil {
		return internal(err)
	}
	texts := textsIn(document)
	document = r.replacement.Plain(document)
	left, gone := kept.without(texts, textsIn(document))
	if len(gone) == 0 {
		return nil
	}
	content, err := json.Marshal(document)
	if err != nil {
		return internal(err)
	}
	r.took(l.Place, 0, gone)
	return r.KeepLeaf(l.Place, string(content), left.Salts)
}

// status makes sure that whoever no longer knows the texts finds the same status.
func (r *redactor) status(rule registry.RuleID, number registry.Number) error {
	versions, err := r.GameVersions()
	if err != nil {
		return err
	}
	book, err := r.maker.Rulebook(versions)
	if err != nil {
		return err
	}
	byRule, err := r.Events([]registry.RuleID{rule}, registry.RevisionOpen)
	if err != nil {
		return err
	}
	events := byRule[rule]
	for i, e := range events {
		fact, err := json.Marshal(e.Fact)
		if err != nil {
			return internal(err)
		}
		blind, err := Replace(r.replacement.Mark, Gone).JSON(string(fact))
		if err != nil {
			return internal(err)
		}
		if events[i].Fact, err = registry.DecodeFact(e.Fact.Kind(), []byte(blind)); err != nil {
			return internal(err)
		}
	}
	follows, err := registry.Timeline(events, book)
	if err != nil {
		return err
	}
	said, err := r.Timeline(rule, registry.RevisionOpen)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(said, follows, same) {
		return refuse(registry.CodeRedactionStatus, "number", number.String())
	}
	return nil
}

// plain is the entry's document as JSON has it.
func (e Entry) plain() (any, error) {
	d, err := e.document()
	if err != nil {
		return nil, err
	}
	return Plain(d)
}

// redactions are the texts that were taken out of the log, and what stands in their
// place; the last that was said of each.
type redactions map[redactedAt]string

type redactedAt struct {
	leaf    int64
	rule    registry.Number
	pointer string
}

func readRedactions(r Reader) (redactions, error) {
	stored, err := r.LeavesOf(KindRedacted, "")
	if err != nil {
		return nil, err
	}
	out := redactions{}
	for _, l := range stored {
		var leaf Leaf
		if err := json.Unmarshal([]byte(l.Content), &leaf); err != nil {
			return nil, broken("leaf %d: what was sealed is another", l.Place)
		}
		for _, x := range leaf.Redacted {
			out[redactedAt{x.Place, x.Rule, x.Pointer}] = x.Becomes
		}
	}
	return out, nil
}

// explain is an error unless the log says of every text that is gone that it was
// redacted, and what stands in its place.
func (all redactions) explain(leaf int64, rule registry.Number, gone map[string]string) error {
	for pointer, text := range gone {
		if said, there := all[redactedAt{leaf, rule, pointer}]; !there || said != text {
			return fmt.Errorf("%s", pointer)
		}
	}
	return nil
}
