package papers_test

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// sampleRule is a rule with everything that a paper tells of one.
func sampleRule(n registry.Number) (workflow.RuleDetail, workflow.RuleAhead) {
	on, sunset := registry.MustDay("2027-01-12"), registry.MustDay("2027-07-01")
	text := registry.Version{Text: registry.Text{Title: fmt.Sprintf("Læreplan %d", n), Plain: "Du skal skrive en plan.", Demand: "Der skrives en plan.\nDen følges op.", Frequency: "Hvert år"}}
	rule := registry.Rule{ID: registry.RuleID(fmt.Sprint(n)), Number: n, Adopter: registry.AdoptedByCouncil, Catalogue: registry.Catalogue{Owner: "Dagtilbudschef", KLE: "28.06.00"}}
	lapse := []registry.Segment{{From: registry.FirstDay, Until: sunset, State: registry.InForce, Class: registry.CouncilRule, Reasons: []registry.Reason{{Code: registry.ReviewPending}}},
		{From: sunset, Until: registry.LastDay, State: registry.Lapsed, Class: registry.CouncilRule, Reasons: []registry.Reason{{Code: registry.LapsedUndecided}}}}
	j := registry.Justification{Value: "Den giver ro.", Lighter: "En samtale."}
	result := workflow.RuleResult{Entry: registry.RegisterEntry{Rule: rule, Text: text.Text, Segment: lapse[0]}, Covered: workflow.Covered{Inputs: 9, Unanswered: 4},
		Breakdown: workflow.Breakdown[workflow.Stance]{All: map[workflow.Stance]int{workflow.KeepIt: 3, workflow.RepealIt: 6}, People: 9,
			Audiences: []workflow.AudienceCounts[workflow.Stance]{{Audience: "Forældre", People: 9, Counts: map[workflow.Stance]int{workflow.KeepIt: 3, workflow.RepealIt: 6}}}}}
	detail := workflow.RuleDetail{RuleView: registry.RuleView{Rule: rule, On: on, Text: text, Segment: lapse[0], Timeline: lapse, Versions: []registry.Version{text}},
		Judged:  registry.CaseView{Justification: j},
		Counter: []registry.Countered{{CounterCase: registry.CounterCase{Party: registry.PartyMED, CounterArguments: registry.CounterArguments{Cost: "To timer om ugen."}}}},
		Heard:   []workflow.Heard{{Title: workflow.Wording{Da: "Din mening"}, Slug: "din-mening", Smallest: 5, Result: result}}}
	return detail, workflow.RuleAhead{Entry: result.Entry, Ahead: lapse, Covered: result.Covered}
}

// sampleMeeting has two items, the second a bundle.
func sampleMeeting() workflow.Papers {
	w := workflow.Papers{Today: registry.MustDay("2027-01-12"), Profile: workflow.ProfileExamples()[2].Profile, Settings: registry.DefaultSettings(),
		Meeting: workflow.Meeting{ID: "m", Body: registry.Body{Name: "Byrådet", Rank: registry.RankCouncil}, Day: registry.MustDay("2027-02-01"), State: workflow.MeetingPlanned}}
	for n := range 2 {
		item := workflow.ItemPaper{Hearings: []workflow.Hearing{{Party: "Ældrerådet", State: workflow.HearingAnswered, HearingLetter: workflow.HearingLetter{Deadline: registry.MustDay("2027-01-05")},
			Statement: workflow.Statement{Text: "Bevar planen.\n\nDen virker.", Signed: "Formanden", Received: registry.MustDay("2027-01-04")}}}}
		item.ID, item.Ordinal = registry.ItemID(fmt.Sprint(n)), n+1
		item.Agenda = workflow.Agenda{Title: "Skal planen bestå?", Summary: "Sagens kerne.", Recommendation: []string{"at reglen ophæves", "at det meddeles"},
			Proposals: []workflow.Proposal{{Ruling: registry.Repeal, Question: "Skal reglen ophæves?"}, {Ruling: registry.Trial, Question: "Skal der være et forsøg?", Next: registry.MustDay("2027-12-01")}}}
		for k := range n + 1 {
			detail, ahead := sampleRule(registry.Number(k + 1))
			item.Rules, item.Entries = append(item.Rules, detail), append(item.Entries, ahead)
			item.Item.Rules = append(item.Item.Rules, detail.Rule.ID)
		}
		w.Items = append(w.Items, item)
	}
	return w
}

