package demo

import (
	"fmt"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// effect tells what applies since the trial began and when the consents end, and has
// the units say what has stopped.
func (s *stage) effect() {
	began, ends := s.today-45, s.today+60
	s.on(s.today - 60)
	s.guide(58, began, registry.GuidanceText{
		Stop:  "Opstartsskemaet med 38 spørgsmål bruges ikke, og intet skrives ind bagefter.",
		GoOn:  "Samtalen ved opstart holdes som før. Tal om det, der er vigtigt for barnet.",
		Law:   "Ingen lov kræver skemaet.",
		Data:  "Skemaer fra før bliver i systemet og slettes efter den slettefrist, der gælder i dag.",
		Tells: "Dagtilbudschefen siger det til lederne på ledermødet. Lederne siger det til personalet."})
	s.on(s.today - 15)
	s.guide(49, ends, registry.GuidanceText{
		Stop:  "Samtykke til billeder indhentes ikke på ny i august.",
		GoOn:  "Nye forældre bliver stadig spurgt, når barnet begynder. Et ja gælder, til det trækkes tilbage.",
		Law:   "Billeder af børn kræver fortsat et samtykke, der kan trækkes tilbage når som helst.",
		Data:  "Samtykker, der ikke er trukket tilbage, gælder fortsat.",
		Tells: "Databeskyttelseskoordinatoren skriver til lederne. Appen skriver til forældrene."})
	s.on(s.today - 30)
	s.do("answering for units", func() error {
		act := actBy(coordinator, "edit-unit-answer")
		asked, err := s.flow.Stopped(s.ctx, act, began)
		if err != nil {
			return err
		}
		for _, u := range asked.Units {
			q, err := s.flow.UnitQuestion(s.ctx, act, u.Unit, began)
			if err != nil {
				return err
			}
			if _, err := s.flow.AnswerForUnit(s.ctx, act, u.Unit, began, q.Edit,
				[]workflow.LivesOn{{Number: 58, Word: "Skemaet ligger stadig i velkomstmappen."}}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *stage) guide(rule registry.Number, day registry.Day, text registry.GuidanceText) {
	s.do("saying what applies", func() error {
		_, err := s.register.SayGuidance(s.ctx, actBy(coordinator, "edit-guidance"), rule, day, 1, text, true)
		return err
	})
}

// translate has somebody answer in another language than Danish, and the text stand
// beside it in Danish.
func (s *stage) translate(link workflow.Link, slug string) {
	s.on(s.today - 3)
	const said = "Codziennie rano wypełniam ten sam formularz dwa razy. Jeden by wystarczył."
	s.do("answering in another language", func() error {
		_, err := s.flow.Contribute(s.ctx, link.Token, fmt.Sprintf("demo-%032d", 9001), workflow.Said{Suggestions: []string{said}})
		return err
	})
	s.do("translating it", func() error {
		inputs, err := s.flow.Inbox(s.ctx, slug, workflow.InputFilter{})
		for _, a := range inputs {
			if a.Input.Text == said {
				return s.flow.TranslateInput(s.ctx, actBy(coordinator, "translate-input"), workflow.Pick(a)[0], "Hver morgen udfylder jeg det samme skema to gange. Ét ville være nok.")
			}
		}
		return err
	})
}
