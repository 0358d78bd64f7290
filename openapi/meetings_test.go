package openapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// example is moede-eksempel.json.
type example struct {
	Sunset  string `json:"bortfaldsdato"`
	Members []struct {
		Name      string `json:"navn"`
		Group     string `json:"parti"`
		Council   bool   `json:"byråd"`
		Committee bool   `json:"udvalg"`
		Office    string `json:"rolle"`
	} `json:"medlemmer"`
	Meetings []exampleMeeting    `json:"møder"`
	Expected []map[string]string `json:"forventet"`
}

type exampleMeeting struct {
	Body   string        `json:"organ"`
	Day    string        `json:"dato"`
	Time   string        `json:"kl"`
	Papers string        `json:"papirer_udsendt"`
	Case   string        `json:"sagsnr"`
	Items  []exampleItem `json:"punkter"`
}

type exampleItem struct {
	Ordinal  int    `json:"punkt"`
	Rule     string `json:"regel"`
	Question string `json:"spørgsmål"`
	Votes    struct {
		For     int `json:"for"`
		Against int `json:"imod"`
		Blank   int `json:"undlod"`
	} `json:"stemmer"`
	Outcome  string           `json:"udfald"`
	Reason   string           `json:"særlig_begrundelse"`
	From     string           `json:"virkning_fra"`
	Next     string           `json:"næste_eftersyn"`
	Dissents []exampleDissent `json:"afvigende_mening"`
	Stop     *struct {
		By    string `json:"af"`
		Group string `json:"parti"`
		Text  string `json:"tekst"`
	} `json:"standset"`
	Disqualified []struct {
		Name   string `json:"navn"`
		Reason string `json:"grund"`
	} `json:"inhabil"`
	StoppedAt string `json:"standset_sag_fra"`
	Late      *struct {
		Reason string `json:"grund"`
	} `json:"for_sent_papir"`
}

type exampleDissent struct {
	Name  string `json:"navn"`
	Group string `json:"parti"`
	Text  string `json:"tekst"`
}

// proposal is what the question asks for; a keep or an amendment that the
// example lets fall has no next review there, and gets one here.
func (i exampleItem) proposal() object {
	p := object{"ruling": "keep", "question": i.Question, "reason": i.Reason, "lapses": true, "next": "2029-05-31"}
	if i.Next != "" {
		p["next"] = i.Next
	}
	switch {
	case strings.Contains(i.Question, "ændres"):
		p["ruling"] = "amend"
		p["text"] = object{"title": "Ændret: " + i.Rule, "demand": "Kun det, som spørgsmålet lader bestå."}
	case strings.Contains(i.Question, "ophæves"):
		p = object{"ruling": "repeal", "question": i.Question}
	}
	if i.From != "" {
		p["from"] = i.From
	}
	return p
}

// played is the example on a server.
type played struct {
	*server
	example example
	bodies  map[string]string            // id by name
	members map[string]map[string]string // id by body and name
	items   map[string]string            // id by "R-0034 4"
}

