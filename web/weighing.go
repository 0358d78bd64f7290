package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Weighing is the form with which inputs are answered and screened, in the inbox
// and on the page of one.
type Weighing struct {
	Form    Form
	Answers []Option // kinds of disposition
	Whys    []Option // why a text is not shown
	Items   []Option // that answers can name

	Assignees []Option // empty where nothing is assigned
}

func (v *visit) weighing(f Form, items []workflow.Item) Weighing {
	w := Weighing{Form: f, Answers: []Option{{Text: v.text("inbox.choose")}}, Whys: []Option{{Text: v.text("inbox.choose_why")}}}
	for _, k := range workflow.DispositionKinds {
		w.Answers = append(w.Answers, Option{Value: string(k), Text: capital(v.lang.Name("disposition", string(k)))})
	}
	for _, k := range workflow.WithheldReasons {
		w.Whys = append(w.Whys, Option{Value: string(k), Text: capital(v.lang.Name("withheld_for", string(k)))})
	}
	w.Items = []Option{{Text: v.text("inbox.no_item")}}
	for _, i := range items {
		w.Items = append(w.Items, Option{Value: string(i.ID), Text: i.Title})
	}
	return w
}

// saidDisposition reads what stands in the answer. The input that others are duplicates of is
// named by the address of its page, or by its id.
func (v *visit) saidDisposition(c *registry.Checks) (workflow.Disposition, error) {
	d := workflow.Disposition{Kind: workflow.DispositionKind(v.said("kind")), Reason: v.said("reason"), Item: registry.ItemID(v.said("item"))}
	original, _, _ := strings.Cut(v.said("original"), "?")
	d.Original = registry.InputID(original[strings.LastIndexByte(original, '/')+1:])
	numbers := v.saidNumbers(c, "rules")
	rules, err := v.Register.RulesNumbered(v.r.Context(), numbers)
	if registry.CodeOf(err) == registry.CodeNotFound {
		c.Take("rules", err)
		return d, nil
	}
	for _, rule := range rules {
		d.Rules = append(d.Rules, rule.ID)
	}
	return d, err
}

// pickOf is the value of the box that picks an input as it is shown.
func pickOf(i workflow.Input) string { return string(i.ID) + " " + strconv.Itoa(i.Edit) }

// pickedInputs are the inputs that were ticked.
func (v *visit) pickedInputs() (picked []workflow.Picked) {
	for _, one := range v.sent["inputs"] {
		id, edit, _ := strings.Cut(one, " ")
		seen, _ := strconv.Atoi(edit)
		picked = append(picked, workflow.Picked{ID: registry.InputID(id), Edit: seen})
	}
	return picked
}

// keptField has the ticks after something was stored: of each input the first of
// its random letters, so that a hundred find room in an address.
const (
	keptField   = "kept"
	keptLetters = 13
)

// ticks says whether an input was ticked, in what was sent or before it was stored.
func (v *visit) ticks(id string) bool {
	if v.sent != nil {
		return slices.ContainsFunc(v.pickedInputs(), func(p workflow.Picked) bool { return string(p.ID) == id })
	}
	return len(id) > keptLetters && slices.Contains(strings.Split(v.typed(keptField), "."), id[:keptLetters])
}

// weigh does with the picked inputs what was pressed, and gives the notice of it.
func (v *visit) weigh() (done string, err error) {
	ctx, do := v.r.Context(), v.said("do")
	screened := workflow.Screened{Why: workflow.WithheldFor(v.said("withheld_for")), Note: v.said("withheld_note"), Shown: v.said("shown"), ShownTranslation: v.said("shown_translation")}
	switch do {
	case "publish":
		screened.Screening = workflow.Published
	case "withhold":
		screened.Screening = workflow.Withheld
	case "assign":
		return "inputs_assign", v.Workflow.Assign(ctx, v.act, v.pickedInputs(), workflow.Assignee(v.said("assignee")))
	case "merge":
		var lead registry.InputID
		if v.page == "work_input" {
			lead = registry.InputID(v.names[1])
		}
		return "inputs_merge", v.Workflow.Group(ctx, v.act, v.pickedInputs(), lead)
	case "mask":
		screened.Screening = workflow.MaskedText
	default:
		var c registry.Checks
		d, err := v.saidDisposition(&c)
		if err == nil {
			err = c.Err()
		}
		if err == nil {
			err = v.Workflow.Dispose(ctx, v.act, v.pickedInputs(), d, "")
		}
		return "inputs_answered", err
	}
	return "inputs_" + do, v.Workflow.Screen(ctx, v.act, v.name, v.pickedInputs(), screened)
}

// dispose answers or screens the inputs that were ticked in the inbox, and comes
// back to the same place with the same ticks.
func (v *visit) dispose() (answer, error) {
	fs := v.inboxPageForms()
	done, err := v.weigh()
	if registry.CodeOf(err) == registry.CodeNotFound { // taken back by who sent it
		var c registry.Checks
		c.Fail("inputs", registry.CodeInputGone)
		err = c.Err()
	}
	if fs.weigh.refused(v, err) {
		return v.inboxForms(fs)
	}
	if err != nil {
		return answer{}, err
	}
	var kept []string
	for _, p := range v.pickedInputs() {
		kept = append(kept, string(p.ID[:min(keptLetters, len(p.ID))]))
	}
	q := with(v.inboxFilter().query(), noticeField, done)
	q.Set(keptField, strings.Join(kept, "."))
	to := withQuery(path("work_inputs", v.lang, v.name), q.Encode()) + "#about-" + string(v.pickedInputs()[0].ID)
	return answer{status: http.StatusSeeOther, redirect: to}, nil
}
