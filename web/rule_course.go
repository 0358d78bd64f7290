package web

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// CourseLine is something that happened to the rule.
type CourseLine struct {
	Day, Words string
	Text       Phrase
	Late       string // when it was registered, if later
	Void       bool   // annulled since
	Link       Crumb
	Adoption   *AdoptionLines // of a new rule; nil: nothing was said
}

// course tells what happened to the rule, in the order of days.
func (p Page) course(v registry.RuleView, reviews []workflow.Review) []CourseLine {
	void := annulled(v.Events)
	events := slices.Clone(v.Events)
	slices.SortStableFunc(events, func(a, b registry.Event) int { return int(a.Valid) - int(b.Valid) })
	var out []CourseLine
	for _, e := range events {
		if line, ok := p.happened(e, reviews); ok {
			line.Void = void[e.ID]
			out = append(out, line)
		}
	}
	return out
}

// annulled are the events that have no effect any more.
func annulled(events []registry.Event) map[registry.EventID]bool {
	void := map[registry.EventID]bool{}
	for _, e := range events {
		if f, ok := e.Fact.(registry.Annulled); ok {
			void[f.Event] = true
		}
	}
	return void
}

// happened tells of one event; false when it is told elsewhere.
func (p Page) happened(e registry.Event, reviews []workflow.Review) (CourseLine, bool) {
	line := CourseLine{Day: p.Day(e.Valid)}
	say := func(key string, by registry.Decision, pairs ...string) {
		line.Text.Before, line.Words = p.T("course."+key, append(pairs, "body", by.Body)...), by.Words
	}
	switch f := e.Fact.(type) {
	case registry.Adopted:
		line.Text.Before = p.T("course.adopted", "by", p.Lang.Name("adopter", string(f.Adopter)))
		line.Adoption = p.adoption(f.Adoption)
	case registry.TextChanged:
		line.Text.Before = p.T("course.text_changed")
		line.Adoption = p.adoption(f.Adoption)
	case registry.TakenIntoReview:
		say("taken", f.Sunset.By, "lapse", p.Day(f.Sunset.On))
		line.Link = p.reviewLink(f.Review, reviews)
	case registry.Withdrawn:
		say("withdrawn", f.By)
	case registry.SunsetMoved:
		say("moved", f.Sunset.By, "lapse", p.Day(f.Sunset.On))
	case registry.Ruled:
		say("ruled."+string(f.Ruling), f.By)
		line.Adoption = p.adoption(f.Adoption)
		if e.Recorded > e.Valid {
			line.Late = p.T("course.late", "day", p.Day(e.Recorded))
		}
	case registry.NotCarried:
		key := "fell"
		if f.Tie {
			key = "tied"
		}
		line.Text, line.Words = p.Phrase("course."+key, "question", f.Question, "body", f.By.Body), f.By.Words
	case registry.Handled:
		say("handled."+string(f.Procedure), f.By)
		line.Late = p.handledTerms(f)
	case registry.Stopped:
		say("stopped", f.By)
	case registry.Annulled:
		switch {
		case f.Corrects:
			say("corrected", f.By)
		case f.Suspends:
			line.Text, line.Words = p.Phrase("course.suspended", "body", f.By.Body), f.By.Words
		default:
			line.Text, line.Words = p.Phrase("course.annulled", "body", f.By.Body), f.By.Words
		}
	case registry.Superseded:
		say("superseded", f.Reason, "number", f.By.String())
		line.Link = Crumb{f.By.String(), p.To("rule", f.By.String())}
	case registry.Readopted:
		say("readopted", f.By, "number", f.As.String())
		line.Link = Crumb{f.As.String(), p.To("rule", f.As.String())}
	case registry.HearingRequired:
		line.Text.Before = p.T("course.hearing_required", "party", f.Party)
	case registry.HearingHeld:
		line.Text.Before = p.T("course.hearing_held", "party", f.Party)
	case registry.TakenOut:
		line.Text.Before = p.T("course.taken_out")
	case registry.MinutesAwaited:
		if f.Until == registry.NoDay {
			return line, false
		}
		line.Text.Before = p.T("course.minutes_awaited", "until", p.Day(f.Until))
	default: // legal bases have a section of their own
		return line, false
	}
	return line, true
}
