package openapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// sending is one request that changes something, on things made for it alone.
type sending struct {
	path string
	body object
	seen string // where the ETag stands that it must name
	name string // of the field that another body changes; empty: it has no body
	to   any    // what that field becomes; "anders" when left out
}

// sendings make a request for each operation that can be repeated.
type sendings struct {
	*server
	n       int
	council string
}

func (s *sendings) next(prefix string) string { s.n++; return fmt.Sprint(prefix, s.n) }

func (s *sendings) rule() string {
	return s.create("/v1/rules", aRule(s.next("Regel "))).header.Get("Location")
}

func (s *sendings) review() string {
	number := strings.TrimPrefix(s.rule(), "/v1/rules/")
	return s.create("/v1/reviews", aReview(s.next("Eftersyn "), number)).header.Get("Location")
}

func (s *sendings) consultation() string {
	return s.create(s.review()+"/consultations", s.questions()).header.Get("Location")
}

func (s *sendings) questions() object {
	return aConsultation().and("rules", nil).and("slug", s.next("inddragelse-"))
}

// input is what somebody said, with the consultation it was said in.
func (s *sendings) input() (id, consultation string) {
	here := s.consultation()
	link := s.create(here+"/links", object{"audience": "Forældre"})
	s.n++
	s.send("POST", "/v1/open-links/"+link.text("token")+"/contributions",
		object{"submission": submission(s.n), "suggestions": []string{"Flere bænke."}}).want(201)
	return s.get(here+"/inputs", s.admin()).text("items", 0, "id"), here
}

// seenOnce is an input that nobody has weighed yet.
func seenOnce(id string) []object { return []object{{"id": id, "edit": 1}} }

func (s *sendings) meeting() string {
	return s.create("/v1/meetings", object{"body": s.council, "day": "2027-01-08"}).header.Get("Location")
}

var keptOnce = object{"ruling": "keep", "question": "Skal reglen fastholdes?", "reason": "Den skaber tryghed.", "next": "2029-01-08"}

// item is an item of a meeting that can be closed but for its votes.
func (s *sendings) item(meeting string) string {
	number := strings.TrimPrefix(s.rule(), "/v1/rules/")
	return s.create(meeting+"/items", object{"title": "En regel", "rules": []string{number}, "proposals": []object{keptOnce}}).header.Get("Location")
}

// keptLate is an item of a closed meeting that kept a rule on the day on which it had lapsed.
func (s *sendings) keptLate() (item, number string) {
	number = s.create("/v1/rules", aRule(s.next("Regel ")).and("first_review", object{"on": "2027-01-05", "by": councilSaid("2026-01-05", "Reglen bortfalder den 5. januar 2027.")})).text("number")
	m := s.meeting()
	item = s.create(m+"/items", object{"title": "En regel", "rules": []string{number}, "proposals": []object{keptOnce}}).header.Get("Location")
	s.send("PUT", item+"/minutes", voted, s.admin(), with("If-Match", s.get(item, s.admin()).header.Get("ETag"))).want(200)
	s.send("POST", m+"/closing", object{"late": "Sygdom."}, s.admin(), with("If-Match", s.get(m, s.admin()).header.Get("ETag"))).want(200)
	return item, number
}

// decided is an item of a closed meeting.
func (s *sendings) decided() string {
	m := s.meeting()
	i := s.item(m)
	s.put(http.MethodPut, i, i+"/minutes", voted).want(200)
	s.put(http.MethodPost, m, m+"/closing", object{"late": "Sygdom."}).want(200)
	return i
}

// undecided withdraws every version of the settings that is decided and not there yet.
func (s *sendings) undecided() {
	for _, c := range s.get("/v1/policy-changes", s.admin()).want(200).at("items").([]any) {
		if c := c.(map[string]any); c["state"] == "decided" {
			s.change("/v1/policy-changes/"+c["id"].(string), "/withdrawal", s.server.decided("2027-01-10")).want(200)
		}
	}
}

var voted = object{"votes": [][]object{{{"choice": "for", "count": 1}}}}

func (s *sendings) user() (id string) {
	return s.create("/v1/users", object{"name": "Gry", "email": s.next("gry") + "@eksempel.example", "grants": []object{{"role": "secretary"}}}).text("id")
}

func (s *sendings) post() string {
	return s.create("/v1/posts", object{"name": s.next("Stilling ")}).header.Get("Location")
}

