package openapi

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// aProfile has two headings, of which every item answers one.
func aProfile() object {
	return object{"open": "Åbent punkt", "confidential": "Lukket punkt",
		"words": object{"approved": "Godkendt", "recommended": "Anbefales", "endorsed": "Indstilles godkendt", "noted": "Til efterretning", "postponed": "Udsat", "rejected": "Nedstemt"},
		"headings": []object{
			{"name": object{"da": "Sagen", "en": "The case"}, "parts": []string{"law", "demand", "class", "cases", "said", "hearing", "effort", "undecided", "history", "competence", "summary"}},
			{"name": object{"da": "Klima"}, "text": "Hvad betyder det for klimaet?", "asked": true},
			{"name": object{"da": "Indstilling og beslutning"}, "parts": []string{"recommendation", "alternatives", "questions", "decision", "annexes"}}}}
}

// TestPaperProfile: a profile says where things stand, never which.
func TestPaperProfile(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		at := "/v1/paper-profile"
		first := s.get(at).want(200)
		if first.at("edit") != 1.0 || first.text("headings", 0, "name", "da") != "Resume" {
			t.Errorf("at first %s", first.raw)
		}
		examples := s.get(at + "/examples").want(200)
		if n := len(examples.column("id")); n < 4 {
			t.Errorf("%d examples", n)
		}
		put := func(b object) response {
			return s.send("PUT", at, b, s.admin(), with("If-Match", s.get(at).header.Get("ETag")))
		}
		for name, wrong := range map[string]struct {
			change      func(object)
			field, code string
		}{
			"a part is nowhere": {func(b object) {
				h := b["headings"].([]object)
				h[2] = h[2].and("parts", []string{"recommendation", "alternatives", "questions", "decision"})
			}, "parts.annexes", "part_unplaced"},
			"a part is twice": {func(b object) {
				h := b["headings"].([]object)
				h[1] = h[1].and("parts", []string{"law"})
			}, "parts.law", "heading_twice"},
			"a heading is empty":    {func(b object) { b["headings"] = append(b["headings"].([]object), object{"name": object{"da": "Tom"}}) }, "headings[3]", "heading_empty"},
			"a question is twice":   {func(b object) { h := b["headings"].([]object); b["headings"] = append(h, h[1]) }, "headings[3].text", "heading_twice"},
			"a heading has no name": {func(b object) { h := b["headings"].([]object); h[1] = h[1].and("name", object{"da": " "}) }, "headings[1].name.da", "required"},
			"no word":               {func(b object) { b["open"] = "" }, "open", "required"},
		} {
			b := aProfile()
			wrong.change(b)
			if got := put(b).want(422); got.text("errors", 0, "field") != wrong.field || got.text("errors", 0, "code") != wrong.code {
				t.Errorf("%s: %s", name, got.raw)
			}
		}
		got := put(aProfile()).want(200)
		if got.at("edit") != 2.0 || got.text("headings", 0, "parts", 0) != "summary" { // in one order, however they were sent
			t.Errorf("stored %s", got.raw)
		}
		s.send("PUT", at, aProfile(), s.admin(), with("If-Match", first.header.Get("ETag"))).refused(412, "stale")
		log := s.get("/v1/audit-events?object=paper+profile", s.admin()).want(200)
		if log.text("items", 0, "operation") != "edit-paper-profile" {
			t.Errorf("the log %s", log.raw)
		}
		s.send("PUT", at, aProfile()).want(401)
	})
}

