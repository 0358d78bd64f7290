package web

import "github.com/omvendt/omvendt/internal/texts"

// hearingAddresses and hearingPlaces are the pages of hearings. Whoever has the token
// of a letter speaks for its party, so no log may hold it.
var (
	hearingAddresses = map[string]address{
		"hearing":       {texts.Danish: "/hoering/{token}", texts.English: "/en/hearing/{token}"},
		"work_parties":  {texts.Danish: "/arbejde/hoeringsparter", texts.English: "/en/desk/hearing-parties"},
		"work_party":    {texts.Danish: "/arbejde/hoeringsparter/{party}", texts.English: "/en/desk/hearing-parties/{party}"},
		"work_hearings": {texts.Danish: "/arbejde/eftersyn/{slug}/hoeringer", texts.English: "/en/desk/reviews/{slug}/hearings"},
		"work_hearing":  {texts.Danish: "/arbejde/hoeringer/{hearing}", texts.English: "/en/desk/hearings/{hearing}"},
	}
	hearingPlaces = map[string]place{
		"hearing": {anonymous: true, show: (*visit).openHearing, forms: map[string]form{
			"":     {operation: "answer-hearing", send: (*visit).lookOverStatement},
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
			"statement": {operation: "record-statement", send: (*visit).recordStatement},
			"end":       {operation: "end-hearing", send: (*visit).endHearing}}},
	}
)