// sampleAccount is a kept account with figures of all kinds, and a rule in each list.
func sampleAccount() workflow.AccountView {
	until := registry.MustDay("2027-01-01")
	v := workflow.AccountView{Kept: true, Over: true, Named: map[registry.Number]registry.RegisterEntry{}, Since: []workflow.AccountSince{{AccountFigure: workflow.AccountFigure{Of: workflow.AccLapsed, N: 2}, Now: 3}},
		Account: workflow.Account{AccountOf: workflow.AccountOf{Span: workflow.AccountStatus, From: registry.MustDay("2026-07-01"), Until: until, Area: "Dagtilbud"}, On: until - 1, Made: until, Revision: 7}}
	for n, m := range workflow.AccountFigures {
		v.Figures = append(v.Figures, workflow.AccountFigure{Of: m.Of, N: n + 1})
	}
	for n, in := range workflow.AccountLists {
		entry := registry.RegisterEntry{Rule: registry.Rule{Number: registry.Number(n + 1)}, Text: registry.Text{Title: "Ugeplanen"}}
		v.Named[entry.Rule.Number] = entry
		v.Rules = append(v.Rules, workflow.AccountRule{In: in, Number: entry.Rule.Number, Day: until - 9})
	}
	return v
}

// accountPapers are those of a meeting that an account comes to.
func accountPapers(v workflow.AccountView) workflow.Papers {
	w := sampleMeeting()
	item := workflow.ItemPaper{}
	item.ID, item.Ordinal, item.Agenda = "a", 1, papers.AccountItem(v)
	item.Account = &workflow.NotedAccount{AccountOf: v.AccountOf, Digest: v.Digest()}
	w.Items = []workflow.ItemPaper{item}
	return w
}

// outline is what a program that reads documents finds one's way by.
type outline struct {
	headings  []string // each with its level
	tables    int
	heads     int // of tables, that are repeated
	points    int // of lists
	numbering bool
}

// TestPapersInLibreOffice: the papers come through another word processor with all their
// headings at their levels, their tables' repeated heads and their lists, and can be
// printed.
func TestPapersInLibreOffice(t *testing.T) {
	testenv.Long(t)
	office := testenv.Office(t)
	dir := t.TempDir()
	w := sampleMeeting()
	day, account := registry.MustDay("2027-01-12"), sampleAccount()
	detail, _ := sampleRule(1)
	said := workflow.Answered{Input: workflow.Input{ID: "i", Kind: workflow.SuggestionInput, Text: "Færre planer."}, Disposition: &workflow.Disposition{Kind: workflow.NotFollowed, Reason: "Loven kræver det."}}
	report := workflow.ConsultationReport{On: day, Hearings: w.Items[0].Hearings, Results: workflow.Results{Consultation: workflow.Consultation{Slug: "din-mening", Title: workflow.Wording{Da: "Din mening"},
		Opens: day, Closes: registry.MustDay("2027-02-01")}, SmallestGroup: 5, Contributions: 9, Rules: []workflow.RuleResult{detail.Heard[0].Result}}}
	walk := func(_ context.Context, _ workflow.ShownQuery, give func(workflow.PublishedPage) error) error {
		return give(workflow.PublishedPage{Inputs: []workflow.Answered{said}})
	}
	pack := workflow.SendOnView{SendOn: workflow.SendOn{SendOnEntry: workflow.SendOnEntry{Addressee: "KL", Intro: "Vi foreslår:"}, Made: day}, Inputs: 1,
		Parts: []workflow.SendOnPart{{SendOnSection: workflow.SendOnSection{Provision: "Dagtilbudsloven § 11", Proposal: "Afskaf kravet."}, Told: []workflow.Answered{said}}}}
	made := map[string]func(io.Writer) error{
		"punkt": func(out io.Writer) error {
			return papers.OnItem(texts.Danish, nil, w).Write(out, "Eksempel Kommune", day)
		},
		"dagsorden": func(out io.Writer) error { return papers.OnMeeting(texts.English, nil, w).Write(out, "", day) },
		"notat": func(out io.Writer) error {
			return papers.Consultation(t.Context(), out, texts.Danish, report, walk, "Eksempel Kommune", true)
		},
		"regnskab": func(out io.Writer) error {
			return papers.NewAccount(texts.Danish, account).Write(out, texts.Danish, "Eksempel Kommune", day)
		},
		"regnskabspunkt": func(out io.Writer) error {
			return papers.OnItem(texts.Danish, nil, accountPapers(account)).Write(out, "Eksempel Kommune", day)
		},
		"pakke": func(out io.Writer) error { return papers.SendOn(out, texts.Danish, nil, pack, "Eksempel Kommune") },
	}
	var files []string
	for name, write := range made {
		path := filepath.Join(dir, name+".docx")
		f, err := os.Create(path)
		if err == nil {
			err = write(f)
		}
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			t.Fatal(name, err)
		}
		files = append(files, path)
	}
	for _, format := range []string{"fodt", "pdf"} {
		profile := url.URL{Scheme: "file", Path: filepath.Join(dir, "profile")}
		cmd := exec.CommandContext(t.Context(), office, append([]string{"--headless", "-env:UserInstallation=" + profile.String(), "--convert-to", format, "--outdir", dir}, files...)...)
		cmd.Env = append(os.Environ(), "HOME="+dir)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", format, err, out)
		}
	}
	for name := range made {
		want, got := inDocx(t, filepath.Join(dir, name+".docx")), inODT(t, filepath.Join(dir, name+".fodt"))
		if !slices.Equal(want.headings, got.headings) || len(want.headings) == 0 {
			t.Errorf("%s: its headings are\n%q, they became\n%q", name, want.headings, got.headings)
		}
		if want.tables != got.tables || got.heads != got.tables {
			t.Errorf("%s: %d tables became %d, of which %d repeat their head", name, want.tables, got.tables, got.heads)
		}
		if want.points != got.points || want.numbering && !got.numbering {
			t.Errorf("%s: %d points of lists became %d; numbered %t", name, want.points, got.points, got.numbering)
		}
		if pdf, err := os.ReadFile(filepath.Join(dir, name+".pdf")); err != nil || !strings.HasPrefix(string(pdf), "%PDF-") {
			t.Errorf("%s: no PDF %v", name, err)
		}
	}
	if x := inDocx(t, filepath.Join(dir, "dagsorden.docx")); x.tables < 6 || x.points < 8 || !x.numbering || len(x.headings) < 40 {
		t.Errorf("the agenda itself has %d tables, %d points, %d headings", x.tables, x.points, len(x.headings))
	}
}

