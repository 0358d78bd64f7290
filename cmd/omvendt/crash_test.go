package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/omvendt/omvendt/cmd/omvendt/internal/demo"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// campaign is a municipality at work on a server in a process of its own.
type campaign struct {
	*machine
	*stage
	story   demo.Story
	ahead   time.Duration // of the clock
	random  *rand.Rand
	server  *child
	clients []*client
	before  int // contributions that others sent in
	working sync.WaitGroup
}

const atOnce = 8

// newCampaign plays the demo's story into a database and lets clients in.
func newCampaign(t *testing.T, dsn string, ordinary uint64) *campaign {
	t.Helper()
	seed := testenv.Seed(t, ordinary)
	w := newWalk(t, dsn)
	c := &campaign{machine: w.machine, stage: newStage(), story: w.story, random: rand.New(rand.NewPCG(seed, 0))}
	h, err := c.program().open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	c.env["OMVENDT_TRUSTED_PROXIES"] = "127.0.0.1" // who alone may name a request
	c.env["OMVENDT_ANSWERS_PER_ADDRESS"], c.env["OMVENDT_ANSWERS_PER_LINK"] = "0", "0"
	bodies, err := h.register.Bodies(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for n := range atOnce {
		name := fmt.Sprintf("client-%d", n)
		_, secret, err := h.register.AddToken(t.Context(), act("add-token"), name, registry.Grant{Role: "administrator"})
		if err != nil {
			t.Fatal(err)
		}
		c.clients = append(c.clients, &client{stage: c.stage, name: name, token: secret, openLink: c.story.OpenLink, slug: c.story.Consultation,
			council: string(bodies[0].ID), day: "2026-11-21", random: rand.New(rand.NewPCG(seed, uint64(n+1))), shared: []string{"R-0034", "R-0045", "R-0042"},
			http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}, Timeout: time.Minute}})
	}
	db, _ := raw(t, dsn)
	sent, err := query(t.Context(), db, "SELECT id FROM contribution")
	if err != nil {
		t.Fatal(err)
	}
	c.before = len(sent)
	c.ahead = time.Until(c.clock()).Round(time.Second)
	return c
}

// begin starts the server and lets the clients work.
func (c *campaign) begin() {
	c.t.Helper()
	c.serve()
	for _, one := range c.clients {
		c.working.Go(one.work)
	}
}

func (c *campaign) serve() {
	c.t.Helper()
	c.server = c.spawn(c.ahead)
	c.server.ready()
	c.open(c.server.url)
}

// wait waits for further changes to be acknowledged, and then a little.
func (c *campaign) wait(changes int) {
	c.t.Helper()
	select {
	case <-c.after(changes):
	case <-c.server.gone:
		c.t.Fatalf("the program ended by itself\n%s", c.server.said)
	case <-time.After(time.Minute):
		c.t.Fatalf("no changes are acknowledged\n%s", c.server.said)
	}
	time.Sleep(time.Duration(c.random.IntN(10_000)) * time.Microsecond) // so that the end falls anywhere
}

// end lets every client end what it has begun and read it back, and stops the server.
func (c *campaign) end() {
	c.t.Helper()
	close(c.ending)
	c.working.Wait()
	for _, one := range c.clients {
		c.working.Go(one.look)
	}
	c.working.Wait()
	c.server.terminate()
	if code := c.server.ended(); code != done {
		c.t.Errorf("stopped with %d\n%s", code, c.server.said)
	}
}

// check compares what the clients were told with what is there.
func (c *campaign) check() {
	c.t.Helper()
	for _, fault := range c.faults {
		c.t.Error(fault)
	}
	db, dialect := raw(c.t, c.dsn)
	there, err := snapshotOf(c.t.Context(), db, dialect)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, fault := range there.disagreements(c.clients, c.before) {
		c.t.Error(fault)
	}
}

// long leaves out what would tell nothing, or take too long.
func long(t *testing.T) {
	t.Helper()
	if testenv.Race {
		t.Skip("the program is another process, which the race detector does not see")
	}
	if testing.Short() {
		t.Skip("starting the program again and again takes its time")
	}
}

// Whatever is acknowledged is there after a crash, once, and everything agrees.
func TestCampaignKilled(t *testing.T) {
	long(t)
	testenv.Each(t, func(t *testing.T, dsn string) {
		c := newCampaign(t, dsn, 1)
		c.begin()
		kills := 0
		for range testenv.Runs(t, 6) {
			c.wait(1 + c.random.IntN(150))
			c.server.kill()
			c.shut()
			for kills++; c.random.IntN(4) == 0; kills++ { // and again, while it starts
				again := c.spawn(c.ahead)
				time.Sleep(time.Duration(c.random.IntN(300)) * time.Millisecond)
				again.kill()
			}
			c.serve()
		}
		c.end()
		t.Logf("%d kills, %d changes acknowledged", kills, c.answered)
		c.check()
	})
}

