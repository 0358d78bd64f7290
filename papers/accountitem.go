package papers

import (
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/workflow"
)

// AccountName is what an account is called, with its area.
func AccountName(l texts.Lang, of workflow.AccountOf) string {
	title := AccountTitle(l, of)
	if of.Area != "" {
		title += ": " + of.Area
	}
	return title
}

// AccountItem writes the item by which an account comes to a body, in Danish, as all that
// goes into the minutes: what it says in short, to be taken note of.
func AccountItem(v workflow.AccountView) workflow.Agenda {
	return workflow.Agenda{Title: AccountName(texts.Danish, v.AccountOf), Summary: strings.Join(AccountShort(texts.Danish, v.Account), "\n"),
		Recommendation: []string{texts.Danish.Text("accounts.item.recommendation", nil)}}
}
