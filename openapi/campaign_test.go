package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// TestCampaignEveryOperation sends requests made out of the document, right ones
// and odd ones, as everybody, to every operation, and holds every answer
// against the document and against what the API promises everywhere.
func TestCampaignEveryOperation(t *testing.T) {
	testenv.OneAtATime(t)
	testenv.Long(t)
	seed := testenv.Seed(t, 1)
	for run := range testenv.Runs(t, 1) {
		each(t, func(t *testing.T, s *server) {
			c := newCampaign(s, seed, uint64(run))
			for days := 0; days < 5 || days < 15 && len(c.missing())*20 > len(s.api.operations); days++ {
				c.day()
			}
			c.reached()
			t.Logf("%d requests", c.sent)
		})
	}
}

// campaign is one municipality under fire.
type campaign struct {
	*server
	*maker
	tries     map[string]int            // by operation
	done      map[string]int            // 2xx by operation
	refused   map[string]map[string]int // codes by operation, of what should have been right
	status    map[int]int               // answers by status
	probed    map[string]bool           // operations that were sent what they must refuse
	faulty    map[string]bool           // what was told already
	holders   map[string]holder         // who asks, by name
	outside   map[string]holder         // people whose role is elsewhere, by name
	forbidden map[string]bool           // operations that refused one of them
	sent      int
}

// holder is somebody who asks, with what the policy knows of them.
type holder struct {
	header string
	actor  registry.Actor
	valid  bool
}

func newCampaign(s *server, seed, run uint64) *campaign {
	c := &campaign{server: s, tries: map[string]int{}, done: map[string]int{}, refused: map[string]map[string]int{}, status: map[int]int{}, faulty: map[string]bool{}, probed: map[string]bool{}, forbidden: map[string]bool{},
		maker: &maker{Rand: rand.New(rand.NewPCG(seed, run)), api: s.api, pool: map[string][]thing{"entries": {{"code": "28.00.00"}}}}}
	for _, name := range registry.PolicyNames {
		c.keep("policies", thing{"policy": string(name)})
	}
	c.holders = map[string]holder{"nobody": {valid: true}}
	grants := map[string]registry.Grant{
		"one area":     {Role: "owner", Scope: registry.Scope{Areas: []string{"Dagpleje"}}},
		"one unit":     {Role: "secretary", Scope: registry.Scope{Units: []string{"Dagtilbud og skole"}}},
		"one subject":  {Role: "administrator", Scope: registry.Scope{KLE: []string{"28"}}},
		"one of each":  {Role: "integration", Scope: registry.Scope{Areas: []string{"Skole"}, KLE: []string{"28.00"}}},
		"another area": {Role: "challenger", Scope: registry.Scope{Areas: []string{"Ingen"}}},
	}
	for _, role := range registry.Roles {
		grants[role] = registry.Grant{Role: role}
	}
	for _, name := range slices.Sorted(maps.Keys(grants)) {
		token, secret, err := s.api.Register.AddToken(s.t.Context(), registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "add-token"}, name, grants[name])
		if err != nil {
			s.t.Fatal(err)
		}
		c.spared = append(c.spared, string(token.ID))
		c.holders[name] = holder{"Bearer " + secret, registry.Actor{Name: name, Grants: []registry.Grant{grants[name]}}, true}
	}
	c.outside = c.strangers()
	for i, bad := range []string{"Bearer omv_guess", "Bearer", "Bearer ", "Basic x", "x", "Bearer \xff", "Bearer " + strings.Repeat("a", 5000), "bearer\tomv"} {
		c.holders[fmt.Sprint("bad token ", i)] = holder{header: bad}
	}
	for _, area := range append(areas, areas...) {
		for range 3 {
			s.create("/v1/rules", aRule("Referat").and("area", area).and("kle", "28.00.00"))
		}
	}
	s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002"))
	// Items of a closed meeting, whose minutes are corrected and whose decisions are annulled.
	council := s.get("/v1/bodies", s.admin()).text("items", 0, "id")
	s.create("/v1/bodies/"+council+"/members", object{"name": "Karla Tornbjerg", "from": "2020-01-01"})
	held := s.create("/v1/meetings", object{"body": council, "day": "2027-01-05"}).header.Get("Location")
	for range 8 {
		item := s.create(held+"/items", object{"papers_late": "Det haster.", "title": "En regel", "rules": []string{"R-0003"}, "proposals": []object{keptOnce.and("question", "Skal den bestå?")}})
		at := "/v1/items/" + item.text("id")
		s.put(http.MethodPut, at, at+"/minutes", voted).want(200)
		c.keep("items", thing{"id": item.text("id")})
	}
	s.put(http.MethodPost, held, held+"/closing", object{"late": "Ført ind senere."}).want(200)
	// An item whose meeting kept its rule too late.
	late, _ := (&sendings{server: s, council: council}).keptLate()
	c.keep("items", thing{"id": strings.TrimPrefix(late, "/v1/items/")})
	// Items that nobody but the owner of their rule recommends.
	owner := s.create("/v1/users", object{"name": "Gry", "email": "gry@eksempel.example", "grants": []object{{"role": "owner"}}}).text("id")
	s.create("/v1/posts", object{"name": "Chefen", "holder": owner})
	own := s.create("/v1/rules", aRule("Chefens egen regel").and("owner", "Chefen")).text("number")
	for range 8 {
		meeting := s.create("/v1/meetings", object{"body": s.get("/v1/bodies", s.admin()).text("items", 0, "id"), "day": "2029-01-08"}).header.Get("Location")
		item := s.create(meeting+"/items", object{"papers_late": "Det haster.", "title": "En regel", "rules": []string{own}, "recommendation": []string{"at reglen fastholdes"}, "user": owner})
		c.keep("items", thing{"id": item.text("id")})
	}
	// What people said on state law, for packs of it.
	said := &sendings{server: s, council: s.get("/v1/bodies", s.admin()).text("items", 0, "id")}
	for range 4 {
		section := said.onLaw()["sections"].([]object)[0]
		c.keep("on law", thing{"id": section["inputs"].([]string)[0]})
	}
	// A trial that can be evaluated and comes back.
	tried := strings.Split(strings.TrimPrefix(said.tried(), "/v1/rules/"), "/trials/")
	c.keep("trials", thing{"number": tried[0], "trial": tried[1]})
	s.mailed(owner)
	return c
}

