package workflow

import (
	"context"
	"maps"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Journal reads what is taken out of Omvendt for the case system and for those who ask
// for access to documents: all of it within one view, part by part, so that no more is
// held than a part needs.
type Journal struct {
	r Reader
	s *Service
}

// Journal opens a view for read. What read is given is of no use after it.
func (s *Service) Journal(ctx context.Context, read func(Journal) error) error {
	return s.Store.View(ctx, func(r Reader) error { return read(Journal{r, s}) })
}

// Today is the day of the view.
func (j Journal) Today() registry.Day { return j.r.Today() }

// Laws are those by which legal bases are named.
func (j Journal) Laws() (registry.Laws, error) { return j.r.Laws() }

// MeetingJournal is a meeting whose pack is made; what its items say is read with Papers.
type MeetingJournal struct {
	Meeting Meeting
	Items   []Item
}

// Meeting reads what a meeting's pack begins with; CodeNotFound.
func (j Journal) Meeting(id registry.MeetingID) (out MeetingJournal, err error) {
	if out.Meeting, err = j.r.MeetingByID(id); err != nil {
		return out, err
	}
	out.Items, err = j.r.Items(id)
	return out, err
}

// Papers reads what the papers on some items of a meeting are made of, with what was
// minuted once the meeting is closed; by ordinal. CodeNotFound.
func (j Journal) Papers(meeting registry.MeetingID, items []registry.ItemID) (Papers, error) {
	return j.s.papers(j.r, meeting, func(item Item) bool { return slices.Contains(items, item.ID) })
}

// ReviewJournal is a review whose pack is made.
type ReviewJournal struct {
	Report        Report // with its rules, and why others were left out
	Hearings      []Hearing
	Consultations []Consultation // that are everybody's to read
	Meetings      []MeetingJournal
	SentOn        []SendOn // packs that hold something of its consultations
	Unanswered    int      // inputs without a disposition
}

// Outlooks are the rules that were taken in, also if they were withdrawn later, by number.
func (v ReviewJournal) Outlooks() (out []Outlook) {
	for _, list := range v.Report.lists() {
		for _, o := range *list {
			if o.LeftOut == TakenIn || o.LeftOut == WithdrawnOut {
				out = append(out, o)
			}
		}
	}
	slices.SortFunc(out, func(a, b Outlook) int { return int(a.Entry.Rule.Number - b.Entry.Rule.Number) })
	return out
}

// Rules are those of Outlooks.
func (v ReviewJournal) Rules() (rules []registry.Rule) {
	for _, o := range v.Outlooks() {
		rules = append(rules, o.Entry.Rule)
	}
	return rules
}

// Review reads what a review's pack begins with; CodeNotFound.
func (j Journal) Review(slug string) (out ReviewJournal, err error) {
	if out.Report, err = report(j.r, slug); err != nil {
		return out, err
	}
	review := out.Report.Review
	if out.Hearings, err = j.r.Hearings(review.ID); err != nil {
		return out, err
	}
	all, err := j.r.Consultations(review.ID)
	if err != nil {
		return out, err
	}
	for _, c := range all {
		if c.Kind == SelfAssessment { // for those who lead alone
			continue
		}
		covered, err := j.r.CoverageWithin(c.ID, registry.Reach{})
		if err != nil {
			return out, err
		}
		out.Consultations, out.Unanswered = append(out.Consultations, c), out.Unanswered+covered.Unanswered
	}
	if out.Meetings, err = j.meetingsOf(out); err != nil {
		return out, err
	}
	out.SentOn, err = j.sentOn(out.Consultations)
	return out, err
}

// meetingsOf are the meetings, by day, that had rules of a review on their agenda
// because of it: since its decision, and before a later review of the rule did.
func (j Journal) meetingsOf(v ReviewJournal) ([]MeetingJournal, error) {
	var ids []registry.RuleID
	for _, rule := range v.Rules() {
		ids = append(ids, rule.ID)
	}
	on, err := j.r.ItemsOf(ids)
	if err != nil {
		return nil, err
	}
	reviews, err := j.r.ReviewsOf(ids)
	if err != nil {
		return nil, err
	}
	begins := min(v.Report.Review.Opened, v.Report.Review.Decision.Day) // it can be typed in later
	found := map[registry.MeetingID]*MeetingJournal{}
	for _, rule := range ids {
		for _, item := range on[rule] {
			m := found[item.Meeting]
			if m == nil {
				m = &MeetingJournal{}
				if m.Meeting, err = j.r.MeetingByID(item.Meeting); err != nil {
					return nil, err
				}
				found[item.Meeting] = m
			}
			later := slices.ContainsFunc(reviews[rule], func(r Review) bool { return r.Opened > v.Report.Review.Opened && r.Opened <= m.Meeting.Day })
			same := func(x Item) bool { return x.ID == item.ID }
			if m.Meeting.State != MeetingCancelled && m.Meeting.Day >= begins && !later && !slices.ContainsFunc(m.Items, same) {
				m.Items = append(m.Items, item)
			}
		}
	}
	var out []MeetingJournal
	for _, id := range slices.Sorted(maps.Keys(found)) {
		if m := found[id]; len(m.Items) > 0 {
			slices.SortFunc(m.Items, func(a, b Item) int { return a.Ordinal - b.Ordinal })
			out = append(out, *m)
		}
	}
	slices.SortStableFunc(out, func(a, b MeetingJournal) int { return int(a.Meeting.Day - b.Meeting.Day) })
	return out, nil
}

// sentOn are the packs on state law that hold inputs of some consultations, as they
// were made; those that were not sent too.
func (j Journal) sentOn(of []Consultation) ([]SendOn, error) {
	if len(of) == 0 {
		return nil, nil
	}
	all, err := j.r.SendOns(SendOnFilter{})
	if err != nil {
		return nil, err
	}
	var out []SendOn
	for _, p := range all {
		inputs, err := j.r.InputsByID(p.inputs())
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(inputs, func(i Input) bool {
			return slices.ContainsFunc(of, func(c Consultation) bool { return c.ID == i.Consultation })
		}) {
			out = append(out, p)
		}
	}
	return out, nil
}

// SendOn reads a pack on state law with the texts in it that are public.
func (j Journal) SendOn(p SendOn) (SendOnView, error) { return viewSendOn(j.r, p) }

// StatementFile is the content of the file of a hearing's statement; CodeNotFound.
func (j Journal) StatementFile(h Hearing) ([]byte, error) {
	_, content, err := j.r.StatementFile(h.ID, h.Statement.File.SHA256)
	return content, err
}

// ConsultationReport reads the report on a consultation.
func (j Journal) ConsultationReport(c Consultation) (ConsultationReport, error) {
	return consultationReport(j.r, c)
}

// WalkPublished is Service.WalkPublished within the view.
func (j Journal) WalkPublished(_ context.Context, c Consultation, q ShownQuery, give func(PublishedPage) error) error {
	q.Consultation, q.Heads, q.Limit = c.ID, true, walked
	named, err := audiencesNamed(j.r, c)
	if err != nil {
		return err
	}
	for {
		page, err := published(j.r, q, named)
		if err == nil {
			err = give(page)
		}
		if err != nil || !page.More {
			return err
		}
		q.After = page.Last
	}
}

// SaidDone reads what became of a consultation, with all of its rules.
func (j Journal) SaidDone(c Consultation) (SaidDone, error) {
	out := SaidDone{Consultation: c, On: j.r.Today()}
	return out, out.read(j.r, 0, len(c.Rules)+1)
}

// Dispositions gives what a consultation brought with its answers, a batch at a time.
// The text is what everybody may read of it; nothing in a row tells who sent it, with
// what else, or when.
func (j Journal) Dispositions(c Consultation, give func([]InputRow) error) error {
	f := InputFilter{Consultation: c.ID, Limit: registry.WholeBatch}
	for {
		inputs, err := j.r.Inputs(f)
		if err != nil || len(inputs) == 0 {
			return err
		}
		shown, err := publicTexts(j.r, inputs)
		if err != nil {
			return err
		}
		all, err := answered(j.r, inputs)
		if err != nil {
			return err
		}
		rows := make([]InputRow, len(all))
		for n, a := range all {
			row := c.row(a, "")
			row.Text, row.Translation = shown[a.Input.ID], a.Input.PublicTranslation()
			row.Audience, row.Day, row.Assigned, row.Shown, row.ShownTranslation, row.WithheldNote = "", "", "", "", "", ""
			rows[n] = row
		}
		if err := give(rows); err != nil || len(inputs) < f.Limit {
			return err
		}
		f.After = inputs[len(inputs)-1].ID
	}
}

// Masked counts what was done with the texts of a consultation before anybody else
// could read them.
type Masked struct {
	CPR      int                 // texts in which numbers like a CPR number were masked when they came
	Screened map[Screening]int   // texts, by what of them is public
	Why      map[WithheldFor]int // those masked or withheld, by the reason
}

// Masked counts them; it reads every input, some at a time.
func (j Journal) Masked(c Consultation) (Masked, error) {
	out := Masked{Screened: map[Screening]int{}, Why: map[WithheldFor]int{}}
	f := InputFilter{Consultation: c.ID, Limit: registry.WholeBatch}
	for {
		inputs, err := j.r.Inputs(f)
		if err != nil || len(inputs) == 0 {
			return out, err
		}
		for _, i := range inputs {
			if i.Masked {
				out.CPR++
			}
			if i.Text == "" {
				continue
			}
			if out.Screened[i.Screening]++; i.Why != "" {
				out.Why[i.Why]++
			}
		}
		if len(inputs) < f.Limit {
			return out, nil
		}
		f.After = inputs[len(inputs)-1].ID
	}
}

// Stand is the register's answer about some rules on a day.
type Stand struct {
	On       registry.Day
	Known    registry.Day // as it was known at the end of this day; NoDay: as it is known now
	Revision registry.Revision
	Entries  []registry.RegisterEntry // by number; a rule that was not recorded by then is absent
}

// Stand reads it. A day that has not come yet cannot be known: it is told as it is
// known now.
func (j Journal) Stand(rules []registry.Number, on, known registry.Day) (Stand, error) {
	if known >= j.r.Today() {
		known = registry.NoDay
	}
	out := Stand{On: on, Known: known}
	mark, err := j.r.LastRevision()
	if err == nil && known != registry.NoDay {
		at, e := j.s.Register.Known(known.String(), j.r.Now())
		if e != nil {
			return out, e
		}
		mark, err = j.r.RevisionAt(at)
	}
	if err != nil || len(rules) == 0 {
		return out, err
	}
	out.Revision = mark.Revision
	out.Entries, err = j.r.Register(registry.RegisterQuery{On: on, Known: mark.Revision, Numbers: rules})
	return out, err
}

// Timelines of rules as they are now.
func (j Journal) Timelines(rules []registry.RuleID) (map[registry.RuleID][]registry.Segment, error) {
	return j.r.Timelines(rules)
}

// Disputed are the items that are disputed, with why, as things stand now.
func (p Papers) Disputed() map[registry.ItemID][]Dispute {
	out := map[registry.ItemID][]Dispute{}
	for _, x := range p.Items {
		if why := disputes(x.ItemPage, x.Rules, x.Hearings, p.Today); x.Title != "" && len(why) > 0 {
			out[x.ID] = why
		}
	}
	return out
}

// Only are those papers whose items are let through.
func (p Papers) Only(let func(ItemPaper) bool) Papers {
	p.Items = slices.DeleteFunc(slices.Clone(p.Items), func(x ItemPaper) bool { return !let(x) })
	return p
}

// Page is the meeting as its page has it, with the items of the papers.
func (p Papers) Page() MeetingPage {
	out := MeetingPage{Today: p.Today, Meeting: p.Meeting, Members: p.Members}
	for _, x := range p.Items {
		out.Items = append(out.Items, x.ItemPage)
	}
	return out
}
