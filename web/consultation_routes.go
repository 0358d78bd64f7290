package web

import "github.com/omvendt/omvendt/internal/texts"

// consultationAddresses and consultationPlaces are the pages of consultations.
var (
	consultationAddresses = map[string]address{
		"answer":                        {texts.Danish: "/svar/{token}", texts.English: "/en/answer/{token}"},
		"code":                          {texts.Danish: "/k", texts.English: "/en/k"},
		"code_at":                       {texts.Danish: "/k/{code}", texts.English: "/en/k/{code}"},
		"receipt":                       {texts.Danish: "/kvittering", texts.English: "/en/receipt"},
		"consultation":                  {texts.Danish: "/inddragelse/{slug}", texts.English: "/en/consultations/{slug}"},
		"consultation_report":           {texts.Danish: "/inddragelse/{slug}/notat", texts.English: "/en/consultations/{slug}/report"},
		"consultation_report_docx":      {texts.Danish: "/inddragelse/{slug}/notat.docx", texts.English: "/en/consultations/{slug}/report.docx"},
		"work_consultation_report":      {texts.Danish: "/arbejde/inddragelse/{slug}/notat", texts.English: "/en/desk/consultations/{slug}/report"},
		"work_consultation_report_docx": {texts.Danish: "/arbejde/inddragelse/{slug}/notat.docx", texts.English: "/en/desk/consultations/{slug}/report.docx"},
		"consultation_csv":              {texts.Danish: "/inddragelse/{slug}/tal.csv", texts.English: "/en/consultations/{slug}/numbers.csv"},
		"consultation_xlsx":             {texts.Danish: "/inddragelse/{slug}/tal.xlsx", texts.English: "/en/consultations/{slug}/numbers.xlsx"},
		"guide":                         {texts.Danish: "/svar/{token}/billeder", texts.English: "/en/answer/{token}/pictures"},

		"work_consultations": {texts.Danish: "/arbejde/inddragelse", texts.English: "/en/desk/consultations"},
		"work_consult":       {texts.Danish: "/arbejde/eftersyn/{slug}/inddragelse", texts.English: "/en/desk/reviews/{slug}/consultation"},
		"work_consultation":  {texts.Danish: "/arbejde/inddragelse/{slug}", texts.English: "/en/desk/consultations/{slug}"},
		"work_try":           {texts.Danish: "/arbejde/inddragelse/{slug}/proev", texts.English: "/en/desk/consultations/{slug}/preview"},
		"work_translation":   {texts.Danish: "/arbejde/inddragelse/{slug}/oversaet/{lang}", texts.English: "/en/desk/consultations/{slug}/translate/{lang}"},
		"work_poster":        {texts.Danish: "/arbejde/inddragelse/{slug}/plakat/{link}", texts.English: "/en/desk/consultations/{slug}/poster/{link}"},
		"work_paper":         {texts.Danish: "/arbejde/inddragelse/{slug}/skema/{link}", texts.English: "/en/desk/consultations/{slug}/paper/{link}"},
		"work_type_in":       {texts.Danish: "/arbejde/inddragelse/{slug}/skriv-ind/{link}", texts.English: "/en/desk/consultations/{slug}/type-in/{link}"},
		"work_alone_new":     {texts.Danish: "/arbejde/maalinger/ny", texts.English: "/en/desk/measurements/new"},
		"work_assessment":    {texts.Danish: "/arbejde/inddragelse/{slug}/samtale", texts.English: "/en/desk/consultations/{slug}/talk"},
		"work_link":          {texts.Danish: "/arbejde/inddragelse/{slug}/links/{link}", texts.English: "/en/desk/consultations/{slug}/links/{link}"},
		"work_link_svg":      {texts.Danish: "/arbejde/inddragelse/{slug}/links/{link}/qr.svg", texts.English: "/en/desk/consultations/{slug}/links/{link}/qr.svg"},
		"work_link_ics":      {texts.Danish: "/arbejde/inddragelse/{slug}/links/{link}/frist.ics", texts.English: "/en/desk/consultations/{slug}/links/{link}/deadline.ics"},
		"work_slips":         {texts.Danish: "/arbejde/inddragelse/{slug}/sedler/{link}", texts.English: "/en/desk/consultations/{slug}/slips/{link}"},
		"work_slips_csv":     {texts.Danish: "/arbejde/inddragelse/{slug}/sedler/{link}/sedler.csv", texts.English: "/en/desk/consultations/{slug}/slips/{link}/slips.csv"},
		"work_exclusions":    {texts.Danish: "/arbejde/inddragelse/{slug}/udeladt", texts.English: "/en/desk/consultations/{slug}/exclusions"},
		"work_inputs":        {texts.Danish: "/arbejde/inddragelse/{slug}/henvendelser", texts.English: "/en/desk/consultations/{slug}/inputs"},
		"work_inputs_csv":    {texts.Danish: "/arbejde/inddragelse/{slug}/henvendelser.csv", texts.English: "/en/desk/consultations/{slug}/inputs.csv"},
		"work_inputs_xlsx":   {texts.Danish: "/arbejde/inddragelse/{slug}/henvendelser.xlsx", texts.English: "/en/desk/consultations/{slug}/inputs.xlsx"},
		"work_input":         {texts.Danish: "/arbejde/inddragelse/{slug}/henvendelser/{input}", texts.English: "/en/desk/consultations/{slug}/inputs/{input}"},
	}
	consultationPlaces = map[string]place{
		"answer": {anonymous: true, scripted: true, show: (*visit).contribution, forms: map[string]form{
			"": {operation: "contribute", send: (*visit).contribute},
		}},
		"guide": {anonymous: true, show: (*visit).guide},
		"code": {anonymous: true, show: (*visit).codeAsk, forms: map[string]form{
			"": {operation: "open-code", send: (*visit).codeSaid},
		}},
		"code_at": {anonymous: true, show: (*visit).codeAt},
		"receipt": {anonymous: true, scripted: true, show: (*visit).receiptAsk, forms: map[string]form{
			"":         {operation: "read-receipt", send: (*visit).receipt},
			"edit":     {operation: "read-receipt", send: (*visit).receiptEdit},
			"change":   {operation: "change-contribution", send: (*visit).receiptChange},
			"withdraw": {operation: "withdraw-contribution", send: (*visit).receiptWithdraw},
			"cut":      {operation: "cut-tie", send: (*visit).receiptCut},
		}},
		"consultation":                  {show: (*visit).results},
		"consultation_report":           {show: (*visit).consultationReport},
		"consultation_report_docx":      {show: (*visit).consultationReportFile, file: true},
		"work_consultation_report":      {permission: "weigh", show: (*visit).consultationReport},
		"work_consultation_report_docx": {permission: "weigh", show: (*visit).consultationReportFile, file: true},
		"consultation_csv":              {show: (*visit).resultsCSV, file: true},
		"consultation_xlsx":             {show: (*visit).resultsXLSX, file: true},

		"work_consultations": {permission: "weigh", show: (*visit).consultations},
		"work_consult": {permission: "consult", show: (*visit).newConsultation, forms: map[string]form{
			"": {operation: "open-consultation", send: (*visit).openConsultation},
		}},
		"work_consultation": {permission: "consult", show: (*visit).consultationSetup, forms: map[string]form{
			"":       {operation: "edit-consultation", send: (*visit).editConsultation},
			"link":   {operation: "add-link", send: (*visit).addLink},
			"revoke": {operation: "revoke-link", send: (*visit).revokeLink},
		}},
		"work_try": {permission: "consult", show: (*visit).tryOut, forms: map[string]form{
			"": {operation: "preview-consultation", send: (*visit).tryOut},
		}},
		"work_translation": {permission: "consult", show: (*visit).translation, forms: map[string]form{
			"": {operation: "translate-consultation", send: (*visit).translate},
		}},
		"work_poster": {permission: "consult", show: (*visit).poster},
		"work_paper":  {permission: "consult", show: (*visit).paper},
		"work_type_in": {permission: "consult", show: (*visit).typeIn, forms: map[string]form{
			"": {operation: "type-in", send: (*visit).typedIn},
		}},
		"work_alone_new": {permission: "consult", show: (*visit).newAlone, forms: map[string]form{
			"": {operation: "open-alone", send: (*visit).openAlone},
		}},
		"work_exclusions": {permission: "consult", show: (*visit).exclusions, forms: map[string]form{
			"":        {operation: "look-at-batch", send: (*visit).lookAtBatch},
			"exclude": {operation: "create-exclusion", send: (*visit).exclude},
			"undo":    {operation: "undo-exclusion", send: (*visit).undoExclusion},
		}},
		"work_assessment": {permission: "consult", show: (*visit).assessment},
		"work_link": {permission: "consult", show: (*visit).linkKit, forms: map[string]form{
			"guard": {operation: "guard-link", send: (*visit).guardLink},
		}},
		"work_link_svg":    {permission: "consult", show: (*visit).linkSVG, file: true},
		"work_link_ics":    {permission: "consult", show: (*visit).linkCalendar, file: true},
		"work_slips":       {permission: "consult", show: (*visit).slips},
		"work_slips_csv":   {permission: "consult", show: (*visit).slipsFile, file: true},
		"work_inputs_csv":  {permission: "weigh", show: (*visit).inboxCSV, file: true},
		"work_inputs_xlsx": {permission: "weigh", show: (*visit).inboxXLSX, file: true},
		"work_inputs": {permission: "weigh", show: (*visit).inbox, forms: map[string]form{
			"":        {operation: "dispose-inputs", send: (*visit).dispose},
			"handled": {operation: "handle-action", send: (*visit).handleAction},
			"duty":    {operation: "set-duty", permission: "consult", send: (*visit).setDuty},
			"remind":  {operation: "remind-assigned", send: (*visit).remindAssigned},
		}},
		"work_input": {permission: "weigh", show: (*visit).input, forms: map[string]form{
			"":          {operation: "dispose-inputs", send: (*visit).weighOne},
			"split":     {operation: "split-input", send: (*visit).splitInput},
			"leave":     {operation: "unmerge-input", send: (*visit).leaveGroup},
			"urgent":    {operation: "raise-action", send: (*visit).raiseAction},
			"translate": {operation: "translate-input", send: (*visit).translateInput},
		}},
	}
)

// AnonymousRoutes are the patterns where nobody is to be known: no log may hold
// more of a visit than the pattern and the day.
func AnonymousRoutes() []string {
	var routes []string
	for page, at := range allPlaces() {
		for _, pattern := range addresses[page] {
			if at.anonymous {
				routes = append(routes, pattern)
			}
		}
	}
	return routes
}
