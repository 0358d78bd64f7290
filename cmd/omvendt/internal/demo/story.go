package demo

import (
	"fmt"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// play tells the story in the order of its days: the register is filled, a first
// review runs to its end, and a second one is under way today.
func (s *stage) play() {
	first := firstReview(s.today)
	s.fill(first.opened - 90)
	s.playFirst(first)
	mend := s.hassles()
	s.playNow()
	s.people()
	s.nameLaws()
	s.posts()
	s.seats()
	s.consult()
	mend()
	s.effect()
	s.ask()
	s.mandated()
	s.meeting()
}

// fill takes the rules into the register, gives the bodies their mandates, and
// leaves three rules without a confirming legal check.
func (s *stage) fill(day registry.Day) {
	s.on(day)
	rules := s.rules()
	for i := range rules {
		check := registry.LegalCheck{By: lawyer, Day: day, Result: registry.BasesConfirmed}
		switch rules[i].Number {
		case 55, 57:
			continue
		case 59:
			check.Result = registry.BasesDoubted
			check.Note = "Det er uklart, om forsikringsaftalen kræver en optælling. Afventer svar fra forsikringskontoret."
		}
		rules[i].Check = &check
	}
	s.do("preparing the register", func() error { return s.register.Prepare(s.ctx) })
	s.do("taking in the rules", func() error {
		_, err := s.register.CreateRules(s.ctx, actBy(coordinator, "import-rules"), rules)
		return err
	})
	s.do("finding the bodies", func() error {
		bodies, err := s.register.Bodies(s.ctx)
		s.bodies = map[registry.Rank]registry.Body{}
		for _, b := range bodies {
			s.bodies[b.Rank] = b
		}
		return err
	})
	s.mandate(registry.RankCommittee, day, "Udvalget kan fastholde, justere og ophæve regler, som udvalg har vedtaget, når den særlige begrundelse skrives i beslutningen, og det står, hvem reglen er til for.",
		registry.SpecialReason, registry.BeneficiaryNamed)
	s.mandate(registry.RankAdministration, day, "Forvaltningen kan fastholde, justere og ophæve regler, som direktion, forvaltning eller ledere har fastsat, når den særlige begrundelse skrives i beslutningen.",
		registry.SpecialReason)
}

func (s *stage) mandate(rank registry.Rank, day registry.Day, words string, asks ...registry.Criterion) {
	s.do("giving a mandate", func() error {
		_, err := s.register.GiveMandate(s.ctx, actBy(secretariat, "give-mandate"),
			registry.Mandate{Body: s.bodies[rank].ID, From: day, Words: words, Asks: asks}, registry.MandateDecision{})
		return err
	})
}

// past are the days of the finished review.
type past struct{ opened, committee, council, administration, sunset registry.Day }

func firstReview(today registry.Day) past {
	opened := before(today-912, time.Monday) // two and a half years ago
	sunset := july(opened + 120)
	return past{opened: opened, committee: before(sunset-54, time.Tuesday), council: before(sunset-32, time.Monday),
		administration: before(sunset-18, time.Friday), sunset: sunset}
}

// playFirst is a review that is over: most rules went, some were kept or amended.
func (s *stage) playFirst(d past) {
	year := d.sunset.String()[:4]
	s.story.Finished = s.open("Dagtilbud "+year, "dagtilbud-"+year, d.opened, d.sunset, workflow.Scope{Area: "Dagtilbud"})
	s.phase(s.story.Finished, d.opened+45, workflow.HearingPhase)
	s.phase(s.story.Finished, d.committee-20, workflow.Deliberation)

	next := d.sunset.AddYears(3)
	back := " Reglen bortfalder den " + danish(next) + ", medmindre den fastholdes igen."

	by := s.decisions(registry.RankCommittee, d.committee)
	s.ruled(27, by("R-0027 fastholdes, fordi ingen børn må blive hentet af en voksen, som forældrene ikke kender til."+back), kept(next, well))
	s.ruled(29, by("R-0029 fastholdes, fordi de samme temaer hvert år viser, om et hus udvikler sig. Temaerne gælder fremover også dagplejen."+back), kept(next, well))
	s.superseded(30, 29, d.sunset, by("R-0030 afløses af R-0029 den "+danish(d.sunset)+", så tilsynet følger de samme temaer overalt."))
	s.ruled(38, by("R-0038 fastholdes, fordi støtten kun virker, når nogen jævnligt ser efter, om den gør."+back), kept(next, well))
	s.ruled(11, by("R-0011 fastholdes, fordi stille børn med sprogvanskeligheder ellers ikke bliver fundet."+back), kept(next, well))
	s.amended(25, by("R-0025 justeres: mødet består, og skemaet bruges kun for børn med særlige behov."+back), amended(next, d.sunset), registry.Text{
		Title:     "Overleveringsmøde fra dagpleje til børnehave",
		Plain:     "Når et barn skifter fra dagpleje til børnehave, holder vi et møde. Skemaet udfylder vi kun for børn, der har særlige behov.",
		Demand:    "Dagplejeren holder møde med børnehaven og forældrene senest en måned før skiftet. For børn med særlige behov udfyldes et overleveringsskema på én side.",
		Frequency: "én gang pr. barn"})
	s.ruled(16, by("R-0016 ophæves: loven siger allerede, hvad en forældrebestyrelse skal, og bestyrelserne kan selv tælle til seks."), repealed(d.sunset))
	s.fell(44, by("Forslaget om at fastholde R-0044 faldt med 3 stemmer for og 4 imod."), "Skal R-0044 fastholdes?", false)
	// The minutes of one item came later than the meeting.
	late := by("R-0026 fastholdes, fordi skolen skal vide, hvem der har brug for hvem, før klasserne dannes." + back)
	s.on(d.committee + 9)
	fact := kept(next, well)
	fact.LateReason = "Punktet manglede i den første udskrift af protokollen."
	s.record(26, late, fact, nil)

	by = s.decisions(registry.RankCouncil, d.council)
	s.ruled(18, by("R-0018 fastholdes, fordi alle dagtilbud skal vide, hvad et tilsyn indebærer, og behandles ens."+back), kept(next, well))
	// Two that are fresh in the public mind: kept without a reason, and amended.
	s.ruled(35, by("R-0035 fastholdes. Spørgsmålet tages op igen den "+danish(next)+"."), keptWithoutReason(next))
	s.amended(42, by("R-0042 justeres: trivselsevalueringen sker én gang om året og kun for børn på 3-5 år."+back), amended(next, d.sunset), registry.Text{
		Title:     "Trivselsevaluering af børn på 3-5 år én gang årligt",
		Plain:     "Vi udfylder et trivselsskema én gang om året for børn på 3-5 år. De yngste følger vi i hverdagen uden skema.",
		Demand:    "Børn på 3-5 år trivselsevalueres én gang om året i kommunens skema, som gennemgås med forældrene. For børn under tre år bruger personalet sit faglige skøn.",
		Frequency: "årligt"})
	s.ruled(39, by("R-0039 ophæves: 42 spørgsmål giver flere handleplaner end handlinger. Husene spørger deres forældre på den måde, de finder bedst."), repealed(d.sunset))
	short := s.today - 30
	s.ruled(41, by("R-0041 fastholdes, fordi børn får ro og motorik i naturen, men kun indtil erfaringerne er gjort op. Reglen bortfalder den "+danish(short)+", medmindre den fastholdes igen."), kept(short, well))
	s.fell(32, by("Forslaget om at fastholde R-0032 fik 12 stemmer for og 12 imod og bortfaldt ved stemmelighed."), "Skal R-0032 fastholdes?", true)
	s.ruled(54, by("R-0054 er ulovlig: ingen lov giver kommunen ret til at kræve, at forældre skriver under på, at et barn er rask."), registry.Ruled{Ruling: registry.Unlawful, Reason: "En byrde på borgere kræver hjemmel i lov."})

	by = s.decisions(registry.RankAdministration, d.administration)
	s.ruled(46, by("R-0046 fastholdes, fordi vikarer hver mandag flyttes derhen, hvor der mangler voksne."+back), kept(next, well))
	s.ruled(49, by("R-0049 fastholdes, indtil appen kan sende en påmindelse, fordi forældre skal kunne sige fra på en let måde."+back), kept(next, well))
	s.ruled(53, by("R-0053 fastholdes, fordi børn skal have den rigtige medicin i rette mængde."+back), kept(next, well))
	s.ruled(58, by("R-0058 fastholdes, fordi nye familier skal have en god start, men skemaet skal prøves af."+back), kept(next, well))
	s.amended(61, by("R-0061 justeres: ét kryds pr. lur i stedet for initialer hvert kvarter, fordi nogen fortsat skal se til de sovende børn."+back), amended(next, d.sunset), registry.Text{
		Title:     "Sovevagt sætter kryds ved hver lur",
		Plain:     "Vi ser til børnene, mens de sover, og sætter ét kryds for hver lur. Vi skriver ikke længere initialer hvert kvarter.",
		Demand:    "Den voksne, der ser til sovende børn, sætter ét kryds for hver lur på arket ved døren.",
		Frequency: "dagligt"})
	s.ruled(52, by("R-0052 ophæves: forældre kan sige fra én gang for alle."), repealed(d.sunset))
	s.ruled(63, by("R-0063 fastholdes."), keptWithoutReason(next)) // less than the mandate asks: saves nothing

	by = s.decisions(registry.RankAdministration, d.sunset+7)
	s.ruled(62, by("R-0062 fastholdes, fordi forældre skal kunne regne med åbningstiden."+back), kept(next, well)) // a week too late

	s.phase(s.story.Finished, d.sunset+14, workflow.Decided)
	s.phase(s.story.Finished, d.sunset+30, workflow.FollowUp)
	s.phase(s.story.Finished, d.sunset+200, workflow.Closed)
}

// playNow is the last months: a review that people can take part in today, and
// what the council took up by itself.
func (s *stage) playNow() {
	from, until := s.today-45, s.today+320
	by := s.decisions(registry.RankCouncil, before(s.today-75, time.Monday))
	s.ruled(58, by("R-0058 prøves uden: fra den "+danish(from)+" til og med den "+danish(until-1)+" holdes opstartssamtalen uden skema. Derefter bortfalder reglen, medmindre den fastholdes."),
		registry.Ruled{Ruling: registry.Trial, From: from, Next: registry.Lapse{On: until}, Shows: well, Reason: "Seks huse har i forvejen god erfaring med en samtale uden skema."})

	opened, sunset := before(s.today-58, time.Monday), july(s.today+100)
	year := sunset.String()[:4]
	s.on(opened)
	s.story.UnderWay = s.open("På tværs "+year, "paa-tvaers-"+year, opened, sunset, workflow.Scope{Rules: s.acrossAreas()})

	limit := s.today + 150
	by = s.decisions(registry.RankCouncil, before(s.today-45, time.Monday))
	s.ruled(41, by("Beslutningen om R-0041 udsættes til og med den "+danish(limit-1)+", fordi målingen af naturdagene ikke er færdig. Derefter bortfalder reglen, medmindre den fastholdes."),
		registry.Ruled{Ruling: registry.Defer, Next: registry.Lapse{On: limit}, Shows: well, Reason: "Målingen er forsinket."})

	// Until this hearing is held, the rule outlives the sunset for a while.
	s.on(s.today - 30)
	s.event(13, item{}, s.today-30, registry.HearingRequired{Party: "Hoved-MED"}, nil)

	effect := s.today + 60
	by = s.decisions(registry.RankCouncil, before(s.today-20, time.Monday))
	s.ruled(49, by("R-0049 ophæves med virkning fra den "+danish(effect)+": appen minder nu selv forældrene om, at de kan sige fra."), repealed(effect))
	s.phase(s.story.UnderWay, s.today-14, workflow.HearingPhase)
	s.hear()
}

// hear has a party heard in the review under way, which has answered.
func (s *stage) hear() {
	s.do("hearing a party", func() error {
		_, err := s.flow.AddParty(s.ctx, actBy(coordinator, "create-hearing-party"), workflow.PartyEntry{Name: "Ældrerådet", Kind: workflow.CouncilOfElders,
			HeardOn: "Forslag, der vedrører ældre.", Basis: "Retssikkerhedsloven § 30"})
		if err != nil {
			return err
		}
		h, err := s.flow.PlanHearing(s.ctx, actBy(coordinator, "plan-hearing"), s.story.UnderWay, "Ældrerådet", workflow.HearingLetter{Deadline: s.today - 2,
			Letter: "Hvilke af eftersynets regler bør blive, og hvorfor?\n\nHar I ingen bemærkninger, kan I svare det."})
		if err != nil {
			return err
		}
		h, err = s.flow.SendHearing(s.ctx, actBy(coordinator, "send-hearing"), h.ID, h.Edit, nil)
		if err != nil {
			return err
		}
		s.on(s.today - 4)
		_, err = s.flow.RecordStatement(s.ctx, actBy(coordinator, "record-statement"), h.ID, h.Edit, workflow.Statement{Received: s.today - 4, Signed: "Formanden", Role: "formand",
			Text: "Rådet har gennemgået reglerne. De, der beskytter liv og helbred, bør blive.\n\nRegler, der kun består i at skrive det samme to steder, kan godt undværes, hvis den ene oplysning bliver ét sted, hvor alle kan finde den."})
		return err
	})
}

// acrossAreas are the rules outside day-care that still stand; the criteria for
// private institutions wait for another time.
func (s *stage) acrossAreas() []registry.Number {
	var numbers []registry.Number
	s.do("drawing the rules", func() error {
		page, err := s.register.Register(s.ctx, "", registry.RegisterQuery{})
		for _, e := range page.Entries {
			if area := e.Rule.Catalogue.Area; area != "Dagtilbud" && area != "Private institutioner" && e.Segment.State.Applies() {
				numbers = append(numbers, e.Rule.Number)
			}
		}
		return err
	})
	return numbers
}

// open opens a review by the council's decision, which names the rules that
// protect somebody one by one.
func (s *stage) open(name, slug string, day, sunset registry.Day, scope workflow.Scope) string {
	s.on(day)
	protecting := s.protecting(scope)
	s.do("opening "+slug, func() error {
		_, err := s.flow.OpenReview(s.ctx, actBy(coordinator, "open-review"), workflow.NewReview{
			Name: name, Slug: slug, Sunset: sunset, Scope: scope, AfterBasis: true,
			Decision: registry.Decision{Body: s.bodies[registry.RankCouncil].Name, Rank: registry.RankCouncil, Day: day, Case: "Punkt 6",
				Words: "Byrådet vender bevisbyrden: reglerne på listen bortfalder den " + danish(sunset) + ", medmindre det forinden er besluttet at fastholde, justere, prøve eller udsætte dem. " +
					"Det gælder også de regler, der beskytter nogen: " + strings.Join(protecting, ", ") + ". " +
					"Ophører det retsgrundlag, der holder en regel, bortfalder den 180 dage derefter."}})
		return err
	})
	return slug
}

func (s *stage) protecting(scope workflow.Scope) []string {
	picked := map[registry.Number]bool{}
	for _, n := range scope.Rules {
		picked[n] = true
	}
	var numbers []string
	s.do("finding the protecting rules", func() error {
		page, err := s.register.Register(s.ctx, "", registry.RegisterQuery{Area: scope.Area})
		for _, e := range page.Entries {
			if e.Rule.Catalogue.Protects.Somebody() && (len(picked) == 0 || picked[e.Rule.Number]) {
				numbers = append(numbers, e.Rule.Number.String())
			}
		}
		return err
	})
	return numbers
}

func (s *stage) phase(slug string, day registry.Day, to workflow.Phase) {
	s.on(day)
	s.do("moving "+slug+" to "+string(to), func() error {
		r, err := s.flow.Review(s.ctx, slug)
		if err != nil {
			return err
		}
		_, err = s.flow.MovePhase(s.ctx, actBy(coordinator, "move-phase"), slug, r.Edit, to)
		return err
	})
}

// item is one item of a meeting with what was decided.
type item struct {
	order    int
	decision registry.Decision
}

// decisions holds a meeting: each call is its next item.
func (s *stage) decisions(rank registry.Rank, day registry.Day) func(words string) item {
	s.on(day)
	order := 0
	return func(words string) item {
		order++
		return item{order, registry.Decision{Body: s.bodies[rank].Name, Rank: rank, Day: day, Words: words, Case: fmt.Sprintf("Punkt %d", order)}}
	}
}

func (s *stage) ruled(n registry.Number, i item, f registry.Ruled) { s.record(n, i, f, nil) }

func (s *stage) amended(n registry.Number, i item, f registry.Ruled, text registry.Text) {
	s.record(n, i, f, &text)
}

func (s *stage) record(n registry.Number, i item, f registry.Ruled, text *registry.Text) {
	f.By = i.decision
	s.event(n, i, i.decision.Day, f, text)
}

func (s *stage) fell(n registry.Number, i item, question string, tie bool) {
	s.event(n, i, i.decision.Day, registry.NotCarried{Proposal: registry.Keep, Tie: tie, Question: question, By: i.decision}, nil)
}

func (s *stage) superseded(n, by registry.Number, from registry.Day, i item) {
	s.event(n, i, from, registry.Superseded{By: by, Reason: i.decision}, nil)
}

func (s *stage) event(n registry.Number, i item, valid registry.Day, f registry.Fact, text *registry.Text) {
	s.do("deciding on "+n.String(), func() error {
		_, err := s.flow.RecordEvent(s.ctx, actBy(secretariat, "record-event"), n, workflow.NewEvent{Valid: valid, Order: i.order, Fact: f, Text: text})
		return err
	})
}

// well are the criteria of a keep that was argued for.
var well = []registry.Criterion{registry.SpecialReason, registry.CoreTaskValue, registry.BeneficiaryNamed,
	registry.EvidenceGraded, registry.LighterAlternative, registry.CompetentBody}

func kept(next registry.Day, shows []registry.Criterion) registry.Ruled {
	return registry.Ruled{Ruling: registry.Keep, Shows: shows, Next: registry.Lapse{On: next}, Lapses: true}
}

func keptWithoutReason(next registry.Day) registry.Ruled {
	return registry.Ruled{Ruling: registry.Keep, Shows: []registry.Criterion{registry.CompetentBody}, Next: registry.Lapse{On: next}}
}

func amended(next, from registry.Day) registry.Ruled {
	return registry.Ruled{Ruling: registry.Amend, Shows: well, From: from, Next: registry.Lapse{On: next}, Lapses: true}
}

func repealed(from registry.Day) registry.Ruled {
	return registry.Ruled{Ruling: registry.Repeal, From: from, Shows: well}
}

// july is the first 1 July on or after a day.
func july(from registry.Day) registry.Day {
	d := registry.NewDay(from.Time().Year(), time.July, 1)
	if d < from {
		return d.AddYears(1)
	}
	return d
}

// before is the last day of the week's name on or before a day.
func before(day registry.Day, name time.Weekday) registry.Day {
	return day - registry.Day((day.Time().Weekday()-name+7)%7)
}

// danish writes a day as a decision does.
func danish(d registry.Day) string { return wording.Day(texts.Danish, d) }
