package web

import (
	"strings"

	"github.com/omvendt/omvendt/workflow"
)

// sender tells who sent a contribution, where it was no single person by the form:
// "Gruppe, 12 personer, samtale". It is empty for others.
func (p Page) sender(s workflow.Sender) string {
	var parts []string
	if s.Group.People > 0 {
		parts = append(parts, p.T("sender.group"), p.Count("sender.people", s.Group.People), p.Lang.Name("method", string(s.Group.Method)))
	}
	if s.Way != workflow.ByForm {
		parts = append(parts, p.Lang.Name("way", string(s.Way)))
	}
	return capital(strings.Join(parts, ", "))
}

// asksGroup asks whether several answer together.
func (p contributionPage) asksGroup() (people, method Field, open bool) {
	var methods []Option
	for _, m := range workflow.Methods {
		methods = append(methods, Option{Value: string(m), Text: capital(p.Lang.Name("method", string(m)))})
	}
	people = p.Form.Whole("group.people").Free()
	method = p.Form.Select("group.method", methods).Any(p.T("answer.group_alone")).Free()
	return people, method, people.Value != "" || people.Wrong != "" || p.Form.Value("group.method") != ""
}
