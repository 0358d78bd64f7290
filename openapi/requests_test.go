package openapi

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/registry"
)

// request is one request of the campaign, as it is sent and as it is told when
// its answer is wrong.
type request struct {
	op     operation
	place  thing // the parts of its address
	path   string
	query  string
	header http.Header
	body   []byte
}

func (r request) target() string {
	if r.query == "" {
		return r.path
	}
	return r.path + "?" + r.query
}

// String is the request in the manner of curl.
func (r request) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "curl -X %s %q", r.op.Method, clipped(r.target()))
	for _, name := range slices.Sorted(maps.Keys(r.header)) {
		for _, v := range r.header[name] {
			fmt.Fprintf(&b, " -H %q", clipped(name+": "+v))
		}
	}
	if r.body != nil {
		fmt.Fprintf(&b, " --data-binary %q", clipped(string(r.body)))
	}
	return b.String()
}

func clipped(s string) string {
	const most = 2500
	if len(s) > most {
		return fmt.Sprintf("%s... (%d bytes)", s[:most], len(s))
	}
	return s
}

// thing is what an address names: the parts of its address by their names, and
// what it belongs to.
type thing map[string]string

// maker makes requests out of the document: values by schema, and by name where
// a name says more than its schema. What earlier answers told goes into it.
type maker struct {
	*rand.Rand
	api     *api
	today   registry.Day
	pool    map[string][]thing // by the part of the address before their name: "rules", "open-links"
	cursors []string
	tags    []string
	grounds []any    // rules with the bases that they rest on, as they were listed last
	spared  []string // ids that no address is to name: the campaign's own tokens
	keys    []string // Idempotency-Keys that were used
	seen    any      // what was read of the thing that the request is about
	place   thing
	doing   string // the operation
	dense   int    // how many of ten optional fields are given
	n       int
}

// prefixes are the static parts before each name in a path: reviews, slug, links, id.
func prefixes(path string) (pairs [][2]string) {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, "{") {
			before := parts[i-1]
			if before == "register" {
				before = "rules"
			}
			pairs = append(pairs, [2]string{before, strings.Trim(p, "{}")})
		}
	}
	return pairs
}

// somewhere picks something that the path can name; false when there is none yet.
func (m *maker) somewhere(path string) (thing, bool) {
	place := thing{}
	all := prefixes(path)
	for i := len(all) - 1; i >= 0; i-- {
		if _, given := place[all[i][1]]; given {
			continue
		}
		pool := m.pool[all[i][0]]
		if len(pool) == 0 {
			return nil, false
		}
		one := pool[max(m.IntN(len(pool)), m.IntN(len(pool)))] // rather the later ones
		for name, v := range one {
			if _, given := place[name]; !given {
				place[name] = v
			}
		}
	}
	return place, true
}

func address(path string, place thing) string {
	for name, v := range place {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(v))
	}
	return path
}