// play takes the sample rules in, opens the review in the autumn, and plans both meetings.
func play(t *testing.T, s *server) *played {
	t.Helper()
	raw, err := os.ReadFile("testdata/moede-eksempel.json")
	if err != nil {
		t.Fatal(err)
	}
	p := &played{server: s, bodies: map[string]string{}, members: map[string]map[string]string{}, items: map[string]string{}}
	if err := json.Unmarshal(raw, &p.example); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join("..", "registry", "ruleimport", "testdata", "regler-dagtilbud.csv"))
	if err != nil {
		t.Fatal(err)
	}
	table, err := sheet.Read(content, "")
	if err != nil {
		t.Fatal(err)
	}
	checked := registry.LegalCheck{By: "Juridisk team", Day: registry.MustDay("2026-10-15"), Result: registry.BasesConfirmed}
	rules, err := ruleimport.Read(table, ruleimport.Options{Today: registry.MustDay("2026-10-15"), Check: &checked})
	if err != nil {
		t.Fatal(err)
	}
	act := registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "import"}
	if _, err := s.api.Register.CreateRules(t.Context(), act, rules.Good()); err != nil || len(rules.Good()) != 64 {
		t.Fatal(err, rules.Bad())
	}
	s.create("/v1/reviews", object{"name": "Dagtilbud 2027", "sunset": p.example.Sunset, "scope": object{"all": true},
		"decision": councilSaid("2026-10-14", "Reglerne bortfalder den 1. juli 2027, medmindre de fastholdes eller ændres før den dag.")})

	p.bodies["Børne- og Ungeudvalget"] = s.create("/v1/bodies", object{"name": "Børne- og Ungeudvalget", "rank": "committee"}).text("id")
	s.create("/v1/bodies/"+p.bodies["Børne- og Ungeudvalget"]+"/mandates", object{"from": "2026-09-01",
		"words": "Udvalget kan på byrådets vegne fastholde og ændre regler på dagtilbudsområdet.", "asks": []string{"special_reason"}})
	bodies := s.get("/v1/bodies", s.admin()).want(200)
	for i := range bodies.column("id") {
		p.bodies[bodies.text("items", i, "name")] = bodies.text("items", i, "id")
	}
	for _, m := range p.example.Members {
		for body, seat := range map[string]bool{"Byrådet": m.Council, "Børne- og Ungeudvalget": m.Committee} {
			if !seat {
				continue
			}
			if p.members[body] == nil {
				p.members[body] = map[string]string{}
			}
			p.members[body][m.Name] = s.create("/v1/bodies/"+p.bodies[body]+"/members", object{"name": m.Name, "group": m.Group,
				"chair": strings.HasPrefix(m.Office, "formand") || m.Office == "borgmester", "from": "2026-01-01"}).text("id")
		}
	}
	return p
}

func (p *played) plan(m exampleMeeting) string {
	p.t.Helper()
	id := p.create("/v1/meetings", object{"body": p.bodies[m.Body], "day": m.Day, "time": m.Time, "case": m.Case, "papers_on": m.Papers}).text("id")
	for _, i := range m.Items {
		agenda := object{"ordinal": i.Ordinal, "title": i.Question + " (" + i.Rule + ")", "rules": []string{i.Rule},
			"recommendation": []string{"at byrådets bevisbyrde prøves"}, "proposals": []object{i.proposal()}}
		if i.Late != nil {
			agenda["papers_late"] = i.Late.Reason
		}
		if i.StoppedAt != "" {
			agenda["from"] = p.items[i.Rule+" "+i.StoppedAt[strings.LastIndex(i.StoppedAt, " ")+1:]]
		}
		p.items[fmt.Sprint(i.Rule, " ", i.Ordinal)] = p.create("/v1/meetings/"+id+"/items", agenda).text("id")
	}
	return id
}

// minutes are what the example says of an item: by member where it tells who
// voted how, else in totals.
func (p *played) minutes(body string, i exampleItem) object {
	votes, dissents, disqualified := []object{}, []object{}, []object{}
	out := map[string]bool{}
	for _, d := range i.Disqualified {
		out[d.Name] = true
		disqualified = append(disqualified, object{"member": p.members[body][d.Name], "reason": d.Reason})
	}
	against := map[string]bool{}
	for _, d := range i.Dissents {
		against[d.Name] = true
		dissents = append(dissents, object{"name": d.Name, "group": d.Group, "text": d.Text})
	}
	if i.Votes.Against == len(against) && i.Votes.Blank == 0 {
		for name, id := range p.members[body] {
			switch {
			case against[name]:
				votes = append(votes, object{"member": id, "choice": "against"})
			case !out[name]:
				votes = append(votes, object{"member": id, "choice": "for"})
			}
		}
	} else {
		for choice, n := range map[string]int{"for": i.Votes.For, "against": i.Votes.Against, "blank": i.Votes.Blank} {
			if n > 0 {
				votes = append(votes, object{"choice": choice, "count": n})
			}
		}
	}
	m := object{"votes": [][]object{votes}, "dissents": dissents, "disqualified": disqualified}
	if i.Stop != nil {
		m["stop"] = object{"name": i.Stop.By, "group": i.Stop.Group, "text": i.Stop.Text}
	}
	return m
}

// put changes something under the ETag that it has now.
func (s *server) put(method, read, write string, body any) response {
	s.t.Helper()
	return s.send(method, write, body, s.as("secretary"), with("If-Match", s.get(read, s.as("secretary")).want(200).header.Get("ETag")))
}

func (p *played) record(body string, i exampleItem) response {
	p.t.Helper()
	item := "/v1/items/" + p.items[fmt.Sprint(i.Rule, " ", i.Ordinal)]
	return p.put(http.MethodPut, item, item+"/minutes", p.minutes(body, i)).want(200)
}

