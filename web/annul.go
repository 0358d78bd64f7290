package web

import (
	"net/http"
	"strconv"

	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type annulPage struct {
	Page
	Complaints []Complaint
	Kicker     string
	Item       string // address of the item's page
	Result     Result
	Form       Form
	Ways       []Option
	Confirm    bool // the second press is asked for
	Means      []ConfirmRule
	Back       Form
}

// Ways in which the effect of a decision changes after its meeting.
const (
	annulsIt   = "annul"
	suspendsIt = "suspend"
	liftsIt    = "lift"
)

// annulment asks who took the effect of a decision away, and from when.
func (v *visit) annulment() (answer, error) {
	d, err := v.closedDetail()
	if err != nil {
		return answer{}, err
	}
	return v.annulForm(v.form("", "annul."), d, nil)
}

// closedDetail is the item that the address names, of a closed meeting; CodeNotFound.
func (v *visit) closedDetail() (workflow.ItemDetail, error) {
	d, err := v.itemDetail()
	if err == nil && d.Meeting.State != workflow.MeetingClosed {
		err = &registry.Error{Code: registry.CodeNotFound}
	}
	return d, err
}

// checkAnnulment shows what it means for each rule, before anything is stored.
func (v *visit) checkAnnulment() (answer, error) {
	d, err := v.closedDetail()
	if err != nil {
		return answer{}, err
	}
	f := v.form("", "annul.")
	if v.said("step") == "back" {
		return v.annulForm(f, d, nil)
	}
	a, err := v.saidAnnulment()
	var means []workflow.RuleAhead
	if err == nil {
		means, err = v.Workflow.ForecastAnnulment(v.r.Context(), v.act, d.Item.ID, v.saidEdit(), a)
	}
	if v.refusedAnnulment(&f, err) {
		return v.annulForm(f, d, nil)
	}
	if err != nil {
		return answer{}, err
	}
	return v.annulForm(f, d, means)
}

// annul stores what was confirmed.
func (v *visit) annul() (answer, error) {
	d, err := v.closedDetail()
	if err != nil {
		return answer{}, err
	}
	f := v.carriedForm("", "annul.") // what is wrong is mended in the form before
	a, err := v.saidAnnulment()
	if err == nil {
		_, err = v.Workflow.AnnulItem(v.r.Context(), v.act, d.Item.ID, v.saidEdit(), a)
	}
	if v.refusedAnnulment(&f, err) {
		return v.annulForm(f, d, nil)
	}
	return v.done("annulled", "item", string(d.Meeting.ID), strconv.Itoa(d.Item.Ordinal)), err
}

func (v *visit) refusedAnnulment(f *Form, err error) bool {
	return f.refused(v, err, "by", "words", "by.body", "body", "by.words", "words", "by.day", "day", "by.case", "case", "valid", "from")
}

func (v *visit) saidAnnulment() (workflow.Annulment, error) {
	var c registry.Checks
	a := workflow.Annulment{By: registry.Decision{Body: v.said("body"), Words: v.said("words"), Case: v.said("case"), Day: v.saidDay(&c, "day")}, From: v.saidDay(&c, "from"),
		Suspends: v.said("way") == suspendsIt, Lifts: v.said("way") == liftsIt}
	c.Text("body", a.By.Body, registry.LimitName, true)
	c.Text("words", a.By.Words, registry.LimitReason, true)
	if a.By.Day == registry.NoDay && v.said("day") == "" {
		c.Fail("day", registry.CodeRequired)
	}
	return a, c.Err()
}

func (v *visit) annulForm(f Form, d workflow.ItemDetail, means []workflow.RuleAhead) (answer, error) {
	meeting, at, edit := string(d.Meeting.ID), strconv.Itoa(d.Item.Ordinal), strconv.Itoa(d.Item.Edit)
	f.preset("edit", edit)
	if f.Status == http.StatusPreconditionFailed { // told once; who sends it again has seen it
		f.replace("edit", edit)
	}
	p := annulPage{Page: v.headed("annul.title", d.Item.Title), Complaints: f.Complaints, Form: f, Back: f, Confirm: means != nil}
	p.Wrong = f.Failed()
	p.Crumbs = append(p.meetingCrumbs(&d.Meeting), Crumb{p.T("item.number", "n", at), p.To("item", meeting, at)})
	p.Kicker, p.Item = p.T("item.kicker", "n", at, "meeting", p.meetingName(d.Meeting)), p.To("item", meeting, at)
	p.Result = p.result(d.Meeting, d.Members, d.Item.Judged)
	for _, way := range []string{annulsIt, suspendsIt, liftsIt} {
		p.Ways = append(p.Ways, Option{Value: way, Text: p.T("annul.way_" + way), Chosen: f.Value("way") == way})
	}
	if p.Confirm {
		p.Form.Name = "annul"
	}
	for n, e := range means {
		p.Means = append(p.Means, p.confirmRule(d.Item.Entries[n].Ahead, e, d.Today))
	}
	return answer{status: f.Status, template: "annul", data: p}, nil
}

// AnnulledLine tells how a decision lost its effect, or has it again.
type AnnulledLine struct {
	Text   []papers.Piece
	Words  string
	Lifted bool
}

func (p Page) annulledLines(all []workflow.Annulled) (lines []AnnulledLine) {
	for _, a := range all {
		lines = append(lines, AnnulledLine{Text: papers.Pieces(papers.Annulled(p.Lang, a)), Words: a.By.Words, Lifted: a.Lifted})
	}
	return lines
}
