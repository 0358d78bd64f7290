package likeness

import (
	"slices"
	"strings"
	"unicode"
)

// Wording is what a rule says, field by field.
type Wording struct{ Title, Demand, Frequency string }

// Change is what a sentence of an amended text does to the demand.
type Change string

const (
	Added    Change = "added"    // it demands what nothing did before
	Stricter Change = "stricter" // it was there, and demands more: more often, "skal" for "kan", without an exception
	Altered  Change = "altered"  // it was there with another number, day, frequency or person
)

// Changes that a sentence can be.
var Changes = []Change{Added, Stricter, Altered}

// Sentence is a sentence that changes what is demanded.
type Sentence struct {
	Text      string `json:"text,omitempty"` // as it now reads; empty: an exception that went
	Was       string `json:"was,omitempty"`  // the old one that it comes nearest to; empty: none is near
	Change    Change `json:"change"`
	Frequency bool   `json:"frequency,omitempty"` // it is the field for how often, and not the demand
}

// Amended tells which sentences of a text demand something else or more than the
// text before it. A sentence in other words is told of by none, nor is one that
// was taken out, unless it was an exception.
func Amended(before, after Wording) []Sentence {
	old := sayingOf(before)
	var out []Sentence
	var now []string
	for _, s := range sentences(after.Demand) {
		now = append(now, s)
		if change, was := old.change(s); change != "" {
			out = append(out, Sentence{Text: s, Was: was, Change: change})
		}
	}
	for _, s := range old.sentences {
		if exempts(plain(s)) && !slices.ContainsFunc(now, func(n string) bool { return near(s, n) }) {
			out = append(out, Sentence{Was: s, Change: Stricter})
		}
	}
	if change := old.often(after); change != "" {
		out = append(out, Sentence{Text: strings.TrimSpace(after.Frequency), Was: strings.TrimSpace(before.Frequency), Change: change, Frequency: true})
	}
	return out
}

// Lines of an amended sentence, tuned on one half of testdata/aendringer.csv.
const (
	// unsaid is how much a sentence that comes near an old one says beyond it, net
	// of what it leaves out, from where it demands more: less is another wording.
	unsaid = 0.65
	// unknown is which part of a sentence that comes near none nothing said before.
	unknown = 0.25
)

// saying is an old text with what it says as a whole.
type saying struct {
	Wording
	sentences []string
	bases     []base // what a new sentence is held against: sentences, and neighbours as one
	all       terms
}

type base struct {
	text  string
	words []string
	rule  Rule
}

func sayingOf(w Wording) saying {
	s := saying{Wording: w, sentences: sentences(w.Demand)}
	add := func(text string) { s.bases = append(s.bases, base{text, plain(text), Of("", text)}) }
	for _, one := range s.sentences {
		add(one)
	}
	for i := 1; i < len(s.sentences); i++ {
		add(s.sentences[i-1] + " " + s.sentences[i])
	}
	s.all = telling(w.Title + " . " + w.Demand + " . " + w.Frequency)
	return s
}

// change is what a new sentence does, and the old one that it comes nearest to.
func (s saying) change(sentence string) (Change, string) {
	words := plain(sentence)
	if slices.ContainsFunc(s.bases, func(b base) bool { return slices.Equal(b.words, words) }) {
		return "", ""
	}
	says := telling(sentence)
	var was string
	most, rule := -1, Of("", sentence)
	for _, b := range s.bases {
		if d := Degree(rule, b.rule); d > most {
			was, most = b.text, d
		}
	}
	_, onlyNew, _ := compare(says, s.all)
	if most < Same {
		if len(says) == 0 || releases(words) || onlyNew < unknown*says.weight() && s.restates(says) {
			return "", ""
		}
		return Added, ""
	}
	_, _, onlyOld := compare(says, telling(was))
	switch {
	case onlyNew-onlyOld >= unsaid && !releases(words):
		return Added, was
	case tightens(plain(was), words), rises(times(words), append(times(plain(was)), times(plain(s.Frequency))...)):
		return Stricter, was
	case s.particular(words, was):
		return Altered, was
	}
	return "", ""
}

// restates says that a sentence which comes near no single one is what several
// say together, such as a summary.
func (s saying) restates(says terms) bool {
	_, onlyNew, _ := compare(says, s.all)
	return onlyNew == 0 && len(s.sentences) > 2
}

// particular says that words name a number, a day or somebody that an old sentence
// does not.
func (s saying) particular(words []string, was string) bool {
	old := plain(was)
	same := slices.Equal(times(words), times(old)) || len(times(words)) > 0 && slices.Equal(times(words), times(plain(s.Frequency)))
	known := particulars(append(slices.Clone(old), plain(s.Frequency)...))
	for name, said := range particulars(words) {
		if !known[name].is && !(same && said.period) && !(said.person && s.all.has(name)) {
			return true
		}
	}
	return false
}

// often is what the field for how often does to the demand.
func (s saying) often(after Wording) Change {
	old, now := plain(s.Frequency), plain(after.Frequency)
	if len(now) == 0 || slices.Equal(old, now) {
		return ""
	}
	was, is := times(old), times(now)
	if len(old) == 0 {
		was = times(plain(s.Demand))
	}
	switch {
	case rises(is, was):
		return Stricter
	case len(is) > 0 && slices.Equal(is, was):
		return ""
	case len(is) == 0 && len(was) == 0 && len(old) > 0 && near(s.Frequency, after.Frequency) && !s.particular(now, s.Frequency):
		return ""
	}
	return Altered
}

