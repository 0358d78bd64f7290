package openapi

import (
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

// TestTiedInputs: an input is split into parts and others are merged; what people
// sent in is counted as before, and each reads their own answers.
func TestTiedInputs(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		here := s.consultation()
		link := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Forældre"}).text("token") + "/contributions"
		codes := map[string]string{}
		for _, text := range []string{"Flere bænke. Og mindre papir!", "Flere bænke på legepladsen", "Flere bænke"} {
			s.n++
			codes[text] = s.send("POST", link, object{"submission": submission(s.n), "suggestions": []string{text}}).want(201).text("path")
		}
		all := s.get(here+"/inputs", s.admin()).want(200)
		id := func(text string) string { return all.column("id")[slices.Index(all.column("text"), text)] }
		both, one, two := id("Flere bænke. Og mindre papir!"), id("Flere bænke på legepladsen"), id("Flere bænke")
		if got := s.get("/v1/inputs/"+two, s.admin()).want(200); len(got.at("alike").([]any)) != 2 {
			t.Errorf("alike are %v", got.at("alike"))
		}
		tag := func(id string) option { return with("If-Match", s.get("/v1/inputs/"+id, s.admin()).header.Get("ETag")) }
		seen := func(ids ...string) (out []object) {
			for _, id := range ids {
				out = append(out, object{"id": id, "edit": s.get("/v1/inputs/"+id, s.admin()).at("edit")})
			}
			return out
		}
		answer := func(reason string, ids ...string) response {
			return s.send("POST", "/v1/dispositions", object{"inputs": seen(ids...), "kind": "followed", "reason": reason}, s.admin())
		}
		counted := func(inputs, unanswered float64) {
			t.Helper()
			if got := s.get(here + "/results").want(200); got.at("covered", "inputs") != inputs || got.at("covered", "unanswered") != unanswered {
				t.Errorf("covered %v, want %v unanswered of %v", got.at("covered"), unanswered, inputs)
			}
		}
		passages := func(texts ...string) object {
			out := []object{}
			for _, text := range texts {
				out = append(out, object{"text": text})
			}
			return object{"passages": out}
		}
		split := func(id string, body object) response {
			return s.send("PUT", "/v1/inputs/"+id+"/parts", body, s.admin(), tag(id))
		}
		for code, body := range map[string]object{"split_two": passages("Flere bænke."), "passage_not_in_text": passages("Flere bænke.", "Mindre papir!")} {
			if got := split(both, body).want(422); got.text("errors", 0, "code") != code {
				t.Errorf("got %s, want %s", got.raw, code)
			}
		}
		if got := split(two, passages()).want(422); got.text("errors", 0, "code") != "split_two" {
			t.Errorf("joining what was not split: %s", got.raw)
		}
		answer("Ja.", both).want(201)
		counted(3, 2)
		made := split(both, passages("Flere  bænke.", "mindre papir!")).want(200)
		counted(3, 3)
		first, second := made.text("parts", 0, "id"), made.text("parts", 1, "id")
		answer("Ja.", both).want(422)
		s.send("POST", here+"/screenings", object{"inputs": seen(first), "screening": "published"}, s.admin()).want(422)
		s.create(here+"/screenings", object{"inputs": seen(both), "screening": "masked", "shown": "Flere bænke. [udeladt]"})

		// Two others say what one of the parts says.
		split(first, passages("Flere", "bænke.")).want(422)
		merge := func(lead string, others ...string) response {
			return s.send("POST", "/v1/inputs/"+lead+"/group", object{"inputs": seen(others...)}, s.admin(), tag(lead))
		}
		merge(one, one).want(422)
		merge(one, both).want(422)
		merge(one, two).want(200)
		if got := merge(first, one).want(200); len(got.at("group").([]any)) != 3 || got.text("group", 0, "id") != first {
			t.Errorf("a group that came along: %s", got.raw)
		}
		counted(3, 3)
		answer("Der kommer bænke.", two).want(201) // one of them for all
		counted(3, 1)
		split(both, passages()).want(422) // a part has an answer
		answer("Nej.", second).want(201)
		counted(3, 0)
		if got := s.get("/v1/inputs/"+both, s.admin()); got.text("earlier", 0, "reason") != "" || got.at("answered") != true || got.at("split") != true {
			t.Errorf("what was split reads %s", got.raw)
		}
		receipt := s.get(codes["Flere bænke. Og mindre papir!"]).want(200)
		reasons := []string{receipt.text("inputs", 0, "parts", 0, "disposition", "reason"), receipt.text("inputs", 0, "parts", 1, "disposition", "reason")}
		if slices.Sort(reasons); !slices.Equal(reasons, []string{"Der kommer bænke.", "Nej."}) || receipt.text("inputs", 0, "text") != "Flere bænke. Og mindre papir!" || len(receipt.at("inputs").([]any)) != 1 {
			t.Errorf("the receipt of what was split reads %s", receipt.raw)
		}
		published := s.get(here + "/published")
		texts := []string{published.text("items", 0, "parts", 0, "text"), published.text("items", 0, "parts", 1, "text")}
		if slices.Sort(texts); !slices.Equal(texts, []string{"", "Flere  bænke."}) {
			t.Errorf("everybody reads of the parts %q", texts)
		}

		// Out again: the answer stays, and another one is for the one alone.
		s.send("DELETE", "/v1/inputs/"+two+"/group", nil, s.admin(), tag(two)).want(204)
		s.send("DELETE", "/v1/inputs/"+two+"/group", nil, s.admin(), tag(two)).want(422)
		answer("Kun denne.", two).want(201)
		if got := s.get(codes["Flere bænke"]).text("inputs", 0, "disposition", "reason"); got != "Kun denne." {
			t.Errorf("taken out and answered it reads %q", got)
		}
		if got := s.get(codes["Flere bænke på legepladsen"]).text("inputs", 0, "disposition", "reason"); got != "Der kommer bænke." {
			t.Errorf("the others read %q", got)
		}
		// Whoever takes back what leads a group leaves the others as they are.
		s.send("DELETE", codes["Flere bænke. Og mindre papir!"], nil).want(204)
		counted(2, 0)
		if got := s.get("/v1/inputs/"+one, s.admin()); got.at("lead") != nil || len(got.at("group").([]any)) != 0 {
			t.Errorf("without its lead: %s", got.raw)
		}
	})
}