// of makes the request of an operation; false for one that this test forgot.
func (s *sendings) of(op string) (sending, bool) {
	decided := councilSaid("2027-01-10", "Det besluttede byrådet.")
	switch op {
	case "create-rule":
		return sending{path: "/v1/rules", body: aRule(s.next("Ny ")), name: "title"}, true
	case "edit-rule":
		r := s.rule()
		return sending{path: r, body: anEntry().and("owner", "Kontorchef"), seen: r, name: "owner"}, true
	case "bulk-edit-rules":
		number := strings.TrimPrefix(s.rule(), "/v1/rules/")
		return sending{path: "/v1/bulk-edits", body: object{"rules": []object{{"number": number, "edit": 1}}, "change": object{"unit": "Øst"}},
			name: "change", to: object{"unit": "Vest"}}, true
	case "create-basis-change":
		r := s.rule()
		made := s.send("POST", r+"/bases", object{"reference": "KL-aftalen § 1", "effect": "agreement", "from": "2020-01-01"}, s.admin(), with("If-Match", s.get(r, s.admin()).header.Get("ETag"))).want(201)
		pick := object{"number": strings.TrimPrefix(r, "/v1/rules/"), "edit": 2, "basis": made.text("id")}
		return sending{path: "/v1/basis-changes", body: object{"of": "KL-aftalen", "from": "2028-01-01", "ends": true, "rules": []object{pick}}, name: "from", to: "2028-02-01"}, true
	case "create-version":
		r := s.rule()
		return sending{path: r + "/versions", body: object{"from": "2027-02-01", "title": "A2", "demand": "B", "adoption": object{"explanation": "Aftalt."}}, seen: r, name: "title"}, true
	case "withdraw-counter-case":
		r := s.rule()
		made := r + "/counter-cases/" + s.create(r+"/counter-cases", object{"party": "front", "cost": "En time om ugen"}).text("id")
		return sending{path: made, seen: made}, true
	case "create-basis", "replace-basis":
		r := s.rule()
		basis := object{"reference": "KL-aftalen § 1", "effect": "agreement", "from": "2028-01-01"}
		if op == "create-basis" {
			return sending{path: r + "/bases", body: basis, seen: r, name: "reference"}, true
		}
		made := s.send("POST", r+"/bases", basis, s.admin(), with("If-Match", s.get(r, s.admin()).header.Get("ETag"))).want(201)
		return sending{path: r + "/bases/" + made.text("id"), body: basis.and("until", "2029-01-01"), seen: r, name: "reference"}, true
	case "create-justification":
		r := s.rule()
		return sending{path: r + "/justifications", body: object{"value": "Tryghed"}, seen: r, name: "value"}, true
	case "score-justification":
		r := s.rule()
		s.send("POST", r+"/justifications", object{"value": "Tryghed", "indicator": "Antal klager"}, s.admin(), with("If-Match", s.get(r, s.admin()).header.Get("ETag"))).want(201)
		return sending{path: r + "/justification/score", body: object{"result": "met", "note": "Ingen"}, seen: r, name: "note"}, true
	case "create-simulation":
		return sending{path: "/v1/simulations", body: object{"name": "A", "assumptions": object{}}, name: "name"}, true
	case "edit-simulation":
		made := "/v1/simulations/" + s.create("/v1/simulations", object{"name": "A", "assumptions": object{}}).text("id")
		return sending{path: made, body: object{"name": "B", "shared": true, "items": []string{}}, seen: made, name: "name"}, true
	case "create-harm":
		number, _ := s.stopped()
		return sending{path: "/v1/rules/" + number + "/harms", body: object{"text": "Et barn blev væk."}, name: "text"}, true
	case "create-counter-case":
		return sending{path: s.rule() + "/counter-cases", body: object{"party": "med", "cost": "En time om ugen"}, name: "cost"}, true
	case "reply-to-counter-case":
		r := s.rule()
		made := s.create(r+"/counter-cases", object{"party": "front", "cost": "En time om ugen"})
		return sending{path: r + "/counter-cases/" + made.text("id") + "/replies", body: object{"text": "Vi ser på det."}, name: "text"}, true
	case "undefend-rule":
		r := s.rule()
		return sending{path: r + "/undefended", seen: r}, true
	case "create-legal-check":
		r := s.rule()
		return sending{path: r + "/legal-checks", body: object{"by": "Jurist", "day": "2027-01-09", "result": "confirmed", "note": "x"}, seen: r, name: "note"}, true
	case "create-legal-checks":
		seen := []object{{"number": strings.TrimPrefix(s.rule(), "/v1/rules/"), "edit": 1}}
		return sending{path: "/v1/legal-checks", body: object{"rules": seen, "by": "Jurist", "day": "2027-01-09", "result": "confirmed", "note": "x"}, name: "note"}, true
	case "create-event":
		return sending{path: s.rule() + "/events", body: object{"kind": "ruling", "valid": "2027-01-10",
			"ruling": object{"ruling": "keep", "next": "2029-01-10", "by": decided}}, name: "order", to: 7}, true
	case "open-review":
		number := strings.TrimPrefix(s.rule(), "/v1/rules/")
		return sending{path: "/v1/reviews", body: aReview(s.next("Nyt eftersyn "), number), name: "name"}, true
	case "move-review-phase":
		r := s.review()
		return sending{path: r + "/phase", body: object{"phase": "hearing"}, seen: r, name: "phase", to: "deliberation"}, true
	case "withdraw-rule":
		number := strings.TrimPrefix(s.rule(), "/v1/rules/")
		r := s.create("/v1/reviews", aReview(s.next("Eftersyn "), number)).header.Get("Location")
		return sending{path: r + "/withdrawals", body: object{"rule": number, "decision": decided}, seen: r, name: "rule", to: "R-0001"}, true
	case "move-sunset":
		r := s.review()
		return sending{path: r + "/sunset", body: object{"sunset": "2027-10-01", "decision": decided}, seen: r, name: "sunset", to: "2027-11-01"}, true
	case "cancel-review":
		r := s.review()
		return sending{path: r + "/cancellation", body: object{"decision": decided}, seen: r, name: "decision", to: decided.and("words", "Andet.")}, true
	case "set-opening":
		return sending{path: "/v1/effort/openings", body: object{"from": "2027-08-01", "weeks": 46, "days": 5}, name: "weeks", to: 45}, true
	case "create-policy-change":
		return sending{path: "/v1/policy-changes", body: object{"from": "2027-09-01", "settings": object{"after_basis_days": 100}}, name: "from", to: "2027-09-02"}, true
	case "decide-policy-change", "withdraw-policy-change":
		s.undecided()
		at := s.create("/v1/policy-changes", object{"from": "2027-09-01", "settings": object{}}).header.Get("Location")
		what := map[string]string{"decide-policy-change": "/decision", "withdraw-policy-change": "/withdrawal"}[op]
		return sending{path: at + what, body: s.server.decided("2027-01-10"), seen: at, name: "words", to: "Andet."}, true
	case "create-body":
		return sending{path: "/v1/bodies", body: object{"name": s.next("Udvalg "), "rank": "committee"}, name: "name"}, true
	case "edit-body":
		at := "/v1/bodies/" + s.create("/v1/bodies", object{"name": s.next("Udvalg "), "rank": "committee"}).text("id")
		return sending{path: at, body: object{"finance": true}, seen: at, name: "finance", to: false}, true
	case "give-mandate":
		body := s.create("/v1/bodies", object{"name": s.next("Udvalg "), "rank": "committee"}).text("id")
		return sending{path: "/v1/bodies/" + body + "/mandates", body: object{"from": "2027-01-01", "words": "Må fastholde.",
			"asks": []string{"special_reason"}}, name: "words"}, true
	case "take-back-mandate":
		body := s.create("/v1/bodies", object{"name": s.next("Udvalg "), "rank": "committee"}).text("id")
		s.create("/v1/bodies/"+body+"/mandates", object{"from": "2026-01-01", "words": "Må fastholde."})
		return sending{path: "/v1/bodies/" + body + "/mandate-withdrawals", body: object{"from": "2027-02-01", "words": "Mandatet tages tilbage.",
			"decider": s.council, "decided": "2027-01-09"}, name: "words"}, true
	case "create-member":
		body := s.create("/v1/bodies", object{"name": s.next("Udvalg "), "rank": "committee"}).text("id")
		return sending{path: "/v1/bodies/" + body + "/members", body: object{"name": "Karla Bøgh", "from": "2026-01-01"}, name: "name"}, true
	case "edit-member":
		body := s.create("/v1/bodies", object{"name": s.next("Udvalg "), "rank": "committee"}).text("id")
		at := "/v1/bodies/" + body + "/members"
		at += "/" + s.create(at, object{"name": "Karla Bøgh", "from": "2026-01-01"}).text("id")
		return sending{path: at, body: object{"group": "A"}, seen: at, name: "group"}, true
	case "plan-meeting":
		return sending{path: "/v1/meetings", body: object{"body": s.council, "day": "2027-02-01"}, name: "place"}, true
	case "create-item":
		return sending{path: s.meeting() + "/items", body: object{"title": "Et punkt"}, name: "title"}, true
	case "edit-item":
		i := s.item(s.meeting())
		return sending{path: i, body: object{"title": "Et andet punkt"}, seen: i, name: "title"}, true
	case "remove-item":
		i := s.item(s.meeting())
		return sending{path: i, seen: i}, true
	case "carry-on":
		m := s.meeting()
		i := s.create(m+"/items", object{"title": "En regel", "rules": []string{s.create("/v1/rules", aRule(s.next("Regel "))).text("number")}, "papers_late": "Det haster.",
			"proposals": []object{{"procedure": "postpone", "question": "Skal sagen udsættes?"}}}).header.Get("Location")
		s.send("PUT", i+"/minutes", voted, s.admin(), with("If-Match", s.get(i, s.admin()).header.Get("ETag"))).want(200)
		s.send("POST", m+"/closing", object{"late": "Sygdom."}, s.admin(), with("If-Match", s.get(m, s.admin()).header.Get("ETag"))).want(200)
		next := s.create("/v1/meetings", object{"body": s.council, "day": "2029-02-01"}).text("id")
		return sending{path: i + "/next", body: object{"meeting": next}, name: "papers_late"}, true
	case "call-substitute":
		seats := s.get("/v1/bodies/"+s.council+"/members", s.admin())
		by := s.create("/v1/bodies/"+s.council+"/members", object{"name": s.next("Stedfortræder "), "from": "2026-01-01", "substitute": true}).text("id")
		m := s.meeting()
		s.item(m)
		return sending{path: m + "/substitutes/" + by, body: object{"for": seats.text("items", 0, "id")}, seen: m, name: "for", to: registry.NewRandomID[string]()}, true
	case "back-recommendation":
		gry, post := s.user(), s.next("Chef ")
		s.create("/v1/posts", object{"name": post, "holder": gry})
		number := s.create("/v1/rules", aRule(s.next("Regel ")).and("owner", post)).text("number")
		i := s.create(s.meeting()+"/items", object{"title": "En regel", "rules": []string{number}, "recommendation": []string{"at reglen fastholdes"},
			"user": gry, "proposals": []object{keptOnce}}).header.Get("Location")
		if s.get(i).at("recommended_by_owner_alone") != true {
			s.t.Error("an owner recommends alone, and it is not told")
		}
		etag := with("If-Match", s.get(i, s.admin()).header.Get("ETag"))
		s.send("POST", i+"/recommendation/backing", object{"user": gry}, s.admin(), etag).refused(409, "owner_joins")
		s.send("POST", i+"/recommendation/backing", object{"user": registry.NewRandomID[string]()}, s.admin(), etag).refused(422, "choice_unknown")
		return sending{path: i + "/recommendation/backing", body: object{"user": s.user()}, seen: i, name: "user", to: s.user()}, true
	case "readopt-rule":
		item, number := s.keptLate()
		return sending{path: item + "/readoptions", body: object{"rule": number, "explanation": "Byrådet besluttede det."}, name: "explanation"}, true
	case "split-item":
		var rules []string
		for range 3 {
			rules = append(rules, s.create("/v1/rules", aRule(s.next("Regel "))).text("number"))
		}
		i := s.create(s.meeting()+"/items", object{"title": "Tre regler", "rules": rules}).header.Get("Location")
		return sending{path: i + "/split", body: object{"rules": rules[2:]}, seen: i, name: "rules", to: rules[1:2]}, true
	case "edit-note", "delete-note":
		at := s.item(s.meeting()) + "/note"
		if op == "delete-note" {
			s.send("PUT", at, object{"text": "Spørg igen."}, s.admin(), with("If-Match", s.get(at, s.admin()).header.Get("ETag"))).want(200)
			return sending{path: at, seen: at}, true
		}
		return sending{path: at, body: object{"text": "Spørg, hvem der skriver skemaet."}, seen: at, name: "text"}, true
	case "record-minutes":
		i := s.item(s.meeting())
		return sending{path: i + "/minutes", body: voted, seen: i, name: "dissents", to: []object{{"name": "Bo", "text": "Nej."}}}, true
	case "close-meeting":
		m := s.meeting()
		i := s.item(m)
		s.send("PUT", i+"/minutes", voted, s.admin(), with("If-Match", s.get(i, s.admin()).header.Get("ETag"))).want(200)
		return sending{path: m + "/closing", body: object{"late": "Sygdom."}, seen: m, name: "late"}, true
	case "correct-minutes":
		i := s.decided()
		return sending{path: i + "/corrections", body: object{"wrong": "For.", "right": "Imod.", "reason": "Tastefejl."}, seen: i, name: "reason", to: "Misforstået."}, true
	case "annul-item":
		i := s.decided()
		return sending{path: i + "/annulment", body: object{"by": councilSaid("2027-01-09", "Beslutningen annulleres.")}, seen: i, name: "suspends", to: true}, true
	case "cancel-meeting":
		m := s.meeting()
		return sending{path: m + "/cancellation", seen: m}, true
	case "open-consultation":
		return sending{path: s.review() + "/consultations", body: s.questions(), name: "slug"}, true
	case "edit-consultation":
		here := s.consultation()
		return sending{path: here, body: aConsultation().and("rules", nil), seen: here, name: "closes", to: "2027-03-01"}, true
	case "edit-translation":
		here := s.consultation() + "/translations/ar"
		return sending{path: here, body: object{"texts": []object{}}, seen: here, name: "texts", to: []object{{"danish": "x"}}}, true
	case "open-standing-alone":
		return sending{path: "/v1/consultations", body: s.questions().and("kind", "measurement"), name: "slug"}, true
	case "create-link":
		return sending{path: s.consultation() + "/links", body: object{"audience": "Forældre"}, name: "audience"}, true
	case "revoke-link":
		links := s.consultation() + "/links"
		return sending{path: links + "/" + s.create(links, object{"audience": "Forældre"}).text("id")}, true
	case "guard-link":
		links := s.consultation() + "/links"
		return sending{path: links + "/" + s.create(links, object{"audience": "Forældre"}).text("id") + "/guard", body: object{"guarded": true}, name: "guarded", to: false}, true
	case "create-redaction":
		const text = "Syntetisk navn i en begrundelse"
		s.create("/v1/rules", aRule("Regel").and("demand", text))
		seen := s.send(http.MethodPost, "/v1/redactions/look", object{"text": text}, s.admin()).want(200).text("seen")
		return sending{path: "/v1/redactions", body: object{"text": text, "ground": "erasure", "reason": "Bedt om det.", "seen": seen}, name: "reason"}, true
	case "create-exclusion":
		_, here := s.input()
		return sending{path: here + "/exclusions", body: object{"audience": "Forældre", "contributions": 1, "reason": "Ens."}, name: "reason"}, true
	case "undo-exclusion":
		_, here := s.input()
		e := s.create(here+"/exclusions", object{"audience": "Forældre", "contributions": 1, "reason": "Ens."}).header.Get("Location")
		return sending{path: e + "/undone", body: object{"reason": "De var ægte."}, seen: e, name: "reason"}, true
	case "create-disposition":
		id, _ := s.input()
		return sending{path: "/v1/dispositions", body: object{"inputs": seenOnce(id), "kind": "followed", "reason": "Ja."}, name: "reason"}, true
	case "screen-inputs":
		id, here := s.input()
		return sending{path: here + "/screenings", body: object{"inputs": seenOnce(id), "screening": "withheld", "withheld_for": "other", "withheld_note": "x"}, name: "withheld_note"}, true
	case "edit-unit-answer":
		number, here := s.stopped()
		return sending{path: here, body: object{"except": []object{{"number": number, "word": "I mappen."}}}, seen: here, name: "except", to: []object{}}, true
	case "edit-stop-search":
		here := s.stops()
		return sending{path: here, body: object{"none": []string{"form"}}, seen: here, name: "none", to: []string{"job"}}, true
	case "create-stop-task":
		return sending{path: s.stops() + "/tasks", body: s.stopTask(), name: "place"}, true
	case "edit-stop-task", "move-stop-task":
		here := s.create(s.stops()+"/tasks", s.stopTask()).header.Get("Location")
		if op == "move-stop-task" {
			return sending{path: here + "/state", body: object{"state": "done", "word": "Feltet er væk."}, seen: here, name: "word"}, true
		}
		return sending{path: here, body: s.stopTask(), seen: here, name: "place"}, true
	case "edit-guidance":
		here := s.guidance()
		return sending{path: here, body: object{"stop": "Skriv ingen referater."}, seen: here, name: "stop"}, true
	case "edit-trial-evaluation":
		here := s.tried() + "/evaluation"
		return sending{path: here, body: anTrialEvaluation, seen: here, name: "found"}, true
	case "put-trial-evaluation":
		here := s.tried()
		s.evaluate(here, here, anTrialEvaluation).want(200)
		meeting := s.create("/v1/meetings", object{"body": s.council, "day": "2029-02-01"}).text("id")
		return sending{path: here + "/items", body: object{"meeting": meeting}, name: "papers_late"}, true
	case "put-account":
		here := s.keptAccount()
		meeting := s.create("/v1/meetings", object{"body": s.council, "day": "2029-02-01"}).text("id")
		return sending{path: here + "/items", body: object{"meeting": meeting}, name: "papers_late"}, true
	case "create-hassle-theme":
		return sending{path: "/v1/hassle-themes", body: object{"name": s.next("Tema ")}, name: "name"}, true
	case "create-hassle":
		return sending{path: "/v1/hassles", body: s.hassle(), name: "text"}, true
	case "edit-hassle", "move-hassle":
		h := s.create("/v1/hassles", s.hassle()).header.Get("Location")
		if op == "move-hassle" {
			return sending{path: h + "/state", body: object{"state": "done", "answer": "Der er kommet en nøgle til."}, seen: h, name: "answer"}, true
		}
		return sending{path: h, body: s.hassle(), seen: h, name: "text"}, true
	case "create-send-on":
		return sending{path: "/v1/send-ons", body: s.onLaw(), name: "addressee"}, true
	case "edit-send-on", "mark-sent-on":
		body := s.onLaw()
		p := s.create("/v1/send-ons", body).header.Get("Location")
		if op == "mark-sent-on" {
			return sending{path: p + "/sent", body: object{"on": "2027-01-10"}, seen: p, name: "on", to: "2027-01-09"}, true
		}
		return sending{path: p, body: body, seen: p, name: "addressee"}, true
	case "file-review-journal":
		here := s.review() + "/journal"
		return sending{path: here + "/filing", body: object{"number": "2027-1", "received": "2027-01-10"}, seen: here, name: "number"}, true
	case "file-meeting-journal":
		item := s.get(s.decided(), s.admin()).want(200)
		here := "/v1/meetings/" + item.text("meeting") + "/journal"
		return sending{path: here + "/filing", body: object{"number": "2027-1", "received": "2027-01-10"}, seen: here, name: "number"}, true
	case "choose-review-documents":
		here := s.review() + "/documents"
		return sending{path: here, body: object{"releases": []object{{"document": "opening", "kind": "give_out"}}}, seen: here, name: "releases", to: []object{}}, true
	case "edit-paper-profile":
		return sending{path: "/v1/paper-profile", body: aProfile(), seen: "/v1/paper-profile", name: "open"}, true
	case "assign-inputs":
		id, _ := s.input()
		return sending{path: "/v1/assignments", body: object{"inputs": seenOnce(id), "assignee": s.user()}, name: "assignee", to: s.user()}, true
	case "remind-assigned":
		id, at := s.input()
		s.send(http.MethodPost, "/v1/assignments", object{"inputs": seenOnce(id), "assignee": s.user()}, s.admin()).want(201)
		return sending{path: at + "/reminders"}, true
	case "set-duty":
		return sending{path: s.consultation() + "/duty", body: object{"post": strings.TrimPrefix(s.post(), "/v1/posts/")}, name: "post", to: strings.TrimPrefix(s.post(), "/v1/posts/")}, true
	case "raise-action", "handle-action":
		id, here := s.input()
		at, post := "/v1/inputs/"+id, s.create("/v1/posts", object{"name": s.next("Vagt "), "holder": s.user()}).text("id")
		s.create(here+"/duty", object{"post": post})
		if op == "raise-action" {
			return sending{path: at + "/action", body: object{"action": "at_risk"}, seen: at, name: "note"}, true
		}
		s.send("POST", at+"/action", object{"action": "at_risk"}, s.admin(), with("If-Match", s.get(at, s.admin()).header.Get("ETag"))).want(200)
		return sending{path: at + "/action/handling", body: object{"note": "Ringet op."}, name: "note"}, true
	case "split-input":
		id, _ := s.input()
		here := "/v1/inputs/" + id
		return sending{path: here + "/parts", body: object{"passages": []object{{"text": "Flere"}, {"text": "bænke."}}}, seen: here, name: "passages",
			to: []object{{"text": "bænke."}, {"text": "Flere"}}}, true
	case "translate-input":
		id, _ := s.input()
		here := "/v1/inputs/" + id
		return sending{path: here + "/translation", body: object{"translation": "Oversat."}, seen: here, name: "translation"}, true
	case "merge-inputs", "unmerge-input":
		id, here := s.input()
		link := s.create(here+"/links", object{"audience": "Ansatte"})
		s.n++
		s.send("POST", "/v1/open-links/"+link.text("token")+"/contributions", object{"submission": submission(s.n), "suggestions": []string{"Bænke."}}).want(201)
		other := ""
		for _, one := range s.get(here+"/inputs", s.admin()).column("id") {
			if one != id {
				other = one
			}
		}
		at := "/v1/inputs/" + id
		if op == "merge-inputs" {
			return sending{path: at + "/group", body: object{"inputs": seenOnce(other)}, seen: at, name: "inputs", to: []object{{"id": other, "edit": 2}}}, true
		}
		s.send("POST", at+"/group", object{"inputs": seenOnce(other)}, s.admin(), with("If-Match", s.get(at, s.admin()).header.Get("ETag"))).want(200)
		return sending{path: at + "/group", seen: at}, true
	case "create-user":
		return sending{path: "/v1/users", body: object{"name": "Gry", "email": s.next("bo") + "@eksempel.example",
			"grants": []object{{"role": "secretary"}}}, name: "name"}, true
	case "edit-user":
		u := "/v1/users/" + s.user()
		return sending{path: u, body: object{"name": "Gry", "email": s.next("bo") + "@eksempel.example", "grants": []object{{"role": "owner"}}}, seen: u, name: "name"}, true
	case "close-user":
		u := "/v1/users/" + s.user()
		return sending{path: u + "/closing", seen: u}, true
	case "reopen-user":
		u := "/v1/users/" + s.user()
		return sending{path: u + "/reopening", seen: u}, true
	case "invite-user":
		return sending{path: "/v1/users/" + s.user() + "/invitations"}, true
	case "resend-mail":
		return sending{path: "/v1/mails/" + s.mailed(s.user()) + "/copies"}, true
	case "create-law", "edit-law", "delete-law":
		s.n++
		law := object{"name": s.next("Lov "), "numbers": []object{{"eli": fmt.Sprintf("https://www.retsinformation.dk/eli/lta/2020/%d", s.n)}}}
		if op == "create-law" {
			return sending{path: "/v1/laws", body: law, name: "name"}, true
		}
		at := s.create("/v1/laws", law).header.Get("Location")
		if op == "delete-law" {
			return sending{path: at, seen: at}, true
		}
		return sending{path: at, body: law, seen: at, name: "name"}, true
	case "create-hearing-party", "edit-hearing-party", "delete-hearing-party", "plan-hearing", "edit-hearing", "send-hearing", "remind-hearing", "extend-hearing",
		"record-statement", "end-hearing":
		return s.ofHearing(op), true
	case "create-post":
		return sending{path: "/v1/posts", body: object{"name": s.next("Post ")}, name: "name"}, true
	case "edit-post":
		p := s.post()
		return sending{path: p, body: object{"name": s.next("Post "), "vacant": true}, seen: p, name: "name"}, true
	case "move-post-rules":
		p := s.post()
		return sending{path: p + "/moves", body: object{"to": strings.TrimPrefix(s.post(), "/v1/posts/")}, seen: p, name: "merge", to: true}, true
	case "create-request":
		return sending{path: "/v1/requests", body: aRequest(s.next("Anmodning ")), name: "title"}, true
	case "edit-request", "send-request", "remind-request", "end-request", "answer-request":
		return s.ofRequest(op), true
	case "create-import-draft", "edit-import-draft", "delete-import-draft", "confirm-import", "undo-import":
		return s.ofImport(op), true
	case "empty-posts":
		return sending{path: "/v1/users/" + s.user() + "/departure"}, true
	case "create-policy-candidate":
		return sending{path: "/v1/policy-candidates", body: object{"name": s.next("Politik "), "bundle": packedPolicy(map[string]string{"explain.rego": "x"})}, name: "name"}, true
	case "adopt-policy-candidate":
		s.undecided()
		id := s.create("/v1/policy-candidates", object{"name": s.next("Politik "), "bundle": packedPolicy(nil)}).text("id")
		return sending{path: "/v1/policy-candidates/" + id + "/adoption", body: s.server.decided("2027-01-10").and("from", "2027-09-01"), name: "words", to: "Andet."}, true
	case "import-kle":
		return sending{path: "/v1/kle", body: object{"entries": []object{{"code": "98", "title": s.next("Emne ")}}}, name: "entries", to: []object{{"code": "97", "title": "Et andet"}}}, true
	case "find-different", "take-back-different":
		one, other := s.rule(), s.rule()
		x := sending{path: one + "/alike/" + strings.TrimPrefix(other, "/v1/rules/") + "/different"}
		if op == "take-back-different" {
			s.create(x.path, nil)
		}
		return x, true
	case "merge-rule":
		r := s.rule()
		return sending{path: r + "/merge", body: object{"into": strings.TrimPrefix(s.rule(), "/v1/rules/"), "valid": "2027-01-10", "decision": decided},
			seen: r, name: "valid", to: "2027-01-11"}, true
	case "create-token":
		return sending{path: "/v1/tokens", body: object{"name": s.next("nøgle "), "role": "auditor"}, name: "name"}, true
	case "revoke-token":
		return sending{path: "/v1/tokens/" + s.create("/v1/tokens", object{"name": s.next("nøgle "), "role": "auditor"}).text("id")}, true
	}
	return sending{}, false
}

