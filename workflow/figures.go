package workflow

import "github.com/omvendt/omvendt/registry"

// Figure is one number of a consultation's results, as it stands in a table.
type Figure struct {
	Of       FigureKind
	Question string          // by its id; empty: of none
	Rule     registry.Number // 0: of none
	About    Wording         // the question as it was put, or the rule's title
	Audience string          // empty: of all
	Stance   Stance          // empty: of all
	Option   Wording         // of the question; empty: of all
	N        float64         // a whole number, save a median
}

// FigureKind is what a figure counts.
type FigureKind string

const (
	FigContributions FigureKind = "contributions"
	FigInputs        FigureKind = "inputs"
	FigWithExcluded  FigureKind = "contributions_with" // contributions with those that were excluded, and so on
	FigInputsWith    FigureKind = "inputs_with"
	FigChosenWith    FigureKind = "chosen_with"
	FigViewsWith     FigureKind = "views_with"
	FigUnanswered    FigureKind = "unanswered"
	FigWritten       FigureKind = "written"  // in words
	FigShown         FigureKind = "shown"    // of those: public
	FigWithheld      FigureKind = "withheld" // of those: not, and why is said to the writer
	FigPeople        FigureKind = "people"   // who chose anything of a question
	FigChosen        FigureKind = "chosen"   // an option of it
	FigAnswers       FigureKind = "answers"  // to a question, in free text
	FigSuggestions   FigureKind = "suggestions"
	FigViews         FigureKind = "views"  // on a rule
	FigHidden        FigureKind = "hidden" // of audiences that are not broken down
	FigTimed         FigureKind = "timed"  // who said how long something takes
	FigLeast         FigureKind = "least_minutes"
	FigMedian        FigureKind = "median_minutes"
	FigMost          FigureKind = "most_minutes"
)

// Figures are all numbers of the results, in the order of the page. What is too few
// to be told is not among them.
func (r Results) Figures() []Figure {
	var f figures
	f.people(FigContributions, Figure{}, r.Audiences)
	f.covered(Figure{}, r.Covered, r.Texts)
	if len(r.With.Batches) > 0 {
		f.add(FigWithExcluded, Figure{}, r.With.Contributions)
		f.add(FigInputsWith, Figure{}, r.With.Covered.Inputs)
	}
	for _, q := range r.Questions {
		about := Figure{Question: q.Question.ID, About: q.Question.Text}
		f.people(FigPeople, about, q.Breakdown)
		for _, o := range q.Question.Options {
			about.Option = o.Text
			chosen(&f, FigChosen, about, q.Breakdown, o.ID)
			if len(q.With) > 0 {
				f.add(FigChosenWith, about, q.With[o.ID])
			}
		}
	}
	for _, q := range r.Answers {
		f.people(FigAnswers, Figure{Question: q.Question.ID, About: q.Question.Text}, q.Breakdown)
	}
	f.people(FigSuggestions, Figure{}, r.Suggestions)
	for _, x := range r.Rules {
		about := Figure{Rule: x.Entry.Rule.Number, About: Wording{Da: x.Entry.Text.Title}}
		for _, s := range Stances {
			about.Stance = s
			chosen(&f, FigViews, about, x.Breakdown, s)
			if len(x.With) > 0 {
				f.add(FigViewsWith, about, x.With[s])
			}
		}
		about.Stance = NoStance
		f.add(FigHidden, about, x.Hidden)
		f.covered(about, x.Covered, x.Texts)
		if m := x.Minutes; m.People > 0 {
			f.add(FigTimed, about, m.People)
			f.add(FigLeast, about, m.Least)
			about.N, about.Of = m.Median, FigMedian
			f = append(f, about)
			f.add(FigMost, about, m.Most)
		}
	}
	return f
}

type figures []Figure

func (f *figures) add(of FigureKind, about Figure, n int) {
	about.Of, about.N = of, float64(n)
	*f = append(*f, about)
}

func (f *figures) covered(about Figure, c Covered, t Texts) {
	f.add(FigInputs, about, c.Inputs)
	f.add(FigUnanswered, about, c.Unanswered)
	f.add(FigWritten, about, t.Written)
	f.add(FigShown, about, t.Shown)
	f.add(FigWithheld, about, t.Withheld)
}

// people are how many there are of all, of each audience that is told, and of those
// that are not.
func (f *figures) people(of FigureKind, about Figure, b Breakdown[string]) {
	f.add(of, about, b.People)
	for _, a := range b.Audiences {
		about.Audience = a.Audience
		f.add(of, about, a.People)
	}
	about.Audience = ""
	f.add(FigHidden, about, b.Hidden)
}

// chosen is how many chose something, of all and of each audience that is told.
func chosen[K comparable](f *figures, of FigureKind, about Figure, b Breakdown[K], what K) {
	if len(b.All) == 0 { // none, or too few
		return
	}
	f.add(of, about, b.All[what])
	for _, a := range b.Audiences {
		about.Audience = a.Audience
		f.add(of, about, a.Counts[what])
	}
}
