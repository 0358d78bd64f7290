package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Whichever way somebody answers, changes it or takes it back, nothing of who it was is
// kept: not in the database file, its write-ahead log or its shared memory, not in a
// backup, and not in the server's log.
func TestNoWayOfAnsweringTellsWho(t *testing.T) {
	testenv.Long(t)
	dsn := testenv.SQLite(t)
	m := newMachine(t, dsn, "2026-11-02")
	x := m.house(func(*site, *home) {})
	ctx, by, flow := context.Background(), act("test"), x.home.workflow

	// What there is to answer: a link, slips, a shared device, a self-assessment, a letter.
	link := func(slug string, l workflow.Link) workflow.Link {
		t.Helper()
		made, err := flow.MakeLink(ctx, by, slug, l)
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	handed := link("din-mening", workflow.Link{Audience: "Personale", Slips: 2})
	slips, err := flow.Slips(ctx, "din-mening", handed.ID)
	if err != nil {
		t.Fatal(err)
	}
	shared := link("din-mening", workflow.Link{Audience: "Garderoben", Shared: true})
	alone, err := flow.OpenAlone(ctx, by, workflow.Consultation{Kind: workflow.SelfAssessment, Slug: "fire-veje", Title: workflow.Wording{Da: "Fire veje"},
		Privacy: workflow.Wording{Da: "Kommunen er ansvarlig."}, Opens: registry.MustDay("2026-11-01"), Closes: registry.MustDay("2026-12-01"), Questions: workflow.Templates()[2].Questions})
	if err != nil {
		t.Fatal(err)
	}
	leader := link("fire-veje", workflow.Link{Audience: "Leder"})
	h, err := flow.PlanHearing(ctx, by, "dagtilbud-2027", "Ældrerådet", workflow.HearingLetter{Letter: "Hvad siger I?", Deadline: registry.MustDay("2026-11-20")})
	if err == nil {
		h, err = flow.SendHearing(ctx, by, h.ID, h.Edit, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	seen, err := flow.Hearing(ctx, h.ID)
	if err != nil {
		t.Fatal(err)
	}
	letter := seen.Hearing.Token

	secrets := []string{x.cookie, "010203-1234", "010203 1234"}
	for _, v := range planted {
		secrets = append(secrets, strings.TrimPrefix(v, "omvendt="))
	}
	const posted = "application/x-www-form-urlencoded"
	send := func(method, path, kind, body string, headers ...string) string {
		t.Helper()
		if kind != "" {
			headers = append(headers, "Content-Type", kind)
		}
		for name, value := range planted {
			if !slices.Contains(headers, name) {
				headers = append(headers, name, value)
			}
		}
		r := x.do(method, path, body, headers...)
		if r.StatusCode >= 400 {
			t.Fatalf("%s %s: %d\n%s", method, path, r.StatusCode, r.body)
		}
		return r.body
	}
	field := regexp.MustCompile(`name="submission" value="([^"]*)"`)
	shown := regexp.MustCompile(`id="receipt-code">([^<]*)<`)
	find := func(r *regexp.Regexp, in string) string {
		t.Helper()
		found := r.FindStringSubmatch(in)
		if found == nil {
			t.Fatalf("no %s in %.600s", r, in)
		}
		secrets = append(secrets, found[1], strings.ReplaceAll(found[1], "-", ""))
		return found[1]
	}
	form := func(path string, pairs ...string) string {
		t.Helper()
		f := url.Values{"form": {""}, "submission": {find(field, send(http.MethodGet, path, "", ""))}}
		for i := 0; i+1 < len(pairs); i += 2 {
			f.Set(pairs[i], pairs[i+1])
		}
		step := url.Values{"do": {"next"}}
		for name, v := range f {
			step[name] = v
		}
		send(http.MethodPost, path, posted, step.Encode()) // a step before it is sent
		answer := send(http.MethodPost, path, posted, f.Encode())
		if path == "/svar/"+leader.Token { // nothing but thanks
			return ""
		}
		return find(shown, answer)
	}
	gone := "Den fortrudte tekst"
	kept := form("/svar/"+x.link, "suggestions[0]", "Den blivende tekst fra 010203-1234", "group.people", "12", "group.method", "meeting")
	receipt := func(name, code string, pairs ...string) {
		t.Helper()
		f := url.Values{"form": {name}, "code": {code}}
		for i := 0; i+1 < len(pairs); i += 2 {
			f.Set(pairs[i], pairs[i+1])
		}
		send(http.MethodPost, "/kvittering", posted, f.Encode())
	}
	receipt("edit", kept)
	receipt("change", kept, "suggestions[0]", "Den rettede tekst fra 010203 1234")
	receipt("withdraw", form("/svar/"+x.link, "suggestions[0]", gone), "confirm", "yes")
	form("/svar/"+slips[0], "suggestions[0]", "Fra en seddel")
	secrets = append(secrets, slips[0])
	form("/svar/"+shared.Token, "suggestions[0]", "Fra garderoben")
	form("/svar/"+leader.Token, "choices."+alone.Questions[0].ID, alone.Questions[0].Options[0].ID)
	send(http.MethodPost, "/k", posted, url.Values{"form": {""}, "submission": {"x"}, "code": {workflow.Code(x.link)}}.Encode())

	// The same by the API.
	object := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	var codes []string
	for n := range 2 {
		submission := fmt.Sprintf("planted-submission-%013d", n)
		said := send(http.MethodPost, "/v1/open-links/"+x.link+"/contributions", "application/json", object(map[string]any{"submission": submission, "suggestions": []string{gone, "Af et program"}}))
		codes = append(codes, find(regexp.MustCompile(`"path":"/v1/receipts/([^"]*)"`), said))
		secrets = append(secrets, submission)
	}
	send(http.MethodPut, "/v1/receipts/"+codes[0], "application/json", object(map[string]any{"suggestions": []string{"Rettet af et program"}}))
	send(http.MethodDelete, "/v1/receipts/"+codes[1], "", "")

	// On paper, typed in by somebody who is signed in: who answered stands nowhere.
	links, err := flow.Links(ctx, "din-mening")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range links {
		if l.Token == x.link {
			path := "/arbejde/inddragelse/din-mening/skriv-ind/" + string(l.ID)
			page := send(http.MethodGet, path, "", "", "Cookie", "omvendt="+x.cookie)
			typed := send(http.MethodPost, path, posted, url.Values{"form": {""}, "submission": {find(field, page)}, "way": {"paper"}, "suggestions[0]": {"Fra et stykke papir"}}.Encode(),
				"Cookie", "omvendt="+x.cookie, "Referer", x.url+path)
			find(shown, typed)
		}
	}

	// A hearing's statement is signed by name; how it was sent is nobody's business.
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, v := range map[string]string{"form": "", "text": "Bevar dem. 010203-1234", "signed": "Formanden"} {
		_ = w.WriteField(name, v)
	}
	file, _ := w.CreateFormFile("file", "svar 010203-1234.pdf")
	_, _ = file.Write([]byte("%PDF-1.7"))
	_ = w.Close()
	look := send(http.MethodPost, "/hoering/"+letter, w.FormDataContentType(), body.String())
	sum := regexp.MustCompile(`name="kept" value="([0-9a-f]{64})"`).FindStringSubmatch(look)
	if sum == nil {
		t.Fatalf("the file is not kept: %.800s", look)
	}
	send(http.MethodPost, "/hoering/"+letter, posted, url.Values{"form": {"send"}, "text": {"Bevar dem. 010203-1234"}, "signed": {"Formanden"}, "kept": {sum[1]}}.Encode())
	send(http.MethodGet, "/hoering/"+letter+"/fil/"+sum[1], "", "")
	send(http.MethodPut, "/v1/hearing-letters/"+letter+"/statement", "application/json", object(map[string]any{"text": "Bevar dem alle.", "signed": "Formanden", "file": map[string]any{"sha256": sum[1]}}))

	m.day("2026-12-02")
	receipt("cut", kept, "confirm", "yes") // after closing

	path := strings.TrimPrefix(dsn, "sqlite:")
	search := func(when string, files []string, wanted ...string) {
		t.Helper()
		found := map[string]string{"the log": x.out.String() + x.err.String()}
		for _, name := range files {
			content, err := os.ReadFile(name)
			if err != nil && !(os.IsNotExist(err) && name != path) {
				t.Fatal(err)
			}
			found[filepath.Base(name)] = string(content)
		}
		for where, content := range found {
			for _, secret := range wanted {
				if strings.Contains(strings.ToLower(content), strings.ToLower(secret)) {
					t.Errorf("%s: %s holds %q", when, where, secret)
				}
			}
		}
		for _, secret := range []string{x.link, letter, shared.Token, leader.Token, "tekst", "Bevar", "papir"} {
			if strings.Contains(found["the log"], secret) {
				t.Errorf("%s: the log holds %q", when, secret)
			}
		}
	}
	live := []string{path, path + "-wal", path + "-shm"}
	search("while it runs", live, secrets...)
	backup := filepath.Join(t.TempDir(), "backup.db")
	db, err := sql.Open("sqlite", path)
	if err == nil {
		_, err = db.ExecContext(ctx, "VACUUM INTO ?", backup)
		_ = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	search("in a backup", []string{backup}, secrets...)
	if content, err := os.ReadFile(backup); err != nil || !bytes.Contains(content, []byte("Fra et stykke papir")) || !bytes.Contains(content, []byte("Rettet af et program")) {
		t.Errorf("the backup has nothing to search: %v", err)
	}
	x.end()
	search("when it has stopped", live, append(secrets, gone, "Den blivende tekst")...)
}