// TestRepeated: whatever operation is sent eight times (in the quick run two) at once under one key has
// one effect, and all get the same answer; so does one that comes when the
// server was started again. Another body under the key is refused.
func TestRepeated(t *testing.T) {
	testenv.EachTogether(t, func(t *testing.T, dsn string) {
		s := &sendings{server: newServer(t, dsn, "2027-01-10")}
		s.council = s.get("/v1/bodies", s.admin()).text("items", 0, "id")
		s.create("/v1/bodies/"+s.council+"/members", object{"name": "Karla Bøgh", "from": "2026-01-01"})
		later := newServer(t, dsn, "2027-01-10")
		later.tokens = s.tokens
		for _, op := range s.api.operations {
			if op.Method == http.MethodGet || op.Unnamed || op.Asks {
				continue
			}
			x, known := s.of(op.ID)
			if !known {
				t.Errorf("nobody has tried to repeat %s", op.ID)
				continue
			}
			options := []option{s.admin(), with("Idempotency-Key", "key-of-"+op.ID)}
			if op.Edits {
				options = append(options, with("If-Match", s.get(x.seen, s.admin()).want(200).header.Get("ETag")))
			}
			request := func(on *server, body object) response {
				if body == nil {
					return on.send(op.Method, x.path, nil, options...)
				}
				return on.send(op.Method, x.path, body, options...)
			}
			before := s.acts(op.ID)
			answers := make([]response, testenv.Runs(t, 8))
			var all sync.WaitGroup
			for i := range answers {
				all.Add(1)
				go func() { defer all.Done(); answers[i] = request(s.server, x.body) }()
			}
			all.Wait()
			answers = append(answers, request(later, x.body))
			shown := 0
			for _, a := range answers {
				if a.status >= 300 || a.status != answers[0].status || a.header.Get("Location") != answers[0].header.Get("Location") ||
					withoutSecret(a) != withoutSecret(answers[0]) {
					t.Errorf("%s answers %d %v %s and %d %v %s", op.ID, answers[0].status, answers[0].header, answers[0].raw, a.status, a.header, a.raw)
				}
				if a.text("secret") != "" || op.ID == "invite-user" && a.text("path") != "" {
					shown++
				}
			}
			if secret := op.ID == "create-token" || op.ID == "invite-user"; secret && shown != 1 {
				t.Errorf("%s shows its secret %d times", op.ID, shown)
			}
			if op.Creates && !slices.Contains(placeless, op.ID) && answers[0].header.Get("Location") == "" {
				t.Errorf("%s does not say where", op.ID)
			}
			events := 1
			if slices.Contains(eventless, op.ID) {
				events = 0
			}
			if after := s.acts(op.ID); after != before+events {
				t.Errorf("%s was done %d times", op.ID, after-before)
			}
			if x.name != "" {
				var to any = "anders"
				if x.to != nil {
					to = x.to
				}
				request(s.server, x.body.and(x.name, to)).refused(422, "idempotency_key_reused")
			}
		}
	})
}

