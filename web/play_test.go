package web_test

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// play is a consultation with the contributions that come to it, from its builder to
// what was decided and carried out. web/testdata/consultation says what they are.
type play struct {
	*town
	admin    *worker
	browser  *testenv.Page
	titles   map[string]string // of rules, by number
	said     []playContribution
	expected map[string]playExpected
	at       string            // the consultation's page on the desk
	slug     string            // of it
	ids      []string          // of its questions
	links    map[string]string // tokens by audience
	codes    map[string]string // of receipts, by contribution
	inputs   map[string]workflow.Answered
}

type playContribution struct {
	ID          string            `json:"id"`
	Day         string            `json:"modtaget"`
	Audience    string            `json:"målgruppe"`
	Language    string            `json:"sprog"`
	Answers     map[string]string `json:"svar"`
	Views       []playView        `json:"holdninger"`
	Suggestions []struct {
		Text string `json:"tekst"`
	} `json:"forslag"`
}

type playView struct {
	Rule    string `json:"regel"`
	Stance  string `json:"mening"`
	Why     string `json:"begrundelse"`
	Minutes *int   `json:"minutter_fra"`
}

type playExpected struct {
	ID    string   `json:"id"`
	Marks []string `json:"mærker"`
	Same  []string `json:"dublet_med"`
}

func (e playExpected) is(mark string) bool { return slices.Contains(e.Marks, mark) }

// The questions of the sample, in the order in which the builder is given them.
var playQuestions = []struct{ id, text string }{{"tid_til_kerneopgaven", "Hvad kan give mere tid til børnene?"}, {"fjern_først", "Hvad ville du fjerne først?"}}

var playStances = map[string]workflow.Stance{"behold": workflow.KeepIt, "forenkl": workflow.SimplifyIt, "afskaf": workflow.RepealIt}

// fields are what a contribution puts into the form.
func (p *play) fields(c playContribution) [][2]string {
	var all [][2]string
	for i, q := range playQuestions {
		all = append(all, [2]string{"answers." + p.ids[i], c.Answers[q.id]})
	}
	for _, v := range c.Views {
		at := "views." + v.Rule + "."
		all = append(all, [2]string{at + "stance", string(playStances[v.Stance])}, [2]string{at + "why", v.Why})
		if v.Minutes != nil {
			all = append(all, [2]string{at + "minutes", strconv.Itoa(*v.Minutes)})
		}
	}
	for i, s := range c.Suggestions {
		all = append(all, [2]string{fmt.Sprintf("suggestions[%d]", i), s.Text})
	}
	return slices.DeleteFunc(all, func(f [2]string) bool { return f[1] == "" })
}

// texts are what a contribution brings in, each an input; one without words is "".
func (p *play) texts(c playContribution) (all []string) {
	for _, q := range playQuestions {
		if c.Answers[q.id] != "" {
			all = append(all, c.Answers[q.id])
		}
	}
	for _, v := range c.Views {
		all = append(all, v.Why)
	}
	for _, s := range c.Suggestions {
		all = append(all, s.Text)
	}
	return all
}

// The whole of a consultation: made from a template, filled in on phones with scripts
// and without, weighed, closed and read, and every count as it must be.
func TestPlayOfAConsultation(t *testing.T) {
	testenv.Chromium(t)
	p := stage(t, testenv.SQLite(t))
	for _, act := range []struct {
		name string
		play func(*play)
	}{
		{"it is built", (*play).build},
		{"people answer", (*play).answer},
		{"it is weighed", (*play).weigh},
		{"it is closed and read", (*play).read},
		{"it is decided and carried out", (*play).done},
	} {
		if !t.Run(act.name, func(t *testing.T) {
			p.t = t // and of everybody in the town
			act.play(p)
		}) {
			t.Fatalf("the play ends where %s", act.name)
		}
	}
}

