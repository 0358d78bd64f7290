package registry

import (
	"regexp"
	"strconv"
	"strings"
)

// A reference to law has one normal form, whatever an officer copies or writes:
// the ELI address, then the provision: "https://www.retsinformation.dk/eli/lta/2024/988
// § 11, stk. 1". Two references to one provision are then equal, and the rules
// that rest on it can be found.

const (
	danishELI   = "https://www.retsinformation.dk/eli/"
	europeanELI = "http://data.europa.eu/eli/"
)

var (
	eliForm = regexp.MustCompile(`^(?:` + regexp.QuoteMeta(danishELI) + `(?:lta|ltb|ltc|mt|retsinfo)/\d{4}/\d+|` +
		regexp.QuoteMeta(danishELI) + `(?:accn|fob|ft)/[A-Za-z0-9/_.-]+|` + regexp.QuoteMeta(europeanELI) + `[a-z_]+/\d{4}/\d+)(?:/[A-Za-z0-9/_.-]*)?$`)
	eliAddress = regexp.MustCompile(`(?i)^(?:https?://)?(?:(?:www\.)?retsinformation\.dk|(data\.europa\.eu))/eli/([^\s?#]+)(?:\?[^\s#]*)?(?:#(\S*))?`)
	// A number in Lovtidende A: "LBK nr. 988 af 27/08/2024", "lov nr. 265 af 4. marts 2022", "BEK 2024/988".
	gazette = regexp.MustCompile(`(?i)^(?:lbk|lovbekendtgørelse|lov|bek|bekendtgørelse)\s+(?:(\d{4})/(\d+)|(?:nr\.?\s*)?(\d+)\s+(?:af|fra)\s+(?:\d{1,2}[./-]\d{1,2}[./-](\d{4})|(?:\d{1,2}\.\s*[a-z]+\s+)?(\d{4})))(?:[\s,.;]|$)`)
	// A document number of retsinformation: "A20240098829".
	accession = regexp.MustCompile(`(?i)^([a-z]{1,2}\d{11})(?:[\s,.;]|$)`)
	// "forordning (EU) 2016/679", "forordning (EF) nr. 852/2004", "direktiv 2000/78/EF".
	european = regexp.MustCompile(`(?i)^(forordning|direktiv|regulation|directive)\s+(?:\((?:EU|EF|EØF|EC|EEC)(?:,\s*euratom)?\)\s*)?(nr\.?\s*|no\.?\s*)?(\d+)/(\d+)(?:/(?:EU|EF|EØF|EC|EEC))?(?:[\s,.;]|$)`)

	provisionForm = regexp.MustCompile(`^(?:§ \d|(?:art\.|kap\.|bilag|annex|afsnit|pkt\.|præambel) [\dIVX])`)
	provisionWord = regexp.MustCompile(`(?i)^(?:(§)|(artikel|article|art)|(kapitel|chapter|kap)|(bilag|annex|afsnit)|(punkt|pkt)|(præambel(?:betragtning)?))\.?\s*`)
	fragmentForm  = regexp.MustCompile(`^P(\d+)([a-zæøå]?)$`)
	spaces        = regexp.MustCompile(`[\s\x{00a0}\x{202f}]+`)
)

// NormalReference is the normal form of what was written as a reference to law.
// What is not understood comes back with its spaces tidied alone.
func NormalReference(s string) string {
	s = strings.TrimSpace(spaces.ReplaceAllString(s, " "))
	address, rest := "", ""
	if m := eliAddress.FindStringSubmatchIndex(s); m != nil {
		address, rest = danishELI, s[m[1]:]
		if m[2] >= 0 {
			address = europeanELI
		}
		address += strings.TrimRight(s[m[4]:m[5]], "/.,;")
		if m[6] >= 0 && strings.TrimSpace(rest) == "" {
			rest = fragmentForm.ReplaceAllString(s[m[6]:m[7]], "§ $1 $2")
			if !strings.HasPrefix(rest, "§") {
				rest = "" // another anchor of the page says nothing
			}
		}
	} else if m := gazette.FindStringSubmatch(s); m != nil {
		address, rest = danishELI+"lta/"+m[1]+m[4]+m[5]+"/"+m[2]+m[3], s[len(m[0]):]
	} else if m := accession.FindStringSubmatch(s); m != nil {
		address, rest = danishELI+"accn/"+strings.ToUpper(m[1]), s[len(m[0]):]
	} else if m := european.FindStringSubmatch(s); m != nil {
		address, rest = europeanActs(m), s[len(m[0]):]
	}
	if !eliForm.MatchString(address) {
		return s
	}
	return strings.TrimSpace(address + " " + normalProvision(rest))
}

