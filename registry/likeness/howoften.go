package likeness

import (
	"slices"
	"strconv"
	"strings"
)

// aYear is how often each way of saying how often means.
var aYear = map[string]float64{"#daglig": 365, "#uge": 52, "#14dage": 26, "#måned": 12, "#kvartal": 4, "#halvår": 2, "#år": 1, "#andetår": 0.5}

// periods are lengths of time by their beginnings, the longer ones first.
var periods = []struct {
	word string
	year float64
}{{"halvår", 2}, {"ugentlig", 52}, {"månedlig", 12}, {"kvartal", 4}, {"daglig", 365}, {"årlig", 1}, {"dag", 365}, {"døgn", 365}, {"uge", 52}, {"måned", 12}, {"år", 1}}

var (
	ordinals = map[string]float64{"anden": 2, "andet": 2, "tredje": 3, "fjerde": 4, "femte": 5, "sjette": 6}
	weekdays = set("mandag tirsdag onsdag torsdag fredag lørdag søndag")
	months   = set("januar februar marts april maj juni juli august september oktober november december")
	units    = set("time tim minut dag uge måned år kvartal kr procent")
	persons  = set("medarbejder leder chef forælder borger barn elev ung beboer pårørende forvaltning bestyrelse direktion byråd voksen pædagogisk")
)

// times is how many times a year words say that a thing is done, rising; a demand
// can say it more than once, or not at all.
func times(words []string) []float64 {
	var out []float64
	at := func(i int) string {
		if i < 0 || i >= len(words) {
			return ""
		}
		return words[i]
	}
	for i, w := range words {
		switch {
		case aYear[w] > 0:
			n := 1.0
			for _, k := range []int{i - 1, i - 2} { // "tre gange om året", "tre gange #år"
				if strings.HasPrefix(at(k), "gang") {
					n = max(1, count(at(k-1)))
				}
			}
			if !strings.HasPrefix(at(i+1), "leder") { // who runs a place is its "daglig leder"
				out = append(out, n*aYear[w])
			}
		case strings.HasPrefix(w, "gang") && count(at(i-1)) > 0:
			k := i + 1
			for slices.Contains([]string{"om", "i", "per", "hver", "hvert"}, at(k)) {
				k++
			}
			if p := period(at(k)); p > 0 {
				out = append(out, count(at(i-1))*p)
			}
		case w == "hver" || w == "hvert":
			next, every := at(i+1), 1.0
			if n := max(ordinals[next], count(next)); n > 0 {
				next, every = at(i+2), n
			}
			if p := period(next); p > 0 {
				out = append(out, p/every)
			} else if weekdays[next] {
				out = append(out, 52/every)
			}
		case strings.HasPrefix(w, "ugentlig"), strings.HasPrefix(w, "månedlig"), strings.HasPrefix(w, "kvartalsvis"), strings.HasPrefix(w, "halvårlig"),
			strings.HasPrefix(w, "årlig"), strings.HasPrefix(w, "daglige") && !strings.HasPrefix(at(i+1), "leder"):
			if !strings.HasPrefix(at(i-1), "gang") {
				out = append(out, period(w))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func period(word string) float64 {
	for _, p := range periods {
		if strings.HasPrefix(word, p.word) && len(word) <= len(p.word)+4 {
			return p.year
		}
	}
	return 0
}

// count is a number in digits or words; 0 for none.
func count(word string) float64 {
	if n, ok := counts[word]; ok {
		word = n
	}
	n, _ := strconv.ParseFloat(word, 64)
	return n
}

// rises says that a thing is done more often than before, where both say how often.
func rises(now, before []float64) bool {
	return len(now) > 0 && len(before) > 0 && slices.Max(now) > slices.Max(before)
}

// naming says of what kind a particular is.
type naming struct{ is, period, person bool }

// particulars are the numbers, days, lengths of time and persons that words name.
func particulars(words []string) map[string]naming {
	out := map[string]naming{}
	for _, w := range words {
		if w == "en" || w == "et" { // mostly no number
			continue
		}
		for _, name := range meanings(w) {
			plain := strings.TrimPrefix(name, "#")
			switch {
			case persons[name]:
				out[name] = naming{is: true, person: true}
			case aYear[name] > 0, units[name] && period(name) > 0:
				out[plain] = naming{is: true, period: true}
			case name[0] == '#', months[name], weekdays[name], units[name]:
				out[plain] = naming{is: true}
			}
		}
	}
	return out
}