// stage is a municipality with a review of the rules that the contributions are about.
func stage(t *testing.T, dsn string) *play {
	o := newTown(t, dsn, "2027-01-04").deciding()
	o.workflow.Secret = []byte("a secret of the test")
	p := &play{town: o, titles: map[string]string{}, expected: map[string]playExpected{}, links: map[string]string{}, codes: map[string]string{}, inputs: map[string]workflow.Answered{}}
	data := filepath.Join("..", "cmd", "omvendt", "internal", "demo", "data")
	var said struct {
		All []playContribution `json:"bidrag"`
	}
	var expected struct {
		All []playExpected `json:"forventet"`
	}
	for file, into := range map[string]any{filepath.Join(data, "bidrag-dagtilbud.json"): &said, filepath.Join("testdata", "consultation", "bidrag-dagtilbud-forventet.json"): &expected} {
		content, err := os.ReadFile(file)
		o.must(err)
		o.must(json.Unmarshal(content, into))
	}
	for _, e := range expected.All {
		p.expected[e.ID] = e
	}
	p.said = said.All
	slices.SortStableFunc(p.said, func(a, b playContribution) int { return cmp.Compare(a.Day, b.Day) })

	content, err := os.Open(filepath.Join(data, "regler-dagtilbud.csv"))
	o.must(err)
	defer content.Close()
	read := csv.NewReader(content)
	read.Comma = ';'
	rows, err := read.ReadAll()
	o.must(err)
	var numbers []registry.Number
	for _, row := range rows[1:] {
		about := func(v playView) bool { return v.Rule == row[0] }
		if slices.ContainsFunc(p.said, func(c playContribution) bool { return slices.ContainsFunc(c.Views, about) }) {
			n, err := registry.ParseNumber(row[0])
			o.must(err)
			o.create(rule{number: n, title: row[1], from: "2015-01-01"})
			numbers, p.titles[row[0]] = append(numbers, n), row[1]
		}
	}
	o.review("Regler i dagtilbud", "dagtilbud-2027", "2027-07-01", "2027-01-04", nil, numbers...)
	p.admin = o.worker("Astrid Ærø", "administrator")
	p.browser = o.session("Ebbe Øst", "administrator", 1280)
	return p
}

// build makes the consultation of a template in the browser, is told what is missing,
// and gives each audience a link.
func (p *play) build() {
	b := p.browser
	b.Open(p.address + web.Path("work_consult", "da", "dagtilbud-2027") + "?template=dagtilbud")
	for i, q := range playQuestions {
		b.Fill(fmt.Sprintf(`[name="questions[%d].text.da"]`, i), q.text)
	}
	b.Fill(`[name="title.da"]`, "Regler og dokumentationskrav i dagtilbud")
	b.Fill(`[name="opens"]`, "2027-01-11")
	b.Fill(`[name="closes"]`, "2027-02-19")
	b.Follow("main form .button-primary")
	p.at, _, _ = strings.Cut(strings.TrimPrefix(b.Location(), p.address), "?")
	p.slug = p.at[strings.LastIndexByte(p.at, '/')+1:]
	if text := b.Text("main"); !strings.Contains(text, "link") {
		p.t.Errorf("nothing is said to be missing: %.400s", text)
	}
	c, err := p.workflow.Consultation(context.Background(), p.slug)
	p.must(err)
	for _, q := range c.Questions[:2] {
		p.ids = append(p.ids, q.ID)
	}
	if len(c.Rules) != len(p.titles) {
		p.t.Fatalf("%d rules are asked about, not %d", len(c.Rules), len(p.titles))
	}
	for _, x := range p.said {
		if p.links[x.Audience] == "" {
			p.admin.send(p.at, filled(p.admin.read(p.at).form(p.t, "link"), "audience", x.Audience)).is(p.t, 200)
			p.links[x.Audience] = "made"
		}
	}
	links, err := p.workflow.Links(context.Background(), p.slug)
	p.must(err)
	for _, l := range links {
		p.links[l.Audience] = l.Token
	}
	if g := p.stranger().read("/svar/" + p.links["leder"]); g.StatusCode != 404 {
		p.t.Errorf("it takes answers before it opens: %d", g.StatusCode)
	}
}

