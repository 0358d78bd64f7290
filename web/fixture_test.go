package web_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/storage"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/policies/policiestest"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// town is a municipality with its register behind the pages, whose clock the
// test moves.
type town struct {
	t        testing.TB
	path     string // of the database, on SQLite
	clock    atomic.Int64
	register *registry.Service
	workflow *workflow.Service
	log      *translog.Service
	access   web.Access
	address  string
	sent     atomic.Int64 // bytes of bodies and headers, as sent
}

// counter counts what a handler sends.
type counter struct {
	http.ResponseWriter
	sent *atomic.Int64
}

func (c counter) WriteHeader(status int) {
	for name, values := range c.Header() {
		for _, v := range values {
			c.sent.Add(int64(len(name) + len(v) + 4))
		}
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c counter) Write(b []byte) (int, error) {
	c.sent.Add(int64(len(b)))
	return c.ResponseWriter.Write(b)
}

var copenhagen = func() *time.Location {
	place, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		panic(err)
	}
	return place
}()

var act = registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "test"}

// newTown opens an empty register on a day.
func newTown(t testing.TB, dsn, today string) *town {
	t.Helper()
	town := &town{t: t, path: strings.TrimPrefix(dsn, "sqlite:")}
	town.on(today)
	db, err := storage.Open(context.Background(), dsn, storage.Options{Place: copenhagen,
		Clock: func() time.Time { return time.UnixMicro(town.clock.Load()) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	j := policiestest.Compiled()
	db.Cases = j.Cases
	town.register = &registry.Service{Store: busyRegister{db.Registry()}, Maker: j.Maker, Cases: j.Cases, Adoption: j.Adoption, Checker: policiestest.Checker{}, Place: copenhagen}
	town.workflow = &workflow.Service{Store: busyWorkflow{db.Workflow()}, Register: town.register, Access: j.Access, Arrived: &workflow.Arrived{},
		WriteAction: web.ActionLetter("https://regler.example", "Eksempel Kommune"), WriteWeighReminder: web.WeighReminder("https://regler.example", "Eksempel Kommune"), WriteHassle: web.HassleLetter("https://regler.example", "Eksempel Kommune")}
	town.must(town.register.Prepare(context.Background()))
	town.access = j.Access
	town.log = &translog.Service{Store: db.LogStore(), Keys: translog.Keys{Path: filepath.Join(t.TempDir(), "log-key")}, Maker: j.Maker}
	town.serve(web.Deps{Register: town.register, Workflow: town.workflow, Access: j.Access,
		Municipality: "Eksempel Kommune", Version: "0.1.0", Demo: true})
	return town
}

// serve answers at the town's address from now on.
func (o *town) serve(d web.Deps) {
	server := httptest.NewUnstartedServer(nil)
	o.address = "http://" + server.Listener.Addr().String()
	d.BaseURL = o.address
	if d.Proofs == nil {
		d.Proofs = o.log
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	pages := twice(o.t, d, web.New(d))
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(busyHeader) != "" {
			r = busily(r)
		}
		pages.ServeHTTP(counter{w, &o.sent}, r)
	})
	server.Start()
	o.t.Cleanup(server.Close)
}

func (o *town) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// on moves the clock to noon on a day.
func (o *town) on(day string) {
	t := registry.MustDay(day).Time()
	o.clock.Store(time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, copenhagen).UnixMicro())
}

// rule is what a test says of a rule; the rest is the same for all.
type rule struct {
	number   registry.Number
	title    string
	plain    string
	demand   string
	adopter  registry.Adopter
	from     string
	protects registry.Protects
	form     registry.LegalForm
	owner    string
	effort   registry.Effort
	basis    registry.Effect // empty: none
	until    string          // of the basis
	reason   registry.Justification
	area     string
	loose    bool // nobody checked its bases
}

func (o *town) create(rules ...rule) {
	o.t.Helper()
	var list []registry.NewRule
	for _, r := range rules {
		n := registry.NewRule{Number: r.number, Adopter: r.adopter, EffectiveFrom: registry.MustDay(r.from),
			Catalogue: registry.Catalogue{Kind: registry.KindDocumentation, Area: r.area, Unit: "Alle kommunale dagtilbud",
				Audience: "pædagogisk personale", Owner: r.owner, Protects: r.protects, LegalForm: r.form, KLE: "28.00.00", Effort: r.effort},
			Text:          registry.Text{Title: r.title, Plain: r.plain, Demand: r.demand, Frequency: "hver uge"},
			Justification: r.reason}
		if n.Catalogue.Area == "" {
			n.Catalogue.Area = "Dagtilbud"
		}
		if n.Adopter == "" {
			n.Adopter = registry.AdoptedByCouncil
		}
		if n.Text.Demand == "" {
			n.Text.Demand = r.title + " skal foreligge skriftligt og opdateres, når noget ændrer sig.\nLederen sørger for, at alle kender indholdet."
		}
		if n.Catalogue.Effort.Evidence == "" {
			n.Catalogue.Effort.Evidence = registry.NotQuantified
		}
		if r.basis != "" {
			b := registry.Basis{Reference: "https://www.retsinformation.dk/eli/lta/2024/988 § 11, stk. 1", Effect: r.basis,
				From: registry.MustDay(r.from), Until: registry.LastDay}
			if r.basis == registry.Agrees {
				b.Reference = "Overenskomst for pædagogisk personale, § 14"
			}
			if r.until != "" {
				b.Until = registry.MustDay(r.until)
			}
			n.Bases = []registry.Basis{b}
		}
		if !r.loose {
			n.Check = &registry.LegalCheck{By: "Juridisk afdeling", Day: registry.MustDay("2025-01-15"), Result: registry.BasesConfirmed}
		}
		list = append(list, n)
	}
	_, err := o.register.CreateRules(context.Background(), act, list)
	o.must(err)
}

func council(day, words string) registry.Decision {
	return registry.Decision{Body: "Byrådet", Rank: registry.RankCouncil, Day: registry.MustDay(day), Words: words, Case: "Sag 26/1874"}
}

func (o *town) review(name, slug, sunset, decided string, hear []string, numbers ...registry.Number) {
	o.t.Helper()
	_, err := o.workflow.OpenReview(context.Background(), act, workflow.NewReview{Name: name, Slug: slug, Sunset: registry.MustDay(sunset),
		Scope: workflow.Scope{Rules: numbers}, HearingParties: hear, AfterBasis: true,
		Decision: council(decided, "Alle de nævnte regler bortfalder på bortfaldsdatoen, medmindre byrådet inden da har fundet en særlig begrundelse i, at reglen skaber værdi for kerneopgaven.")})
	o.must(err)
}

func (o *town) record(n registry.Number, valid string, f registry.Fact, text ...registry.Text) {
	o.t.Helper()
	e := workflow.NewEvent{Valid: registry.MustDay(valid), Fact: f}
	if len(text) > 0 {
		e.Text = &text[0]
	}
	_, err := o.workflow.RecordEvent(context.Background(), act, n, e)
	o.must(err)
}

// sampled is a database file with the sample.
var sampled struct {
	sync.Mutex
	file []byte
}

// sample is a year in a municipality: a review that is over, one under way, and
// a rule in every state there is. On SQLite it is made once and copied, as the schema is.
func sample(t testing.TB, dsn string) *town {
	t.Helper()
	path, copied := strings.CutPrefix(dsn, "sqlite:")
	if !copied {
		return makeSample(t, dsn)
	}
	sampled.Lock()
	defer sampled.Unlock()
	if sampled.file == nil {
		sampled.file = fileOf(t, makeSample(t, testenv.SQLite(t)))
	}
	if err := os.WriteFile(path, sampled.file, 0o600); err != nil {
		t.Fatal(err)
	}
	return newTown(t, dsn, sampleDay)
}

// fileOf is what a town's database holds, in one file.
func fileOf(t testing.TB, o *town) []byte {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+o.path)
	o.must(err)
	defer func() { _ = db.Close() }()
	path := filepath.Join(t.TempDir(), "copy.db")
	_, err = db.Exec("VACUUM INTO ?", path)
	o.must(err)
	file, err := os.ReadFile(path)
	o.must(err)
	return file
}