func (p *played) close(id string, body object) response {
	p.t.Helper()
	return p.put(http.MethodPost, "/v1/meetings/"+id, "/v1/meetings/"+id+"/closing", body)
}

// TestMeetings plays both meetings of the example, and reads what is to be read
// on its three days.
func TestMeetings(t *testing.T) {
	testenv.OneAtATime(t)
	eachOn(t, "2026-10-20", func(t *testing.T, s *server) {
		p := play(t, s)
		s.now = noon("2027-04-20")
		committee, council := p.example.Meetings[0], p.example.Meetings[1]
		first := p.plan(committee)
		second := p.plan(council)
		before := s.get("/v1/items/" + p.items["R-0010 10"]).want(200)
		if before.text("if_not_carried", 0, "state") != "floor_only" || before.text("if_not_carried", 0, "on") != p.example.Sunset {
			t.Errorf("before the vote it says %s", before.raw)
		}
		if stays := s.get("/v1/items/" + p.items["R-0005 14"]).want(200); stays.text("if_not_carried", 0, "state") != "in_force" || stays.at("if_not_carried", 0, "on") != nil {
			t.Errorf("before the vote it says %s", stays.raw)
		}
		p.close(first, object{}).refused(409, "meeting_ahead")

		s.now = noon(committee.Day)
		item := "/v1/items/" + p.items["R-0034 4"]
		stale := s.get(item, s.as("secretary")).header.Get("ETag")
		p.close(first, object{}).refused(409, "not_voted")
		// Three of seven are no quorum.
		few := object{"votes": [][]object{{{"choice": "for", "count": 3}, {"choice": "absent", "count": 4}}}}
		blocked := p.put(http.MethodPut, item, item+"/minutes", few).want(200)
		if blocked.text("proposals", 0, "findings", 0, "severity") != "blocks" || strings.Contains(blocked.text("proposals", 0, "findings", 0, "text"), "⟦") {
			t.Errorf("without a quorum it says %s", blocked.raw)
		}
		p.close(first, object{}).refused(409, "outcome_blocked")
		s.send(http.MethodPut, item+"/minutes", few, s.as("secretary"), with("If-Match", stale)).refused(412, "stale")
		s.send(http.MethodPut, item+"/minutes", few, s.as("secretary")).refused(428, "precondition_required")
		p.put(http.MethodPut, item, item+"/minutes", object{"votes": [][]object{{{"choice": "for", "count": 9}}}}).want(422)
		p.put(http.MethodPut, item, item+"/minutes", object{"votes": [][]object{{{"choice": "måske"}}}}).want(422)

		outcomes := map[string]string{"Godkendt": "carried", "Nedstemt": "fell", "Forslaget faldt ved stemmelighed": "tied"}
		for n, id := range []string{first, second} {
			m := p.example.Meetings[n]
			s.now = noon(m.Day)
			for _, i := range m.Items {
				if got := p.record(m.Body, i).text("proposals", 0, "outcome"); got != outcomes[i.Outcome] {
					t.Errorf("%s %d is %s, want %s", m.Body, i.Ordinal, got, outcomes[i.Outcome])
				}
			}
			if public := s.get("/v1/meetings/" + id).want(200); public.at("items", 0, "votes") != nil || public.text("items", 0, "title") == "" {
				t.Errorf("before the minutes are final the public reads %s", public.raw)
			}
			closed := p.close(id, object{"minutes": "https://referat.example/" + m.Case, "signed_on": m.Day}).want(200)
			if closed.text("state") != "closed" {
				t.Errorf("got %s", closed.raw)
			}
			p.close(id, object{}).refused(409, "meeting_closed")
			if public := s.get("/v1/meetings/" + id).want(200); public.text("items", 0, "proposals", 0, "outcome") == "" || public.at("items", 0, "votes", 0, 0) == nil {
				t.Errorf("when the minutes are final the public reads %s", public.raw)
			}
		}
		stopped := s.get("/v1/items/" + p.items["R-0037 7"]).want(200)
		if stopped.text("stop", "name") != "Gry Havreager" || s.get("/v1/items/"+p.items["R-0037 13"]).text("from") != stopped.text("id") {
			t.Errorf("got %s", stopped.raw)
		}
		if dissent := s.get("/v1/items/" + p.items["R-0025 5"]).want(200); dissent.text("dissents", 0, "name") != "Villads Stenkær" || dissent.at("proposals", 0, "tally", "against") != 1.0 {
			t.Errorf("got %s", dissent.raw)
		}
		if out := s.get("/v1/items/" + p.items["R-0038 8"]).want(200); out.text("disqualified", 0, "member") != p.members[committee.Body]["Ane Kildemarken"] {
			t.Errorf("got %s", out.raw)
		}
		p.expected()
		if before, after := s.get("/v1/register/R-0025?on=2027-07-31").text("title"), s.get("/v1/register/R-0025?on=2027-08-01").text("title"); before == after || after != "Ændret: R-0025" {
			t.Errorf("the title goes from %q to %q", before, after)
		}
		if got := s.get("/v1/register/R-0042?on=2027-07-01").text("title"); got != "Ændret: R-0042" {
			t.Errorf("the title is %q", got)
		}
	})
}