// document is the text of a DOCX, headings with their level before them.
func (r response) document() string {
	r.t.Helper()
	z, err := zip.NewReader(bytes.NewReader(r.raw), int64(len(r.raw)))
	if err != nil {
		r.t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		r.t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(b)
}

// TestItemPaper: the paper has everything, in the municipality's headings, and the
// public reads nothing of a confidential item.
func TestItemPaper(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone, council: alone.get("/v1/bodies", alone.admin()).text("items", 0, "id")}
		s.send("PUT", "/v1/paper-profile", aProfile(), s.admin(), with("If-Match", s.get("/v1/paper-profile").header.Get("ETag"))).want(200)
		number := strings.TrimPrefix(s.create("/v1/rules", aRule("Læreplan").and("kle", "28.06.00")).header.Get("Location"), "/v1/rules/")
		meeting := s.meeting()
		item := object{"title": "Skal læreplanen bestå?", "rules": []string{number}, "summary": "Sagens kerne.", "recommendation": []string{"at reglen fastholdes", "at det meddeles"},
			"proposer": "Børneforvaltningen", "case": "28.06-1-27", "considerations": []object{{"question": "Hvad betyder det for klimaet?", "text": "Ingenting."}, {"question": "Et spørgsmål fra før?", "text": "Ja."}},
			"proposals": []object{{"ruling": "keep", "question": "Skal reglen fastholdes?", "next": "2029-05-31"}, {"ruling": "repeal", "question": "Skal reglen ophæves?"}}}
		at := s.create(meeting+"/items", item).header.Get("Location")
		hidden := s.create(meeting+"/items", item.and("title", "Hemmeligheden").and("confidential", true)).header.Get("Location")

		got := s.get(at + "/paper").want(200)
		for want, path := range map[string][]any{"28.06-1-27": {"case"}, "28.06.00": {"kle", 0}, "Åbent punkt": {"kind"}, number: {"rules", 0}, "Børneforvaltningen": {"proposer"}, "Sagen": {"headings", 0, "name"}} {
			if got.text(path...) != want {
				t.Errorf("%v is %q, want %q: %s", path, got.text(path...), want, got.raw)
			}
		}
		var names []string
		for _, h := range got.at("headings").([]any) {
			names = append(names, h.(map[string]any)["name"].(string))
		}
		if !slices.Equal(names, []string{"Sagen", "Klima", "Indstilling og beslutning", "Et spørgsmål fra før?"}) {
			t.Errorf("its headings are %q", names)
		}
		if got.text("headings", 1, "text") != "Hvad betyder det for klimaet?\nIngenting." {
			t.Errorf("it considers %q", got.text("headings", 1, "text"))
		}
		if said := got.text("headings", 2, "text"); !strings.Contains(said, "Børneforvaltningen indstiller,\nat reglen fastholdes\nat det meddeles") || !strings.Contains(said, "stemmerne står lige: Så er forslaget bortfaldet") || strings.Count(said, "Skal reglen ophæves?") != 2 {
			t.Errorf("it recommends and asks %q", said)
		}
		if english := s.get(at+"/paper", with("Accept-Language", "en")); english.text("headings", 0, "name") != "The case" || english.text("headings", 1, "name") != "Klima" {
			t.Errorf("in English %s", english.raw)
		}
		text := s.get(at + "/paper.docx").want(200).document()
		for _, want := range []string{`<w:pStyle w:val="Title"/></w:pPr><w:r><w:t xml:space="preserve">Skal læreplanen bestå?`, `<w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t xml:space="preserve">Sagen`,
			`<w:pStyle w:val="ListNumber"/>`, `<w:tblHeader/>`, "Hvis intet bliver besluttet"} {
			if !strings.Contains(text, want) {
				t.Errorf("the document lacks %s", want)
			}
		}

		s.get(hidden+"/paper").refused(404, "not_found")
		s.get(hidden+"/paper.docx").refused(404, "not_found")
		if got := s.get(hidden+"/paper", s.admin()).want(200); got.text("kind") != "Lukket punkt" {
			t.Errorf("to the administrator %s", got.raw)
		}
		agenda := meeting + "/agenda.docx"
		open, all := s.get(agenda).want(200).document(), s.get(agenda, s.admin()).want(200).document()
		if strings.Contains(open, "Hemmeligheden") || !strings.Contains(open, "Punkt 2: Lukket punkt") || !strings.Contains(all, "Punkt 2: Hemmeligheden") || strings.Count(all, "<w:pageBreakBefore/>") != 1 {
			t.Error("the agenda tells the public of a confidential item, or keeps it from those who may read it")
		}
		s.get("/v1/items/"+strings.Repeat("0", 8)+"-0000-7000-8000-000000000000/paper").refused(404, "not_found")
	})
}