// learn keeps what an answer names.
func (m *maker) learn(r request, answer any) {
	o, ok := answer.(map[string]any)
	if !ok {
		return
	}
	if items, _ := o["items"].([]any); r.op.ID == "list-grounded-rules" && len(items) > 0 {
		m.grounds = items
	}
	parts := strings.Split(r.op.Path, "/")
	last := parts[len(parts)-1]
	name := "id"
	for _, op := range m.api.operations {
		for _, p := range prefixes(op.Path) {
			if p[0] == last {
				name = p[1]
			}
		}
	}
	if r.op.ID == "get-meeting" {
		last = "items"
	}
	one := func(o map[string]any) {
		if low, pair := o["low"].(string); pair {
			m.keep("alike", thing{"number": low, "other": fmt.Sprint(o["high"])})
		}
		if on, _ := o["day"].(string); last == "turns" {
			m.keep("guidances", thing{"number": fmt.Sprint(o["number"]), "day": on})
			if registry.TurnKind(fmt.Sprint(o["kind"])).Stops() {
				m.keep("stops", thing{"number": fmt.Sprint(o["number"]), "day": on})
			}
		}
		v, _ := o[name].(string)
		if v == "" {
			v, _ = o["id"].(string) // of what stands below another thing
		}
		if n, counted := o[name].(float64); counted {
			v = fmt.Sprint(n)
		}
		if v == "" || slices.Contains(m.spared, v) || last == "guidances" || last == "stops" {
			return
		}
		t := maps.Clone(r.place)
		if body, ok := t["id"]; ok {
			t["in"] = body
		}
		t[name] = v
		m.keep(last, t)
		if last == "consultations" {
			m.keep("translations", thing{"slug": v, "language": "ar"})
		}
		if d, _ := o["disposition"].(map[string]any); d != nil && d["kind"] == "state_law" {
			m.keep("on state law", thing{"id": v})
		}
		if token, _ := o["token"].(string); token != "" {
			m.keep("open-links", thing{"token": token})
		}
	}
	if list, ok := o["items"].([]any); ok {
		for _, item := range list {
			if o, ok := item.(map[string]any); ok {
				one(o)
			}
		}
	} else if !strings.HasPrefix(last, "{") {
		one(o)
	}
	if units, _ := o["units"].([]any); r.op.ID == "get-stopped" {
		for _, u := range units {
			m.keep("units", thing{"day": r.place["day"], "unit": fmt.Sprint(u.(map[string]any)["unit"])})
		}
	}
	if token, _ := o["token"].(string); token != "" && o["party"] != nil {
		m.keep("hearing-letters", thing{"token": token})
	}
	if code, _ := o["receipt"].(string); code != "" {
		m.keep("receipts", thing{"code": code})
	}
	if next, _ := o["next"].(string); next != "" {
		m.cursors = append(m.cursors, next)
	}
}

func (m *maker) keep(kind string, t thing) {
	if !slices.ContainsFunc(m.pool[kind], func(o thing) bool { return maps.Equal(o, t) }) {
		m.pool[kind] = append(m.pool[kind], t)
	}
}

func (m *maker) oneIn(n int) bool { return m.IntN(n) == 0 }

func pick[T any](m *maker, all ...T) T { return all[m.IntN(len(all))] }

// some is one name of a kind of things, or nothing that is there.
func (m *maker) some(kind, name string, where func(thing) bool) string {
	var fit []thing
	for _, t := range m.pool[kind] {
		if where == nil || where(t) {
			fit = append(fit, t)
		}
	}
	if len(fit) == 0 {
		return nobody
	}
	return pick(m, fit...)[name]
}

const nobody = "01a2b3c4-0000-7000-8000-000000000000"

// near are all values of a field in what was read before the request.
func near(v any, field string) (found []string) {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if s, ok := v[name].(string); ok && name == field {
				found = append(found, s)
			} else if list, ok := v[name].([]any); ok && name == field+"s" {
				for _, one := range list {
					if s, ok := one.(string); ok {
						found = append(found, s)
					}
				}
			}
			found = append(found, near(v[name], field)...)
		}
	case []any:
		for _, one := range v {
			found = append(found, near(one, field)...)
		}
	}
	return found
}

// rule is the number of a rule, rather of one that the request is about.
func (m *maker) rule() string {
	about := append(near(m.seen, "number"), near(m.seen, "rule")...)
	if len(about) > 0 && !m.oneIn(5) {
		return pick(m, about...)
	}
	return m.some("rules", "number", nil)
}

// resolved follows a reference and tells the schema's name.
func (m *maker) resolved(s *huma.Schema) (*huma.Schema, string) {
	name := ""
	for s.Ref != "" {
		name = s.Ref[strings.LastIndex(s.Ref, "/")+1:]
		s = m.api.huma.OpenAPI().Components.Schemas.SchemaFromRef(s.Ref)
	}
	return s, name
}

