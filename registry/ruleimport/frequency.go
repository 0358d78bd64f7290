package ruleimport

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// What there is to say of a frequency.
const (
	CodeFrequencyRead   registry.Code = "frequency_read"   // value, times, per
	CodeFrequencyUnread registry.Code = "frequency_unread" // value
)

// frequency is how often something is to be done, as far as a text says it.
type frequency struct {
	per      registry.Period // empty: not understood
	from, to float64         // times; 0: not said
	when     []registry.YearDay
	sure     bool // nothing in the text was left out
}

var countWords = map[string]float64{"én": 1, "en": 1, "et": 1, "ét": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "syv": 7, "otte": 8, "ni": 9, "ti": 10, "tolv": 12}

// ordinals are every how many-th.
var ordinals = map[string]float64{"anden": 2, "andet": 2, "tredje": 3, "fjerde": 4, "femte": 5, "sjette": 6, "syvende": 7, "ottende": 8,
	"niende": 9, "tiende": 10, "tolvte": 12, "halve": 0.5}

const count = `(\d+(?:,\d+)?|én|en|et|ét|to|tre|fire|fem|seks|syv|otte|ni|ti|tolv)`

var (
	timesForm  = regexp.MustCompile(`(?:^|\s)` + count + `(?:\s*(?:-|–|til|eller)\s*` + count + `)?\s*(?:gange?|x)(?:\s|$)`)
	everyForm  = regexp.MustCompile(`(?:^|\s)hver[t]?\s+(?:(\d+)\.?\s+|(\pL+)\s+)?(åbningsdag|dag|uge|måned|kvartal|halvår|år)e?s?(?:\s|$)`)
	periodForm = regexp.MustCompile(`(?:^|\s)(daglig|ugentlig|månedlig|kvartalsvis|kvartalslig|halvårlig|årlig)t?(?:\s|$)|(?:om|pr\.?|per|i|på)\s+(åbningsdag|dagen|dag|ugen|uge|måneden|måned|kvartalet|kvartal|halvåret|halvår|året|år)(?:\s|$)`)
	// An occasion: the words that follow say which, and not how often.
	occasionForm = regexp.MustCompile(`^(?:ved|efter|når|inden|før|hvis|i forbindelse med|løbende|hver gang .|ad hoc|(?:én gang |1 gang |en gang )?(?:pr\.?|per|for hver[t]?) \pL)`)
	fillers      = regexp.MustCompile(`(?:^|\s)(?:ca\.?|cirka|omkring|mindst|højst|minimum|maksimalt|typisk|normalt|gange?|om|pr\.?|per|i|hver|hvert)(?:\s|$)`)
)

var periodWords = map[string]registry.Period{"åbningsdag": registry.PerOpenDay, "dag": registry.PerOpenDay, "uge": registry.PerWeek,
	"måned": registry.PerMonth, "kvartal": registry.PerQuarter, "halvår": registry.PerHalfYear, "år": registry.PerYear}

// periodNamed finds the period of a word such as "ugentlig" or "måneden".
func periodNamed(word string) registry.Period {
	for _, begins := range []string{"åbningsdag", "dag", "uge", "måned", "kvartal", "halvår", "år"} {
		if strings.HasPrefix(word, begins) {
			return periodWords[begins]
		}
	}
	return registry.PeriodUnstated
}

// parseFrequency reads how often, as Danes write it: "2 gange årligt", "hvert
// andet år", "kvartalsvis", "hver marts", "ved indmeldelse". A day is taken for a
// day on which the unit is open.
func parseFrequency(text string) frequency {
	text = strings.Join(strings.Fields(strings.ToLower(text)), " ")
	text = strings.Trim(strings.ReplaceAll(text, "14. dag", "anden uge"), " .")
	f := frequency{from: 1, to: 1}
	rest := " " + strings.ReplaceAll(text, ",", " , ") + " "
	take := func(form *regexp.Regexp) []string {
		m := form.FindStringSubmatch(rest)
		if m != nil {
			rest = strings.Replace(rest, m[0], "  ", 1)
		}
		return m
	}
	if m := take(timesForm); m != nil {
		f.from, f.to = counted(m[1]), counted(m[1])
		if m[2] != "" {
			f.to = counted(m[2])
		}
	}
	if m := take(everyForm); m != nil {
		every := 1.0
		if m[1] != "" {
			every, _ = strconv.ParseFloat(m[1], 64)
		} else if m[2] != "" {
			every = ordinals[m[2]]
		}
		if every == 0 {
			return frequency{}
		}
		if f.per = periodNamed(m[3]); every == 0.5 && f.per == registry.PerYear {
			f.per, every = registry.PerHalfYear, 1
		}
		f.from, f.to = part(f.from, every), part(f.to, every)
	} else if m := take(periodForm); m != nil {
		f.per = periodNamed(m[1] + m[2])
	} else if occasionForm.MatchString(text) {
		return frequency{per: registry.PerOccasion, sure: true}
	}
	for fillers.MatchString(rest) {
		rest = fillers.ReplaceAllString(rest, "  ")
	}
	rest = strings.Trim(rest, " ,")
	if when, err := registry.ParseYearDays(rest); err == nil && len(when) > 0 {
		f.when, rest = when, ""
		if f.per == registry.PeriodUnstated { // "hver marts"
			f.per, f.from, f.to = registry.PerYear, float64(len(when)), float64(len(when))
		}
	}
	if f.per == registry.PeriodUnstated || f.from > f.to || f.to == 0 || f.to > registry.LimitTimes {
		return frequency{}
	}
	f.sure = rest == ""
	return f
}

// part is a number of times with four decimals: every third year is 0.3333.
func part(times, every float64) float64 {
	return float64(int64(times/every*10_000)) / 10_000
}

func counted(word string) float64 {
	if n, ok := countWords[word]; ok {
		return n
	}
	n, _ := strconv.ParseFloat(strings.Replace(word, ",", ".", 1), 64)
	return n
}

// proposeFrequency fills in what a row's words say of how often.
func (r *reader) proposeFrequency(row *Row, filled map[string]bool) {
	effort, text := &row.Rule.Catalogue.Effort, row.Rule.Text.Frequency
	if text == "" || filled["gange_pr"] || r.own && r.has["gange_pr"] { // a list of our own says all that is known
		return
	}
	f := parseFrequency(text)
	column := r.nameOf("hyppighed")
	if f.per == registry.PeriodUnstated {
		row.find(Info, column, CodeFrequencyUnread, "value", clip(text))
		return
	}
	if effort.Per = f.per; !filled["gange_fra"] {
		effort.TimesFrom, effort.TimesTo = f.from, f.to
	}
	if len(effort.When) == 0 {
		effort.When = f.when
	}
	if !f.sure {
		row.find(Info, column, CodeFrequencyRead, "value", clip(text), "times", strings.ReplaceAll(strconv.FormatFloat(f.to, 'f', -1, 64), ".", ","), "per", string(f.per))
	}
}