// day sends every operation right requests, followed by odd ones, and ends a day.
func (c *campaign) day() {
	c.today = registry.DayOf(c.now, c.zone())
	order := c.Perm(len(c.server.api.operations))
	// Lists come first, so that there is something to name.
	slices.SortStableFunc(order, func(a, b int) int {
		return strings.Count(c.server.api.operations[a].Path, "/") - strings.Count(c.server.api.operations[b].Path, "/")
	})
	for n, i := range order {
		if n%20 == 0 { // as the server does, soon after what was logged
			if _, err := c.server.api.Proofs.Publish(c.server.t.Context()); err != nil {
				c.server.t.Fatal(err)
			}
		}
		op := c.server.api.operations[i]
		done := 0
		for range 6 {
			r, ok := c.aim(op)
			if !ok {
				break
			}
			if !c.probed[op.ID] && (!op.Edits || r.header.Get("If-Match") != "") { // of what is there
				c.probed[op.ID] = true
				c.refusals(r)
			}
			c.fromElsewhere(r)
			answer := c.fire(r, c.able(op))
			if code := answer.text("code"); code != "" {
				if c.refused[op.ID] == nil {
					c.refused[op.ID] = map[string]int{}
				}
				c.refused[op.ID][strings.TrimSpace(code+" "+answer.text("errors", 0, "field"))]++
			}
			if c.oneIn(3) || op.Method != http.MethodGet {
				c.fire(c.odd(c.again(r), documented(c.server.api, op)), c.anybody())
			}
			if answer.status < 300 {
				done++
			}
			if op.ID == "send-contribution" && answer.status < 300 { // what it brought is listed elsewhere
				c.look("list-inputs", thing{"slug": strings.Join(near(c.seen, "slug"), "")})
			}
			if done == 1 && op.Method != http.MethodGet && !op.Creates || done == 3 { // what ends things leaves some for the others
				break
			}
		}
	}
	c.now = c.now.Add(time.Duration(24+c.IntN(48)) * time.Hour)
}

func (c *campaign) zone() *time.Location {
	place, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		c.t.Fatal(err)
	}
	return place
}

