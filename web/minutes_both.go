package web

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Two who minute the same item see each other's: the votes on a proposal as one
// text, since one member's vote says nothing alone, and the rows of a list merged,
// so that neither's are lost.

// byGroups says that votes are counted by group.
const byGroups = "groups"

// minutesStand fills the form with what has been minuted. Where one counts by
// member and another by group, the form counts by group, which loses nobody's votes.
func (v *visit) minutesStand(f *Form, d workflow.ItemDetail) {
	edit := strconv.Itoa(d.Item.Edit)
	stored := "members"
	for _, votes := range d.Item.Votes {
		if slices.ContainsFunc(votes, func(x workflow.Vote) bool { return x.Member == "" }) {
			stored = byGroups
		}
	}
	f.preset("by", stored)
	if by := v.r.URL.Query().Get("by"); by == byGroups || by == "members" {
		f.preset("by", by)
	}
	stale, typedBy := f.typed && f.Value("edit") != edit, f.Value("by")
	if stale && stored == byGroups {
		f.replace("by", byGroups)
	}
	by := f.Value("by")

	typed := v.typedMinutes(f, d, by)
	f.stands(edit, Phrase{}, v.minutedStands(d, by))
	if f.typed && !stale {
		return
	}
	for n := range d.Item.Proposals {
		if value := f.Value(ballotAt(n)); !f.typed || by != typedBy || value != typed[ballotAt(n)][0] {
			f.putAt(ballotAt(n)+".", fieldsOfBallot(value))
		}
	}
	for list, cells := range map[string][]string{"disqualified": {"member", "reason", "able"}, "called": {"substitute", "for"}, "dissents": {"name", "group", "text"}} {
		if rows := f.values[list]; !f.typed || !slices.Equal(rows, typed[list]) {
			fields := map[string]string{}
			for n, row := range rows {
				for i, value := range cellsOf(row) {
					fields[fmt.Sprintf("%d].%s", n, cells[i])] = value
				}
			}
			f.putAt(list+"[", fields)
		}
	}
}

// minutedStands is what has been minuted, one field at a time.
func (v *visit) minutedStands(d workflow.ItemDetail, by string) []standing {
	p := Page{Lang: v.lang}
	var stands []standing
	for n := range d.Item.Proposals {
		stands = append(stands, standing{field: ballotAt(n), text: ballotText(at(d.Item.Votes, n), d.Members, by), label: p.T("minutes.votes_on", "n", p.Number(n+1)),
			name: func(value string) string { return p.ballotWords(value, d.Members) }})
	}
	stands = append(stands,
		standing{field: "disqualified", many: true, set: rowsOf(disqualifiedRow, d.Item.Disqualified), label: p.T("minutes.disqualified"), name: func(row string) string {
			who := cellsOf(row)[0]
			for _, m := range d.Members {
				if string(m.ID) == who {
					return m.Name
				}
			}
			return who
		}},
		standing{field: "called", many: true, set: rowsOf(calledRow, d.Item.Called), label: p.T("minutes.substitutes"), name: func(row string) string {
			return memberName(d.Members, registry.MemberID(cellsOf(row)[0]))
		}},
		standing{field: "dissents", many: true, set: rowsOf(dissentRow, d.Item.Dissents), label: p.T("minutes.dissents"), name: func(row string) string { return cellsOf(row)[0] }})
	stands = append(append(stands, p.explanationStands(d)...), standing{field: "line", text: d.Item.Line, label: p.T("minutes.line")})
	stands = append(stands, v.correctedStands(d)...)
	stop, stopped := workflow.Stop{}, ""
	if d.Item.Stop != nil {
		stop, stopped = *d.Item.Stop, "yes"
	}
	for _, s := range [][3]string{{"stopped", "stopped", stopped}, {"stop.name", "name", stop.Name}, {"stop.group", "party", stop.Group}, {"stop.text", "stop_text", stop.Text}} {
		stands = append(stands, standing{field: s[0], text: s[2], label: p.T("minutes.stop") + ", " + p.T("minutes."+s[1])})
	}
	return stands
}

// typedMinutes writes what was typed as what has been minuted is written, and returns those
// fields: none where nothing was typed.
func (v *visit) typedMinutes(f *Form, d workflow.ItemDetail, by string) map[string][]string {
	typed := map[string][]string{}
	if !f.typed {
		return typed
	}
	spare := Form{values: f.values}
	mine, _ := v.saidMinutes(&spare, d) // what is wrong with it is complained of elsewhere
	for n := range d.Item.Proposals {
		typed[ballotAt(n)] = []string{ballotText(at(mine.Votes, n), d.Members, by)}
	}
	typed["called"] = rowsOf(calledRow, mine.Called)
	typed["disqualified"], typed["dissents"] = rowsOf(disqualifiedRow, mine.Disqualified), rowsOf(dissentRow, mine.Dissents)
	for field, values := range typed {
		f.replace(field, values...)
	}
	return typed
}

