package demo

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

//go:embed data/bidrag-dagtilbud.json
var contributionsFile []byte

// People are the demo's users, one for each role. They are posts, not persons.
var People = []registry.User{
	person("Regelkoordinatoren", "administrator", registry.Scope{}),
	person("Dagtilbudschefen", "owner", registry.Scope{Areas: []string{"Dagtilbud"}}),
	person("Tillidsrepræsentanten", "challenger", registry.Scope{}),
	person("Juristen", "legal_checker", registry.Scope{}),
	person("Byrådssekretariatet", "secretary", registry.Scope{}),
	person("Et byrådsmedlem", "council_member", registry.Scope{}),
	person("Revisionen", "auditor", registry.Scope{}),
	person("Fagsystemet", "integration", registry.Scope{}),
}

func person(name, role string, scope registry.Scope) registry.User {
	return registry.User{Name: name, Email: role + "@eksempel.invalid", Grants: []registry.Grant{{Role: role, Scope: scope}}}
}

func (s *stage) people() {
	s.on(s.today - 200)
	for _, u := range People {
		s.do("adding "+u.Name, func() error {
			added, err := s.register.AddUser(s.ctx, actBy(coordinator, "add-user"), u)
			s.users[added.Name] = added.ID
			return err
		})
	}
}

// seats of the council and of its committee. Groups are letters without relation
// to any party.
func (s *stage) seats() {
	seats := func(rank registry.Rank, groups string) {
		for i, g := range groups {
			s.do("seating a member", func() error {
				_, err := s.flow.AddMember(s.ctx, actBy(secretariat, "add-member"), workflow.Member{Body: s.bodies[rank].ID,
					Name: fmt.Sprintf("Medlem %d", i+1), Group: string(g), Chair: i == 0, From: s.today - 900})
				return err
			})
		}
	}
	seats(registry.RankCouncil, "AAAABBBCCDDEE")
	seats(registry.RankCommittee, "AAABBCC")
}

// consult opens a consultation over the rules that would lapse, and lets
// people answer.
func (s *stage) consult() {
	s.on(s.today - 20)
	var rules []registry.RuleID
	numbers := map[registry.Number]bool{}
	s.do("choosing rules to ask about", func() error {
		report, err := s.flow.Report(s.ctx, s.story.UnderWay)
		for _, o := range append(report.Lapses, report.Floors...) {
			rules = append(rules, o.Entry.Rule.ID)
			numbers[o.Entry.Rule.Number] = true
		}
		return err
	})
	c := workflow.Consultation{
		Title: workflow.Wording{Da: "Hvilke regler giver værdi?", En: "Which rules are worth it?"},
		Intro: workflow.Wording{
			Da: "Kommunen gennemgår regler, der går på tværs. En regel bortfalder, hvis byrådet ikke finder en særlig grund til at beholde den. Fortæl os, hvad du oplever. Det tager to minutter, og du behøver ikke svare på alt.",
			En: "The municipality is reviewing rules across its services. A rule lapses unless the council finds a special reason to keep it. Tell us what you see. It takes two minutes, and you need not answer everything."},
		Privacy: workflow.Wording{
			Da: "Eksempel Kommune er dataansvarlig. Vi behandler dit svar som led i en opgave i samfundets interesse (databeskyttelsesforordningen art. 6, stk. 1, litra e), ikke på grundlag af samtykke. Vi gemmer det, du skriver, og datoen; ikke hvem du er, og ikke hvorfra du skriver. Regelkoordinatoren læser svarene. De gemmes, indtil sagen er afsluttet og afleveret til arkivet.",
			En: "Eksempel Kommune is the controller. We use your answer to carry out a task in the public interest (GDPR article 6(1)(e)), not on the basis of consent. We store what you write and the date; not who you are, nor where you write from. The rule coordinator reads the answers. They are kept until the case is closed and handed over to the archive."},
		Danger: workflow.Wording{
			Da: "Er nogen i fare lige nu, så ring 112. Er du bekymret for et barn, så ring til Familieafdelingen. Det her skema er ikke stedet.",
			En: "If somebody is in danger now, ring 112. If you are worried about a child, ring the family department. This form is not the place."},
		Opens: s.today - 20, Closes: s.today + 41, Rules: rules,
		Questions: []workflow.Question{
			{ID: "tid", Text: workflow.Wording{Da: "Hvad kan give mere tid til børnene?", En: "What could give more time for the children?"}},
			{ID: "foerst", Text: workflow.Wording{Da: "Hvad ville du fjerne først?", En: "What would you remove first?"}},
			{ID: "papir", Kind: workflow.Scale, Audiences: []string{"Medarbejdere", "Ledere"},
				Text:    workflow.Wording{Da: "Hvor meget fylder skemaer og skriftlighed i din hverdag?", En: "How much of your day goes into forms and writing things down?"},
				Options: paper}},
	}
	s.do("opening the consultation", func() error {
		var err error
		c, err = s.flow.OpenConsultation(s.ctx, actBy(coordinator, "open-consultation"), s.story.UnderWay, c)
		s.story.Consultation = c.Slug
		return err
	})
	links := map[string]workflow.Link{}
	for _, audience := range []string{"Forældre", "Medarbejdere", "Ledere", "Samarbejdspartnere"} {
		s.do("making a link", func() error {
			link, err := s.flow.AddLink(s.ctx, actBy(coordinator, "add-link"), c.Slug, audience)
			links[audience] = link
			return err
		})
	}
	s.story.OpenLink = links["Forældre"].Token
	s.answers(links, numbers)
	s.translate(links["Forældre"], c.Slug)
	s.dispositions(c.Slug)
}

