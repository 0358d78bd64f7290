package translog

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/omvendt/omvendt/registry"
)

// Service publishes checkpoints of the log, and gives what proves that something
// stands in it.
type Service struct {
	Store Store
	Keys  Keys
	Maker registry.RulebookMaker
	// AtOnce is how many leaves a bundle about a rule has at most; 0: LeavesAtOnce.
	AtOnce int64

	signing sync.Mutex
	trouble atomic.Pointer[registry.Error]
	woken   chan struct{} // see Wake
	once    sync.Once
}

// Trouble is why nothing is signed; nil while all is well. CodeLogRestored and
// CodeLogKeyMissing ask the operator to say what happened.
func (s *Service) Trouble() error {
	if e := s.trouble.Load(); e != nil {
		return e
	}
	return nil
}

var publisher = registry.Actor{Name: "omvendt"}

// Publish signs a checkpoint of the log as it stands, unless that was done. It
// never signs what does not go on from what it signed last: CodeLogRestored when
// the database is older than that or another, CodeLogKeyMissing when the log names
// another key than the file has.
func (s *Service) Publish(ctx context.Context) (Checkpoint, error) {
	s.signing.Lock()
	defer s.signing.Unlock()
	c, err := s.publish(ctx, false)
	var ours *registry.Error
	switch {
	case err == nil:
		s.trouble.Store(nil)
	case errors.As(err, &ours) && (ours.Code == registry.CodeLogRestored || ours.Code == registry.CodeLogKeyMissing):
		s.trouble.Store(ours)
	}
	return c, err
}

// publish signs; resuming leaves out what Publish refuses.
func (s *Service) publish(ctx context.Context, resuming bool) (Checkpoint, error) {
	keys, err := s.key(ctx, resuming)
	if err != nil {
		return Checkpoint{}, err
	}
	signed, err := s.Keys.newest()
	if err != nil {
		return Checkpoint{}, internal(err)
	}
	var last Checkpoint
	if signed != "" {
		if last, err = openAny(signed, keys); err != nil && !resuming {
			return last, refuse(registry.CodeLogKeyMissing, "path", s.Keys.Path)
		}
	}
	now, there := Checkpoint{Origin: originOf(keys[0])}, int64(0)
	var at time.Time
	if err := s.Store.View(ctx, func(r Reader) error {
		if now.Size, err = r.LogSize(); err != nil {
			return err
		}
		if last.Size > 0 && !resuming {
			if last.Origin != now.Origin || last.Size > now.Size {
				return restored(last, now.Size)
			}
			if root, err := tlog.TreeHash(last.Size, hashes(r)); err != nil || root != last.Root {
				return restored(last, now.Size)
			}
		}
		if now.Root, err = tlog.TreeHash(now.Size, hashes(r)); err != nil {
			return err
		}
		newest, err := r.Checkpoints(0, 1)
		if len(newest) > 0 {
			there = newest[0].Size
		}
		at = r.Now()
		return err
	}); err != nil || now.Size == 0 {
		return now, err
	}
	if last.Size == now.Size && last.Root == now.Root && there == now.Size && len(keys) == 1 {
		return last, nil
	}
	if now, err = now.sign(keys); err != nil {
		return now, internal(err)
	}
	// Kept here before anybody can see it: what was shown is never forgotten.
	if err := s.Keys.setNewest(now.Signed); err != nil {
		return now, internal(err)
	}
	if err := s.Store.Update(ctx, registry.Act{Actor: publisher, Operation: "publish-checkpoint"}, func(tx Tx) error {
		return tx.InsertCheckpoint(Published{Size: now.Size, At: at, Note: now.Signed})
	}); err != nil {
		return now, err
	}
	if len(keys) > 1 {
		err = s.Keys.keep(keys[0])
	}
	return now, internal(err)
}

func restored(last Checkpoint, size int64) error {
	return refuse(registry.CodeLogRestored, "signed", strconv.FormatInt(last.Size, 10), "size", strconv.FormatInt(size, 10))
}

// key is the keys that sign, the newest first, with the newest named in the log.
func (s *Service) key(ctx context.Context, resuming bool) ([]string, error) {
	var named []Leaf
	if err := s.Store.View(ctx, func(r Reader) (err error) { named, err = keyLeaves(r); return err }); err != nil {
		return nil, err
	}
	keys, err := s.Keys.read()
	if errors.Is(err, fs.ErrNotExist) && (len(named) == 0 || resuming) {
		origin := "omvendt.log/" + strings.ToLower(rand.Text())
		if len(named) > 0 {
			origin = named[0].Log
		}
		if err := s.Keys.make(origin); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, internal(err)
		}
		keys, err = s.Keys.read()
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, refuse(registry.CodeLogKeyMissing, "path", s.Keys.Path)
	}
	if err != nil {
		return nil, internal(err)
	}
	public := make([]string, len(keys))
	for i, key := range keys {
		if public[i], err = verifierKey(key); err != nil {
			return nil, internal(err)
		}
	}
	content := map[string]any{"key": public[0]}
	switch {
	case len(named) > 0 && named[len(named)-1].Key == public[0]:
		return keys, nil
	case len(named) == 0:
		if signed, err := s.Keys.newest(); err != nil || signed != "" && !resuming {
			return nil, errors.Join(internal(err), restored(Checkpoint{}, 0))
		}
		content["log"] = originOf(keys[0])
	case len(public) == 2 && named[len(named)-1].Key == public[1]:
		content["previous"] = public[1]
	case resuming:
		content["previous"], content["unvouched"] = named[len(named)-1].Key, true
	default:
		return nil, refuse(registry.CodeLogKeyMissing, "path", s.Keys.Path)
	}
	return keys, s.Store.Update(ctx, registry.Act{Actor: publisher, Operation: "name-log-key"}, func(tx Tx) error {
		again, err := keyLeaves(tx)
		if err != nil || len(again) != len(named) {
			return err // another server did it
		}
		if err := tx.Log(registry.Leaf{Kind: KindKey, Content: content}); err != nil {
			return err
		}
		return tx.Audit(registry.AuditEvent{Object: "log"})
	})
}