func near(a, b string) bool { return Degree(Of("", a), Of("", b)) >= Same }

// telling is what a text says aside from numbers, days and lengths of time, and
// from words that put it otherwise without demanding more.
func telling(text string) terms {
	weights := map[string]float64{}
	for _, word := range plain(text) {
		if fillers[word] {
			continue
		}
		for _, name := range meanings(word) {
			if name[0] != '#' && !units[name] && !months[name] && !weekdays[name] {
				weights[name] = weigh(name)
			}
		}
	}
	return sorted(weights)
}

func (t terms) weight() (sum float64) {
	for _, x := range t {
		sum += x.weight
	}
	return sum
}

func (t terms) has(name string) bool {
	_, there := slices.BinarySearchFunc(t, name, func(x term, name string) int { return strings.Compare(x.name, name) })
	return there
}

var (
	fillers = set(`sørge sørger sikre sikrer sikres ansvar ansvaret ansvarlig ansvarlige løbende derudover desuden endvidere ligeledes hermed forbindelse henhold
		fremgå fremgår omfatte omfatter indeholde indeholder gælder gældende foretages foretager foretage udføres udfører udføre gennemføres gennemfører sted finder foregår
		samlet samlede almindelig almindelige pågældende ønsker ønske skyldes følge følger følgende form sørges påse påser pligt pligtig forpligtet opgave opgaven brug anvendes anvender anvende benyttes`)
	binding = set(`skal skulle kræves kræver pligt pligtig forpligtet påkrævet obligatorisk forbudt`)
	loose   = set(`kan kunne bør burde gerne frivilligt frivillig valgfrit anbefales opfordres må`)
	negates = set(`ikke aldrig ingen intet forbudt hverken`)
	bounds  = set(`kun først alene højst udelukkende medmindre forinden`)
	exempt  = []string{"skal ikke", "skulle ikke", "behøver ikke", "gælder ikke", "kræves ikke", "kræver ikke", "ikke nødvendig", "ikke påkrævet", "bortfalder kravet", "undtag", "undlade", "fritag", "bortset fra"}
)

// exempts says that words take somebody or something out of a demand.
func exempts(words []string) bool {
	text := " " + strings.Join(words, " ")
	if !slices.ContainsFunc(exempt, func(x string) bool { return strings.Contains(text, " "+x) }) {
		return false
	}
	for i, w := range words { // another demand can stand in the same sentence
		if w == "skal" && (i+1 == len(words) || words[i+1] != "ikke") {
			return false
		}
	}
	return !strings.Contains(text, " må ikke")
}

// releases says that words permit or exempt, and demand nothing.
func releases(words []string) bool {
	if exempts(words) {
		return true
	}
	in := func(s map[string]bool) bool { return slices.ContainsFunc(words, func(w string) bool { return s[w] }) }
	return in(loose) && !in(binding) && !in(negates) && !in(bounds)
}

// tightens says that a demand was put more freely before.
func tightens(old, now []string) bool {
	in := func(words []string, s map[string]bool) bool {
		return slices.ContainsFunc(words, func(w string) bool { return s[w] })
	}
	switch {
	case exempts(old) && !exempts(now):
		return true
	case in(now, negates) && !in(old, negates) && !exempts(now) && in(now, set("må forbudt aldrig ingen")):
		return true
	}
	return releases(old) && !releases(now)
}

// mostSentences bounds the time that a comparison takes; what is left of a longer
// text is one sentence.
const mostSentences = 120

// sentences are those of a text, and the points of a list, without their marks.
func sentences(text string) []string {
	var out []string
	start, runes := 0, []rune(text)
	for i, r := range runes {
		if len(out) < mostSentences && (r == '\n' || r == ';' || strings.ContainsRune(".!?", r) && ends(runes, i)) {
			out = append(out, string(runes[start:i+1]))
			start = i + 1
		}
	}
	out = append(out, string(runes[start:]))
	for i, s := range out {
		s = strings.TrimLeft(s, " \t\r-–•*·")
		if mark, rest, ok := strings.Cut(s, " "); ok && len(mark) <= 3 && strings.HasSuffix(mark, ")") {
			s = rest
		}
		out[i] = strings.TrimSpace(s)
	}
	return slices.DeleteFunc(out, func(s string) bool { return strings.IndexFunc(s, wordRune) < 0 })
}

// ends says that a sentence ends at a mark: a new one begins after it, and it
// belongs to no number and no shortened word.
func ends(runes []rune, i int) bool {
	next := i + 1
	for next < len(runes) && unicode.IsSpace(runes[next]) {
		next++
	}
	if next < len(runes) && (next == i+1 || !unicode.IsUpper(runes[next]) && !unicode.IsDigit(runes[next]) && !strings.ContainsRune("»\"“-", runes[next])) {
		return false
	}
	if runes[i] != '.' || next == len(runes) {
		return true
	}
	from := i
	for from > 0 && !unicode.IsSpace(runes[from-1]) {
		from--
	}
	word := strings.ToLower(string(runes[from:i]))
	_, short := shortened[word+"."]
	_, dotted := shortened[word]
	number := strings.Trim(word, "0123456789") == ""
	return !short && !number && !(dotted && unicode.IsDigit(runes[next])) && !abbreviated[word]
}

var abbreviated = set(`stk nr kl jf bl.a f.eks evt ca pr m.m m.v mv dvs osv inkl ekskl tlf afd`)