// answer sends the contributions, a few of them through a browser.
func (p *play) answer() {
	scripted, plain := testenv.NewPage(p.t, 390), testenv.NewPage(p.t, 390)
	plain.NoScript()
	how := map[string]*testenv.Page{"B-002": scripted, "B-045": scripted, "B-006": scripted, "B-009": plain, "B-026": plain, "B-003": plain}
	warned := 0
	for _, c := range p.said {
		p.on(c.Day)
		address := web.Path("answer", "da", p.links[c.Audience])
		if c.Language == "en" {
			address = web.Path("answer", "en", p.links[c.Audience])
		}
		e := p.expected[c.ID]
		if b := how[c.ID]; b != nil {
			p.codes[c.ID] = p.onPhone(b, p.address+address, c)
			continue
		}
		nobody := p.stranger()
		form := nobody.read(address).is(p.t, 200).form(p.t, "")
		for _, f := range p.fields(c) {
			form.Set(f[0], f[1])
		}
		look := nobody.send(address, filled(form, "do", "look"))
		if e.is("tom") {
			look.is(p.t, 200).has(p.t, "Du har ikke svaret på noget endnu")
			nobody.send(address, filled(form, "do", "send")).is(p.t, 422).has(p.t, "Besvarelsen er tom")
			continue
		}
		if strings.Contains(text(look.body), "CPR-nummer fjernet") != e.is("cpr") {
			p.t.Errorf("%s: looked over, a number is pointed out: %v", c.ID, !e.is("cpr"))
		}
		if named := strings.Contains(text(look.body), "Nævner du en bestemt person?"); named && !e.is("navn") {
			p.t.Errorf("%s names nobody, and is warned of it", c.ID)
		} else if named {
			warned++
		}
		sent := nobody.send(address, filled(look.form(p.t, ""), "do", "send")).is(p.t, 200)
		p.codes[c.ID] = first(p.t, codeShown, sent.body)
	}
	p.t.Logf("of three who name somebody %d are told", warned)
	if warned == 0 {
		p.t.Error("nobody is told that they name somebody")
	}
	if errors := slices.Concat(scripted.ConsoleErrors(), plain.ConsoleErrors()); len(errors) > 0 {
		p.t.Errorf("console: %v", errors)
	}
}

// onPhone goes through the steps on a phone, fills in what stands there, looks it over
// and sends it. It gives the receipt's code.
func (p *play) onPhone(b *testenv.Page, address string, c playContribution) string {
	b.Open(address)
	left := p.fields(c)
	has := func(sel string) bool { return testenv.Eval[bool](b, fmt.Sprintf(`!!document.querySelector(%q)`, sel)) }
	fill := func() {
		left = slices.DeleteFunc(left, func(f [2]string) bool {
			sel := `form [name="` + f[0] + `"]:not([type="hidden"])`
			if !has(sel) {
				return false
			}
			if strings.HasSuffix(f[0], ".stance") {
				b.Click(`label[for="` + testenv.Eval[string](b, fmt.Sprintf(`document.querySelector(%q).id`, `[name="`+f[0]+`"][value="`+f[1]+`"]`)) + `"]`)
			} else {
				b.Fill(sel, f[1])
			}
			return true
		})
	}
	for fill(); !has(`[name="do"][value="send"]`); fill() {
		at := slices.IndexFunc(left, func(f [2]string) bool { return strings.HasPrefix(f[0], "views.") })
		if at >= 0 && has("#find") && testenv.Eval[string](b, `document.querySelector('[name="step"]').value`) != "1" {
			b.Fill("#find", p.titles[left[at][0][len("views."):len("views.R-0000")]])
			b.Follow(`[name="do"][value="find"]`)
			before := len(left)
			if fill(); len(left) == before {
				p.t.Fatalf("%s: the rule of %s is not found: %.600s", c.ID, left[at][0], b.Text("main"))
			}
			continue
		}
		if !has(`[name="do"][value="next"]`) {
			p.t.Fatalf("%s: %s leads no further: %.300s", c.ID, b.Location(), b.Text("main"))
		}
		b.Follow(`[name="do"][value="next"]`)
	}
	if len(left) > 0 {
		p.t.Fatalf("%s: there was no place for %v", c.ID, left)
	}
	if got := b.Text("main"); strings.Contains(got, "CPR-nummer fjernet") != p.expected[c.ID].is("cpr") {
		p.t.Errorf("%s: looked over: %.600s", c.ID, got)
	}
	b.Follow(`[name="do"][value="send"]`)
	return b.Text("#receipt-code")
}

