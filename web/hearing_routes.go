package web

import "github.com/omvendt/omvendt/internal/texts"

// hearingAddresses and hearingPlaces are the pages of hearings. Whoever has the token
// of a letter speaks for its party, so no log may hold it.
var (
	hearingAddresses = map[string]address{
		"hearing":           {texts.Danish: "/hoering/{token}", texts.English: "/en/hearing/{token}"},
		"hearing_file":      {texts.Danish: "/hoering/{token}/fil/{file}", texts.English: "/en/hearing/{token}/file/{file}"},
		"hearing_ics":       {texts.Danish: "/hoering/{token}/frist.ics", texts.English: "/en/hearing/{token}/deadline.ics"},
		"statement_file":    {texts.Danish: "/hoeringssvar/{hearing}", texts.English: "/en/statements/{hearing}"},
		"work_hearing_file": {texts.Danish: "/arbejde/hoeringer/{hearing}/fil", texts.English: "/en/desk/hearings/{hearing}/file"},
		"work_parties":      {texts.Danish: "/arbejde/hoeringsparter", texts.English: "/en/desk/hearing-parties"},
		"work_party":        {texts.Danish: "/arbejde/hoeringsparter/{party}", texts.English: "/en/desk/hearing-parties/{party}"},
		"work_hearings":     {texts.Danish: "/arbejde/eftersyn/{slug}/hoeringer", texts.English: "/en/desk/reviews/{slug}/hearings"},
		"work_hearing":      {texts.Danish: "/arbejde/hoeringer/{hearing}", texts.English: "/en/desk/hearings/{hearing}"},
	}
	hearingPlaces = map[string]place{
		"hearing_file":      {anonymous: true, show: (*visit).letterFile, file: true},
		"hearing_ics":       {anonymous: true, show: (*visit).letterCalendar, file: true},
		"statement_file":    {show: (*visit).openStatementFile, file: true},
		"work_hearing_file": {permission: "review", show: (*visit).deskStatementFile, file: true},
		"hearing": {anonymous: true, knock: (*visit).knockHearing, show: (*visit).openHearing, forms: map[string]form{
			"":     {operation: "answer-hearing", send: (*visit).lookOverStatement, limit: maxImport},
			"back": {operation: "answer-hearing", send: (*visit).statementAgain},
			"send": {operation: "answer-hearing", send: (*visit).answerHearing}}},
		"work_parties": {permission: "review", show: (*visit).parties, forms: map[string]form{"": {operation: "create-hearing-party", send: (*visit).addParty}}},
		"work_party": {permission: "review", show: (*visit).party, forms: map[string]form{
			"":       {operation: "edit-hearing-party", send: (*visit).editParty},
			"delete": {operation: "delete-hearing-party", send: (*visit).deleteParty}}},
		"work_hearings": {permission: "review", show: (*visit).hearings, forms: map[string]form{"": {operation: "plan-hearing", send: (*visit).planHearing}}},
		"work_hearing": {permission: "review", show: (*visit).hearing, forms: map[string]form{
			"":          {operation: "edit-hearing", send: (*visit).editHearing},
			"send":      {operation: "send-hearing", send: (*visit).sendHearing},
			"remind":    {operation: "remind-hearing", send: (*visit).remindHearing},
			"extend":    {operation: "extend-hearing", send: (*visit).extendHearing},
			"statement": {operation: "record-statement", send: (*visit).recordStatement, limit: maxImport},
			"end":       {operation: "end-hearing", send: (*visit).endHearing}}},
	}
)