// TestAccountPapers: an account's document has a table for each part and each list of
// rules, and the item that it is the annex of names it with its digest.
func TestAccountPapers(t *testing.T) {
	v := sampleAccount()
	write := func(name string, write func(io.Writer) error) string {
		path := filepath.Join(t.TempDir(), name)
		f, err := os.Create(path)
		if err == nil {
			err = errors.Join(write(f), f.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, l := range []texts.Lang{texts.Danish, texts.English} {
		o := inDocx(t, write("a.docx", func(out io.Writer) error { return papers.NewAccount(l, v).Write(out, l, "", v.Made) }))
		if want := 5 + len(workflow.AccountLists); o.tables < want || o.heads != o.tables || len(o.headings) < want+2 {
			t.Errorf("%s: %d tables, %d with a head, and the headings %q", l, o.tables, o.heads, o.headings)
		}
		paper := papers.OnItem(l, nil, accountPapers(v))
		if got := fmt.Sprint(paper); !strings.Contains(got, v.Digest()) || !strings.Contains(got, papers.AccountName(l, v.AccountOf)) {
			t.Errorf("%s: the item says %s", l, got)
		}
	}
}

// inDocx reads the outline of a paper as it was written.
func inDocx(t *testing.T, path string) (o outline) {
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	level, text := "", ""
	walkXML(t, f, func(e xml.StartElement) {
		switch e.Name.Local {
		case "p":
			level, text = "", ""
		case "pStyle":
			level, _ = strings.CutPrefix(attr(e, "val"), "Heading")
			if level == attr(e, "val") {
				level = ""
			}
		case "numPr":
			o.points++
		case "tbl":
			o.tables++
		case "tblHeader":
			o.heads++
		}
		o.numbering = o.numbering || e.Name.Local == "pStyle" && attr(e, "val") == "ListNumber"
	}, func(s string) { text += s }, func(name string) {
		if name == "p" && level != "" {
			o.headings = append(o.headings, level+" "+strings.TrimSpace(text))
			level = ""
		}
	})
	return o
}

// inODT reads the outline of a paper as LibreOffice understood it.
func inODT(t *testing.T, path string) (o outline) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	level, text := "", ""
	walkXML(t, f, func(e xml.StartElement) {
		switch e.Name.Local {
		case "h":
			level, text = attr(e, "outline-level"), ""
		case "list-item":
			o.points++
		case "list-header": // a point that goes on
		case "table":
			o.tables++
		case "table-header-rows":
			o.heads++
		case "list-level-style-number":
			o.numbering = true
		}
	}, func(s string) { text += s }, func(name string) {
		if name == "h" {
			o.headings = append(o.headings, level+" "+strings.TrimSpace(text))
		}
	})
	return o
}

func walkXML(t *testing.T, r io.Reader, start func(xml.StartElement), chars func(string), end func(name string)) {
	d := xml.NewDecoder(r)
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			start(x)
		case xml.CharData:
			chars(string(x))
		case xml.EndElement:
			end(x.Name.Local)
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