// A first start that is cut short is made good by the next.
func TestCampaignKilledAtFirst(t *testing.T) {
	long(t)
	random := rand.New(rand.NewPCG(testenv.Seed(t, 5), 0))
	for range testenv.Runs(t, 1) {
		testenv.Each(t, func(t *testing.T, dsn string) {
			m := newMachine(t, dsn, "2026-11-21")
			for range 3 {
				first := m.spawn(0)
				time.Sleep(time.Duration(random.IntN(400)) * time.Millisecond)
				first.kill()
			}
			last := m.spawn(0)
			last.ready()
			last.terminate()
			if code := last.ended(); code != done {
				t.Errorf("stopped with %d\n%s", code, last.said)
			}
			db, dialect := raw(t, dsn)
			there, err := snapshotOf(t.Context(), db, dialect)
			if err != nil {
				t.Fatal(err)
			}
			for _, fault := range there.disagreements(nil, 0) {
				t.Error(fault)
			}
			for table, want := range map[string]int{"game_version": 2, "body": 3, "user_account": 1} {
				if rows, err := query(t.Context(), db, "SELECT * FROM "+table); err != nil || len(rows) != want {
					t.Errorf("%s: %d rows, not %d (%v)", table, len(rows), want, err)
				}
			}
		})
	}
}

// Asked to stop, the server finishes what it has begun, and begins nothing more:
// what it did not answer is not done.
func TestCampaignStopped(t *testing.T) {
	long(t)
	for range testenv.Runs(t, 1) {
		testenv.Each(t, func(t *testing.T, dsn string) {
			c := newCampaign(t, dsn, 2)
			c.begin()
			c.wait(30 + c.random.IntN(60))
			half := c.halfAsked()
			asked := time.Now()
			c.server.terminate()
			c.refusesNewcomers()
			half()
			if code := c.server.ended(); code != done || time.Since(asked) > usual.stop+5*time.Second {
				t.Errorf("stopped with %d after %s\n%s", code, time.Since(asked), c.server.said)
			}
			close(c.over)
			c.working.Wait()
			t.Logf("%d changes acknowledged", c.answered)
			c.check()
		})
	}
}

// halfAsked sends the head of a request, which the server takes on. The function
// sends the rest, which it must answer whatever has happened since.
func (c *campaign) halfAsked() (rest func()) {
	c.t.Helper()
	const body = `{"value": "Til gavn for den, der skrev langsomt"}`
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.server.url, "http://"))
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = conn.Close() })
	slow := &client{stage: c.stage, token: c.clients[0].token, http: c.clients[0].http,
		asked: []*asked{{operation: "create-justification", id: "client-slow-000001", body: object{"value": "Til gavn for den, der skrev langsomt"},
			want: http.StatusCreated, tries: 1}}}
	_, tag, _ := slow.read("/v1/rules/R-0001")
	fmt.Fprintf(conn, "POST /v1/rules/R-0001/justifications HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n"+
		"If-Match: %s\r\nX-Request-Id: %[3]s\r\nIdempotency-Key: %[3]s\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", slow.token, tag, slow.asked[0].id, len(body))
	read := bufio.NewReader(conn)
	if resp, err := http.ReadResponse(read, nil); err != nil || resp.StatusCode != http.StatusContinue {
		c.t.Fatal(resp, err)
	}
	return func() {
		c.t.Helper()
		fmt.Fprint(conn, body)
		resp, err := http.ReadResponse(read, nil)
		if err != nil {
			c.t.Errorf("a request that was half sent: %v", err)
			return
		}
		defer resp.Body.Close()
		slow.asked[0].status = resp.StatusCode
		if err := json.NewDecoder(resp.Body).Decode(&slow.asked[0].answer); err != nil || !slow.asked[0].acknowledged() {
			c.t.Errorf("a request that was half sent: %d %v %v", resp.StatusCode, slow.asked[0].answer, err)
		}
		c.clients = append(c.clients, slow)
	}
}

// refusesNewcomers waits until nobody can connect any longer.
func (c *campaign) refusesNewcomers() {
	c.t.Helper()
	late := time.After(usual.stop)
	for tick := time.Tick(5 * time.Millisecond); ; {
		conn, err := net.Dial("tcp", strings.TrimPrefix(c.server.url, "http://"))
		if err != nil {
			return
		}
		_ = conn.Close()
		select {
		case <-late:
			c.t.Fatal("a server that was asked to stop goes on listening")
		case <-tick:
		}
	}
}

// A server whose connections to PostgreSQL are cut acknowledges nothing that is
// not stored, and goes on by itself.
func TestCampaignDisconnected(t *testing.T) {
	long(t)
	dsn := testenv.Postgres(t)
	c := newCampaign(t, dsn, 3)
	db, _ := raw(t, dsn)
	c.lossy = true
	c.begin()
	cut := 0
	for range testenv.Runs(t, 7) {
		c.wait(1 + c.random.IntN(60))
		rows, err := query(t.Context(), db, `SELECT pg_terminate_backend(pid) AS cut FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		if err != nil {
			t.Fatal(err)
		}
		cut += len(rows)
	}
	c.end()
	if cut == 0 {
		t.Error("no connection was cut")
	}
	t.Logf("%d connections cut, %d changes acknowledged", cut, c.answered)
	c.check()
}