// value is a value that a field with that name may have.
func (m *maker) value(field string, s *huma.Schema) any {
	s, name := m.resolved(s)
	switch name {
	case "Decision":
		return object{"body": "Byrådet", "rank": "council", "day": m.day(-m.IntN(2) * m.IntN(3)), "words": m.sentence()}
	case "SettingsChange":
		return object{"after_basis_days": 1 + m.IntN(300), "stop_extends": m.IntN(2) == 0}
	case "BasisChange":
		change := object{"of": "KL-aftalen", "from": m.day(1 + m.IntN(400)), "ends": true, "rules": []object{}}
		if len(m.grounds) > 0 {
			one := m.grounds[m.IntN(len(m.grounds))].(map[string]any)
			basis := one["basis"].(map[string]any)
			change["of"], change["rules"] = basis["reference"], []object{{"number": one["number"], "edit": one["edit"], "basis": basis["id"]}}
		}
		return change
	case "ScopeIn":
		switch m.IntN(6) {
		case 0:
			return object{"area": pick(m, areas...)}
		case 1:
			return object{"all": true}
		}
		return object{"rules": []string{m.some("rules", "number", nil), m.some("rules", "number", nil)}}
	case "SeenRule":
		return object{"number": m.some("rules", "number", nil), "edit": 1 + m.IntN(2)}
	case "SeenInput":
		id := m.some("inputs", "id", func(t thing) bool { return m.place["slug"] == "" || t["slug"] == m.place["slug"] })
		return object{"id": id, "edit": 1 + m.IntN(3)}
	case "ProfileFields":
		return aProfile().and("open", m.sentence())
	case "FilingFields":
		return pick(m, object{"number": m.sentence(), "received": m.day(-m.IntN(3))}, object{"number": ""})
	case "ReleaseFields":
		return object{"document": pick(m, "opening", "opening", "report/1"), "kind": pick(m, "give_out", "withhold"), "provision": "§ 23", "reason": m.sentence()}
	case "SendOnFields":
		return object{"addressee": "KL", "sections": []object{{"provision": "Planloven § 3", "proposal": "Afskaf kravet.", "inputs": []string{m.some(pick(m, "on state law", "on law"), "id", nil)}}}}
	case "BulkChange":
		return pick(m, object{"tag": []string{"skema"}}, object{"owner": "Daglig leder"}, object{"area": pick(m, areas...), "untag": []string{"skema"}}, object{})
	case "Effort":
		if m.oneIn(2) {
			return object{"evidence": "not_quantified"}
		}
		return object{"evidence": "measured", "minutes_from": m.IntN(5), "minutes_to": 5 + m.IntN(20), "people": 1 + m.IntN(9), "role": pick(m, "daglig leder", "pædagog"),
			"per": "month", "times_from": 1, "times_to": 1 + m.IntN(3), "when": []string{"03", "10-15"}, "data": []string{"antal børn"}, "units": m.IntN(40)}
	case "NewEvent":
		kind := pick(m, s.Properties["kind"].Enum...).(string)
		return object{"kind": kind, "valid": m.day(0), "order": m.IntN(5), kind: m.value(kind, s.Properties[kind])}
	case "MinutesFields":
		proposals, _ := m.seen.(map[string]any)["proposals"].([]any)
		votes := [][]object{}
		for range proposals {
			choice := pick(m, "for", "for", "against", "blank")
			if votes = append(votes, []object{{"choice": choice, "count": 1}}); choice == "for" {
				break
			}
		}
		return object{"votes": votes}
	}
	if m.doing == "create-disposition" && field == "kind" && m.oneIn(2) { // what packs are made of
		return "state_law"
	}
	if m.doing == "mark-sent-on" && field == "on" {
		return m.day(0)
	}
	if len(s.Enum) > 0 {
		return pick(m, s.Enum...)
	}
	switch s.Type {
	case huma.TypeObject:
		return m.object(s)
	case huma.TypeArray:
		list := []any{}
		for range 1 + m.IntN(2) {
			list = append(list, m.value(strings.TrimSuffix(field, "s"), s.Items))
		}
		return list
	case huma.TypeBoolean:
		return m.oneIn(2)
	case huma.TypeInteger, huma.TypeNumber:
		return 1 + m.IntN(3)
	}
	return m.text(field, s)
}