// putAt puts values into the fields whose names have a beginning, and into no other of them.
func (f *Form) putAt(beginning string, values map[string]string) {
	for name := range f.values {
		if strings.HasPrefix(name, beginning) {
			f.replace(name)
		}
	}
	for name, value := range values {
		f.replace(beginning+name, value)
	}
}

func ballotAt(n int) string { return fmt.Sprintf("votes[%d]", n) }

var ballotField = regexp.MustCompile(`^votes\[\d+\]$`)

// takeBallots puts the votes that somebody chose to take into the fields of that ballot.
func (v *visit) takeBallots() {
	for name, values := range v.sent {
		if !ballotField.MatchString(name) || len(values) == 0 {
			continue
		}
		delete(v.sent, name)
		for field := range v.sent {
			if strings.HasPrefix(field, name+".") {
				delete(v.sent, field)
			}
		}
		for field, value := range fieldsOfBallot(values[0]) {
			v.sent[name+"."+field] = []string{value}
		}
	}
}

func at(all [][]workflow.Vote, n int) []workflow.Vote {
	if n < len(all) {
		return all[n]
	}
	return nil
}

// ballotText is the votes on one proposal as the fields of its form in one text,
// and empty while there are none.
func ballotText(votes []workflow.Vote, members []workflow.Member, by string) string {
	var fields []string
	if by != byGroups {
		for _, m := range members {
			i := slices.IndexFunc(votes, func(x workflow.Vote) bool { return x.Member == m.ID })
			if i >= 0 && votes[i].Choice != "" {
				fields = append(fields, string(m.ID)+"="+string(votes[i].Choice))
			}
		}
		return strings.Join(fields, " ")
	}
	group := map[registry.MemberID]string{}
	for _, m := range members {
		group[m.ID] = m.Group
	}
	for k, g := range groupsOf(members, workflow.Minutes{}) {
		for _, choice := range workflow.Choices {
			count := 0
			for _, x := range votes {
				if x.Choice == choice && (x.Member == "" && x.Group == g.name || x.Member != "" && group[x.Member] == g.name) {
					count += x.Count
				}
			}
			if count > 0 {
				fields = append(fields, fmt.Sprintf("g%d.%s=%d", k, choice, count))
			}
		}
	}
	return strings.Join(fields, " ")
}

func fieldsOfBallot(text string) map[string]string {
	fields := map[string]string{}
	for pair := range strings.FieldsSeq(text) {
		field, value, _ := strings.Cut(pair, "=")
		fields[field] = value
	}
	return fields
}

// ballotWords tells who voted how.
func (p Page) ballotWords(text string, members []workflow.Member) string {
	fields := fieldsOfBallot(text)
	var said []string
	for _, choice := range workflow.Choices {
		var who []string
		for _, m := range members {
			if fields[string(m.ID)] == string(choice) {
				who = append(who, m.Name)
			}
		}
		for k, g := range groupsOf(members, workflow.Minutes{}) {
			if n := fields[fmt.Sprintf("g%d.%s", k, choice)]; n != "" {
				who = append(who, p.group(g.name)+" "+n)
			}
		}
		if len(who) > 0 {
			said = append(said, capital(p.Lang.Name("choice", string(choice)))+": "+strings.Join(who, ", "))
		}
	}
	if said == nil {
		return p.T("minutes.no_votes")
	}
	return strings.Join(said, ". ") + "."
}

func disqualifiedRow(x workflow.Disqualified) []string {
	return []string{string(x.Member), x.Reason, ableValue(x)}
}

func dissentRow(x workflow.Dissent) []string { return []string{x.Name, x.Group, x.Text} }

// rowsOf are the rows of a list, each as one text.
func rowsOf[T any](cells func(T) []string, all []T) (rows []string) {
	for _, x := range all {
		row, err := json.Marshal(cells(x))
		if err != nil { // texts alone
			panic(err)
		}
		rows = append(rows, string(row))
	}
	return rows
}

func cellsOf(row string) (cells []string) {
	if json.Unmarshal([]byte(row), &cells) != nil || len(cells) == 0 {
		return []string{""}
	}
	return cells
}
