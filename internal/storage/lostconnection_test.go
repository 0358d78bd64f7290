package storage

import (
	"database/sql"
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// wire stands between the program and PostgreSQL and breaks when it is told to:
// before a message of the program arrives, or before its answer does.
type wire struct {
	server string

	mu      sync.Mutex
	message int // that breaks the wire, counted from here; none when it is not above zero
	answer  bool
}

// newWire returns the wire, and the address by which the database is reached over it.
func newWire(t *testing.T, dsn string) (*wire, string) {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	port := query.Get("port")
	if port == "" {
		port = "5432"
	}
	w := &wire{server: filepath.Join(query.Get("host"), ".s.PGSQL."+port)}
	dir, err := os.MkdirTemp("", "wire") // the path of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", filepath.Join(dir, ".s.PGSQL."+port))
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			program, err := listener.Accept()
			if err != nil {
				return
			}
			open.Go(func() { w.carry(program) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		open.Wait()
		_ = os.RemoveAll(dir)
	})
	query.Set("host", dir)
	u.RawQuery = query.Encode()
	return w, u.String()
}

// cut breaks the wire at a message, once.
func (w *wire) cut(message int, answer bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.message, w.answer = message, answer
}

// mended says whether the wire broke, or undoes that it will.
func (w *wire) mended() (broke bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	broke = w.message <= 0
	w.message = 0
	return broke
}

func (w *wire) next() (breaks, answer bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.message--
	return w.message == 0, w.answer
}

// carry passes messages both ways until the wire breaks or either side leaves.
func (w *wire) carry(program net.Conn) {
	server, err := net.Dial("unix", w.server)
	if err != nil {
		_ = program.Close()
		return
	}
	var deaf atomic.Bool // answers no longer arrive
	var answers sync.WaitGroup
	answers.Go(func() {
		defer func() { _ = program.Close() }()
		for {
			m, err := readMessage(server, true)
			const readyForQuery = 'Z' // the server has done what it was asked to
			if err != nil || deaf.Load() && m[0] == readyForQuery {
				return
			}
			if deaf.Load() {
				continue
			}
			if _, err := program.Write(m); err != nil {
				return
			}
		}
	})
	for started := false; ; started = true {
		m, err := readMessage(program, started)
		if err != nil {
			break
		}
		breaks, answer := false, false
		if started {
			breaks, answer = w.next()
		}
		if breaks && !answer {
			break
		}
		deaf.Store(breaks)
		if _, err := server.Write(m); err != nil {
			break
		}
	}
	_ = program.Close()
	_ = server.Close()
	answers.Wait()
}

// readMessage reads one message; the first of a connection has no type.
func readMessage(r io.Reader, typed bool) ([]byte, error) {
	m := make([]byte, 4)
	if typed {
		m = make([]byte, 5)
	}
	if _, err := io.ReadFull(r, m); err != nil {
		return nil, err
	}
	rest := make([]byte, binary.BigEndian.Uint32(m[len(m)-4:])-4)
	_, err := io.ReadFull(r, rest)
	return append(m, rest...), err
}

// Wherever the connection is lost, what was acknowledged is stored, what was too
// "busy" is not, and the same request once more has its one effect.
func TestLostConnectionAnywhere(t *testing.T) {
	for name, answer := range map[string]bool{"before a message": false, "before the answer": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			direct := &fixture{T: t, dsn: testenv.Postgres(t), now: begin}
			direct.db = direct.open()
			if err := direct.db.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			w, dsn := newWire(t, direct.dsn)
			x := &trial{T: t, stored: map[int]bool{}, absent: map[int]bool{}, hooked: map[int]int{}}
			x.db = (&fixture{T: t, dsn: dsn, now: begin}).open()
			refused := 0
			for n := 1; ; n++ {
				w.cut(n, answer)
				err := x.try(n)
				broke := w.mended()
				found, half := parts(direct.db.reader.DB)
				stored := slices.Contains(found, n)
				if half != nil || err == nil && !stored || registry.CodeOf(err) == registry.CodeBusy && stored || (x.hooked[n] == 1) != (err == nil) {
					t.Errorf("message %d: %v, stored: %v, hooks: %d, %v", n, err, stored, x.hooked[n], half)
				}
				if err != nil {
					refused++
				}
				if err := x.try(n); err != nil {
					t.Errorf("message %d, once more: %v", n, err)
				}
				if found, half := parts(direct.db.reader.DB); half != nil || len(found) != n {
					t.Errorf("message %d, once more: %v are stored, %v", n, found, half)
				}
				if !broke {
					t.Logf("%d messages", n-1)
					break
				}
			}
			if refused < 10 {
				t.Errorf("only %d were refused", refused)
			}
		})
	}
}

// A closure that loses against somebody else every time is not run for ever.
func TestRetriesAreBounded(t *testing.T) {
	x := &fixture{T: t, dsn: testenv.Postgres(t), now: begin}
	x.db = x.open()
	if err := x.db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	x.update(func(tx workflow.Tx) error { return tx.InsertBody(registry.Body{ID: "b"}) })
	rename := func(db bun.IDB) (sql.Result, error) {
		return db.NewUpdate().Table("body").Set("name = name || 'x'").Where("id = 'b'").Exec(t.Context())
	}
	other := x.open()
	runs := 0
	err := x.try(func(t workflow.Tx) error {
		runs++
		if _, err := t.Bodies(); err != nil { // from here on it sees one state
			return err
		}
		if _, err := rename(other.writer); err != nil {
			return err
		}
		_, err := rename(t.(*tx).db)
		return t.(*tx).fault(err)
	})
	x.wantCode(err, registry.CodeBusy)
	x.equal("runs", runs, 1+retries)
	x.equal("events", x.count("audit_event"), []int{1})
}