// TestAssignedInputs: inputs are found by what they say and by whom they are assigned to.
func TestAssignedInputs(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		here := s.consultation()
		link := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Forældre"}).text("token") + "/contributions"
		for _, text := range []string{"Ældre bænke på 100 % af pladserne", "Flere bænke", "MINDRE PAPIR"} {
			s.n++
			s.send("POST", link, object{"submission": submission(s.n), "suggestions": []string{text}}).want(201)
		}
		found := func(query string, want ...string) []object {
			t.Helper()
			got := s.get(here+"/inputs?"+query, s.admin()).want(200)
			texts := got.column("text")
			slices.Sort(texts)
			if slices.Sort(want); !slices.Equal(texts, want) {
				t.Errorf("%s finds %q, want %q", query, texts, want)
			}
			return got.seen()
		}
		found("words=%C3%A6ldre", "Ældre bænke på 100 % af pladserne")
		found("words=B%C3%86NKE+flere", "Flere bænke")
		found("words=papir", "MINDRE PAPIR")
		found("words=100+%25", "Ældre bænke på 100 % af pladserne")
		found("words=_")
		found("words=%25%25")
		found("question=q1")
		found("stance=keep")
		s.get(here+"/inputs?words=a+b+c+d+e+f", s.admin()).want(422)

		gry := s.user()
		chief := s.create("/v1/posts", object{"name": "Chefen", "holder": gry}).text("id")
		benches := found("words=b%C3%A6nke", "Ældre bænke på 100 % af pladserne", "Flere bænke")
		s.send("POST", "/v1/assignments", object{"inputs": benches, "assignee": benches[0]["id"]}, s.admin()).want(422)
		s.create("/v1/assignments", object{"inputs": benches, "assignee": chief})
		s.send("POST", "/v1/assignments", object{"inputs": benches, "assignee": gry}, s.admin()).want(422) // somebody else was first
		found("assignee=none", "MINDRE PAPIR")
		mine := found("assignee="+chief, "Ældre bænke på 100 % af pladserne", "Flere bænke")
		s.create("/v1/dispositions", object{"inputs": mine[:1], "kind": "hassle", "reason": "Ja."})
		if got := s.get(here+"/progress", s.admin()).want(200); got.text("items", 0, "name") != "Chefen" || got.at("items", 0, "inputs") != 2.0 || got.at("items", 0, "unanswered") != 1.0 {
			t.Errorf("progress is %s", got.raw)
		}
		if got := s.get(here+"/inputs?disposition=hassle", s.admin()); len(got.column("id")) != 1 || got.text("items", 0, "assignee") != chief {
			t.Errorf("answered so: %s", got.raw)
		}
		waiting, err := s.api.Workflow.Waiting(t.Context(), registry.UserID(gry))
		if err != nil || len(waiting) != 1 || waiting[0].Inputs != 1 {
			t.Errorf("for the one who holds the post wait %v, %v", waiting, err)
		}
		s.create("/v1/assignments", object{"inputs": found("assignee="+chief, "Ældre bænke på 100 % af pladserne", "Flere bænke")})
		found("assignee=" + chief)
	})
}

