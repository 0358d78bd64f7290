package registry

import (
	"cmp"
	"context"
	"slices"
)

// RequestPost is a post of which rules are asked about, as it stands today.
type RequestPost struct {
	Answerer        // the zero Answerer for rules without a post
	Name     string // empty: no post
	Rules    int
	Answered int
	Gone     int // not among Rules
}

// RequestUnit is a unit of which rules are asked about.
type RequestUnit struct {
	Name     string
	Rules    int
	Answered int
}

// RequestPerson is somebody who is asked.
type RequestPerson struct {
	User    User
	Posts   []string
	Rules   int
	Waiting int
}

// RequestStanding is a request with how far it has come; of a draft what it would
// be if it were sent now.
type RequestStanding struct {
	Request  Request
	Rules    int // without those that are gone
	Answered int
	Answers  map[RequestAnswer]int
	Gone     int
	Many     bool            // of a draft: more than MaxRequestRules, and nothing of them is counted
	Posts    []RequestPost   // those that wait for more first, then by name
	Units    []RequestUnit   // the same
	People   []RequestPerson // by name
}

// Request reads a request; CodeNotFound.
func (s *Service) Request(ctx context.Context, id RequestID) (RequestStanding, error) {
	var out RequestStanding
	err := s.Store.View(ctx, func(r Reader) error {
		q, err := r.RequestByID(id)
		if err != nil {
			return err
		}
		out, err = requestStanding(r, q)
		return err
	})
	return out, err
}

func requestStanding(r Reader, q Request) (RequestStanding, error) {
	out := RequestStanding{Request: q, Answers: map[RequestAnswer]int{}}
	var tallies []RequestTally
	var err error
	if q.Sent != NoDay {
		tallies, err = r.RequestTallies(q.ID)
	} else {
		var rules []Rule
		rules, out.Many, err = requestedRules(r, q)
		if !out.Many {
			for _, rule := range rules {
				tallies = append(tallies, RequestTally{Post: rule.Catalogue.Owner, Unit: rule.Catalogue.Unit, Rules: 1})
			}
		}
	}
	if err != nil {
		return out, err
	}
	posts, units := map[string]*RequestPost{}, map[string]*RequestUnit{}
	for _, t := range tallies {
		out.count(t, entry(posts, t.Post), entry(units, t.Unit))
	}
	if err := out.people(r, posts); err != nil {
		return out, err
	}
	for name, u := range units {
		if u.Rules > 0 {
			out.Units = append(out.Units, RequestUnit{name, u.Rules, u.Answered})
		}
	}
	slices.SortFunc(out.Posts, func(a, b RequestPost) int {
		return cmp.Or(cmp.Compare(b.Rules-b.Answered, a.Rules-a.Answered), cmp.Compare(a.Name, b.Name))
	})
	slices.SortFunc(out.Units, func(a, b RequestUnit) int {
		return cmp.Or(cmp.Compare(b.Rules-b.Answered, a.Rules-a.Answered), cmp.Compare(a.Name, b.Name))
	})
	return out, nil
}

func entry[T any](all map[string]*T, name string) *T {
	if all[name] == nil {
		all[name] = new(T)
	}
	return all[name]
}

func (out *RequestStanding) count(t RequestTally, post *RequestPost, unit *RequestUnit) {
	if t.Gone {
		out.Gone += t.Rules
		post.Gone += t.Rules
		return
	}
	out.Rules += t.Rules
	out.Answers[t.Answer] += t.Rules
	post.Rules += t.Rules
	unit.Rules += t.Rules
	if t.Answer != Unanswered {
		out.Answered += t.Rules
		post.Answered += t.Rules
		unit.Answered += t.Rules
	}
}

// people finds who answers for the posts today.
func (out *RequestStanding) people(r Reader, posts map[string]*RequestPost) error {
	var names []string
	for name := range posts {
		if name != "" {
			names = append(names, name)
		}
	}
	answerers, err := Answerers(r, names)
	if err != nil {
		return err
	}
	people := map[UserID]*RequestPerson{}
	for name, p := range posts {
		p.Name, p.Answerer = name, answerers[name]
		if p.Manner == "" {
			p.Manner = ByNobody
		}
		out.Posts = append(out.Posts, *p)
		if p.User == "" || p.Rules == 0 {
			continue
		}
		if people[p.User] == nil {
			u, err := r.UserByID(p.User)
			if err != nil {
				return err
			}
			people[p.User] = &RequestPerson{User: u}
		}
		one := people[p.User]
		one.Posts = append(one.Posts, name)
		one.Rules += p.Rules
		one.Waiting += p.Rules - p.Answered
	}
	for _, p := range people {
		slices.Sort(p.Posts)
		out.People = append(out.People, *p)
	}
	slices.SortFunc(out.People, func(a, b RequestPerson) int {
		return cmp.Or(cmp.Compare(a.User.Name, b.User.Name), cmp.Compare(a.User.ID, b.User.ID))
	})
	return nil
}

