package web

import (
	"cmp"
	"net/url"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type inboxPage struct {
	Page
	Weighing
	Complaints []Complaint
	About      Crumb  // the consultation's results
	Report     string // address
	Covered    string // "3 af 10 besvaret"
	Filtered   bool
	All        string // address without filters
	Selects    []InboxSelect
	Words      string
	Unanswered bool
	Urgent     []ActionLine
	Handled    Form
	Duty       Field // the post that is told
	DutyForm   Form
	DutyLacks  string   // who of the post may not weigh; empty: all may
	Progress   []string // of those to whom inputs are assigned
	RemindForm Form
	Remind     bool // something waits for one of them
	Shown      []InboxLine
	Found      string
	Next       string
	Files      []Crumb // all that the filter shows, to take home
}

// InboxLine is an input that can be picked.
type InboxLine struct {
	InputLine
	Pick     string // its id and the edit that is shown
	Chosen   bool
	Alone    string // address of its own page
	Part     bool   // of one that was split
	Excluded bool   // it is not counted
	Merged   string // how many others it leads
	Alike    string // how many are like it
	To       string // to whom it is assigned
}

const inboxLimit = 100

// inbox lists what people sent in, to be answered.
func (v *visit) inbox() (answer, error) { return v.inboxForms(v.inboxPageForms()) }

// inboxForms are the forms of the inbox.
type inboxForms struct{ weigh, handled, duty Form }

func (v *visit) inboxPageForms() inboxForms {
	return inboxForms{v.form("", "inbox."), v.form("handled", "inbox."), v.form("duty", "inbox.")}
}

func (v *visit) inboxForms(fs inboxForms) (answer, error) {
	f := fs.weigh
	filter := v.inboxFilter()
	asked, some, err := v.asked(filter)
	if err != nil {
		return answer{}, err
	}
	if !some {
		asked.Inputs = []registry.InputID{}
	}
	found, err := v.Workflow.InboxPage(v.r.Context(), v.name, asked)
	if err != nil {
		return answer{}, err
	}
	c := found.Consultation
	to, err := v.assignees()
	if err != nil {
		return answer{}, err
	}
	p := inboxPage{Page: v.shell(v.text("inbox.title")), Weighing: v.weighing(f, found.Items), Complaints: f.Complaints,
		Unanswered: filter["unanswered"] == unansweredYes, Filtered: len(filter.query()) > 0}
	p.Handled, p.DutyForm = fs.handled, fs.duty
	for _, other := range []Form{fs.handled, fs.duty} {
		if other.Failed() {
			p.Complaints, f.Status = other.Complaints, other.Status
		}
	}
	p.Wrong, p.Assignees = f.Failed(), to
	p.urgentLines(v, found)
	if err := p.dutyField(v, found); err != nil {
		return answer{}, err
	}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("consultations.title"), p.To("work_consultations")})
	p.Report = p.To("work_consultation_report", c.Slug)
	p.About, p.All = Crumb{c.Title.Da, p.To("consultation", c.Slug)}, p.To("work_inputs", c.Slug)
	p.Selects, p.Words = p.inboxSelects(found, filter), shown(filter["q"])
	p.RemindForm = v.form("remind", "inbox.")
	for _, x := range found.Progress {
		p.Remind = p.Remind || x.Unanswered > 0 && x.Name != ""
		p.Progress = append(p.Progress, p.T("inbox.progress", "who", cmp.Or(x.Name, p.T("inbox.gone")), "answered", p.Number(x.Inputs-x.Unanswered), "all", p.Number(x.Inputs)))
	}
	p.Covered = p.T("inbox.covered", "answered", p.Number(found.Covered.Inputs-found.Covered.Unanswered), "all", p.Number(found.Covered.Inputs))
	if p.Found = p.Count("inbox.found", found.Found); found.Found > registry.CountLimit {
		p.Found = p.T("inbox.many", "n", p.Number(registry.CountLimit))
	}
	for _, a := range found.Inputs {
		line := p.inboxLine(found, a)
		line.Chosen = v.ticks(string(a.Input.ID)) || found.Found == 1
		line.Alone = withQuery(p.To("work_input", c.Slug, line.ID), url.Values{"from": {filter.query().Encode()}}.Encode())
		p.Shown = append(p.Shown, line)
	}
	for _, file := range []string{"xlsx", "csv"} {
		p.Files = append(p.Files, Crumb{p.T("register.take." + file), withQuery(p.To("work_inputs_"+file, c.Slug), with(filter.query(), "after", "").Encode())})
	}
	if found.More {
		p.Next = withQuery(p.All, with(filter.query(), "after", p.Shown[len(p.Shown)-1].ID).Encode())
	}
	return answer{status: f.Status, template: "inbox", data: p}, nil
}

// inboxLine tells of an input in the list.
func (p Page) inboxLine(found workflow.InboxPage, a workflow.Answered) InboxLine {
	id := a.Input.ID
	line := InboxLine{InputLine: p.inputLine(a, found.Consultation), Pick: pickOf(a.Input), Excluded: a.Input.Excluded, Part: a.Input.PartOf != ""}
	for _, x := range found.Progress {
		if x.To == a.Input.Assigned {
			line.To = x.Name
		}
	}
	if n := found.Merged[id]; n > 0 {
		line.Merged = p.Count("inbox.merged", n)
	}
	if n := found.Alike[id]; n > 0 {
		line.Alike = p.Count("inbox.alike", n)
		if found.Sampled {
			line.Alike = p.Count("inbox.alike_least", n)
		}
	}
	return line
}

// remindAssigned writes to those for whom inputs wait.
func (v *visit) remindAssigned() (answer, error) {
	_, err := v.Workflow.RemindAssigned(v.r.Context(), v.act, v.name)
	return v.done("inbox_reminded", "work_inputs", v.name), err
}
