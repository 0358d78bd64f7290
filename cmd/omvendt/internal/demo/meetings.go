package demo

import (
	"time"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// meeting is the council's next, with items on rules of the review.
func (s *stage) meeting() {
	day := before(s.today+30, time.Monday)
	next := (day + 1).AddYears(2)
	s.story.Meeting = s.plan(workflow.Meeting{Body: s.bodies[registry.RankCouncil], Day: day, Time: "17.00", Place: "Byrådssalen", Case: "26/0412"},
		s.keepItem(34, next, "Legepladsgennemgang hver måned", "Gennemgangen har hvert år fundet løse redskaber, før nogen kom til skade. Den tager 20-40 minutter.",
			"Gennemgangen finder løse og rådne redskaber, før et barn kommer til skade."),
		workflow.Agenda{
			Title: "Referat af alle personalemøder", Rules: []registry.RuleID{s.id(45)},
			Summary:        "Ingen har ønsket at forsvare reglen.",
			Recommendation: []string{"R-0045 ophæves fra den " + danish(day+30)},
			Proposals: []workflow.Proposal{{Ruling: registry.Repeal, Question: "Skal reglen ophæves?", From: day + 30,
				Words: "R-0045 ophæves med virkning fra den " + danish(day+30) + "."}},
		})
}

// mandated is the administration's next meeting, which keeps rules by its mandate. Each has the
// special reason that the mandate asks for; one says nobody whom it is for, and two do not say what
// would be lighter. What a stricter mandate would do can be tried on them.
func (s *stage) mandated() {
	day := before(s.today+24, time.Friday)
	next := (day + 1).AddYears(2)
	item := func(n registry.Number, title, reason string) workflow.Agenda {
		return s.keepItem(n, next, title, reason, reason)
	}
	s.plan(workflow.Meeting{Body: s.bodies[registry.RankAdministration], Day: day, Time: "9.00", Place: "Rådhuset", Case: "26/0418"},
		item(14, "Brandøvelse to gange om året", "Øvelsen skal sidde, når alarmen går."),
		item(55, "Introduktionsmappe til nye medarbejdere", "Nye medarbejdere skal kende husets vaner fra den første dag."),
		item(59, "Kontrol af nøgler og koder hvert kvartal", "Ingen uvedkommende skal kunne låse sig ind til børnene."))
}

// keepItem is an item that recommends to keep a rule until its next review.
func (s *stage) keepItem(n registry.Number, next registry.Day, title, summary, reason string) workflow.Agenda {
	until := danish(next) + ", medmindre den fastholdes igen"
	return workflow.Agenda{Title: title, Rules: []registry.RuleID{s.id(n)}, Summary: summary,
		Recommendation: []string{n.String() + " fastholdes", "reglen bortfalder den " + until},
		Proposals: []workflow.Proposal{{Ruling: registry.Keep, Question: "Skal reglen fastholdes?", Lapses: true, Next: next, Reason: reason,
			Words: n.String() + " fastholdes. Reglen bortfalder den " + until + "."}}}
}

// plan plans a meeting whose papers are out, and gives its id.
func (s *stage) plan(m workflow.Meeting, agenda ...workflow.Agenda) string {
	s.on(s.today - 2)
	m.PapersOn = s.today - 2
	s.do("planning a meeting", func() (err error) {
		if m, err = s.flow.PlanMeeting(s.ctx, actBy(secretariat, "plan-meeting"), m); err != nil {
			return err
		}
		for _, a := range agenda {
			if _, err := s.flow.AddItem(s.ctx, actBy(secretariat, "add-item"), m.ID, 0, a); err != nil {
				return err
			}
		}
		return nil
	})
	return string(m.ID)
}

func (s *stage) id(n registry.Number) (id registry.RuleID) {
	s.do("finding a rule", func() error {
		view, err := s.register.Rule(s.ctx, n, registry.StatusQuery{})
		id = view.Rule.ID
		return err
	})
	return id
}