// TestDisputes: an item is disputed where what is asked first, the justification, the
// counter-case and the number of proposals do not point the same way; of a confidential
// item the public learns nothing.
func TestDisputes(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone, council: alone.get("/v1/bodies", alone.admin()).text("items", 0, "id")}
		meeting := s.meeting()
		rule := func(b object) string {
			return strings.TrimPrefix(s.create("/v1/rules", b).header.Get("Location"), "/v1/rules/")
		}
		defended, bare := rule(aRule("Læreplan").and("justification", object{"value": "Den giver ro."})), rule(aRule("Skema"))
		repeal := object{"ruling": "repeal", "question": "Skal reglen ophæves?"}
		item := func(number string, proposals ...object) string {
			return s.create(meeting+"/items", object{"papers_late": "Det haster.", "title": "Skal " + number + " bestå?", "rules": []string{number}, "proposals": proposals}).header.Get("Location")
		}
		for at, want := range map[string]string{
			item(defended, keptOnce): "[]", item(defended, repeal): "[ended_though_defended]", item(bare, repeal): "[]",
			item(bare, keptOnce): "[kept_though_undefended]", item(defended, keptOnce, repeal): "[several_proposals]", item(bare, repeal, keptOnce): "[several_proposals]",
		} {
			if got := disputed(s.get(at).want(200).at("disputes")); got != want {
				t.Errorf("%s is disputed for %s, want %s", at, got, want)
			}
		}
		s.create("/v1/rules/"+bare+"/counter-cases", object{"party": "med", "name": "MED", "cost": "To timer.", "burdened": "Alle."})
		secret := s.create(meeting+"/items", object{"papers_late": "Det haster.", "title": "Lukket", "rules": []string{bare}, "proposals": []object{repeal}, "confidential": true}).header.Get("Location")
		if got := disputed(s.get(secret, s.admin()).want(200).at("disputes")); got != "[counter_unanswered]" {
			t.Errorf("a counter-case that nobody answered: %s", got)
		}
		open := s.get(meeting).want(200)
		if n := len(open.at("items").([]any)); n != 6 || disputed(open.at("items", 1, "disputes")) == "" {
			t.Errorf("the public reads %s", open.raw)
		}
	})
}

func disputed(v any) string {
	all, _ := v.([]any)
	return fmt.Sprint(all)
}

// TestPaperCourse: a paper says what a procedure means, what became of a decision after
// the meeting, and in the municipality's own words what each body before it did.
func TestPaperCourse(t *testing.T) {
	eachOn(t, "2027-01-08", func(t *testing.T, s *server) {
		h := inHall(s)
		s.create("/v1/rules", aRule("Referat"))
		finance := "/v1/bodies/" + s.create("/v1/bodies", object{"name": "Økonomiudvalget", "rank": "committee"}).text("id")
		s.send("PUT", finance, object{"finance": true}, s.admin(), with("If-Match", s.get(finance, s.admin()).header.Get("ETag"))).want(200)
		for _, name := range []string{"Ane Kildemark", "Bo Stenkær", "Ditte Lyngvang"} {
			s.create(finance+"/members", object{"name": name, "from": "2026-01-01"})
		}
		said := func(item string) string {
			t.Helper()
			var all []string
			for _, head := range s.get(item + "/paper").want(200).at("headings").([]any) {
				all = append(all, head.(map[string]any)["text"].(string))
			}
			return strings.Join(all, "\n")
		}
		says := func(item string, wants ...string) {
			t.Helper()
			text := said(item)
			for _, want := range wants {
				if !strings.Contains(text, want) {
					t.Errorf("the paper lacks %q:\n%s", want, text)
				}
			}
			if strings.Contains(text, "web.") {
				t.Errorf("the paper lacks a text:\n%s", text)
			}
		}
		ended := func(body string, proposals ...object) (item string) {
			t.Helper()
			meeting := h.meet(body, "2027-01-08")
			item = h.item(meeting, "R-0001", proposals...)
			h.vote(item, "3-0")
			h.end(meeting)
			return item
		}
		postponed := ended(h.committee, putTo("postpone", "Skal sagen udsættes?").and("by", "Liste B").and("next", "2027-02-08"))
		says(postponed, "Stillet af Liste B", "Sagen behandles igen den 8. februar 2027.")
		ended(h.committee, kept)
		ended(strings.TrimPrefix(finance, "/v1/bodies/"), kept)
		decided := ended(h.council, kept.and("reason", ""))
		says(decided, "Sagen om R-0001. Udsat.", "Sagen om R-0001. Anbefales.", "Sagen om R-0001. Indstilles godkendt.")

		s.now = noon("2027-03-05")
		h.put("POST", decided, decided+"/corrections", object{"wrong": "Ane Kildemark gik kl. 18.", "right": "Hun gik kl. 19.", "reason": "En tastefejl."}).want(200)
		h.put("POST", decided, decided+"/annulment", object{"by": object{"body": "Ankestyrelsen", "day": "2027-03-01", "words": "Det kunne ikke besluttes."}, "from": "2027-03-01"}).want(200)
		says(decided, "Rettelser til referatet", "Rettet den: 5. marts 2027", "Hun gik kl. 19.", "Ankestyrelsen har den 1. marts 2027 annulleret beslutningen fra den 1. marts 2027.", "Det kunne ikke besluttes.", "Besluttet uden forklaring.")
	})
}