// weigh gives each input its disposition and says what of it everybody can read.
func (p *play) weigh() {
	p.admin = p.worker("Ane Åby", "administrator") // the session of January has ended
	inbox := web.Path("work_inputs", "da", p.slug)
	all := p.inbox()
	want := 0
	byText := map[string][]workflow.Answered{}
	for _, a := range all {
		byText[a.Input.Text] = append(byText[a.Input.Text], a)
	}
	for _, c := range p.said {
		for _, said := range p.texts(c) {
			kept, masked := workflow.MaskCPR(said)
			if masked != (p.expected[c.ID].is("cpr")) && strings.ContainsAny(said, "0123456789") && masked {
				p.t.Errorf("%s: %q is masked", c.ID, said)
			}
			if want++; len(byText[kept]) == 0 {
				p.t.Errorf("%s: %q has not come", c.ID, said)
				continue
			}
			p.inputs[c.ID] = byText[kept][0]
		}
	}
	if len(all) != want {
		p.t.Fatalf("%d inputs came, not %d", len(all), want)
	}
	masked := 0
	for _, a := range all {
		if a.Input.Masked {
			masked++
		}
	}
	if masked != 3 {
		p.t.Errorf("%d numbers were masked, not 3", masked)
	}
	p.admin.read(inbox).is(p.t, 200).has(p.t, fmt.Sprintf("0 af %d besvaret", want))

	// What needs an answer of its own first, and in the end the rest at once.
	answer := func(kind, reason, original string, ids ...registry.InputID) {
		p.t.Helper()
		form := filled(p.admin.read(inbox).form(p.t, ""), "do", "dispose", "kind", kind, "reason", reason, "original", original)
		form.Del("inputs")
		now := map[registry.InputID]workflow.Answered{}
		for _, a := range p.inbox() {
			now[a.Input.ID] = a
		}
		for _, id := range ids {
			form.Add("inputs", fmt.Sprint(id, " ", now[id].Input.Edit))
		}
		p.admin.send(inbox, form).is(p.t, 200)
	}
	of := map[string][]registry.InputID{}
	done := map[registry.InputID]bool{}
	counts := map[workflow.DispositionKind]int{}
	for _, c := range p.said {
		e, id := p.expected[c.ID], p.inputs[c.ID].Input.ID
		switch {
		case e.is("dublet_b"):
			answer("duplicate", "Det samme er sagt af en anden og er besvaret der.", string(p.inputs[e.Same[0]].Input.ID), id)
			counts[workflow.DuplicateOf]++
		case e.is("bøvl"):
			of["hassle"] = append(of["hassle"], id)
			counts[workflow.Hassle]++
		case e.is("statslig"):
			of["state_law"] = append(of["state_law"], id)
			counts[workflow.StateLaw]++
		default:
			continue
		}
		done[id] = true
	}
	answer("hassle", "Det er bøvl og ikke en regel. Nogen får til opgave at løse det.", "", of["hassle"]...)
	answer("state_law", "Det følger af en lov. Vi sender det videre.", "", of["state_law"]...)
	var rest []registry.InputID
	for _, a := range all {
		if !done[a.Input.ID] {
			rest = append(rest, a.Input.ID)
		}
	}
	for part := range slices.Chunk(rest, 90) {
		answer("followed_in_part", "Det indgår i indstillingen til udvalget.", "", part...)
	}
	counts[workflow.FollowedInPart] = len(rest)
	p.admin.read(inbox).has(p.t, fmt.Sprintf("%d af %d besvaret", want, want))
	for kind, n := range counts {
		p.admin.read(inbox+"?disposition="+string(kind)).has(p.t, fmt.Sprintf("%d henvendelser", n))
	}

	// Names are left out, and the rest of what people wrote is published.
	names := map[string]string{"B-015": "Birgitte", "B-029": "Kirsten", "B-082": "Torben"}
	var publish []string
	for _, a := range p.inbox() {
		at := slices.IndexFunc(p.said, func(c playContribution) bool {
			return names[c.ID] != "" && p.inputs[c.ID].Input.ID == a.Input.ID
		})
		if at < 0 {
			if a.Input.Text != "" {
				publish = append(publish, fmt.Sprint(a.Input.ID, " ", a.Input.Edit))
			}
			continue
		}
		page := web.Path("work_input", "da", p.slug, string(a.Input.ID))
		p.admin.send(page, filled(p.admin.read(page).form(p.t, ""), "do", "mask", "inputs", fmt.Sprint(a.Input.ID, " ", a.Input.Edit),
			"shown", strings.Replace(a.Input.Text, names[p.said[at].ID], "[udeladt]", 1))).is(p.t, 200)
	}
	for part := range slices.Chunk(publish, 90) {
		form := filled(p.admin.read(inbox).form(p.t, ""), "do", "publish")
		form["inputs"] = part
		p.admin.send(inbox, form).is(p.t, 200)
	}
}