func (m *maker) object(s *huma.Schema) any {
	o := object{}
	if len(s.Properties) == 0 { // answers, by question
		for _, q := range questions(m.seen) {
			o[q] = m.sentence()
		}
		return o
	}
	for _, field := range slices.Sorted(maps.Keys(s.Properties)) {
		if slices.Contains(s.Required, field) || m.IntN(10) < m.given(field, s.Properties[field]) {
			o[field] = m.value(field, s.Properties[field])
		}
	}
	if s.Properties["no_remarks"] != nil {
		o["no_remarks"] = o["text"] == nil
	}
	if s.Properties["procedure"] != nil && s.Properties["ruling"] != nil { // a proposal is the one or the other
		o["ruling"] = m.value("ruling", s.Properties["ruling"])
		delete(o, "procedure")
		if m.oneIn(4) {
			o["procedure"] = m.value("procedure", s.Properties["procedure"])
			delete(o, "ruling")
		}
	}
	if kind, ok := o["ruling"].(string); ok && s.Properties["text"] != nil {
		m.suit(o, kind, s)
	}
	return o
}

// suit gives a ruling what its kind needs.
func (m *maker) suit(o object, kind string, s *huma.Schema) {
	delete(o, "from")
	delete(o, "text")
	switch kind {
	case "amend":
		o["text"] = m.value("text", s.Properties["text"])
		fallthrough
	case "keep", "trial", "defer":
		o["next"] = m.day(200 + m.IntN(400))
	default:
		delete(o, "next")
	}
}

// given says how many of ten times an optional field is given.
func (m *maker) given(field string, s *huma.Schema) int {
	switch field {
	case "decision", "by", "day", "opens", "closes", "reason", "late", "late_reason", "suggestions", "letter", "deadline", "address", "papers_late":
		return 9 // hardly anything goes without
	case "from":
		if s.Format == "date" {
			return 9
		}
		return 0
	case "number", "slug", "units", "owner", "review", "disqualified", "stop", "ordinal", "member", "called", "reading":
		return 1
	}
	return m.dense
}

func questions(seen any) []string {
	o, _ := seen.(map[string]any)
	list, _ := o["questions"].([]any)
	var ids []string
	for _, q := range list {
		if id, ok := q.(map[string]any)["id"].(string); ok {
			ids = append(ids, id)
		}
	}
	return ids
}

var areas = []string{"Dagtilbud", "Dagpleje", "Skole"}