// aim makes a right request for an operation, after a look at what it is about.
func (c *campaign) aim(op operation) (request, bool) {
	place, ok := c.somewhere(op.Path)
	if !ok {
		return request{}, false
	}
	if op.ID == "screen-inputs" { // of a consultation that has some
		place = thing{"slug": c.some("inputs", "slug", nil)}
	}
	tag := ""
	if about, ok := c.about(op); ok {
		answer := c.look(about.ID, place)
		for range 3 { // what people sent in is often taken back or written anew
			if another, ok := c.somewhere(op.Path); ok && answer.status == http.StatusNotFound {
				place, answer = another, c.look(about.ID, another)
			}
		}
		c.seen, tag = answer.json, answer.header.Get("ETag")
	} else {
		c.seen = nil
	}
	return c.right(op, documented(c.server.api, op), place, tag), true
}

// look reads something as somebody who may.
func (c *campaign) look(id string, place thing) response {
	op := c.server.api.operations[slices.IndexFunc(c.server.api.operations, func(o operation) bool { return o.ID == id })]
	return c.fire(request{op: op, place: place, path: address(op.Path, place), header: http.Header{}}, "administrator")
}

// refusals sends an operation what it must refuse whoever sends it, whatever else
// stands in the request.
func (c *campaign) refusals(r request) {
	expect := func(status int, who string, change func(*request)) {
		changed := c.again(r)
		change(&changed)
		if got := c.fire(changed, who); got.status != status {
			c.report(changed, got, fmt.Sprintf("it is to answer %d", status))
		}
	}
	header := func(name, value string) func(*request) {
		return func(r *request) { r.header.Set(name, value) }
	}
	body := func(s string) func(*request) {
		return func(r *request) { r.body = []byte(s) }
	}
	as := func(*request) {}
	expect(401, "bad token 0", as)
	expect(422, "administrator", func(r *request) { r.query = "ukendt=1" })
	if r.op.Permission != permPublic {
		expect(401, "nobody", as)
	}
	if who := "another area"; !c.may(c.holders[who], r.op) {
		expect(403, who, as)
	}
	if r.op.Edits {
		expect(428, "administrator", func(r *request) { r.header.Del("If-Match") })
		expect(412, "administrator", header("If-Match", `"0-x"`))
	}
	if r.body != nil {
		expect(400, "administrator", body("{"))
		expect(413, "administrator", body(strings.Repeat(" ", r.op.maxBody()+1)))
		expect(415, "administrator", header("Content-Type", "text/plain"))
		expect(422, "administrator", body(`{"ukendt":1}`))
		expect(422, "administrator", body("[]"))
		expect(422, "administrator", body("\"\xff\""))
	}
}

// about is the operation that reads what another changes: the longest path
// that begins its own.
func (c *campaign) about(op operation) (best operation, ok bool) {
	for _, o := range c.server.api.operations {
		if o.Method == http.MethodGet && (strings.HasSuffix(o.Path, "}") || o.Tagged && o.Path == op.Path) && (o.Path == op.Path || strings.HasPrefix(op.Path, o.Path+"/")) && len(o.Path) > len(best.Path) {
			best, ok = o, true
		}
	}
	return best, ok
}

// again is a copy of a request that can be changed.
func (c *campaign) again(r request) request {
	r.header, r.body = r.header.Clone(), bytes.Clone(r.body)
	return r
}

// able is somebody who may, mostly.
func (c *campaign) able(op operation) string {
	if op.Permission == permPublic && c.oneIn(2) {
		return "nobody"
	}
	if c.oneIn(4) {
		names := slices.Sorted(maps.Keys(c.holders))
		return pick(c.maker, slices.DeleteFunc(names, func(n string) bool { return !c.may(c.holders[n], op) })...)
	}
	return "administrator"
}

func (c *campaign) anybody() string {
	if c.oneIn(2) {
		return "administrator"
	}
	return pick(c.maker, slices.Sorted(maps.Keys(c.holders))...)
}

func (c *campaign) may(h holder, op operation) bool {
	if !h.valid {
		return false
	}
	_, reason, err := c.server.api.Access.Allow(h.actor, op.ID, op.Permission)
	if err != nil {
		c.t.Fatal(err)
	}
	return reason == granted
}