// eventless are operations of which the log tells nothing: what they change is their caller's alone.
var eventless = []string{"edit-note", "delete-note"}

// acts counts how often something was done, by the requests in the log.
func (s *sendings) acts(operation string) int {
	s.t.Helper()
	log := s.get("/v1/audit-events?limit=200", s.admin()).want(200)
	var requests []string
	for i, op := range log.column("operation") {
		if id := log.text("items", i, "request_id"); op == operation && !slices.Contains(requests, id) {
			requests = append(requests, id)
		}
	}
	return len(requests)
}

// withoutSecret is an answer without what is shown once only.
func withoutSecret(r response) string {
	if o, ok := r.json.(map[string]any); ok && (o["secret"] != nil || o["path"] != nil) {
		return asJSON(object(o).and("secret", nil).and("path", nil))
	}
	if r.json == nil {
		return string(r.raw)
	}
	return asJSON(r.json)
}

// TestKeys: a key is its sender's and its operation's own, and good for 24 hours.
func TestKeys(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		s := newServer(t, dsn, "2027-01-10")
		key := with("Idempotency-Key", "one-key")
		body := object{"name": "Udvalg", "rank": "committee"}
		first := s.send("POST", "/v1/bodies", body, s.admin(), key).want(201)
		// The same JSON in another order is the same request.
		if again := s.send("POST", "/v1/bodies", `{"rank": "committee", "name": "Udvalg"}`, s.admin(), key).want(201); again.text("id") != first.text("id") {
			t.Errorf("got %s after %s", again.raw, first.raw)
		}
		s.send("POST", "/v1/tokens", object{"name": "x", "role": "auditor"}, s.admin(), key).want(201)
		// Two keys to the API may have one name, and are still two actors.
		namesake := s.create("/v1/tokens", object{"name": "administrator", "role": "administrator"}).text("secret")
		other := s.send("POST", "/v1/bodies", body, with("Authorization", "Bearer "+namesake), key).want(201)
		if other.text("id") == first.text("id") {
			t.Error("a namesake is answered with what another has done")
		}
		s.now = s.now.Add(24*time.Hour - time.Second)
		later := newServer(t, dsn, "2027-01-10")
		later.now, later.tokens = s.now, s.tokens
		if again := later.send("POST", "/v1/bodies", body, later.admin(), key).want(201); again.text("id") != first.text("id") {
			t.Error("a key was forgotten too early")
		}
		s.now = s.now.Add(time.Second)
		if again := s.send("POST", "/v1/bodies", body, s.admin(), key).want(201); again.text("id") == first.text("id") {
			t.Error("a key was kept too long")
		}
		for _, bad := range []string{"a b", strings.Repeat("x", 256), "æ"} {
			s.send("POST", "/v1/bodies", body, s.admin(), with("Idempotency-Key", bad)).refused(422, "text_invalid")
		}
	})
}

