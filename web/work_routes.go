package web

import "github.com/omvendt/omvendt/internal/texts"

// workAddresses are those of signing in and of the administrator's pages.
var workAddresses = map[string]address{
	"sign_in":      {texts.Danish: "/log-ind", texts.English: "/en/sign-in"},
	"sign_in_link": {texts.Danish: "/log-ind/{secret}", texts.English: "/en/sign-in/{secret}"},
	"sign_out":     {texts.Danish: "/log-ud", texts.English: "/en/sign-out"},
	"desk":         {texts.Danish: "/arbejde", texts.English: "/en/desk"},

	"work_rules":      {texts.Danish: "/arbejde/regler", texts.English: "/en/desk/rules"},
	"work_rules_csv":  {texts.Danish: "/arbejde/regler.csv", texts.English: "/en/desk/rules.csv"},
	"work_rules_xlsx": {texts.Danish: "/arbejde/regler.xlsx", texts.English: "/en/desk/rules.xlsx"},
	"work_views":      {texts.Danish: "/arbejde/regler/visninger", texts.English: "/en/desk/rules/views"},
	"work_bulk":       {texts.Danish: "/arbejde/regler/samlet", texts.English: "/en/desk/rules/bulk"},
	"work_rule_new":   {texts.Danish: "/arbejde/regler/ny", texts.English: "/en/desk/rules/new"},
	"work_rule":       {texts.Danish: "/arbejde/regler/{number}", texts.English: "/en/desk/rules/{number}"},
	"work_counter":    {texts.Danish: "/arbejde/regler/{number}/modindlaeg", texts.English: "/en/desk/rules/{number}/counter-case"},

	"work_register": {texts.Danish: "/arbejde/register.json", texts.English: "/en/desk/register.json"},

	"work_reviews":    {texts.Danish: "/arbejde/eftersyn", texts.English: "/en/desk/reviews"},
	"work_review_new": {texts.Danish: "/arbejde/eftersyn/nyt", texts.English: "/en/desk/reviews/new"},
	"work_review":     {texts.Danish: "/arbejde/eftersyn/{slug}", texts.English: "/en/desk/reviews/{slug}"},
}

var workPlaces = map[string]place{
	"sign_in":      {show: (*visit).signIn},
	"sign_in_link": {show: (*visit).signInLink, forms: map[string]form{"": {operation: "sign-in", send: (*visit).useSignIn}}},
	"sign_out":     {show: (*visit).signIn, forms: map[string]form{"": {operation: "sign-out", send: (*visit).signOut}}},
	"desk":         {permission: "read", show: (*visit).desk},

	"work_rules": {permission: "catalogue", or: "legal-check", show: (*visit).workRules, forms: map[string]form{
		"view": {operation: "keep-list-view", send: (*visit).keepView}}},
	"work_views": {permission: "catalogue", or: "legal-check", show: (*visit).workViews, forms: map[string]form{
		"view": {operation: "change-list-view", send: (*visit).changeView},
		"drop": {operation: "drop-list-view", send: (*visit).dropView}}},
	"work_bulk": {permission: "catalogue", show: (*visit).bulk, forms: map[string]form{
		"":       {operation: "bulk-edit-rules", send: (*visit).confirmBulk},
		"back":   {operation: "bulk-edit-rules", send: (*visit).bulkAgain},
		"change": {operation: "bulk-edit-rules", send: (*visit).changeBulk},
		"undo":   {operation: "bulk-edit-rules", send: (*visit).undoBulk}}},
	"work_rules_csv":  {permission: "catalogue", or: "legal-check", show: (*visit).workRulesCSV, file: true},
	"work_rules_xlsx": {permission: "catalogue", or: "legal-check", show: (*visit).workRulesXLSX, file: true},
	"work_rule_new":   {permission: "catalogue", show: (*visit).newRule, forms: map[string]form{"": {operation: "create-rule", send: (*visit).createRule}}},
	"work_rule": {permission: "catalogue", or: "legal-check", show: (*visit).workRule, forms: map[string]form{
		"entry":      {operation: "edit-rule", permission: "catalogue", send: (*visit).editRule},
		"text":       {operation: "create-version", permission: "catalogue", send: (*visit).changeText},
		"basis":      {operation: "create-basis", permission: "catalogue", send: (*visit).recordBasis},
		"case":       {operation: "create-justification", permission: "catalogue", send: (*visit).justify},
		"draft":      {operation: "drop-case-draft", permission: "catalogue", send: (*visit).dropDraft},
		"score":      {operation: "score-justification", permission: "catalogue", send: (*visit).score},
		"undefended": {operation: "undefend-rule", permission: "catalogue", send: (*visit).undefend},
		"check":      {operation: "create-legal-check", permission: "legal-check", send: (*visit).checkLegally},
	}},
	"work_counter": {permission: "challenge", or: "catalogue", show: (*visit).workCounter, forms: map[string]form{
		"":         {operation: "create-counter-case", permission: "challenge", send: (*visit).fileCounter},
		"reply":    {operation: "reply-to-counter-case", permission: "catalogue", send: (*visit).replyToCounter},
		"withdraw": {operation: "withdraw-counter-case", permission: "challenge", send: (*visit).withdrawCounter},
	}},

	"work_register": {permission: "export", show: (*visit).wholeRegister, file: true},

	"work_reviews": {permission: "review", show: (*visit).workReviews},
	"work_review_new": {permission: "review", show: (*visit).newReview, forms: map[string]form{
		"":     {operation: "open-review", send: (*visit).confirmReview},
		"back": {operation: "open-review", send: (*visit).newReviewAgain},
		"open": {operation: "open-review", send: (*visit).openReview},
	}},
	"work_review": {permission: "review", show: (*visit).workReview, forms: map[string]form{"": {operation: "move-review-phase", send: (*visit).movePhase}}},
}