// fire sends a request as somebody and judges the answer, and what a repetition
// of it answers.
func (c *campaign) fire(r request, who string) response {
	r = c.again(r)
	h, here := c.holders[who]
	if !here {
		h = c.outside[who]
	}
	if h.header != "" {
		r.header.Set("Authorization", h.header)
	}
	answer := c.transmit(r)
	c.tries[r.op.ID]++
	c.status[answer.status]++
	ok := answer.status >= 200 && answer.status < 300
	if ok {
		c.done[r.op.ID]++
		c.learn(r, answer.json)
		if tag := answer.header.Get("ETag"); tag != "" && len(c.tags) < 500 {
			c.tags = append(c.tags, tag)
		}
	}
	say := func(format string, args ...any) { c.report(r, answer, fmt.Sprintf(format, args...)) }
	for _, fault := range c.judge(r, answer) {
		say("%s", fault)
	}
	if unread := strings.Contains(r.path, "%00") || strings.Contains(r.path, "%FF"); !unread && !c.may(h, r.op) && answer.status != http.StatusUnauthorized && (answer.status != http.StatusForbidden || len(h.actor.Grants) == 0) {
		say("%s may not, and is answered %d", who, answer.status)
	}
	switch {
	case r.op.Method == http.MethodGet && c.oneIn(4):
		head := c.again(r)
		head.op.Method = http.MethodHead
		if got := c.transmit(head); got.status != answer.status || got.header.Get("ETag") != answer.header.Get("ETag") ||
			got.header.Get("Content-Type") != answer.header.Get("Content-Type") {
			say("HEAD answers %d %v", got.status, got.header)
		}
	case ok && r.op.retries() && r.header.Get("Idempotency-Key") != "":
		got := c.transmit(r)
		if got.status != answer.status || got.header.Get("Location") != answer.header.Get("Location") ||
			!bytes.Equal(got.raw, answer.raw) && r.op.ID != "invite-user" && r.op.ID != "create-token" {
			say("repeated it answers %d %s", got.status, clipped(string(got.raw)))
		}
	}
	return answer
}