// expected reads every rule of the example on its three days.
func (p *played) expected() {
	p.t.Helper()
	applies := map[string]string{"in_force": "ja", "extended": "ja", "lapsed": "nej", "repealed": "nej", "floor_only": "kun minimum"}
	classes := map[string]string{"politisk vedtaget": "council_rule", "overimplementering": "add_on", "lovpligtig lokal regel": "mandated_local"}
	rulings := map[string]string{"fastholde": "keep", "justere": "amend", "ophæve": "repeal"}
	for _, want := range p.example.Expected {
		number := want["regel"]
		for _, on := range []string{"2027-06-30", "2027-07-01", "2028-01-01"} {
			r := p.get("/v1/register/" + number + "?on=" + on).want(200)
			if got := applies[r.text("status", "state")]; got != want["i_kraft_"+on] {
				p.t.Errorf("%s on %s is %s (%s), want %s: %s", number, on, got, r.text("status", "state"), want["i_kraft_"+on], r.text("status", "reasons", 0, "text"))
			}
			if on == "2027-06-30" && r.text("status", "class") != classes[want["klasse_2027"]] {
				p.t.Errorf("%s is %s, want %s", number, r.text("status", "class"), want["klasse_2027"])
			}
			if got := r.text("grounds", "ruling", "ruling", "ruling"); got != rulings[want["udfald"]] {
				p.t.Errorf("%s rests on the ruling %q, want %s", number, got, want["udfald"])
			}
		}
	}
}