// text is a text that fits its field.
func (m *maker) text(field string, s *huma.Schema) string {
	if s.Format == "date" {
		return m.dayOf(field)
	}
	m.n++
	rule := len(s.Examples) > 0 && strings.HasPrefix(fmt.Sprint(s.Examples[0]), "R-")
	switch field {
	case "content":
		return base64.StdEncoding.EncodeToString([]byte(aSheet(fmt.Sprint("Zebra", m.n), 1+m.IntN(4))))
	case "plan":
		if o, ok := m.seen.(map[string]any); ok {
			return fmt.Sprint(o["plan"])
		}
	case "header":
		if o, ok := m.seen.(map[string]any); ok {
			if columns, _ := o["columns"].([]any); len(columns) > 0 {
				return fmt.Sprint(pick(m, columns...).(map[string]any)["header"])
			}
		}
	case "sheet": // a file of comma separated values has none
		return ""
	case "number":
		if m.doing == "create-legal-checks" {
			return m.some("rules", "number", nil)
		}
		return fmt.Sprintf("R-%04d", 5000+m.n)
	case "meeting":
		return m.some("meetings", "id", nil)
	case "into":
		return m.some("rules", "number", nil)
	case "to", "post":
		return m.some("posts", "id", nil)
	case "theme":
		return m.some("hassle-themes", "id", nil)
	case "rule":
		if about := near(m.seen, "rule"); m.doing == "readopt-rule" && len(about) > 0 {
			return pick(m, about...)
		}
		return m.rule()
	case "text":
		if words := strings.Fields(strings.Join(near(m.seen, "text"), " ")); m.doing == "split-input" && len(words) > 0 {
			return pick(m, words...)
		}
		if m.doing == "look-for-text" {
			return "Skriv"
		}
	case "by":
		if rule {
			return m.some("rules", "number", nil)
		}
		return "Juridisk team"
	case "slug":
		return fmt.Sprint("navn-", m.n)
	case "email", "address":
		return fmt.Sprintf("navn%d@eksempel.example", m.n)
	case "submission":
		return fmt.Sprintf("%032x", m.Uint64())
	case "reference":
		return pick(m, "https://www.retsinformation.dk/eli/lta/2024/988 § 11, stk. 1", "KL-aftalen § 1")
	case "id":
		return fmt.Sprint("q", m.n)
	case "eli":
		return fmt.Sprint("https://www.retsinformation.dk/eli/lta/2020/", m.n)
	case "bundle":
		return packedPolicy(map[string]string{"explain.rego": pick(m, "x", "package omvendt.explain\n\nanswer := {")})
	case "abbreviation":
		return fmt.Sprint("L", m.n)
	case "kle", "code", "replaced_by":
		return "28.00.00"
	case "time":
		return "17.00"
	case "area":
		return pick(m, areas...)
	case "audience":
		return pick(m, "Forældre", "Medarbejdere")
	case "event":
		return m.some("events", "id", func(t thing) bool { return t["number"] == m.place["number"] })
	case "body":
		if bodies := m.pool["bodies"]; (strings.HasSuffix(m.doing, "-policy-change") || m.doing == "adopt-policy-candidate") && len(bodies) > 0 {
			return bodies[0]["id"] // the council, as they are listed
		}
		if len(m.pool["members"]) == 0 {
			return m.some("bodies", "id", nil)
		}
		return m.some("members", "in", nil)
	case "decider":
		if bodies := m.pool["bodies"]; len(bodies) > 0 {
			return bodies[0]["id"] // the council
		}
	case "user", "assignee":
		return m.some("users", "id", nil)
	case "member", "substitute", "for":
		return m.some("members", "member", nil)
	case "input":
		return m.some("inputs", "id", func(t thing) bool { return m.place["slug"] == "" || t["slug"] == m.place["slug"] })
	case "original":
		return m.some("inputs", "id", nil)
	case "item", "from":
		return m.some("items", "id", nil)
	case "with":
		return m.some("simulations", "id", nil)
	case "name":
		return fmt.Sprint(pick(m, "Dagtilbud", "Årshjul", "Øvrigt"), " ", m.n)
	case "cursor":
		if len(m.cursors) > 0 {
			return pick(m, m.cursors...)
		}
	case "limit":
		return fmt.Sprint(1 + m.IntN(3))
	case "on", "known":
		return m.day(-m.IntN(2))
	case "object":
		return "rule " + m.some("rules", "number", nil)
	}
	return m.sentence()
}

func (m *maker) sentence() string {
	m.n++
	return fmt.Sprint(pick(m, "Skriv et referat.", "Det tager tid fra børnene 👶🏽", "Reglen bortfalder, medmindre den fastholdes.",
		"Ældre får hjælp i tide.", "שלום \u202eביחד", "Zażółć <b>gęślą</b> & 'jaźń'", "Linje ét\nlinje to\ttab"), " ", m.n)
}

func (m *maker) day(ahead int) string { return (m.today + registry.Day(ahead)).String() }

// dayOf is a day that suits a field.
func (m *maker) dayOf(field string) string {
	switch field {
	case "sunset", "check_on", "on":
		return m.day(60 + m.IntN(200))
	case "closes", "deadline":
		return m.day(2 + m.IntN(6))
	case "opens":
		return m.day(-m.IntN(2))
	case "until":
		return m.day(1 + m.IntN(14))
	case "next":
		return m.day(200 + m.IntN(400))
	case "from":
		if m.doing == "set-opening" || m.doing == "create-policy-change" || m.doing == "adopt-policy-candidate" {
			return m.day(1 + m.IntN(400))
		}
		fallthrough
	case "effective_from", "kle_valid_at":
		return m.day(-m.IntN(900))
	case "day":
		return m.day(-m.IntN(3))
	}
	return m.day(0)
}