func (c *campaign) transmit(r request) response {
	c.sent++
	c.now = c.now.Add(time.Millisecond)
	u, err := url.Parse(r.path)
	if err != nil {
		c.t.Fatal(err)
	}
	u.RawQuery = r.query
	req := (&http.Request{Method: r.op.Method, URL: u, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: r.header.Clone(),
		Host: "example.com", Body: http.NoBody, RequestURI: r.target()}).WithContext(c.t.Context())
	if r.body != nil {
		req.Body, req.ContentLength = readCloser{bytes.NewReader(r.body)}, int64(len(r.body))
	}
	w := httptest.NewRecorder()
	func() {
		defer func() {
			if p := recover(); p != nil {
				w.Code = http.StatusInternalServerError
				fmt.Fprintln(c.log, "panic:", p)
			}
		}()
		c.handler.ServeHTTP(w, req)
	}()
	out := response{t: c.t, status: w.Code, header: w.Header(), raw: w.Body.Bytes()}
	if kind := w.Header().Get("Content-Type"); r.op.File != "" && r.op.File != sheet.JSON && kind == r.op.File.Type() {
		out.json = string(out.raw)
	} else if len(out.raw) > 0 && json.Unmarshal(out.raw, &out.json) != nil {
		c.report(r, out, "its answer is no JSON")
	}
	return out
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// report tells of a fault once for each operation and kind.
func (c *campaign) report(r request, got response, fault string) {
	kind := fault
	if len(kind) > 60 {
		kind = kind[:60]
	}
	if kind = r.op.ID + " " + kind; c.faulty[kind] || len(c.faulty) > 30 {
		return
	}
	c.faulty[kind] = true
	log := c.log.String()
	c.t.Errorf("%s: %s\nrequest %d: %s\nanswers %d %s\nlogged: %s", r.op.ID, fault, c.sent, r, got.status, clipped(string(got.raw)), log[max(0, len(log)-800):])
}

// leaked is what no problem may tell: SQL, Go, and where the program stands.
var leaked = regexp.MustCompile(`(?i)\bsqlite|postgres|\bSQL|SQLSTATE|constraint|goroutine|panic|\.go\b|strconv|encoding/|unmarshal|runtime error|reflect|` +
	`%!|\bnil\b|0xc0|map\[|registry\.|workflow\.|huma|/tmp/|/root/|/home/|⟦|⟧`)

// judge is everything wrong with an answer.
func (c *campaign) judge(r request, got response) (faults []string) {
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if got.status >= 500 {
		say("it fails")
	}
	if got.header.Get("Content-Language") == "" || !utf8.Valid(got.raw) && !slices.Contains([]sheet.Format{sheet.XLSX, sheet.DOCX, sheet.ZIP, sheet.Some}, r.op.File) {
		say("it lacks a language or valid UTF-8")
	}
	want := documented(c.server.api, r.op).Responses[strconv.Itoa(got.status)]
	if want == nil {
		say("%d is not documented", got.status)
		return faults
	}
	for _, name := range slices.Sorted(maps.Keys(want.Headers)) {
		if more := got.text("next") != ""; got.header.Get(name) == "" && (name != "Link" || more) && (name != "Location" || !slices.Contains(placeless, r.op.ID)) {
			say("it lacks %s", name)
		}
	}
	if r.op.Unnamed && got.header.Get("Cache-Control") != "no-store" {
		say("a cache may keep it")
	}
	if len(want.Content) == 0 && len(got.raw) > 0 {
		say("it has a body")
	}
	for kind, media := range want.Content {
		if got.header.Get("Content-Type") != kind {
			say("it is %q", got.header.Get("Content-Type"))
		}
		var found huma.ValidateResult
		huma.Validate(c.server.api.huma.OpenAPI().Components.Schemas, media.Schema, huma.NewPathBuffer([]byte{}, 0), huma.ModeReadFromServer, got.json, &found)
		for _, err := range found.Errors {
			say("outside its schema: %v", err)
		}
	}
	if got.status >= 400 {
		faults = append(faults, problemFaults(r, got)...)
	}
	return faults
}

func problemFaults(r request, got response) (faults []string) {
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if got.text("request_id") == "" || got.at("status") != float64(got.status) {
		say("the problem names no request or another status")
	}
	if got.status == http.StatusUnauthorized && got.header.Get("WWW-Authenticate") == "" {
		say("it does not say how to sign in")
	}
	lang := texts.Lang(got.header.Get("Content-Language"))
	said := got.text("title") + " " + got.text("detail")
	codes := []string{got.text("code")}
	fields, _ := got.at("errors").([]any)
	for i := range fields {
		codes, said = append(codes, got.text("errors", i, "code")), said+" "+got.text("errors", i, "detail")
		if got.text("errors", i, "field") == "" && got.text("errors", i, "code") == string(registry.CodeTypeInvalid) && bytes.HasPrefix(r.body, []byte("{")) {
			say("it does not say which field")
		}
	}
	for _, code := range codes {
		if !lang.Has("error." + code) {
			say("the code %q has no text", code)
		}
	}
	if len(fields) == 0 && got.text("code") == string(registry.CodeInvalid) {
		say("it does not say what is wrong")
	}
	if found := leaked.FindString(said); found != "" && !strings.Contains(strings.ToLower(r.String()), strings.ToLower(found)) {
		say("it tells %q", found)
	}
	return faults
}

// seldom are operations that need a state which chance hardly leads to. Tests of their
// own play them; here they are only refused.
var seldom = []string{"get-statement-file", "handle-action", "create-exclusion", "get-exclusion", "undo-exclusion", "readopt-rule", "create-redaction", "call-substitute",
	"edit-unit-answer", "put-account", "carry-on", "split-item", "raise-action", "file-meeting-journal",
	"adopt-policy-candidate"}

// missing are the operations that have not succeeded, with why they were refused.
func (c *campaign) missing() (missing []string) {
	for _, op := range c.server.api.operations {
		if c.done[op.ID] == 0 && !slices.Contains(seldom, op.ID) {
			missing = append(missing, fmt.Sprintf("%s (refused for %v)", op.ID, c.refused[op.ID]))
		}
	}
	return missing
}

// reached holds the campaign to what it is for: nearly every operation has
// succeeded, and every common refusal was met.
func (c *campaign) reached() {
	c.refusedElsewhere()
	all, missing := len(c.server.api.operations)-len(seldom), c.missing()
	c.t.Logf("%d of %d operations have succeeded; not %v", all-len(missing), all, missing)
	if len(missing)*20 > all {
		c.t.Errorf("fewer than 95 %% of the operations have succeeded; not %v", missing)
	}
	for _, status := range []int{200, 201, 204, 304, 400, 401, 403, 404, 409, 412, 413, 415, 422, 428} {
		if c.status[status] == 0 {
			c.t.Errorf("nothing answered %d", status)
		}
	}
	c.t.Logf("answers: %v", c.status)
}
