package web

import "github.com/omvendt/omvendt/registry"

type aboutPage struct {
	Page
	States  []Meaning
	Classes []Meaning
}

// Meaning is a word with what it means.
type Meaning struct{ State, Word, Text string }

// about tells what the register is and how a rule stops being in force.
func (v *visit) about() (answer, error) {
	p := aboutPage{Page: v.shell(v.lang.Text("web.about.title", nil))}
	for _, s := range registry.States {
		p.States = append(p.States, Meaning{string(s), p.Mark(s).Word, p.Lang.Text("state."+string(s)+".note", nil)})
	}
	for _, c := range registry.Classes {
		p.Classes = append(p.Classes, Meaning{"", p.className(c), p.Lang.Text("class."+string(c)+".note", nil)})
	}
	return answer{template: "about", data: p}, nil
}