// right is a request as the document wants it. What was read of the thing it is
// about stands in seen, and tag is its ETag.
func (m *maker) right(op operation, doc *huma.Operation, place thing, tag string) request {
	m.place, m.doing, m.dense = place, op.ID, pick(m, 0, 3, 8)
	r := request{op: op, place: place, path: address(op.Path, place), header: http.Header{}}
	q := url.Values{}
	for _, p := range doc.Parameters {
		if p.In == "query" && m.oneIn(4) {
			q.Set(p.Name, m.parameter(p))
		}
	}
	r.query = q.Encode()
	if op.Edits {
		r.header.Set("If-Match", tag)
	}
	if op.retries() && m.oneIn(2) {
		m.n++
		m.keys = append(m.keys, fmt.Sprint("key-", m.n))
		r.header.Set("Idempotency-Key", m.keys[len(m.keys)-1])
	}
	if op.Method == http.MethodGet && m.oneIn(4) && tag != "" {
		r.header.Set("If-None-Match", tag)
	}
	if schema := bodySchema(doc); schema != nil {
		r.body = encoded(m.value("", schema))
		r.header.Set("Content-Type", "application/json")
	}
	if m.oneIn(3) {
		r.header.Set("Accept-Language", pick(m, "en", "da", "da-DK,da;q=0.9,en;q=0.1", "de"))
	}
	return r
}

func (m *maker) parameter(p *huma.Param) string {
	s, _ := m.resolved(p.Schema)
	if s.Type == huma.TypeArray {
		s, _ = m.resolved(s.Items)
	}
	if len(s.Enum) > 0 {
		return fmt.Sprint(pick(m, s.Enum...))
	}
	if s.Type == huma.TypeInteger {
		return fmt.Sprint(1 + m.IntN(3))
	}
	if p.Name == "on" || p.Name == "known" {
		return m.day(-m.IntN(2))
	}
	return m.text(p.Name, s)
}

func bodySchema(doc *huma.Operation) *huma.Schema {
	if doc.RequestBody == nil || doc.RequestBody.Content["application/json"] == nil {
		return nil
	}
	return doc.RequestBody.Content["application/json"].Schema
}

func encoded(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSpace(b.Bytes())
}

// oddValue is a value that few would send.
func (m *maker) oddValue() any {
	raw := func(s string) any { return json.RawMessage(s) }
	switch m.IntN(8) {
	case 0:
		return pick(m, raw(`9223372036854775807`), raw(`9223372036854775808`), raw(`-9223372036854775809`), raw(`1e308`), raw(`1e400`), raw(`-0`),
			raw(`-1`), raw(`0`), raw(`0.5`), raw(`2147483648`), raw(`4294967296`), raw(`1e2`))
	case 1:
		return pick[any](m, nil, true, false, []any{}, object{}, []any{nil}, []any{[]any{[]any{"a"}}}, object{"a": object{"b": nil}}, object{"": ""})
	case 2:
		return raw(pick(m, `"\u0000"`, `"\ud800"`, `"a\udc00b"`, `"\ufeff"`, `"\u202e\u2066"`, `"\uffff"`))
	}
	return m.oddText()
}