// TestSeen: whatever changes a thing with an edit demands the edit that its
// writer saw, and stores nothing for one who has not seen the last.
func TestSeen(t *testing.T) {
	testenv.Long(t)
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		s.council = s.get("/v1/bodies", s.admin()).text("items", 0, "id")
		s.create("/v1/bodies/"+s.council+"/members", object{"name": "Karla Bøgh", "from": "2026-01-01"})
		for _, op := range s.api.operations {
			if !op.Edits {
				continue
			}
			x, known := s.of(op.ID)
			if !known {
				t.Errorf("nobody has tried %s", op.ID)
				continue
			}
			send := func(match string) response {
				options := []option{s.admin()}
				if match != "" {
					options = append(options, with("If-Match", match))
				}
				if x.body == nil {
					return s.send(op.Method, x.path, nil, options...)
				}
				return s.send(op.Method, x.path, x.body, options...)
			}
			was := s.get(x.seen, s.admin()).want(200)
			before := s.acts(op.ID)
			send("").refused(428, "precondition_required")
			send("*").refused(428, "precondition_required")
			send(`"99"`).refused(412, "stale")
			if now := s.get(x.seen, s.admin()); string(now.raw) != string(was.raw) || s.acts(op.ID) != before {
				t.Errorf("%s was refused and left %s instead of %s", op.ID, now.raw, was.raw)
			}
			first := send(was.header.Get("ETag"))
			if first.status >= 300 {
				t.Errorf("%s: got %d %s", op.ID, first.status, first.raw)
			}
			if op.ID == "answer-request" {
				continue // says something of the rule as it was seen, which it leaves as it is
			}
			gone := []any{"meeting_closed", "counter_case_withdrawn", "input_changed_since_seen", "not_merged", "action_waits"} // and nobody can be overtaken
			if op.Method == http.MethodDelete {
				gone = append(gone, "not_found")
			}
			if second := send(was.header.Get("ETag")); second.status != 412 && !slices.Contains(gone, second.at("code")) {
				t.Errorf("%s: the second of two writers is answered %d %s", op.ID, second.status, second.raw)
			}
			// What comes back names the edit that the next change must have seen.
			now := s.get(x.seen, s.admin()).header.Get("ETag")
			if got := first.header.Get("ETag"); op.ID != "unmerge-input" && op.Method != http.MethodDelete && strings.Split(got, "-")[0] != strings.Split(now, "-")[0] {
				t.Errorf("%s answers with the ETag %s, and what it changed has %s", op.ID, got, now)
			}
		}
	})
}

// placeless are operations that make several things, which have no one address.
var placeless = []string{"assign-inputs", "remind-assigned", "set-duty", "handle-action", "create-disposition", "create-legal-checks", "create-redaction"}