// sampleDay is the day on which the sample stands.
const sampleDay = "2026-11-21"

func makeSample(t testing.TB, dsn string) *town {
	o := newTown(t, dsn, "2025-02-01")
	reason := registry.Justification{Value: "Forældrene kan se, hvad deres barn skal i ugens løb, og forberede det derhjemme.",
		Beneficiary: "Børn, der har brug for at vide, hvad der skal ske.", Mechanism: "Planen hænger ved døren og ligger i appen hver mandag.",
		Evidence: "Personalets egne iagttagelser i to huse.", Lighter: "En plan i appen uden papir er prøvet.", Indicator: "Andel forældre, der har set planen.",
		CheckOn: registry.MustDay("2027-10-01")}
	minutes := registry.Effort{MinutesFrom: 30, MinutesTo: 45, People: 2, Evidence: registry.LeaderEstimate}
	weekly, twice, yearly := minutes, minutes, minutes
	weekly.Role, weekly.Per, weekly.TimesFrom, weekly.TimesTo, weekly.Units = "pædagog", registry.PerWeek, 1, 1, 12
	twice.Role, twice.Per, twice.TimesFrom, twice.TimesTo, twice.When, twice.Data = "daglig leder", registry.PerYear, 2, 2,
		[]registry.YearDay{{Month: 3}, {Month: 10, Day: 15}}, []string{"antal børn", "sygefravær"}
	yearly.Role, yearly.Per, yearly.TimesFrom, yearly.TimesTo, yearly.When, yearly.Data = "daglig leder", registry.PerYear, 1, 1,
		[]registry.YearDay{{Month: 3, Day: 16}}, []string{"Antal børn"}
	asked := registry.Effort{Evidence: registry.NotQuantified, Role: "daglig leder", Per: registry.PerOccasion, Data: []string{"antal børn"}}
	o.create(
		rule{number: 1, title: "Skriftlig ugeplan på hver stue", plain: "Personalet skriver hver uge en plan for hver stue. Falder reglen væk, bestemmer stuen selv.",
			from: "2014-08-01", protects: registry.ProtectsCitizens, owner: "Leder af Dagtilbud Vest", effort: weekly, reason: reason},
		rule{number: 2, title: "Tilsyn med legepladsen efter hver åbningsdag", plain: "Nogen går legepladsen igennem hver dag og skriver det ned.",
			from: "2016-01-01", protects: registry.ProtectsLife, form: registry.FormMixed, owner: "Sikkerhedskonsulenten"},
		rule{number: 3, title: "Årlig statusrapport om medarbejdertilfredshedsundersøgelsesopfølgningshandlingsplaner", from: "2019-03-01", adopter: registry.AdoptedByAdministration,
			protects: registry.ProtectsNobody},
		rule{number: 4, title: "Underretning ved bekymring for et barn", plain: "Er du bekymret for et barn, skal du sige det videre.", from: "2011-01-01", adopter: registry.AdoptedByState, basis: registry.Duty, protects: registry.ProtectsCitizens},
		rule{number: 5, title: "To planlægningstimer om ugen", from: "2018-04-01", adopter: registry.AdoptedByAgreement, basis: registry.Agrees, protects: registry.ProtectsStaff},
		rule{number: 6, title: "Principper for fester og fødselsdage", from: "2020-09-01", adopter: registry.AdoptedByBoard},
		rule{number: 7, title: "Retningslinjer for tilsyn med dagtilbud", from: "2012-01-01", basis: registry.RequiresLocal},
		rule{number: 8, title: "Trivselsvurdering af alle børn to gange om året", plain: "Alle børns trivsel vurderes to gange om året. Loven kræver det sjældnere.", from: "2013-01-01", basis: registry.Minimum},
		rule{number: 9, title: "Referat af alle forældremøder", from: "2015-01-01"},
		rule{number: 10, title: "Forældresamtale to gange om året", from: "2010-08-01", effort: twice},
		rule{number: 11, title: "Skema over udflugter", from: "2017-01-01", effort: asked, owner: "Leder af Dagtilbud Øst"},
		rule{number: 12, title: "Daglig afkrydsning af solcreme", from: "2021-05-01"},
		rule{number: 13, title: "Handleplan for hvert fravær over ti dage", from: "2016-08-01"},
		rule{number: 14, title: "Krav om lægeerklæring ved tredje sygedag", from: "2009-01-01"},
		rule{number: 15, title: "Kvalitetsrapport hvert år", from: "2014-01-01", effort: yearly},
		rule{number: 16, title: "Papirbaseret fremmødeprotokol", from: "2008-01-01"},
		rule{number: 17, title: "Elektronisk fremmøderegistrering", from: "2025-01-01"},
		rule{number: 18, title: "Logbog over låneudstyr", from: "2022-01-01", loose: true},
		rule{number: 19, title: "Skriftlig døgnrytmeplan for hver beboer", from: "2018-01-01", area: "Ældre og omsorg", protects: registry.ProtectsCitizens},
		rule{number: 20, title: "Månedlig opgørelse af pynt på fællesarealer", from: "2018-06-01", effort: yearly},
		rule{number: 21, title: "Ny fælles ramme for overgang til skole", from: "2027-08-01"},
		rule{number: 22, title: "Godkendelse af alle opslag på facaden", from: "2013-06-01"},
	)
	o.review("Dagtilbudseftersyn 2025", "dagtilbud-2025", "2025-12-31", "2025-02-01", nil, 9, 12, 14, 15, 16, 20, 22)
	o.on("2025-11-10")
	o.record(9, "2025-11-10", registry.Ruled{Ruling: registry.Keep, By: council("2025-11-10", "Reglen fastholdes."), Next: registry.Lapse{On: registry.MustDay("2028-06-01")}})
	o.record(14, "2025-11-10", registry.Ruled{Ruling: registry.Unlawful, By: council("2025-11-10", "Kommunen kan ikke kræve lægeerklæring af forældre.")})
	o.record(15, "2025-11-10", registry.NotCarried{Proposal: registry.Keep, Tie: true, Question: "Skal reglen fastholdes?", By: council("2025-11-10", "Forslaget fik 12 stemmer for og 12 imod.")})
	o.record(16, "2025-11-10", registry.Superseded{By: 17, Reason: council("2025-11-10", "Registreringen sker herefter elektronisk.")})
	o.record(12, "2025-11-10", registry.Ruled{Ruling: registry.Trial, By: council("2025-11-10", "Der prøves uden afkrydsning i et år."),
		From: registry.MustDay("2026-05-01"), Next: registry.Lapse{On: registry.MustDay("2027-05-01")}, Measure: "Hvor meget afkrydsning fylder i hverdagen", Evaluator: "Dokumentationschefen"})
	o.on("2026-01-20")
	o.record(22, "2025-12-15", registry.Ruled{Ruling: registry.Keep, By: council("2025-12-15", "Reglen fastholdes, fordi facaden er fredet."), Reason: "Fredningen kræver det.",
		Shows: registry.Criteria, Lapses: true, Next: registry.Lapse{On: registry.MustDay("2027-12-15")}, LateReason: "Referatet blev først underskrevet i januar."})
	o.on("2026-06-01")
	o.review("Mindre papir, mere tid: regeleftersyn af dagtilbud", "dagtilbud-2027", "2027-07-01", "2026-05-26", nil, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 13, 18)
	o.review("Ældre og omsorg 2026", "aeldre-2026", "2026-11-01", "2026-05-26", []string{"Ældrerådet"}, 19)
	o.on("2026-11-16")
	o.record(1, "2026-11-16", registry.Ruled{Ruling: registry.Keep, By: council("2026-11-16", "Reglen fastholdes og bortfalder den 1. juni 2029, medmindre byrådet inden da beslutter andet."), Shows: registry.Criteria,
		Reason: "Ugeplanen giver børn med behov for forudsigelighed en bedre hverdag.", Lapses: true, Next: registry.Lapse{On: registry.MustDay("2029-06-01")}})
	o.record(10, "2026-11-16", registry.Ruled{Ruling: registry.Amend, By: council("2026-11-16", "Samtalen holdes én gang om året for børn på 3-5 år."), From: registry.MustDay("2027-01-01"), Lapses: true,
		Next: registry.Lapse{On: registry.MustDay("2029-01-01")}}, registry.Text{Title: "Forældresamtale en gang om året", Plain: "I bliver inviteret til samtale én gang om året.", Demand: "Dagtilbuddet indbyder forældre til børn på 3-5 år til samtale én gang om året."})
	o.record(11, "2026-11-16", registry.Ruled{Ruling: registry.Repeal, By: council("2026-11-16", "Skemaet afskaffes."), From: registry.MustDay("2027-02-01")})
	o.record(13, "2026-11-16", registry.Ruled{Ruling: registry.Defer, By: council("2026-11-16", "Sagen udsættes, til undersøgelsen foreligger."), Next: registry.Lapse{On: registry.MustDay("2027-12-01")}})
	o.on(sampleDay)
	return o
}

// many is a register of n rules with long names.
func many(t testing.TB, dsn string, n int) *town {
	o := newTown(t, dsn, "2026-01-10")
	var rules []rule
	for i := range n {
		r := rule{number: registry.Number(i + 1), title: fmt.Sprintf("Kvalitetsudviklingssamtaleopfølgningsdokumentation nummer %d på børnehaveområdet", i+1), from: "2015-01-01",
			plain: "Lederen skriver hvert kvartal, hvad der blev talt om, og sender det til forvaltningen. Falder reglen væk, aftaler I det selv."}
		rules = append(rules, r)
	}
	o.create(rules...)
	var half []registry.Number
	for i := range n / 2 {
		half = append(half, registry.Number(2*i+1))
	}
	o.review("Halvdelen af reglerne", "halvdelen", "2027-07-01", "2026-01-05", nil, half...)
	return o
}
