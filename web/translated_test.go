package web_test

import (
	"context"
	"fmt"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

const inArabic = "المزيد من المقاعد في الملعب. اسم المربية كارين."

// translatedStates are pages of what was written in another language, with a
// translation: published, and with something left out of it.
func translatedStates(o *asked, w, nobody *worker) []state {
	ctx := context.Background()
	var ids []registry.InputID
	for n := range 2 {
		text := inArabic + fmt.Sprint(" ", n)
		_, err := o.workflow.Contribute(ctx, o.token, fmt.Sprintf("%-32s", fmt.Sprint("oversat ", n)), workflow.Said{Suggestions: []string{text}})
		o.must(err)
		found, err := o.workflow.Inbox(ctx, o.slug, workflow.InputFilter{Words: []string{"كارين"}, Screening: workflow.Unscreened})
		o.must(err)
		one := found[0].Input
		o.must(o.workflow.TranslateInput(ctx, act, workflow.Picked{ID: one.ID, Edit: one.Edit}, "Flere bænke på legepladsen. Pædagogen hedder Karin. "+fmt.Sprint(n)))
		screened := workflow.Screened{Screening: workflow.Published}
		if n == 1 {
			screened = workflow.Screened{Screening: workflow.MaskedText, Shown: "المزيد من المقاعد في الملعب. [udeladt] 1"}
		}
		o.must(o.workflow.Screen(ctx, act, o.slug, []workflow.Picked{{ID: one.ID, Edit: one.Edit + 1}}, screened))
		ids = append(ids, one.ID)
	}
	return []state{
		{page: "work_input", name: "normal, translated", by: w, names: []string{o.slug, string(ids[0])}},
		{page: "work_input", name: "normal, translated and masked", by: w, names: []string{o.slug, string(ids[1])}},
		{page: "work_inputs", name: "normal, translated", by: w, names: []string{o.slug}, query: "q=b%C3%A6nke+legepladsen"},
	}
}
