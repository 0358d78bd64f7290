package web

import (
	"net/url"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
)

// address is where a page is found in each language, as a ServeMux pattern with
// any number of {names}.
type address map[texts.Lang]string

// addresses of all pages, part by part.
var addresses = joined(
	openAddresses,
	accountsAddresses,
	lapseAddresses,
	guidanceAddresses,
	stopAddresses,
	stopTaskAddresses,
	harmAddresses,
	measurementAddresses,
	trialEvaluationAddresses,
	accountItemAddresses,
	workAddresses,
	importAddresses,
	meetingAddresses,
	consultationAddresses,
	saidDoneAddresses,
	hassleAddresses,
	placeCountAddresses,
	sendOnAddresses,
	journalAddresses,
	disclosureAddresses,
	paperAddresses,
	hearingAddresses,
	wordAddresses,
	postAddresses,
	userAddresses,
	requestAddresses,
	mailAddresses,
	alikeAddresses,
	lawAddresses,
	kleAddresses,
	openingAddresses,
	settingsAddresses,
	logAddresses,
	simulateAddresses,
	evaluationAddresses,
	redactAddresses,
	namedAddresses,
	policyAddresses,
	whyAddresses,
	ownPolicyAddresses,
)

// allPlaces are what the addresses show, part by part.
func allPlaces() map[string]place {
	return joined(
		openPlaces,
		accountsPlaces,
		lapsePlaces,
		guidancePlaces,
		stopPlaces,
		stopTaskPlaces,
		harmPlaces,
		measurementPlaces,
		trialEvaluationPlaces,
		accountItemPlaces,
		workPlaces,
		importPlaces,
		meetingPlaces,
		consultationPlaces,
		saidDonePlaces,
		hasslePlaces,
		placeCountPlaces,
		sendOnPlaces,
		journalPlaces,
		disclosurePlaces,
		paperPlaces,
		hearingPlaces,
		wordPlaces,
		postPlaces,
		userPlaces,
		requestPlaces,
		mailPlaces,
		redactPlaces,
		alikePlaces,
		lawPlaces,
		klePlaces,
		openingPlaces,
		settingsPlaces,
		logPlaces,
		simulatePlaces,
		evaluationPlaces,
		namedPlaces,
		policyPlaces,
		whyPlaces,
		ownPolicyPlaces,
	)
}

// openAddresses are those of the public register.
var openAddresses = map[string]address{
	"register":      {texts.Danish: "/regler", texts.English: "/en/rules"},
	"register_csv":  {texts.Danish: "/regler.csv", texts.English: "/en/rules.csv"},
	"register_xlsx": {texts.Danish: "/regler.xlsx", texts.English: "/en/rules.xlsx"},
	"rule":          {texts.Danish: "/regler/{number}", texts.English: "/en/rules/{number}"},
	"rule_history":  {texts.Danish: "/regler/{number}/historik", texts.English: "/en/rules/{number}/history"},
	"rule_version":  {texts.Danish: "/regler/{number}/versioner/{version}", texts.English: "/en/rules/{number}/versions/{version}"},
	"reviews":       {texts.Danish: "/eftersyn", texts.English: "/en/reviews"},
	"review":        {texts.Danish: "/eftersyn/{slug}", texts.English: "/en/reviews/{slug}"},
	"effort":        {texts.Danish: "/tidsforbrug", texts.English: "/en/time"},
	"role_year":     {texts.Danish: "/et-aar-i-rollen", texts.English: "/en/a-year-in-the-role"},
	"account":       {texts.Danish: "/kommet-og-gaaet", texts.English: "/en/came-and-went"},
	"about":         {texts.Danish: "/om", texts.English: "/en/about"},
	"was":           {texts.Danish: "/was", texts.English: "/en/was"},
}

// joined is all of some tables; a key that stands twice is a fault in the program.
func joined[T any](tables ...map[string]T) map[string]T {
	all := map[string]T{}
	for _, table := range tables {
		for key, value := range table {
			if _, twice := all[key]; twice {
				panic("web: " + key + " stands twice")
			}
			all[key] = value
		}
	}
	return all
}

// path is the address of a page in a language; names fill the pattern's in order.
func path(page string, l texts.Lang, names ...string) string {
	var b strings.Builder
	pattern, ok := addresses[page][l]
	if !ok { // a further language has no addresses of its own
		pattern = addresses[page][texts.Danish]
	}
	for {
		before, rest, found := strings.Cut(pattern, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, pattern, _ = strings.Cut(rest, "}")
		if len(names) > 0 {
			b.WriteString(url.PathEscape(names[0]))
			names = names[1:]
		}
	}
}

// slugLike says whether a review or a consultation can be called so; what none can, no
// database must see. No page stands at a {slug} that is not.
func slugLike(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') })
}

// languageOf tells from a path in which language its reader reads: addresses in
// all languages but Danish begin with the language.
func languageOf(path string) texts.Lang {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if l, ok := texts.ParseLang(first); ok && first == string(l) {
		return l
	}
	return texts.Danish
}

// namedIn are the values of the pattern's {names}, in order.
func namedIn(pattern string, value func(string) string) []string {
	var values []string
	for {
		_, rest, found := strings.Cut(pattern, "{")
		if !found {
			return values
		}
		var name string
		name, pattern, _ = strings.Cut(rest, "}")
		values = append(values, value(name))
	}
}
