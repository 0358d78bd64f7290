package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// object is JSON on the wire.
type object map[string]any

func (o object) text(name string) string { s, _ := o[name].(string); return s }

func (o object) list(name string) []object { return objects(o[name]) }

func objects(v any) []object {
	list, _ := v.([]any)
	var out []object
	for _, x := range list {
		if m, ok := x.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

// asked is one request that changes something. Its id names it in the log of
// changes and is its Idempotency-Key; repeated, it stays the same. Who sends in a
// contribution has no name, and so no id.
type asked struct {
	operation, method, path string
	id, match               string
	body                    object
	want                    int
	alone                   bool // nobody else changes what it changes
	tries                   int
	status                  int // of the answer, once all of it was read; 0: none was
	answer                  object
}

// acknowledged says whether the server said that it is done.
func (a *asked) acknowledged() bool { return a.status != 0 && a.status == a.want }

// stage is where the clients meet: it knows the server that is up, if one is.
type stage struct {
	mu       sync.Mutex
	url      string
	up       chan struct{} // closed while a server is up
	over     chan struct{} // closed when no server comes back
	ending   chan struct{} // closed when what is begun is to be the last
	lossy    bool          // the database's connections are cut: requests may fail
	answered int           // changes that were acknowledged
	goal     int           // how many of them somebody waits for
	reached  chan struct{}
	faults   []string
}

func newStage() *stage {
	return &stage{up: make(chan struct{}), over: make(chan struct{}), ending: make(chan struct{})}
}

// after waits for so many further changes to be acknowledged.
func (s *stage) after(n int) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.goal, s.reached = s.answered+n, make(chan struct{})
	return s.reached
}

func (s *stage) acknowledge() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.answered++; s.answered == s.goal {
		close(s.reached)
	}
}

func (s *stage) open(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.url = url
	close(s.up)
}

func (s *stage) shut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.up = make(chan struct{})
}

// address waits for a server; false when none comes.
func (s *stage) address() (string, bool) {
	s.mu.Lock()
	up := s.up
	s.mu.Unlock()
	select {
	case <-up:
	case <-s.over:
		return "", false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.url, true
}

func (s *stage) fault(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, fmt.Sprintf(format, args...))
}

// contribution is what a client sent over the open link.
type contribution struct {
	submission, receipt string
	texts               []string // that it holds by the last answer
	begun               []string // that it holds if the request without an answer was done
	withdrawn           bool
}

// client is somebody who works, and remembers what was said to them.
type client struct {
	*stage
	name, token string
	openLink    string
	slug        string // of the consultation
	council     string // id of the body
	day         string
	random      *rand.Rand
	http        *http.Client
	words       int
	rules       []string // numbers of its own
	shared      []string // numbers of everybody's
	sent        []*contribution
	asked       []*asked
}

// word is one that nobody else has written.
func (c *client) word() string {
	c.words++
	return fmt.Sprintf("%sord%d", strings.ReplaceAll(c.name, "-", ""), c.words)
}

// work goes on until the end of the campaign.
func (c *client) work() {
	doings := []struct {
		weight int
		do     func()
	}{{3, func() { c.newRule() }}, {4, c.edit}, {4, c.record}, {3, c.hangOn}, {2, c.meet}, {4, c.contribute},
		{2, c.change}, {1, c.withdraw}, {3, c.dispose}, {3, c.repeat}}
	total := 0
	for _, d := range doings {
		total += d.weight
	}
	for {
		select {
		case <-c.ending:
			return
		case <-c.over:
			return
		default:
		}
		n := c.random.IntN(total)
		for _, d := range doings {
			if n -= d.weight; n < 0 {
				d.do()
				break
			}
		}
	}
}

