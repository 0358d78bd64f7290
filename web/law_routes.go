package web

import "github.com/omvendt/omvendt/internal/texts"

// lawAddresses are those of what rules rest on, and of the lawyer's pages.
var lawAddresses = map[string]address{
	"bases":      {texts.Danish: "/retsgrundlag", texts.English: "/en/legal-bases"},
	"basis":      {texts.Danish: "/retsgrundlag/regler", texts.English: "/en/legal-bases/rules"},
	"work_bases": {texts.Danish: "/arbejde/retsgrundlag", texts.English: "/en/desk/legal-bases"},
	"work_basis": {texts.Danish: "/arbejde/retsgrundlag/regler", texts.English: "/en/desk/legal-bases/rules"},
	"work_legal": {texts.Danish: "/arbejde/juridisk-kontrol", texts.English: "/en/desk/legal-checks"},
}

var lawPlaces = map[string]place{
	"bases":      {show: (*visit).bases},
	"basis":      {show: (*visit).basis},
	"work_bases": {permission: "catalogue", show: (*visit).workBases},
	"work_basis": {permission: "catalogue", show: (*visit).workBasis, forms: map[string]form{
		"":       {operation: "plan-basis-change", send: (*visit).confirmBasis},
		"back":   {operation: "plan-basis-change", send: (*visit).basisAgain},
		"change": {operation: "create-basis-change", send: (*visit).changeBasis}}},
	"work_legal": {permission: "legal-check", show: (*visit).legalQueue, forms: map[string]form{"": {operation: "create-legal-checks", send: (*visit).checkQueue}}},
}