// TestAgenda: what is refused when a meeting is prepared, what is confidential,
// and a meeting that is recorded late.
func TestAgenda(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		for range 3 {
			s.create("/v1/rules", aRule("Referat"))
		}
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002"))
		council := s.get("/v1/bodies", s.admin()).text("items", 0, "id")
		for _, name := range []string{"Karla Bøgh Tornbjerg", "Mogens Rævholt", "Ditte Lyngvang"} {
			s.create("/v1/bodies/"+council+"/members", object{"name": name, "from": "2026-01-01"})
		}
		s.get("/v1/bodies/01a2b3c4-0000-7000-8000-000000000000/members", s.admin()).refused(404, "not_found")
		s.send("POST", "/v1/bodies/"+council+"/members", object{"name": "", "from": "2026-01-01"}, s.admin()).want(422)
		gry := s.create("/v1/users", object{"name": "Gry", "email": "gry@eksempel.example", "grants": []object{{"role": "owner"}}}).text("id")
		if tied := s.create("/v1/bodies/"+council+"/members", object{"name": "G. Holm", "from": "2026-01-01", "user": gry}); tied.text("user") != gry {
			t.Errorf("tied to %s", tied.raw)
		}
		if bad := s.send("POST", "/v1/bodies/"+council+"/members", object{"name": "G. Holm", "from": "2026-01-01", "user": council}, s.admin()).want(422); bad.text("errors", 0, "code") != "choice_unknown" || bad.text("errors", 0, "field") != "user" {
			t.Errorf("an account of nobody: %s", bad.raw)
		}
		s.send("POST", "/v1/meetings", object{"body": council, "day": "2027-01-09"}, s.as("owner")).refused(403, "forbidden")
		s.send("POST", "/v1/meetings", object{"body": "01a2b3c4-0000-7000-8000-000000000000", "day": "2027-01-09"}, s.as("secretary")).want(422)

		meeting := s.create("/v1/meetings", object{"body": council, "day": "2027-01-09"}).text("id")
		items := "/v1/meetings/" + meeting + "/items"
		keep := object{"ruling": "keep", "question": "Skal reglen fastholdes?", "next": "2029-01-09", "reason": "Værdi."}
		one := object{"title": "Referat", "rules": []string{"R-0001"}, "proposals": []object{keep}}
		bulk := s.send("POST", items, one.and("rules", []string{"R-0001", "R-0002"}), s.admin()).want(422)
		if bulk.text("errors", 0, "code") != "bulk_keep" || bulk.text("errors", 0, "field") != "proposals[0].ruling" {
			t.Errorf("got %s", bulk.raw)
		}
		for _, c := range []struct {
			body  object
			field string
		}{
			{one.and("rules", []string{"R-0099"}), "rules"},
			{one.and("rules", []string{"R-0001", "x"}), "rules[1]"},
			{one.and("proposals", []object{keep.and("next", nil)}), "proposals[0].next"},
			{one.and("proposals", []object{keep.and("ruling", "amend")}), "proposals[0].text"},
			{one.and("title", ""), "title"},
		} {
			if r := s.send("POST", items, c.body, s.admin()).want(422); r.text("errors", 0, "field") != c.field {
				t.Errorf("got %s, want %s", r.raw, c.field)
			}
		}
		id := s.create(items, one).text("id")
		secret := s.create(items, object{"title": "Personsag", "confidential": true}).text("id")
		s.get("/v1/items/"+secret).refused(404, "not_found")
		if r := s.get("/v1/items/"+secret, s.as("council_member")).want(200); !strings.HasPrefix(r.header.Get("Cache-Control"), "private") {
			t.Errorf("others may keep it: %s", r.header)
		}
		if got := s.get("/v1/meetings/" + meeting).want(200); len(got.at("items").([]any)) != 1 || strings.Contains(string(got.raw), secret) {
			t.Errorf("the public reads %s", got.raw)
		}

		// An agenda that changes loses its votes; two bundled repeals are one question.
		votes := object{"votes": [][]object{{{"choice": "for", "count": 3}}}}
		s.put("PUT", "/v1/items/"+id, "/v1/items/"+id+"/minutes", votes).want(200)
		repeal := object{"ruling": "repeal", "question": "Skal reglerne ophæves?", "from": "2027-02-01"}
		edited := s.put("PUT", "/v1/items/"+id, "/v1/items/"+id, one.and("rules", []string{"R-0002", "R-0001"}).and("proposals", []object{repeal})).want(200)
		if edited.at("votes") != nil || edited.text("rules", 0) != "R-0001" {
			t.Errorf("got %s", edited.raw)
		}
		s.put("PUT", "/v1/items/"+id, "/v1/items/"+id+"/minutes", object{"stop": object{"name": "Karla"}}).want(422)
		s.put("PUT", "/v1/items/"+id, "/v1/items/"+id+"/minutes", votes).want(200)

		closing := "/v1/meetings/" + meeting + "/closing"
		late := s.put("POST", "/v1/meetings/"+meeting, closing, object{}).want(422)
		if late.text("errors", 0, "field") != "late" {
			t.Errorf("got %s", late.raw)
		}
		if got := s.put("POST", "/v1/meetings/"+meeting, closing, object{"late": "Referatet kom dagen efter."}).want(200); got.text("late") == "" {
			t.Errorf("got %s", got.raw)
		}
		for _, number := range []string{"R-0001", "R-0002"} {
			if r := s.get("/v1/register/" + number + "?on=2027-02-01"); r.text("status", "state") != "repealed" || r.text("grounds", "ruling", "ruling", "late_reason") == "" {
				t.Errorf("%s: %s", number, r.raw)
			}
		}
		other := s.create("/v1/meetings", object{"body": council, "day": "2027-03-01"}).text("id")
		s.create("/v1/meetings/"+other+"/items", one.and("rules", []string{"R-0003"}).and("proposals", nil))
		s.send("POST", "/v1/meetings/"+other+"/cancellation", nil, s.admin(), with("If-Match", `"9-x"`)).refused(412, "stale")
		if got := s.put("POST", "/v1/meetings/"+other, "/v1/meetings/"+other+"/cancellation", nil).want(200); got.text("state") != "cancelled" {
			t.Errorf("got %s", got.raw)
		}
	})
}
