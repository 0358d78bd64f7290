package packs

import (
	"io"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// document adds a paper that is about no item, as DOCX and as a page.
func (m Maker) document(c *Contents, path, heading string, day registry.Day, paper func() (papers.Paper, error)) {
	for _, format := range []sheet.Format{sheet.DOCX, sheet.HTML} {
		c.add(path, heading, day, format, func(w io.Writer) error {
			p, err := paper()
			if err != nil {
				return err
			}
			if format == sheet.HTML {
				return p.HTML(w, m.Municipality)
			}
			return p.Write(w, m.Municipality, c.Made)
		})
	}
}

// hearings adds letters and statements, each with the file that it came as.
func (m Maker) hearings(c *Contents, j workflow.Journal, dir string, all []workflow.Hearing) {
	for n, h := range all {
		if h.State == workflow.HearingPlanned || h.State == workflow.HearingSent {
			c.lacks(m, "hearing_"+string(h.State), "party", papers.Words(h.Party))
		}
		if h.State == workflow.HearingPlanned { // a draft
			continue
		}
		at := dir + "/" + two(n+1) + "-"
		m.document(c, at+m.text("pack.path.letter"), m.text("pack.file.letter", "party", papers.Words(h.Party)), h.Sent, func() (papers.Paper, error) { return papers.Letter(m.Lang, h), nil })
		if h.State != workflow.HearingAnswered {
			continue
		}
		m.document(c, at+m.text("pack.path.statement"), m.text("pack.file.statement", "party", papers.Words(h.Party)), h.Statement.Received, func() (papers.Paper, error) { return papers.Statement(m.Lang, h), nil })
		if f := h.Statement.File; f != (workflow.StatementFile{}) {
			c.add(at+m.text("pack.path.statement_file")+"-"+f.Plain(), m.text("pack.file.statement_file", "party", papers.Words(h.Party)), h.Statement.Received, sheet.Format(f.Kind), statementFile(j, h))
		}
	}
}

func statementFile(j workflow.Journal, h workflow.Hearing) func(io.Writer) error {
	return func(w io.Writer) error {
		content, err := j.StatementFile(h)
		if err == nil {
			_, err = w.Write(content)
		}
		return err
	}
}

// standFile is what the register said of some rules.
type standFile struct {
	Format   string            `json:"format"`
	On       registry.Day      `json:"on"`
	Known    registry.Day      `json:"known,omitzero"` // absent: as it is known when the pack is made
	Revision registry.Revision `json:"revision"`
	Rules    []standRule       `json:"rules"`
}

type standRule struct {
	Number   registry.Number    `json:"number"`
	Title    string             `json:"title"`
	Plain    string             `json:"plain,omitempty"`
	Demand   string             `json:"demand,omitempty"`
	Area     string             `json:"area,omitempty"`
	KLE      string             `json:"kle,omitempty"`
	Status   registry.Segment   `json:"status"`
	Timeline []registry.Segment `json:"timeline,omitempty"` // where it is known now: every day
}

// stand adds what the register says of some rules on a day, as a table and with all
// that it rests on.
func (m Maker) stand(c *Contents, j workflow.Journal, rules []registry.Rule, name string, on, known registry.Day) {
	heading := m.text("pack.file.register_"+name, "day", m.day(on))
	var numbers []registry.Number
	var ids []registry.RuleID
	for _, r := range rules {
		numbers, ids = append(numbers, r.Number), append(ids, r.ID)
	}
	slices.Sort(numbers)
	path := m.path("register", "register_"+name)
	c.add(path, heading, on, sheet.CSV, func(w io.Writer) error {
		s, err := j.Stand(numbers, on, known)
		if err != nil {
			return err
		}
		return sheet.Write(w, sheet.CSV, sheet.RegisterTable(m.Lang), func(add func([]string) error) error {
			for _, e := range s.Entries {
				if err := add(sheet.RegisterRow(m.Lang, e, "")); err != nil {
					return err
				}
			}
			return nil
		})
	})
	c.add(path, heading, on, sheet.JSON, func(w io.Writer) error {
		s, err := j.Stand(numbers, on, known)
		if err != nil {
			return err
		}
		out := standFile{Format: "omvendt-stand-1", On: s.On, Known: s.Known, Revision: s.Revision, Rules: []standRule{}}
		var timelines map[registry.RuleID][]registry.Segment
		if s.Known == registry.NoDay {
			if timelines, err = j.Timelines(ids); err != nil {
				return err
			}
		}
		for _, e := range s.Entries {
			out.Rules = append(out.Rules, standRule{e.Rule.Number, e.Text.Title, e.Text.Plain, e.Text.Demand, e.Rule.Catalogue.Area, e.Rule.Catalogue.KLE, e.Segment, timelines[e.Rule.ID]})
		}
		return encoded(out)(w)
	})
}

// dispositions writes what a consultation brought, with its answers, as they are public.
func dispositions(m Maker, j workflow.Journal, of workflow.Consultation) func(io.Writer) error {
	return func(w io.Writer) error {
		return sheet.Write(w, sheet.CSV, sheet.AnswerTable(m.Lang), func(add func([]string) error) error {
			return j.Dispositions(of, func(rows []workflow.InputRow) error {
				for _, row := range rows {
					if err := add(sheet.AnswerRow(m.Lang, sheet.Input(row))); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
}

// plainName makes a part of a path of somebody's words.
func plainName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r == 'æ', r == 'ø', r == 'å':
			return r
		}
		return '-'
	}, strings.ToLower(s))
	s = strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa").Replace(s)
	for strings.Contains(s, "--") {
		s = strings.ReplaceAll(s, "--", "-")
	}
	return strings.Trim(s[:min(len(s), 60)], "-")
}
