package web

import "github.com/omvendt/omvendt/internal/texts"

// consultationAddresses and consultationPlaces are the pages of consultations.
var (
	consultationAddresses = map[string]address{
		"answer":       {texts.Danish: "/svar/{token}", texts.English: "/en/answer/{token}"},
		"receipt":      {texts.Danish: "/kvittering", texts.English: "/en/receipt"},
		"consultation": {texts.Danish: "/inddragelse/{slug}", texts.English: "/en/consultations/{slug}"},

		"work_consultations": {texts.Danish: "/arbejde/inddragelse", texts.English: "/en/desk/consultations"},
		"work_consult":       {texts.Danish: "/arbejde/eftersyn/{slug}/inddragelse", texts.English: "/en/desk/reviews/{slug}/consultation"},
		"work_consultation":  {texts.Danish: "/arbejde/inddragelse/{slug}", texts.English: "/en/desk/consultations/{slug}"},
		"work_poster":        {texts.Danish: "/arbejde/inddragelse/{slug}/plakat/{link}", texts.English: "/en/desk/consultations/{slug}/poster/{link}"},
		"work_inputs":        {texts.Danish: "/arbejde/inddragelse/{slug}/henvendelser", texts.English: "/en/desk/consultations/{slug}/inputs"},
		"work_input":         {texts.Danish: "/arbejde/inddragelse/{slug}/henvendelser/{input}", texts.English: "/en/desk/consultations/{slug}/inputs/{input}"},
	}
	consultationPlaces = map[string]place{
		"answer": {anonymous: true, show: (*visit).contribution, forms: map[string]form{
			"": {operation: "contribute", send: (*visit).contribute},
		}},
		"receipt": {anonymous: true, show: (*visit).receiptAsk, forms: map[string]form{
			"":         {operation: "read-receipt", send: (*visit).receipt},
			"edit":     {operation: "read-receipt", send: (*visit).receiptEdit},
			"change":   {operation: "change-contribution", send: (*visit).receiptChange},
			"withdraw": {operation: "withdraw-contribution", send: (*visit).receiptWithdraw},
			"cut":      {operation: "cut-tie", send: (*visit).receiptCut},
		}},
		"consultation": {show: (*visit).results},

		"work_consultations": {permission: "weigh", show: (*visit).consultations},
		"work_consult": {permission: "consult", show: (*visit).newConsultation, forms: map[string]form{
			"": {operation: "open-consultation", send: (*visit).openConsultation},
		}},
		"work_consultation": {permission: "consult", show: (*visit).consultationSetup, forms: map[string]form{
			"":       {operation: "edit-consultation", send: (*visit).editConsultation},
			"link":   {operation: "add-link", send: (*visit).addLink},
			"revoke": {operation: "revoke-link", send: (*visit).revokeLink},
		}},
		"work_poster": {permission: "consult", show: (*visit).poster},
		"work_inputs": {permission: "weigh", show: (*visit).inbox, forms: map[string]form{
			"":        {operation: "dispose-inputs", send: (*visit).dispose},
			"handled": {operation: "handle-action", send: (*visit).handleAction},
			"duty":    {operation: "set-duty", permission: "consult", send: (*visit).setDuty},
		}},
		"work_input": {permission: "weigh", show: (*visit).input, forms: map[string]form{
			"":       {operation: "dispose-inputs", send: (*visit).weighOne},
			"split":  {operation: "split-input", send: (*visit).splitInput},
			"leave":  {operation: "unmerge-input", send: (*visit).leaveGroup},
			"urgent": {operation: "raise-action", send: (*visit).raiseAction},
		}},
	}
)

// AnonymousRoutes are the patterns where nobody is to be known: no log may hold
// more of a visit than the pattern and the day.
func AnonymousRoutes() []string {
	var routes []string
	for page, at := range consultationPlaces {
		for _, pattern := range consultationAddresses[page] {
			if at.anonymous {
				routes = append(routes, pattern)
			}
		}
	}
	return routes
}
