package openapi

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/packs"
	"github.com/omvendt/omvendt/translog"
)

// unpacked is a pack by path, held against what it says of itself.
func unpacked(t *testing.T, r response) (map[string]string, packs.Contents) {
	t.Helper()
	r.want(200)
	z, err := zip.NewReader(bytes.NewReader(r.raw), int64(len(r.raw)))
	if err != nil {
		t.Fatalf("no pack: %v", err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := files[f.Name]; twice || strings.Contains(f.Name, "..") || strings.HasPrefix(f.Name, "/") {
			t.Errorf("file %q", f.Name)
		}
		files[f.Name] = string(content)
	}
	var meta packs.Contents
	if err := json.Unmarshal([]byte(files["metadata.json"]), &meta); err != nil {
		t.Fatalf("metadata: %v: %s", err, files["metadata.json"])
	}
	if len(meta.Files)+1 != len(files) {
		t.Errorf("%d files told of, %d there", len(meta.Files), len(files))
	}
	for _, f := range meta.Files {
		sum := sha256.Sum256([]byte(files[f.Path]))
		if f.SHA256 != hex.EncodeToString(sum[:]) || f.Size != int64(len(files[f.Path])) || f.Heading == "" || f.Type == "" {
			t.Errorf("%+v is not what is there", f)
		}
	}
	return files, meta
}

// inDocument is the text of a DOCX.
func inDocument(t *testing.T, file string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatalf("no document: %v", err)
	}
	in, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func paths(files map[string]string) string {
	var all []string
	for path := range files {
		all = append(all, path)
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// anywhere says that a word stands in some file of a pack, in its documents too.
func anywhere(t *testing.T, files map[string]string, word string) bool {
	for path, content := range files {
		if strings.HasSuffix(path, ".docx") {
			content = inDocument(t, content)
		}
		if strings.Contains(content, word) {
			return true
		}
	}
	return false
}

// TestMeetingJournal: a meeting's pack holds its papers, its decisions, the register as
// it stood and a proof that holds; confidential items are in a pack of their own; the
// case system's number is stored, and nothing else changes by it.
func TestMeetingJournal(t *testing.T) {
	eachOn(t, "2027-01-08", func(t *testing.T, s *server) {
		h := inHall(s)
		for range 2 {
			s.create("/v1/rules", aRule("Referat"))
		}
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002"))
		meeting := h.meet(h.council, "2027-01-08")
		one := h.item(meeting, "R-0001", kept.and("reason", nil), kept.and("question", "Skal reglen fastholdes uændret?"))
		secret := "/v1/items/" + s.create(meeting+"/items", object{"title": "En hemmelig sag", "papers_late": "Det haster.", "confidential": true, "rules": []string{"R-0002"}, "proposals": []object{{"ruling": "repeal", "question": "Skal den væk?"}}}).text("id")
		at := meeting + "/journal"
		before := s.get(at, s.admin()).want(200)
		if before.text("missing", 0, "code") != "not_recorded" || before.at("filing") != nil || !strings.Contains(string(before.raw), "uenige-punkter.docx") || strings.Contains(string(before.raw), "afstemninger") {
			t.Errorf("before it is recorded: %s", before.raw)
		}
		file := func(number, day any, who option, seen response) response {
			return s.send("PUT", at+"/filing", object{"number": number, "received": day}, who, with("If-Match", seen.header.Get("ETag")))
		}
		file("2027-1", "2027-01-08", s.admin(), before).refused(409, "meeting_open")
		h.put(http.MethodPut, one, one+"/minutes", counted("3-2").and("explanations", []object{{"code": "NO_SPECIAL_REASON", "text": "Begrundelsen stod i bilaget."}})).want(200)
		h.vote(secret, "5-0")
		h.end(meeting)
		s.now = noon("2027-01-12")
		if _, err := s.api.Proofs.Publish(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.put(http.MethodPost, one, one+"/corrections", object{"wrong": "Bilaget hed A.", "right": "Bilaget hed B.", "reason": "Tastefejl."}).want(200)

		for _, who := range []string{"secretary", "auditor"} {
			s.get(at, s.as(who)).want(200)
		}
		for _, who := range []string{"owner", "council_member"} {
			s.get(at, s.as(who)).refused(403, "forbidden")
			s.get(at+".zip", s.as(who)).refused(403, "forbidden")
		}
		s.get(at+".zip").refused(401, "unauthorized")
		s.get(at+".zip?part=all", s.admin()).refusedField(422, "part", "choice_invalid")

		first := s.get(at+".zip", s.as("secretary"))
		files, meta := unpacked(t, first)
		for _, path := range []string{"LÆSMIG.txt", "papirer/dagsorden.docx", "papirer/dagsorden.html", "papirer/uenige-punkter.docx", "papirer/punkt-01.docx", "papirer/punkt-01.json",
			"beslutninger/beslutninger.docx", "beslutninger/beslutninger.json", "beslutninger/afstemninger.csv", "register/paa-moededagen.csv", "register/nu.json", "bevis/bevis.json", "bevis/kontrolpunkt.txt"} {
			if files[path] == "" {
				t.Errorf("no %s in\n%s", path, paths(files))
			}
		}
		if meta.Body != "Byrådet" || meta.Day.String() != "2027-01-08" || meta.Part != packs.Open || !slices.Equal(meta.MadeBy, []string{"secretary"}) || meta.Made.String() != "2027-01-12" {
			t.Errorf("metadata are %+v", meta)
		}
		for _, said := range []string{"Begrundelsen stod i bilaget.", "Bilaget hed B."} {
			if !strings.Contains(files["beslutninger/beslutninger.json"], said) || !strings.Contains(inDocument(t, files["beslutninger/beslutninger.docx"]), said) || !strings.Contains(files["beslutninger/beslutninger.html"], said) {
				t.Errorf("the transcript does not say %q: %s", said, files["beslutninger/beslutninger.json"])
			}
		}
		for _, word := range []string{"hemmelig", "Skal den væk?"} {
			if anywhere(t, files, word) {
				t.Errorf("the open pack tells of the confidential item: %s", word)
			}
		}
		if !strings.Contains(files["papirer/dagsorden.html"], "Lukket punkt") || !strings.Contains(files["afstemninger.csv"]+files["beslutninger/afstemninger.csv"], "Skal reglen fastholdes?") {
			t.Error("the agenda or the votes are not whole")
		}
		// As it was known at the end of the meeting's day the keep was there already.
		if !strings.Contains(files["register/paa-moededagen.json"], `"KEPT_WITHOUT_STATED_REASON"`) && !strings.Contains(files["register/paa-moededagen.json"], `"KEPT_BY_DECISION"`) {
			t.Errorf("the register was %s", files["register/paa-moededagen.json"])
		}
		if v, err := translog.Verify([]byte(files["bevis/bevis.json"]), nil, "", s.api.Proofs.Maker); err != nil || len(v.Decisions) != 1 {
			t.Errorf("the proof does not hold: %v, %+v", err, v.Decisions)
		}
		if !bytes.Equal(first.raw, s.get(at+".zip", s.as("secretary")).raw) {
			t.Error("the same pack is another the second time")
		}

		if _, meta := unpacked(t, s.get(at+".zip", s.as("secretary"), with("Accept-Language", "en"))); meta.Title != "Journal pack: Byrådet, 8 January 2027" {
			t.Errorf("in English it is %q", meta.Title)
		}
		closed, meta := unpacked(t, s.get(at+".zip?part=confidential", s.admin()))
		if meta.Part != packs.Confidential || !anywhere(t, closed, "En hemmelig sag") || anywhere(t, closed, "Sagen om R-0001") || !strings.Contains(closed["LÆSMIG.txt"], "FORTROLIGT") {
			t.Errorf("the confidential pack holds\n%s", paths(closed))
		}

		seen := s.get(at, s.admin()).want(200)
		file("2027-1", "2027-01-13", s.admin(), seen).refusedField(422, "received", "filed_ahead")
		file("2027-1", "2027-01-07", s.admin(), seen).refusedField(422, "received", "filed_before")
		file("2027-1", nil, s.admin(), seen).refusedField(422, "received", "required")
		file("", "2027-01-12", s.admin(), seen).refusedField(422, "number", "required")
		file("2027-1", "2027-01-12", s.as("auditor"), seen).refused(403, "forbidden")
		if got := file("2027-1", "2027-01-12", s.as("secretary"), seen).want(200); got.text("filing", "number") != "2027-1" || got.text("filing", "received") != "2027-01-12" || got.text("filing", "filed_by") == "" {
			t.Errorf("filed %s", got.raw)
		}
		file("2027-2", "2027-01-12", s.admin(), seen).refused(412, "stale")
		if log := s.get("/v1/audit-events", s.admin()).want(200); log.text("items", 0, "operation") != "file-meeting-journal" {
			t.Errorf("log %s", log.raw)
		}
		if got := file("", nil, s.admin(), s.get(at, s.admin())).want(200); got.at("filing") != nil {
			t.Errorf("taken back: %s", got.raw)
		}
		s.get("/v1/meetings/01a2b3c4-0000-7000-8000-000000000000/journal.zip", s.admin()).refused(404, "not_found")
	})
}

// heardReview is a review of two rules with a party's statement that came as a file, a
// consultation with an answered input, and an item on the council's agenda.
func heardReview(t *testing.T, s *sendings) (review, meeting string) {
	s.create("/v1/rules", aRule("Referat"))
	s.create("/v1/rules", aRule("Evaluering"))
	review = s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002")).header.Get("Location")
	at := s.create(review+"/hearings", object{"party": "Ældrerådet", "letter": "Hvad siger I?", "deadline": "2027-02-10"}).header.Get("Location")
	s.create(review+"/hearings", object{"party": "Handicaprådet", "letter": "Et udkast til brev.", "deadline": "2027-02-10"})
	s.hear(http.MethodPost, at+"/letter", nil).want(200)
	s.send("PUT", "/v1/hearing-letters/"+s.get(at, s.admin()).text("token")+"/statement", object{"text": "Bevar R-0001, for Ingrid Vestermarks skyld. Nr. 010190-1234.", "signed": "Formanden",
		"file": object{"name": "svar.pdf", "content": base64.StdEncoding.EncodeToString([]byte("%PDF-1.7\nbevar\n%%EOF"))}}).want(200)
	here := s.create(review+"/consultations", aConsultation().and("rules", []string{"R-0001"})).header.Get("Location")
	link := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Forældre"}).text("token") + "/contributions"
	s.send("POST", link, object{"submission": submission(1), "suggestions": []string{"Flere bænke.", "Spørg Ingrid Vestermark om 010190-1234."}}).want(201)
	rows := s.get(here+"/inputs", s.admin()).want(200)
	for n, seen := range rows.seen() {
		if rows.text("items", n, "text") == "Flere bænke." {
			s.create(here+"/screenings", object{"inputs": []object{seen}, "screening": "published"})
			s.create("/v1/dispositions", object{"inputs": s.get(here+"/inputs", s.admin()).seen()[n : n+1], "kind": "followed", "reason": "De stilles op."})
		} else {
			s.create(here+"/screenings", object{"inputs": []object{seen}, "screening": "withheld", "withheld_for": "identifies"})
		}
	}
	h := &hall{server: s.server, council: s.council}
	meeting = h.meet(h.council, "2027-01-08")
	h.item(meeting, "R-0001", kept)
	s.create(meeting+"/items", object{"title": "En hemmelig sag", "confidential": true, "rules": []string{"R-0002"}, "proposals": []object{{"ruling": "repeal", "question": "Skal den væk?"}}})
	return review, meeting
}

// TestReviewJournal: a review's pack holds how it opened, what parties and people said,
// its meetings and the register on its days; of people's words only those that are public.
func TestReviewJournal(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		s.council = s.get("/v1/bodies", s.admin()).text("items", 0, "id")
		review, _ := heardReview(t, s)
		at := review + "/journal"
		files, meta := unpacked(t, s.get(at+".zip", s.admin()))
		all := paths(files)
		for _, path := range []string{"aabning/beslutning-med-regler.docx", "aabning/beslutning-med-regler.json", "hoeringsbrev.docx", "hoeringssvar.html", "hoeringssvar-fil-svar.pdf", "/hoeringsnotat.docx",
			"/svar-paa-henvendelser.csv", "/det-sagde-i-det-gjorde-vi.docx", "moeder/2027-01-08-byraadet-", "/papirer/punkt-01.docx", "register/ved-aabningen.csv", "register/paa-bortfaldsdatoen.json", "register/nu.csv"} {
			if !strings.Contains(all, path) {
				t.Errorf("no %s in\n%s", path, all)
			}
		}
		for _, word := range []string{"Spørg Ingrid", "010190-1234", "En hemmelig sag", "Et udkast til brev"} {
			if anywhere(t, files, word) {
				t.Errorf("the pack holds %q", word)
			}
		}
		if !anywhere(t, files, "Flere bænke.") || !anywhere(t, files, "De stilles op.") || !anywhere(t, files, "for Ingrid Vestermarks skyld") {
			t.Error("what is public is not there")
		}
		var codes []string
		for _, x := range meta.Missing {
			codes = append(codes, x.Code)
		}
		for _, code := range []string{"hearing_planned", "sunset", "unanswered", "consultation_open", "not_recorded"} {
			if !slices.Contains(codes, code) {
				t.Errorf("nothing says %s: %v", code, codes)
			}
		}
		if closed, _ := unpacked(t, s.get(at+".zip?part=confidential", s.admin())); !anywhere(t, closed, "En hemmelig sag") || anywhere(t, closed, "Flere bænke.") || strings.Contains(paths(closed), "register/") {
			t.Errorf("the confidential pack holds\n%s", paths(closed))
		}
		seen := s.get(at, s.admin()).want(200)
		if got := s.send("PUT", at+"/filing", object{"number": "2027-9", "received": "2027-01-10"}, s.admin(), with("If-Match", seen.header.Get("ETag"))).want(200); got.text("filing", "number") != "2027-9" {
			t.Errorf("filed %s", got.raw)
		}
		s.get("/v1/reviews/findes-ikke/journal", s.admin()).refused(404, "not_found")
	})
}

// TestDisclosure: what those who ask for access are given is chosen document by document,
// withheld with a provision and a reason, in part without passages; made again it is the
// same, and nothing internal or unscreened is in it.
func TestDisclosure(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		s.council = s.get("/v1/bodies", s.admin()).text("items", 0, "id")
		review, _ := heardReview(t, s)
		at := review + "/documents"
		got := s.get(at, s.admin()).want(200)
		key := func(kind string, closed bool) string {
			for n, k := range got.column2("documents", "kind") {
				if is, _ := got.at("documents", n, "confidential").(bool); k == kind && is == closed && got.at("documents", n, "internal") == nil {
					return got.text("documents", n, "document")
				}
			}
			t.Fatalf("no %s in %s", kind, got.raw)
			return ""
		}
		if !strings.Contains(string(got.raw), `"internal":true`) || got.at("documents", 0, "release") != nil {
			t.Errorf("listed %s", got.raw)
		}
		choose := func(releases ...object) response {
			return s.send("PUT", at, object{"releases": append([]object{}, releases...)}, s.admin(), with("If-Match", s.get(at, s.admin()).header.Get("ETag")))
		}
		statement := object{"document": key("statement", false), "kind": "in_part", "provision": "§ 30", "reason": "Private forhold.", "passages": []string{"for Ingrid Vestermarks skyld"}}
		for _, c := range []struct {
			field, code string
			release     object
		}{
			{"releases[0].document", "document_unknown", object{"document": "letter/1", "kind": "give_out"}},
			{"releases[0].kind", "document_whole", object{"document": key("inputs", false), "kind": "in_part", "provision": "§ 30", "reason": "Ja.", "passages": []string{"bænke"}}},
			{"releases[0].provision", "required", object{"document": "opening", "kind": "withhold", "reason": "Ja."}},
			{"releases[0].passages", "required", statement.and("passages", []string{})},
			{"releases[0].passages", "passage_not_there", statement.and("passages", []string{"for Ingrids skyld"})},
		} {
			choose(c.release).refusedField(422, c.field, c.code)
		}
		choose(statement, statement).refusedField(422, "releases[1].document", "document_twice")
		choose(object{"document": "opening", "kind": "give_out"}, statement, object{"document": key("inputs", false), "kind": "give_out"},
			object{"document": key("statement_file", false), "kind": "withhold", "provision": "§ 31", "reason": "Navne i filen."}, object{"document": key("paper", false), "kind": "give_out"}).want(200)
		s.send("PUT", at, object{"releases": []object{}}, s.admin(), with("If-Match", got.header.Get("ETag"))).refused(412, "stale")
		s.send("PUT", at, object{"releases": []object{}}, s.as("auditor"), with("If-Match", got.header.Get("ETag"))).refused(403, "forbidden")
		log := s.get("/v1/audit-events", s.admin()).want(200)
		said, err := json.Marshal(log.at("items", slices.Index(log.column("operation"), "choose-review-documents"), "after"))
		if err != nil || strings.Contains(string(said), "Vestermark") || !strings.Contains(string(said), `"passages":1`) {
			t.Errorf("log %s, %v", said, err)
		}

		first := s.get(at+".zip", s.as("auditor"))
		files, _ := unpacked(t, first)
		all := paths(files)
		for _, path := range []string{"aktliste.docx", "aktliste.csv", "-hoeringssvar-fra-aeldreraadet.docx", "-henvendelser-med-svar", "-beslutning-om-eftersynet", "-dagsordenspunkt-til-byraadet"} {
			if !strings.Contains(all, path) {
				t.Errorf("no %s in\n%s", path, all)
			}
		}
		for _, word := range []string{"Vestermark", "010190-1234", "En hemmelig sag", "Et udkast til brev", "%PDF"} {
			if anywhere(t, files, word) {
				t.Errorf("given out: %q", word)
			}
		}
		for _, word := range []string{"[udeladt]", "Flere bænke.", "Navne i filen.", "§ 31", "Lukket punkt", "nogen kan kendes på teksten"} {
			if !anywhere(t, files, word) {
				t.Errorf("not told: %q", word)
			}
		}
		if !bytes.Equal(first.raw, s.get(at+".zip", s.as("auditor")).raw) {
			t.Error("made again it is another")
		}
		// The party changes its statement: what was to be left out is there in other words.
		hearing := "/v1/hearings/" + strings.TrimPrefix(key("statement", false), "statement/")
		s.send("PUT", "/v1/hearing-letters/"+s.get(hearing, s.admin()).text("token")+"/statement", object{"text": "Bevar den for fru Vestermark.", "signed": "Formanden"}).want(200)
		if after := s.get(at, s.admin()).want(200); !strings.Contains(string(after.raw), `"passage_gone"`) {
			t.Errorf("nothing says that the passage is gone: %s", after.raw)
		}
		if files, _ := unpacked(t, s.get(at+".zip", s.admin())); anywhere(t, files, "Vestermark") {
			t.Error("what was to be left out was given out")
		}
	})
}

// column2 is a field of every thing in a list.
func (r response) column2(list, field string) (all []string) {
	things, _ := r.at(list).([]any)
	for n := range things {
		all = append(all, r.text(list, n, field))
	}
	return all
}
