package openapi

import (
	"net/http"
	"strings"
	"testing"
)

// The minutes of a closed meeting change by a correction alone, which everybody may
// read; where it changes what was decided, the rules stand as if that had been
// recorded at once, and what was known before can still be read.
func TestCorrections(t *testing.T) {
	eachOn(t, "2027-01-08", func(t *testing.T, s *server) {
		h := inHall(s)
		for range 2 {
			s.create("/v1/rules", aRule("Referat"))
		}
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002"))
		state := func(number, on string) string {
			t.Helper()
			return s.get("/v1/register/"+number+"?on="+on).want(200).text("status", "state")
		}
		meeting := h.meet(h.council, "2027-01-08")
		one, two := h.item(meeting, "R-0001", kept.and("lapses", true)), h.item(meeting, "R-0002", kept)
		fix := object{"wrong": "3 for og 2 imod.", "right": "2 for og 3 imod.", "reason": "Stemmerne var byttet om."}
		correct := func(item string, body object) response {
			t.Helper()
			return h.put(http.MethodPost, item, item+"/corrections", body)
		}
		correct(one, fix).refused(409, "meeting_open")
		h.vote(one, "3-2")
		h.vote(two, "5-0")
		h.end(meeting)
		if state("R-0001", "2027-07-01") != "in_force" {
			t.Fatal("it is not kept")
		}

		s.now = noon("2027-08-01")
		stale := s.get(one, s.admin()).header.Get("ETag")
		if got := correct(one, object{"wrong": "", "right": "x", "reason": "y"}).want(422); got.text("errors", 0, "field") != "wrong" {
			t.Errorf("got %s", got.raw)
		}
		correct(one, fix.and("minutes", counted("1-0"))).refused(409, "outcome_blocked")
		// Words alone move nothing.
		before := h.kinds("R-0002")
		if got := correct(two, fix.and("minutes", counted("4-1"))).want(200); got.text("corrections", 0, "right") != "2 for og 3 imod." || got.at("corrections", 0, "outcome") != nil || got.at("proposals", 0, "tally", "against") != 1.0 {
			t.Errorf("got %s", got.raw)
		}
		if h.kinds("R-0002") != before {
			t.Errorf("another count of the same outcome left %s", h.kinds("R-0002"))
		}
		if got := correct(one, fix.and("minutes", counted("2-3"))).want(200); got.at("corrections", 0, "outcome") != true || got.text("proposals", 0, "outcome") != "fell" {
			t.Errorf("got %s", got.raw)
		}
		s.send(http.MethodPost, one+"/corrections", fix, s.as("secretary"), with("If-Match", stale)).refused(412, "stale")
		if got := state("R-0001", "2027-07-01"); got != "lapsed" {
			t.Errorf("after the correction it is %s", got)
		}
		if got := s.get("/v1/register/R-0001?on=2027-07-01&known=2027-07-31").want(200).text("status", "state"); got != "in_force" {
			t.Errorf("as it was known before it is %s", got)
		}
		if got := h.kinds("R-0001"); !strings.HasSuffix(got, "ruling annulled not_carried") {
			t.Errorf("it has %s", got)
		}
		public := s.get(one).want(200)
		if public.text("corrections", 0, "wrong") != "3 for og 2 imod." || public.text("corrections", 0, "on") != "2027-08-01" {
			t.Errorf("the public reads %s", public.raw)
		}
		// Where another reason was stated the ruling lands anew with it; at-points move nothing.
		correct(two, fix.and("reasons", []string{"En", "To"})).refused(422, "range_invalid")
		correct(two, fix.and("recommendation", []string{""})).refused(422, "required")
		points := correct(two, fix.and("recommendation", []string{"at reglen fastholdes", "at det meddeles"})).want(200)
		if got := points.text("recommendation", 0) + "|" + points.text("recommendation", 1); got != "at reglen fastholdes|at det meddeles" || h.kinds("R-0002") != before {
			t.Errorf("the at-points are %q, the events %s", got, h.kinds("R-0002"))
		}
		reasoned := correct(two, fix.and("reasons", []string{"Den giver ro ved afhentning."})).want(200)
		if reasoned.at("corrections", 2, "outcome") != nil || reasoned.text("proposals", 0, "reason") != "Den giver ro ved afhentning." || h.kinds("R-0002") != before+" annulled ruling" {
			t.Errorf("another reason left %s: %s", h.kinds("R-0002"), reasoned.raw)
		}
		rulings := s.get("/v1/rules/R-0002/events", s.admin()).want(200)
		if last := len(rulings.column("kind")) - 1; rulings.text("items", last, "ruling", "reason") != "Den giver ro ved afhentning." {
			t.Errorf("the ruling is %s", rulings.raw)
		}
		// And back again: only what stands is annulled.
		correct(one, fix.and("minutes", counted("3-2"))).want(200)
		if got := state("R-0001", "2027-07-02"); got != "in_force" {
			t.Errorf("after the second correction it is %s", got)
		}
	})
}