// europeanActs is the address of an act of the EU. Until 2015 a regulation had its
// number before the year ("nr. 852/2004"), and everything else the year first.
func europeanActs(m []string) string {
	kind := "reg"
	if k := strings.ToLower(m[1]); k == "direktiv" || k == "directive" {
		kind = "dir"
	}
	year, number := m[3], m[4]
	if m[2] != "" && !isYear(year) || isYear(number) && !isYear(year) {
		year, number = number, year
	}
	return europeanELI + kind + "/" + year + "/" + number
}

func isYear(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= 1950 && n <= 2100
}

// normalProvision writes "§11 Stk.1" as "§ 11, stk. 1" is written.
func normalProvision(s string) string {
	s = strings.Trim(s, " ,;:")
	if several, ok := strings.CutPrefix(s, "§§"); ok {
		return "§§ " + strings.TrimSpace(several)
	}
	m := provisionWord.FindStringSubmatchIndex(s)
	if m == nil {
		return s
	}
	rest := s[m[1]:]
	for i, word := range []string{"§", "art.", "kap.", "", "pkt.", "præambel"} {
		if m[2*i+2] >= 0 {
			if word == "" {
				word = strings.ToLower(s[m[2*i+2]:m[2*i+3]])
			}
			return strings.TrimSpace(word + " " + rest)
		}
	}
	return s
}

// checkReference says what is wrong with a reference in its normal form.
func checkReference(c *Checks, b Basis) {
	eli := b.ELI()
	switch {
	case strings.TrimSpace(b.Reference) == "":
		// said already
	case eli == "" && b.Effect == Agrees && !strings.Contains(b.Reference, "://"):
		// an agreement has a name
	case eli == "" && strings.Contains(b.Reference, "://"):
		c.Fail("reference", CodeNoELI, "value", clip(b.Reference, 80))
	case eli == "":
		c.Fail("reference", CodeLawForm, "value", clip(b.Reference, 80))
	case strings.HasPrefix(b.Provision(), "§§"):
		c.Fail("reference", CodeProvisions, "value", clip(b.Provision(), 80))
	case b.Provision() != "" && !provisionForm.MatchString(b.Provision()):
		c.Fail("reference", CodeProvision, "value", clip(b.Provision(), 80))
	}
}

// A Provision's places from the whole to its parts, each ended by a stroke, so
// that "§ 9" is found in "§ 9, stk. 2" and not in "§ 9 a" or "§ 92".
var (
	paragraphPlace = regexp.MustCompile(`^(§|art\.|kap\.|bilag|annex|afsnit|pkt\.|præambel) (\d+|[IVXLC]+)(?:\s*([a-zæøå])(?:[^\pL]|$))?`)
	partPlace      = regexp.MustCompile(`(?i)(stk|nr|litra|pkt|led)\.?\s*(\d+|[a-zæøå](?:[^\pL]|$))|(\d+)\.\s*(pkt|led)`)
)

// ReferenceKey is what references are found by: those that lie within another
// have its key as their beginning, and paragraphs sort by their numbers. It is
// never shown.
func ReferenceKey(reference string) string {
	b := Basis{Reference: NormalReference(reference)}
	eli := b.ELI()
	if eli == "" { // an agreement, by its name; they come after the laws
		return "~" + strings.ToLower(b.Reference)
	}
	_, eli, _ = strings.Cut(eli, "//")
	key := strings.TrimSuffix(strings.ToLower(eli), "/oj") + " "
	provision := b.Provision()
	m := paragraphPlace.FindStringSubmatch(provision)
	if m == nil {
		return key + strings.ToLower(provision)
	}
	key += strings.ToLower(m[1]+padded(m[2])+m[3]) + "/"
	for _, part := range partPlace.FindAllStringSubmatch(provision[len(m[0]):], -1) {
		key += strings.ToLower(part[1]+part[4]+padded(strings.TrimFunc(part[2]+part[3], func(r rune) bool { return r == ' ' || r == ',' }))) + "/"
	}
	return key
}

// padded makes numbers sort as numbers do.
func padded(s string) string {
	if digits(s) {
		return strings.Repeat("0", max(0, 4-len(s))) + s
	}
	return s
}