// requestedRules are the rules that a draft asks about today: those of its scope
// that have not ended and, where it asks to fill in, lack some of that. many says
// that there are more than MaxRequestRules.
func requestedRules(r Reader, q Request) (rules []Rule, many bool, err error) {
	list := RegisterQuery{On: r.Today(), Known: RevisionOpen, Area: q.Scope.Area, Filter: q.Scope.Filter, Limit: MaxRequestRules + 1}
	for _, s := range States {
		if !s.Ended() {
			list.States = append(list.States, s)
		}
	}
	if len(q.Scope.Units) > 0 {
		list.Reach = Reach{{Units: q.Scope.Units}}
	}
	asked := []Filter{list.Filter}
	if q.Ask == AskComplete {
		asked = nil
		for _, m := range q.Lacking {
			f := list.Filter
			f.Missing = append(slices.Clone(f.Missing), m)
			asked = append(asked, f)
		}
	}
	found := map[Number]Rule{}
	for _, list.Filter = range asked {
		entries, err := r.Register(list)
		if err != nil {
			return nil, false, err
		}
		for _, e := range entries {
			found[e.Rule.Number] = e.Rule
		}
		if len(found) > MaxRequestRules {
			return nil, true, nil
		}
	}
	for _, rule := range found {
		rules = append(rules, rule)
	}
	slices.SortFunc(rules, func(a, b Rule) int { return cmp.Compare(a.Number, b.Number) })
	return rules, false, nil
}

// RequestLetter is what one person is written about a request.
type RequestLetter struct {
	Request  Request
	Reminder bool
	To       User
	Rules    []LetterRule // the first of those that wait
	Waiting  int          // how many wait in all
	Today    Day
	Covered  []string // posts that nobody holds and that the reader is the head of
}

// LetterRule is a rule in a letter.
type LetterRule struct {
	Number Number
	Title  string
}

// MaxLetterRules is how many rules a letter names.
const MaxLetterRules = 20

// WriteRequestLetter writes a letter in its request's language. It holds no secret.
type WriteRequestLetter func(RequestLetter) (subject, text string)

// SendRequest fixes which rules a draft is about and writes to those who answer for
// them, one mail to each. Errors: CodeStale, CodeRequestSent, CodeRequestOver,
// CodeRequestEmpty, CodeRequestLarge; CodeDeadlinePast in a field.
func (s *Service) SendRequest(ctx context.Context, act Act, id RequestID, edit int, write WriteRequestLetter) (Request, error) {
	return s.changeRequest(ctx, act, id, edit, func(tx Tx, q Request) (Request, error) {
		if q.State() != RequestDraft {
			return q, refuse(CodeRequestSent)
		}
		if err := q.checkAhead(tx.Today()); err != nil {
			return q, err
		}
		rules, many, err := requestedRules(tx, q)
		switch {
		case err != nil:
			return q, err
		case many:
			return q, refuse(CodeRequestLarge, "limit", itoa(MaxRequestRules))
		case len(rules) == 0:
			return q, refuse(CodeRequestEmpty)
		}
		rows := make([]RequestRule, len(rules))
		for i, r := range rules {
			rows[i] = RequestRule{Request: q.ID, Number: r.Number, Post: r.Catalogue.Owner}
		}
		if err := tx.InsertRequestRules(rows); err != nil {
			return q, err
		}
		q.Sent = tx.Today()
		_, err = writeLetters(tx, q, false, write)
		return q, err
	})
}

// RemindRequest writes to those of whom rules still wait. Errors: CodeStale,
// CodeRequestNotOpen, CodeRequestOver, CodeNobodyWaits.
func (s *Service) RemindRequest(ctx context.Context, act Act, id RequestID, edit int, write WriteRequestLetter) (Request, error) {
	return s.changeRequest(ctx, act, id, edit, func(tx Tx, q Request) (Request, error) {
		if q.State() != RequestOpen {
			return q, refuse(CodeRequestNotOpen)
		}
		n, err := writeLetters(tx, q, true, write)
		if err == nil && n == 0 {
			err = refuse(CodeNobodyWaits)
		}
		q.Reminded = tx.Today()
		return q, err
	})
}

// writeLetters writes to everybody of whom rules wait and who can sign in, and says
// how many they are.
func writeLetters(tx Tx, q Request, reminder bool, write WriteRequestLetter) (int, error) {
	standing, err := requestStanding(tx, q)
	if err != nil {
		return 0, err
	}
	sent := 0
	for _, p := range standing.People {
		if p.Waiting == 0 || !p.User.Active {
			continue
		}
		page, err := askedRules(tx, AskedQuery{Request: q.ID, Posts: p.Posts, Waiting: true, Limit: MaxLetterRules})
		if err != nil {
			return sent, err
		}
		letter := RequestLetter{Request: q, Reminder: reminder, To: p.User, Waiting: p.Waiting, Today: tx.Today()}
		for _, a := range page.Rules {
			letter.Rules = append(letter.Rules, LetterRule{a.Number, page.Texts[a.Rule.ID].Title})
		}
		for _, post := range standing.Posts {
			if post.User == p.User.ID && post.Manner == ByHead && post.Rules > post.Answered {
				letter.Covered = append(letter.Covered, post.Name)
			}
		}
		subject, text := write(letter)
		if err := SendMail(tx, p.User, "request "+string(q.ID), q.Language, subject, text); err != nil {
			return sent, err
		}
		sent++
	}
	return sent, nil
}