// send sends one request and reads all of its answer. An error means that
// nobody knows what became of it.
func (c *client) send(url string, a *asked) (status int, answer object, tag string, err error) {
	var body io.Reader
	if a.body != nil {
		b, err := json.Marshal(a.body)
		if err != nil {
			panic(err)
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequest(a.method, url+a.path, body)
	if err != nil {
		panic(err)
	}
	if a.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if !strings.HasPrefix(a.path, "/v1/open-links/") && !strings.HasPrefix(a.path, "/v1/receipts/") {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if a.id != "" {
		req.Header.Set("X-Request-Id", a.id)
		req.Header.Set("Idempotency-Key", a.id)
	}
	if a.match != "" {
		req.Header.Set("If-Match", a.match)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, nil, "", err
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, nil, "", err
	}
	if len(content) > 0 {
		err = json.Unmarshal(content, &answer)
	}
	return resp.StatusCode, answer, resp.Header.Get("ETag"), err
}

// ask sends a request until it is answered, and after a crash the same again.
// It says whether the change was acknowledged.
func (c *client) ask(a *asked) bool {
	c.asked = append(c.asked, a)
	if !c.until(a) {
		return false
	}
	if a.acknowledged() {
		c.acknowledge()
		return true
	}
	// Somebody else may have been first, where others change the same. What was
	// done already is no reason: the repetition gets the answer of the first.
	if a.match == "" || a.alone || a.status != http.StatusPreconditionFailed {
		c.fault("%s %s, asked %d times: %d %v", a.method, a.path, a.tries, a.status, a.answer)
	}
	return false
}

// until repeats a request until it has an answer; false when none comes.
func (c *client) until(a *asked) bool {
	for {
		url, ok := c.address()
		if !ok {
			return false
		}
		a.tries++
		status, answer, _, err := c.send(url, a)
		switch {
		case err != nil: // the server died, or is about to
		case status == http.StatusServiceUnavailable:
		case status >= http.StatusInternalServerError && c.lossy: // the answer to COMMIT was lost
		default:
			a.status, a.answer = status, answer
			return true
		}
		if !c.pause() {
			return false
		}
	}
}

// pause keeps clients from running in circles while a server dies.
func (c *client) pause() bool {
	select {
	case <-time.After(5 * time.Millisecond):
		return true
	case <-c.over:
		return false
	}
}

// read reads something that is there.
func (c *client) read(path string) (answer object, tag string, ok bool) {
	for {
		url, up := c.address()
		if !up {
			return nil, "", false
		}
		status, answer, tag, err := c.send(url, &asked{method: http.MethodGet, path: path})
		if err == nil && status == http.StatusOK {
			return answer, tag, true
		}
		if err == nil && status < http.StatusInternalServerError || err == nil && status == http.StatusInternalServerError && !c.lossy {
			c.fault("GET %s: %d %v", path, status, answer)
			return nil, "", false
		}
		if !c.pause() {
			return nil, "", false
		}
	}
}

func (c *client) id() string { return fmt.Sprintf("%s-%06d", c.name, len(c.asked)) }

// create asks for something new; nil when it was not acknowledged.
func (c *client) create(operation, path string, body object) object {
	a := &asked{operation: operation, method: http.MethodPost, path: path, id: c.id(), body: body, want: http.StatusCreated}
	if !c.ask(a) {
		return nil
	}
	return a.answer
}

// put changes something that was read.
func (c *client) put(operation, method, path, tag string, alone bool, body object) {
	c.ask(&asked{operation: operation, method: method, path: path, id: c.id(), match: tag, alone: alone, body: body, want: http.StatusOK})
}

// hang adds something to the record of a rule, as it is read now.
func (c *client) hang(what, number string, body object) {
	path := "/v1/rules/" + number
	if _, tag, ok := c.read(path); ok {
		c.ask(&asked{operation: "create-" + what, method: http.MethodPost, path: path + "/" + hangsIn[what], id: c.id(), match: tag,
			alone: slices.Contains(c.rules, number), body: body, want: http.StatusCreated})
	}
}

// hangsIn is where that which hangs on a rule is listed.
var hangsIn = map[string]string{"version": "versions", "basis": "bases", "justification": "justifications", "legal-check": "legal-checks"}

func (c *client) newRule() string {
	w := c.word()
	made := c.create("create-rule", "/v1/rules", object{"title": "Regel " + w, "demand": "Der kræves " + w + ".", "adopter": "council",
		"effective_from": "2026-01-01", "kind": "rule", "area": "Dagtilbud", "unit": "Alle", "effort": object{"evidence": "not_quantified"}})
	if made == nil {
		return ""
	}
	c.rules = append(c.rules, made.text("number"))
	return made.text("number")
}

// rule is mostly one of the client's own.
func (c *client) rule() string {
	if len(c.rules) > 0 && c.random.IntN(4) > 0 {
		return c.rules[c.random.IntN(len(c.rules))]
	}
	return c.shared[c.random.IntN(len(c.shared))]
}

func (c *client) edit() {
	number := c.rule()
	path := "/v1/rules/" + number
	entry, tag, ok := c.read(path)
	if !ok {
		return
	}
	body := object{"owner": c.word()}
	for _, name := range []string{"kind", "area", "unit", "audience", "protects", "legal_form", "kle", "kle_valid_at", "source", "effort"} {
		if v, there := entry[name]; there {
			body[name] = v
		}
	}
	c.put("edit-rule", http.MethodPut, path, tag, slices.Contains(c.rules, number), body)
}

// decided is the council's decision of the day.
func (c *client) decided() object {
	return object{"body": "Byrådet", "rank": "council", "day": c.day, "words": "Besluttet: " + c.word()}
}

// record records what was decided, or heard.
func (c *client) record() {
	rule := c.rule()
	kind, fact := "hearing_required", object{"party": c.word()}
	switch c.random.IntN(4) {
	case 0:
		kind = "hearing_held"
	case 1:
		kind, fact = "ruling", object{"ruling": "keep", "by": c.decided(), "next": "2028-11-21", "lapses": true, "reason": "Fordi " + c.word()}
	case 2:
		c.amend(rule)
		return
	}
	c.create("create-event", "/v1/rules/"+rule+"/events", object{"kind": kind, "valid": c.day, kind: fact})
}

// amend records that the council gave a rule another text.
func (c *client) amend(rule string) {
	c.create("create-event", "/v1/rules/"+rule+"/events", object{"kind": "ruling", "valid": c.day,
		"ruling": object{"ruling": "amend", "by": c.decided(), "next": "2028-11-21", "text": object{"title": "Regel " + c.word(), "demand": "Mindre."}}})
}

// hangOn adds to what hangs on a rule.
func (c *client) hangOn() {
	switch rule := c.rule(); c.random.IntN(4) {
	case 0:
		c.hang("version", rule, object{"from": c.day, "title": "Regel " + c.word(), "demand": "Tydeligere.", "adoption": object{"explanation": "Byrådet har bedt om det."}})
	case 1:
		c.hang("basis", rule, object{"reference": "https://www.retsinformation.dk/eli/lta/2024/988 § 11, " + c.word(), "effect": "permits", "from": "2026-02-01", "until": "2027-02-01"})
	case 2:
		c.hang("legal-check", rule, object{"by": "Juristen", "day": c.day, "result": "confirmed", "note": c.word()})
	default:
		c.hang("justification", rule, object{"value": "Til gavn for " + c.word()})
	}
}

// meet plans a meeting of the council, and takes it to its end.
func (c *client) meet() {
	m := c.create("plan-meeting", "/v1/meetings", object{"body": c.council, "day": c.day, "case": c.word()})
	if m == nil {
		return
	}
	path := "/v1/meetings/" + m.text("id")
	for range 1 + c.random.IntN(2) {
		rule := c.newRule()
		if rule == "" {
			return
		}
		w := c.word()
		proposal := object{"ruling": "repeal", "question": "Skal " + w + " ophæves?", "from": "2026-12-01"}
		if c.random.IntN(2) == 0 {
			proposal = object{"ruling": "keep", "question": "Skal " + w + " fastholdes?", "reason": "Fordi.", "next": "2028-11-21", "lapses": true}
		}
		item := c.create("create-item", path+"/items", object{"title": w, "papers_late": "Det haster.", "rules": []string{rule}, "proposals": []object{proposal}})
		if item == nil {
			return
		}
		of := "/v1/items/" + item.text("id")
		if _, tag, ok := c.read(of); ok {
			against := c.random.IntN(13)
			votes := []object{{"choice": "for", "count": 13 - against}}
			if against > 0 {
				votes = append(votes, object{"choice": "against", "count": against})
			}
			c.put("record-minutes", http.MethodPut, of+"/minutes", tag, true, object{"votes": [][]object{votes}})
		}
	}
	if _, tag, ok := c.read(path); ok {
		c.put("close-meeting", http.MethodPost, path+"/closing", tag, true, object{})
	}
}

// said is a text with two more words, and what is sent of it.
func (c *client) said() ([]string, object) {
	a, b := "Mere tid til "+c.word(), "Afskaf "+c.word()
	return []string{a, b}, object{"answers": object{"tid": a}, "suggestions": []string{b}}
}

func (c *client) contribute() {
	x := &contribution{submission: fmt.Sprintf("%s-%016x%016x", c.name, c.random.Uint64(), c.random.Uint64())}
	var body object
	x.begun, body = c.said()
	body["submission"] = x.submission
	a := &asked{operation: "contribute", method: http.MethodPost, path: "/v1/open-links/" + c.openLink + "/contributions", body: body, want: http.StatusCreated}
	if c.ask(a) {
		x.receipt, x.texts, x.begun = a.answer.text("receipt"), x.begun, nil
		c.sent = append(c.sent, x)
	}
}

// own is a contribution that can still be changed.
func (c *client) own() *contribution {
	if len(c.sent) == 0 {
		return nil
	}
	if x := c.sent[c.random.IntN(len(c.sent))]; !x.withdrawn && x.begun == nil {
		return x
	}
	return nil
}

func (c *client) change() {
	x := c.own()
	if x == nil {
		return
	}
	var body object
	x.begun, body = c.said()
	if c.ask(&asked{operation: "change-contribution", method: http.MethodPut, path: "/v1/receipts/" + x.receipt, body: body, want: http.StatusOK}) {
		x.texts, x.begun = x.begun, nil
	}
}

func (c *client) withdraw() {
	x := c.own()
	if x == nil {
		return
	}
	x.begun = []string{}
	if c.ask(&asked{operation: "withdraw-contribution", method: http.MethodDelete, path: "/v1/receipts/" + x.receipt, want: http.StatusNoContent}) {
		x.texts, x.begun, x.withdrawn = nil, nil, true
	}
}

// dispose answers an input that somebody sent, who may take it back meanwhile.
func (c *client) dispose() {
	inbox, _, ok := c.read("/v1/consultations/" + c.slug + "/inputs?answered=false&limit=5")
	if !ok {
		return
	}
	all := inbox.list("items")
	if len(all) == 0 {
		return
	}
	one := all[c.random.IntN(len(all))]
	seen := []object{{"id": one["id"], "edit": one["edit"]}}
	a := &asked{operation: "create-disposition", method: http.MethodPost, path: "/v1/dispositions", id: c.id(), want: http.StatusCreated,
		body: object{"inputs": seen, "kind": "not_followed", "reason": "Reglen står ved magt: " + c.word()}}
	c.asked = append(c.asked, a)
	if !c.until(a) || a.status == http.StatusNotFound || a.status == http.StatusUnprocessableEntity { // somebody else was first
		return
	}
	if !a.acknowledged() {
		c.fault("%s %s: %d %v", a.method, a.path, a.status, a.answer)
		return
	}
	c.acknowledge()
}

// repeat sends a request again that was answered, perhaps by an earlier server:
// it must give the same thing.
func (c *client) repeat() {
	if len(c.asked) == 0 {
		return
	}
	a := c.asked[c.random.IntN(len(c.asked))]
	if !a.acknowledged() || a.operation == "change-contribution" { // which would take back a later change
		return
	}
	again := *a
	again.status, again.answer = 0, nil
	if !c.until(&again) {
		return
	}
	for _, name := range []string{"id", "number", "receipt", "inputs", "state"} {
		if before, now := fmt.Sprint(a.answer[name]), fmt.Sprint(again.answer[name]); again.status != a.status || before != now {
			c.fault("%s again: %d with the %s %s, not %d with %s", a.operation, again.status, name, now, a.status, before)
		}
	}
}

// look reads back through the front door everything that was acknowledged.
func (c *client) look() {
	named := map[string][]string{} // what hangs on a rule, by its address
	owner := map[string]string{}
	for _, a := range c.asked {
		of, _, _ := strings.Cut(strings.TrimPrefix(a.path, "/v1/rules/"), "/")
		mine := slices.Contains(c.rules, of)
		switch {
		case !a.acknowledged():
		case a.operation == "edit-rule" && mine:
			owner[of] = a.body.text("owner")
		case a.operation == "create-rule":
			c.lookAt(a)
		case strings.HasPrefix(a.path, "/v1/rules/") && mine:
			named[a.path] = append(named[a.path], a.answer.text("id"))
		case a.operation == "close-meeting":
			path := strings.TrimSuffix(a.path, "/closing")
			if m, _, ok := c.read(path); ok && m.text("state") != "closed" {
				c.fault("%s is %s", path, m.text("state"))
			}
		}
	}
	for number, want := range owner {
		if rule, _, ok := c.read("/v1/rules/" + number); ok && rule.text("owner") != want {
			c.fault("the owner of %s is %q, not %q", number, rule.text("owner"), want)
		}
	}
	for path, want := range named {
		there, _, ok := c.read(path)
		if !ok {
			continue
		}
		var ids []string
		for _, x := range there.list("items") {
			if slices.Contains(want, x.text("id")) {
				ids = append(ids, x.text("id"))
			}
		}
		if !slices.Equal(ids, want) {
			c.fault("%s shows %q, not %q", path, ids, want)
		}
	}
	for _, x := range c.sent {
		c.lookInto(x)
	}
}

// lookAt reads a rule and finds it by its words.
func (c *client) lookAt(a *asked) {
	number := a.answer.text("number")
	versions, _, ok := c.read("/v1/rules/" + number + "/versions")
	if all := versions.list("items"); ok && (len(all) == 0 || all[0].text("title") != a.body.text("title")) {
		c.fault("the first text of %s is %v, not %q", number, all, a.body.text("title"))
		return
	} else if ok {
		title := all[len(all)-1].text("title")
		found, _, ok := c.read("/v1/register?q=" + title[strings.LastIndex(title, " ")+1:])
		if ok && !slices.ContainsFunc(found.list("items"), func(o object) bool { return o.text("number") == number }) {
			c.fault("%s is not found by %q", number, title)
		}
	}
}

func (c *client) lookInto(x *contribution) {
	receipt, _, ok := c.read("/v1/receipts/" + x.receipt)
	if !ok {
		return
	}
	var texts []string
	for _, i := range receipt.list("inputs") {
		texts = append(texts, i.text("text"))
	}
	slices.Sort(texts)
	want, state := slices.Sorted(slices.Values(x.texts)), "received"
	if x.withdrawn {
		state = "withdrawn"
	}
	if receipt.text("state") != state || !slices.Equal(texts, want) {
		c.fault("receipt %s: %s with %q, not %s with %q", x.receipt, receipt.text("state"), texts, state, want)
	}
}