// TestNeedsAction: the post on duty is told by mail, which says nothing of the text;
// it waits until it is handled, also when the input is taken back, and is never public.
func TestNeedsAction(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		here := s.consultation()
		link := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Forældre"}).text("token") + "/contributions"
		receipt := s.send("POST", link, object{"submission": aSubmission, "suggestions": []string{"Et barn sover i kulden."}}).want(201).text("path")
		id := s.get(here+"/inputs", s.admin()).text("items", 0, "id")
		at := "/v1/inputs/" + id
		raise := func(body object) response {
			return s.send("POST", at+"/action", body, s.admin(), with("If-Match", s.get(at, s.admin()).header.Get("ETag")))
		}
		risk := object{"action": "at_risk", "note": "Ring i dag."}
		raise(risk).refused(409, "duty_missing")
		s.send("POST", here+"/duty", object{"post": id}, s.admin()).want(422)
		post := s.create("/v1/posts", object{"name": "Vagtchefen"}).text("id")
		s.create(here+"/duty", object{"post": post})
		raise(risk).refused(409, "duty_nobody")
		s.send("PUT", "/v1/posts/"+post, object{"name": "Vagtchefen", "holder": s.user()}, s.admin(), with("If-Match", s.get("/v1/posts/"+post, s.admin()).header.Get("ETag"))).want(200)
		raise(risk.and("action", "andet")).want(422)
		if got := raise(risk).want(200); got.text("action", "note") != "Ring i dag." || got.text("action", "post") != "Vagtchefen" {
			t.Errorf("raised it reads %s", got.raw)
		}
		raise(risk).refused(409, "action_waits")
		mails := s.get("/v1/mails", s.admin()).want(200)
		if raw := string(s.get("/v1/mails/"+mails.text("items", 0, "id"), s.admin()).want(200).raw); !strings.Contains(raw, id) || strings.Contains(raw, "kulden") || strings.Contains(raw, "Ring i dag") {
			t.Errorf("the mail says %s", raw)
		}
		s.send("DELETE", receipt, nil).want(204)
		if got := s.get(here+"/urgent", s.admin()).want(200); got.text("items", 0, "input") != id || got.at("items", 0, "text") != nil {
			t.Errorf("taken back it waits as %s", got.raw)
		}
		if raw := string(s.get(here+"/results").raw) + string(s.get("/v1/audit-events?limit=200", s.admin()).raw); strings.Contains(raw, "Ring i dag") || strings.Contains(raw, "kulden") {
			t.Error("its words are in the results or in the log")
		}
		s.send("POST", at+"/action/handling", object{"note": ""}, s.admin()).want(422)
		s.create(at+"/action/handling", object{"note": "Familieafdelingen har ringet."})
		s.send("POST", at+"/action/handling", object{"note": "Igen."}, s.admin()).want(404)
		if got := s.get(here+"/urgent", s.admin()).want(200); len(got.column("input")) != 0 {
			t.Errorf("handled it waits as %s", got.raw)
		}

		s.send("POST", link, object{"submission": "0190a0f0-0000-7000-8000-0000000000a2", "suggestions": []string{"Et barn fryser."}}).want(201)
		at = "/v1/inputs/" + s.get(here+"/inputs", s.admin()).text("items", 0, "id")
		raise(risk).want(200)
		s.create(at+"/action/handling", object{"note": "Der er ringet."})
		if got := s.get(at, s.admin()).want(200); !strings.Contains(string(got.raw), `"earlier":[]`) {
			t.Errorf("what was done at once is told as an earlier answer: %s", got.raw)
		}
	})
}