// What an authority annuls has no effect, from the start or from a day, on every rule of
// the item; a suspension is lifted again.
func TestAnnulment(t *testing.T) {
	eachOn(t, "2027-01-08", func(t *testing.T, s *server) {
		h := inHall(s)
		for range 2 {
			s.create("/v1/rules", aRule("Referat"))
		}
		state := func(number, on string) string {
			t.Helper()
			return s.get("/v1/register/"+number+"?on="+on).want(200).text("status", "state")
		}
		meeting := h.meet(h.council, "2027-01-08")
		item := "/v1/items/" + s.create(meeting+"/items", object{"papers_late": "Det haster.", "title": "To regler", "rules": []string{"R-0001", "R-0002"}, "proposals": []object{{"ruling": "repeal", "question": "Ophæves de?", "from": "2027-02-01"}}}).text("id")
		by := object{"body": "Ankestyrelsen", "day": "2027-03-01", "words": "Byrådet kunne ikke ophæve reglerne."}
		annul := func(body object) response {
			t.Helper()
			return h.put(http.MethodPost, item, item+"/annulment", body)
		}
		annul(object{"by": by.and("day", "2027-01-08")}).refused(409, "meeting_open")
		h.vote(item, "5-0")
		h.end(meeting)
		annul(object{"by": by}).want(422) // it lies ahead
		s.now = noon("2027-03-05")
		annul(object{"by": by, "lifts": true}).refused(409, "nothing_to_annul")
		if got := annul(object{"by": by, "from": "2027-01-01"}).want(422); got.text("errors", 0, "field") == "" {
			t.Errorf("got %s", got.raw)
		}
		got := annul(object{"by": by, "from": "2027-03-01", "suspends": true}).want(200)
		if got.text("annulled", 0, "by", "body") != "Ankestyrelsen" || got.text("annulled", 0, "from") != "2027-03-01" || len(got.at("annulled").([]any)) != 1 {
			t.Errorf("got %s", got.raw)
		}
		for _, number := range []string{"R-0001", "R-0002"} {
			if state(number, "2027-02-15") != "repealed" || state(number, "2027-03-02") != "in_force" {
				t.Errorf("%s: %s, then %s", number, state(number, "2027-02-15"), state(number, "2027-03-02"))
			}
		}
		s.now = noon("2027-04-05")
		got = annul(object{"by": by.and("day", "2027-04-01"), "from": "2027-04-01", "lifts": true}).want(200)
		if got.at("annulled", 0, "lifted") != true || got.at("annulled", 1, "lifts") != true || state("R-0001", "2027-03-02") != "in_force" || state("R-0001", "2027-04-02") != "repealed" {
			t.Errorf("%s, then %s: %s", state("R-0001", "2027-03-02"), state("R-0001", "2027-04-02"), got.raw)
		}
		annul(object{"by": by.and("day", "2027-04-05")}).want(200)
		if state("R-0001", "2027-02-15") != "in_force" || state("R-0002", "2027-04-05") != "in_force" {
			t.Errorf("annulled from the start: %s, then %s", state("R-0001", "2027-02-15"), state("R-0002", "2027-04-05"))
		}
		annul(object{"by": by}).refused(409, "nothing_to_annul")
		if public := s.get(item).want(200); len(public.at("annulled").([]any)) != 3 {
			t.Errorf("the public reads %s", public.raw)
		}
		// Of one rule without a meeting: an authority decides after the day from which it counts.
		events := s.create("/v1/rules/R-0001/events", object{"kind": "ruling", "valid": "2027-04-05", "ruling": object{"ruling": "repeal", "by": councilSaid("2027-04-05", "Ophæves.")}})
		s.now = noon("2027-05-05")
		s.create("/v1/rules/R-0001/events", object{"kind": "annulled", "valid": "2027-04-05", "annulled": object{"event": events.text("id"), "by": by.and("day", "2027-05-01")}})
	})
}