var paper = []workflow.Option{
	{ID: "lidt", Text: workflow.Wording{Da: "Lidt", En: "Little"}},
	{ID: "noget", Text: workflow.Wording{Da: "Noget", En: "Some"}},
	{ID: "meget", Text: workflow.Wording{Da: "Meget", En: "Much"}},
	{ID: "for-meget", Text: workflow.Wording{Da: "Alt for meget", En: "Far too much"}},
}

// sample is the file of made-up contributions.
type sample struct {
	Contributions []struct {
		Audience string            `json:"målgruppe"`
		Answers  map[string]string `json:"svar"`
		Views    []struct {
			Rule    registry.Number `json:"regel"`
			Stance  string          `json:"mening"`
			Why     string          `json:"begrundelse"`
			Minutes *int            `json:"minutter_fra"`
		} `json:"holdninger"`
		Suggestions []struct {
			Text string `json:"tekst"`
		} `json:"forslag"`
	} `json:"bidrag"`
}

var (
	audiences = map[string]string{"forælder": "Forældre", "medarbejder": "Medarbejdere", "leder": "Ledere",
		"samarbejdspartner": "Samarbejdspartnere", "interesseorganisation": "Samarbejdspartnere"}
	stances = map[string]workflow.Stance{"behold": workflow.KeepIt, "forenkl": workflow.SimplifyIt, "afskaf": workflow.RepealIt}
)

// answers sends the sample in; views on rules that are not asked about are left out.
func (s *stage) answers(links map[string]workflow.Link, asked map[registry.Number]bool) {
	var file sample
	s.do("reading the contributions", func() error { return json.Unmarshal(contributionsFile, &file) })
	for i, b := range file.Contributions {
		s.on(s.today - 19 + registry.Day(i%18))
		said := workflow.Said{Answers: map[string]string{"tid": b.Answers["tid_til_kerneopgaven"], "foerst": b.Answers["fjern_først"]}}
		for _, v := range b.Views {
			if asked[v.Rule] {
				view := workflow.View{Rule: v.Rule, Stance: stances[v.Stance], Why: v.Why, Minutes: workflow.NoMinutes}
				if v.Minutes != nil {
					view.Minutes = *v.Minutes
				}
				said.Views = append(said.Views, view)
			}
		}
		for _, x := range b.Suggestions {
			said.Suggestions = append(said.Suggestions, x.Text)
		}
		if to := audiences[b.Audience]; (to == "Medarbejdere" || to == "Ledere") && i%4 > 0 && len(said.Views)+len(said.Suggestions) > 0 {
			said.Chosen = map[string][]string{"papir": {paper[(i+i/4)%len(paper)].ID}}
		}
		s.do(fmt.Sprintf("contribution %d", i+1), func() error {
			submission := fmt.Sprintf("demo-%032d", i)
			_, err := s.flow.Contribute(s.ctx, links[audiences[b.Audience]].Token, submission, said)
			if registry.CodeOf(err) == registry.CodeNothingSaid {
				err = nil // some people send an empty form
			}
			return err
		})
	}
}

// dispositions answer some of the inputs; the rest wait in the inbox.
func (s *stage) dispositions(slug string) {
	s.on(s.today - 1)
	var inputs []workflow.Answered
	s.do("reading the inbox", func() error {
		var err error
		inputs, err = s.flow.Inbox(s.ctx, slug, workflow.InputFilter{})
		return err
	})
	var views, wishes []workflow.Answered
	for _, a := range inputs {
		switch {
		case a.Input.Masked: // to be screened by somebody
		case a.Input.Kind == workflow.ViewInput && a.Input.Stance == workflow.KeepIt:
			views = append(views, a)
		case a.Input.Kind == workflow.AnswerInput && a.Input.Question == "tid" && len(wishes) < 12:
			wishes = append(wishes, a)
		}
	}
	answer := func(inputs []workflow.Answered, kind workflow.DispositionKind, reason string) {
		if len(inputs) == 0 {
			return
		}
		s.do("answering inputs", func() error {
			act := actBy(coordinator, "dispose")
			if err := s.flow.Screen(s.ctx, act, slug, workflow.Pick(inputs...), workflow.Screened{Screening: workflow.Published}); err != nil {
				return err
			}
			picked := workflow.Pick(inputs...)
			for n := range picked {
				picked[n].Edit++
			}
			return s.flow.Dispose(s.ctx, act, picked, workflow.Disposition{Kind: kind, Reason: reason}, "")
		})
	}
	answer(views, workflow.FollowedInPart, "Synspunktet står i indstillingen til byrådet, som afgør, om der er en særlig grund til at beholde reglen.")
	answer(wishes, workflow.PassedOn, "Sendt videre til områdelederne, der tager det op på næste ledermøde.")
}