func keyLeaves(r Reader) ([]Leaf, error) {
	stored, err := r.LeavesOf(KindKey, "")
	if err != nil {
		return nil, err
	}
	out := make([]Leaf, len(stored))
	for i, l := range stored {
		if out[i], err = ParseLeaf(l.Place, l.Raw); err != nil {
			return nil, internal(err)
		}
	}
	return out, nil
}

// Rotate has another key sign from now on. The old one vouches for it: the log
// names the new one, and both sign the checkpoint that has that leaf.
func (s *Service) Rotate(ctx context.Context) (Checkpoint, error) {
	if _, err := s.Publish(ctx); err != nil {
		return Checkpoint{}, err
	}
	s.signing.Lock()
	defer s.signing.Unlock()
	keys, err := s.Keys.read()
	if err != nil {
		return Checkpoint{}, internal(err)
	}
	key, err := newKey(originOf(keys[0]))
	if err == nil {
		err = s.Keys.keep(key, keys[0])
	}
	if err != nil {
		return Checkpoint{}, internal(err)
	}
	return s.publish(ctx, false)
}

// Resume goes on after a backup was restored or a key was lost, when an operator
// has said that this is so: the log gets a leaf that says it too. CodeLogNoTrouble when nothing happened.
func (s *Service) Resume(ctx context.Context, act registry.Act) (Checkpoint, error) {
	_, err := s.Publish(ctx)
	code := registry.CodeOf(err)
	switch {
	case err == nil:
		return Checkpoint{}, refuse(registry.CodeLogNoTrouble)
	case code != registry.CodeLogRestored && code != registry.CodeLogKeyMissing:
		return Checkpoint{}, err
	}
	s.signing.Lock()
	defer s.signing.Unlock()
	signed, err := s.Keys.newest()
	if err != nil {
		return Checkpoint{}, internal(err)
	}
	if text, _, ok := strings.Cut(signed, "\n\n"); ok && code == registry.CodeLogRestored {
		lost, err := parseCheckpoint(text + "\n")
		if err != nil {
			return lost, internal(err)
		}
		if err := s.Store.Update(ctx, act, func(tx Tx) error {
			if err := tx.Log(registry.Leaf{Kind: KindRestored, Content: map[string]any{
				"at": Instant(tx.Now()), "lost_size": lost.Size, "lost_root": lost.Root.String(), "log": lost.Origin}}); err != nil {
				return err
			}
			return tx.Audit(registry.AuditEvent{Object: "log"})
		}); err != nil {
			return lost, err
		}
	}
	c, err := s.publish(ctx, true)
	if err == nil {
		s.trouble.Store(nil)
	}
	return c, err
}

// Wake says that something was logged. It never waits.
func (s *Service) Wake() {
	s.once.Do(func() { s.woken = make(chan struct{}, 1) })
	select {
	case s.woken <- struct{}{}:
	default:
	}
}

// Run publishes whenever something was logged, until ctx ends. failed is told why
// something could not be signed, once for each reason in a row.
func (s *Service) Run(ctx context.Context, failed func(error)) {
	s.Wake()
	var last registry.Code
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.woken:
		}
		_, err := s.Publish(ctx)
		if err == nil {
			last = ""
		} else if code := registry.CodeOf(err); code != last && ctx.Err() == nil {
			last = code
			failed(err)
		}
	}
}

// hashes are those of the tree that are stored.
func hashes(r Reader) tlog.HashReader { return tlog.HashReaderFunc(r.LogHashes) }

func originOf(signing string) string {
	_, rest, _ := strings.Cut(strings.TrimPrefix(signing, "PRIVATE+"), "+")
	origin, _, _ := strings.Cut(rest, "+")
	return origin
}

// openAny opens a checkpoint that was signed here.
func openAny(signed string, keys []string) (c Checkpoint, err error) {
	for _, key := range keys {
		public, _ := verifierKey(key)
		if c, err = Open(signed, public); err == nil {
			return c, nil
		}
	}
	return c, err
}

func refuse(code registry.Code, args ...string) *registry.Error {
	e := &registry.Error{Code: code, Args: registry.Args{}}
	for i := 0; i+1 < len(args); i += 2 {
		e.Args[args[i]] = args[i+1]
	}
	return e
}

func internal(err error) error {
	var ours *registry.Error
	if err == nil || errors.As(err, &ours) {
		return err
	}
	return &registry.Error{Code: registry.CodeInternal, Err: err}
}