func (m *maker) oddText() string {
	switch m.IntN(5) {
	case 0:
		return pick(m, "0001-01-01", "9999-12-31", "9999-12-30", "0001-01-02", "2027-02-30", "0000-00-00", "10000-01-01", "-0001-01-01",
			"2027-1-1", "2027-01-01T00:00:00Z", "1900-02-29", "20270101", "0000-12-31", "1583-01-01")
	case 1:
		return pick(m, "R-0000", "R-0001", "R-1", "1", "0", "-1", "R--1", "R-99999999999999999999", "R-2147483648", "r-0001", "R-0001 ", "Ｒ-１",
			nobody, strings.ToUpper(nobody), "{"+nobody+"}", "urn:uuid:"+nobody, strings.ReplaceAll(nobody, "-", ""))
	case 2:
		return strings.Repeat(pick(m, "a", "å", "👩‍👩‍👧", " ", "\u0301", "0"), pick(m, 1, 41, 201, 301, 601, 4001, 9000))
	case 3:
		if len(m.pool) == 0 {
			return nobody
		}
		kind := pick(m, slices.Sorted(maps.Keys(m.pool))...)
		t := pick(m, m.pool[kind]...)
		return t[pick(m, slices.Sorted(maps.Keys(t))...)]
	}
	return pick(m, "", " ", "\t\n", "null", "true", "NaN", "010190-1234", "0101901234", "' OR 1=1 --", `"; DROP TABLE rule; --`, "%s%d%n", "${x}",
		"<script>alert(1)</script>", "../../etc", "a\u0000b", "\u202eabc", "🙂", "ﷺ", "a\r\nb: c", "*", "%", "_", `\`, "navn@", "a@b", "a@b\u0000.dk",
		"17.00", "28", "28.00.00", "Byrådet", "{{.}}", "İ", "ß", "\U0010ffff", "(", `"`, "NEAR(a b)", "a AND", "a*", "-a", "^")
}

// odd changes a right request into one that few would send.
func (m *maker) odd(r request, doc *huma.Operation) request {
	for range 1 + m.IntN(2) {
		switch n := m.IntN(12); {
		case n < 6 && r.body != nil:
			r.body = m.oddBody(r.body)
		case n < 7 && len(r.place) > 0:
			r.place = maps.Clone(r.place)
			for _, p := range prefixes(r.op.Path) {
				if m.oneIn(2) {
					r.place[p[1]] = m.oddName()
				}
			}
			r.path = address(r.op.Path, r.place)
		case n < 9:
			m.oddQuery(&r, doc)
		default:
			m.oddHeader(&r)
		}
	}
	return r
}

// oddName is a part of an address that is neither empty nor a step in it.
func (m *maker) oddName() string {
	for {
		if s := m.oddText(); s != "" && s != "." && s != ".." {
			return s[:min(len(s), 9000)]
		}
	}
}

func (m *maker) oddQuery(r *request, doc *huma.Operation) {
	add := func(s string) { r.query = strings.TrimPrefix(r.query+"&"+s, "&") }
	var known []*huma.Param
	for _, p := range doc.Parameters {
		if p.In == "query" {
			known = append(known, p)
		}
	}
	if len(known) == 0 || m.oneIn(6) {
		add(pick(m, "ukendt=1", "x", "%zz=1", "a;b=1", "=", "&&", "%00=1", "%ff=%ff", "limit=1&limit=2", "cursor="))
		return
	}
	p := pick(m, known...)
	if p.Name == "cursor" && m.oneIn(2) {
		r.query = "cursor=" + m.forged()
		return
	}
	switch m.IntN(4) {
	case 0: // twice
		add(p.Name + "=" + url.QueryEscape(m.parameter(p)))
		add(p.Name + "=" + url.QueryEscape(m.oddText()))
	case 1:
		add(p.Name + "=" + pick(m, "%ff", "%00", "%ed%a0%80", "%", "+", "9223372036854775808", "-9223372036854775808", "1e3", "0x10", "1.0", "%C3%A6"))
	default:
		add(p.Name + "=" + url.QueryEscape(m.oddText()))
	}
}

// forged is a cursor with a good seal around a place that no list has.
func (m *maker) forged() string {
	n := pick[int64](m, -1, 0, 1, math.MaxInt32, math.MinInt32, math.MaxInt64, math.MinInt64, 3652059, 3652060)
	after := registry.Number(n)
	switch m.IntN(3) {
	case 0:
		return sealCursor(ruleList.name, rulesPlace{Area: m.oddText(), Since: n, Revision: n, After: after})
	case 1:
		return sealCursor(inputList.name, inputsPlace{Consultation: m.some("consultations", "slug", nil), After: registry.InputID(m.oddText()),
			Asked: InputsAsked{Rule: m.oddText(), Audience: m.oddText(), Kind: inputKind(pick(m, "", m.oddText())), Answered: pick(m, "", m.oddText())}})
	}
	return sealCursor(registerList.name, object{"asked": asked{Q: m.oddText(), Area: pick(m, "", m.oddText())}, "on": pick(m, m.oddText(), m.day(0)),
		"known": n, "after": n, "at": m.day(0) + "T00:00:00Z"})
}

func (m *maker) oddHeader(r *request) {
	tag := `"1-x"`
	if len(m.tags) > 0 {
		tag = pick(m, m.tags...)
	}
	switch m.IntN(7) {
	case 0, 1:
		name := "If-Match"
		if r.op.Method == http.MethodGet || m.oneIn(5) {
			name = "If-None-Match"
		}
		if m.oneIn(4) {
			r.header.Del(name)
			return
		}
		r.header.Set(name, pick(m, tag, "*", "W/"+tag, tag+`, "x"`, `"x", `+tag, strings.Trim(tag, `"`), `"`, `""`, `"0-x"`, `"-1-x"`, `"+1-x"`,
			`"9223372036854775808-x"`, `"2147483648"`, "\xff", strings.Repeat(`"a",`, 2000), " ", `"1`, `"1-`+strings.Repeat("f", 24)+`"`))
	case 2:
		if len(m.keys) > 0 {
			r.header.Set("Idempotency-Key", pick(m, pick(m, m.keys...), "", " ", "a b", "å", "\x7f", strings.Repeat("k", 255), strings.Repeat("k", 256), `"q"`, "\xff"))
		}
	case 3:
		r.header.Set("Content-Type", pick(m, "text/plain", "application/json; charset=utf-8", "application/json;charset=latin1", "", "application/merge-patch+json",
			"application/cbor", "multipart/form-data", "JSON", ";", "application/problem+json", "*/*"))
	case 4:
		r.header.Set("Accept", pick(m, "text/html", "application/xml;q=0.9", "application/cbor", "*/*;q=0", "x", "application/json;q=2", ""))
	case 5:
		r.header.Set("Accept-Language", pick(m, "*", "en;q=x", strings.Repeat("en,", 500), "\xff", "zz-ZZ", "-", "en-"+strings.Repeat("a", 300)))
	case 6:
		r.header.Set("X-Request-Id", pick(m, "abc-12345", "short", "æøåæøåæøå", strings.Repeat("a", 65), "a\tb\tc\td\te"))
	}
}

// oddBody changes one or two places in a body, or the text of it.
func (m *maker) oddBody(body []byte) []byte {
	if m.oneIn(4) {
		return m.oddJSON(body)
	}
	var tree any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if d.Decode(&tree) != nil {
		return body
	}
	for range 1 + m.IntN(2) {
		var spots []func()
		m.spots(tree, &spots, func(v any) { tree = v })
		pick(m, spots...)()
	}
	return encoded(tree)
}

// spots gathers what can be done to every place of a tree.
func (m *maker) spots(v any, do *[]func(), set func(any)) {
	*do = append(*do, func() { set(m.oddValue()) })
	switch v := v.(type) {
	case map[string]any:
		*do = append(*do, func() { v[pick(m, "ukendt", "", "ID", "__proto__", "Title", "title ")] = m.oddValue() })
		for _, name := range slices.Sorted(maps.Keys(v)) {
			*do = append(*do, func() { delete(v, name) }, func() { v[name] = m.oddText() }, func() { v[name] = []any{v[name]} })
			m.spots(v[name], do, func(x any) { v[name] = x })
		}
	case []any:
		*do = append(*do, func() {
			long := []any{}
			for range pick(m, 0, 2, 25, 300) {
				long = append(long, v...)
			}
			set(long)
		})
		for i := range v {
			m.spots(v[i], do, func(x any) { v[i] = x })
		}
	}
}

// oddJSON changes the text of a body.
func (m *maker) oddJSON(body []byte) []byte {
	s := string(body)
	cut := 0
	if len(s) > 0 {
		cut = m.IntN(len(s))
	}
	twice := s // the first name twice
	if first := strings.IndexByte(s, ':'); first > 0 && s[0] == '{' {
		twice = s[:first] + ":null," + s[1:]
	}
	return []byte(pick(m, "", " ", "null", "[]", "{}", `""`, "0", "true", s[:cut], s+s, s+"x", "\ufeff"+s, "["+s+"]", `{"a":`+s+"}",
		s[:cut]+"\xff"+s[cut:], s[:cut]+"\x00"+s[cut:], strings.Repeat("[", 20000), strings.Repeat(`{"a":`, 12000), strings.Repeat(" ", maxBody+1),
		twice, strings.Replace(s, "{", `{"`+strings.Repeat("n", 5000)+`":1,`, 1), strings.ReplaceAll(s, ":", "="), s+"//", "'"+s+"'"))
}
