package web

import "github.com/omvendt/omvendt/internal/texts"

// lawAddresses are those of the lawyer's pages.
var lawAddresses = map[string]address{
	"work_legal": {texts.Danish: "/arbejde/juridisk-kontrol", texts.English: "/en/desk/legal-checks"},
}

var lawPlaces = map[string]place{
	"work_legal": {permission: "legal-check", show: (*visit).legalQueue, forms: map[string]form{"": {operation: "create-legal-checks", send: (*visit).checkQueue}}},
}