// inbox is all that came, as it stands now.
func (p *play) inbox() (all []workflow.Answered) {
	for {
		f := workflow.InputFilter{Limit: 100}
		if len(all) > 0 {
			f.After = all[len(all)-1].Input.ID
		}
		page, err := p.workflow.InboxPage(context.Background(), p.slug, f)
		p.must(err)
		if all = append(all, page.Inputs...); !page.More {
			return all
		}
	}
}

// moreTexts leads to the next page of published texts.
var moreTexts = regexp.MustCompile(`href="([^"]*after=[^"]*)" rel="next"`)

// read closes it by letting its last day pass, and reads what everybody reads.
func (p *play) read() {
	p.on("2027-02-20")
	nobody := p.stranger()
	nobody.read("/svar/"+p.links["leder"]).is(p.t, 404).has(p.t, "Dette link er ikke åbent")
	sent, inputs, on := 0, 0, map[string]map[workflow.Stance]int{}
	for _, c := range p.said {
		if !p.expected[c.ID].is("tom") {
			sent++
		}
		inputs += len(p.texts(c))
		for _, v := range c.Views {
			if on[v.Rule] == nil {
				on[v.Rule] = map[workflow.Stance]int{}
			}
			on[v.Rule][playStances[v.Stance]]++
		}
	}
	page := nobody.read(web.Path("consultation", "da", p.slug)).is(p.t, 200)
	page.has(p.t, fmt.Sprintf("%d besvarelser", sent), fmt.Sprintf("%d henvendelser", inputs), fmt.Sprintf("%d af %d", inputs, inputs))
	texts := page
	for next := moreTexts.FindStringSubmatch(page.body); next != nil; next = moreTexts.FindStringSubmatch(page.body) {
		page = nobody.read(html.UnescapeString(next[1])).is(p.t, 200)
		texts.body += page.body
	}
	texts.has(p.t, "[CPR-nummer fjernet]", "[udeladt]")
	texts.lacks(p.t, "Birgitte", "Kirsten", "Torben", "010101-0000", "150314 0000", "0101120000")
	r, err := p.workflow.Results(context.Background(), p.slug)
	p.must(err)
	if r.Contributions != sent || r.Covered.Inputs != inputs || r.Covered.Unanswered != 0 || len(r.Rules) != len(on) {
		p.t.Errorf("results: %d contributions, %+v, %d rules", r.Contributions, r.Covered, len(r.Rules))
	}
	shown := 0
	for _, x := range r.Rules {
		number := x.Entry.Rule.Number.String()
		people := 0
		for _, n := range on[number] {
			people += n
		}
		if x.People != people {
			p.t.Errorf("%s: %d have a view, not %d", number, x.People, people)
		}
		if len(x.All) == 0 {
			if people >= r.SmallestGroup {
				p.t.Errorf("%s is not shown with %d", number, people)
			}
			continue
		}
		shown++
		for _, s := range workflow.Stances {
			if x.All[s] != on[number][s] {
				p.t.Errorf("%s: %d want %s, not %d", number, x.All[s], s, on[number][s])
			}
		}
	}
	if shown != 5 {
		p.t.Errorf("%d rules have enough views to be shown", shown)
	}
	for id, code := range p.codes {
		if id == "B-002" || id == "B-009" || id == "B-088" { // by both kinds of phone, and by a form
			nobody.send("/kvittering", url.Values{"form": {""}, "code": {code}}).is(p.t, 200).has(p.t, "Det indgår i indstillingen til udvalget.")
		}
	}
	if len(p.codes) != sent {
		p.t.Errorf("%d receipts of %d", len(p.codes), sent)
	}
}
