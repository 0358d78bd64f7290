package registry

import (
	"context"
	"maps"
	"slices"
)

// AnswerRequest answers for one rule of an open request: that it is still right, or
// that nobody wants to defend it, which is then recorded too. Who answers is the
// signed-in user; a program names the user that it asked. edit is the rule's edit
// that they saw, and an answer may be given anew. Errors: CodeNotFound,
// CodeRequestNotOpen, CodeRuleEnded, CodeTakenOut, CodeStale; CodeNotAnswerer for
// somebody who does not answer for the rule today; CodeStillLacks.
func (s *Service) AnswerRequest(ctx context.Context, act Act, id RequestID, number Number, edit int, answer RequestAnswer, by UserID) (RequestRule, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (RequestRule, error) {
		var none RequestRule
		if answer != AnswerStillRight && answer != AnswerUndefended {
			return none, invalid("answer", CodeChoiceInvalid, "value", clip(string(answer), 40), "choices", choices([]RequestAnswer{AnswerStillRight, AnswerUndefended}))
		}
		q, err := tx.RequestByID(id)
		if err != nil {
			return none, err
		}
		before, err := tx.RequestRule(id, number)
		if err != nil {
			return none, err
		}
		if q.State() != RequestOpen {
			return none, refuse(CodeRequestNotOpen)
		}
		r, err := answerable(tx, act, number, edit)
		if err != nil {
			return none, err
		}
		after, err := answering(tx, act.Actor, by, r)
		if err != nil {
			return none, err
		}
		after.Request, after.Number, after.Post, after.Answer = id, number, before.Post, answer
		if answer == AnswerUndefended {
			if err = undefend(tx, r); err == nil {
				err = noteAnswer(tx, act.Actor, r, answer) // others may ask about it too
			}
		} else {
			err = refuseLacking(tx, q, number)
		}
		if err != nil {
			return none, err
		}
		if err := tx.AnswerRequestRule(after); err != nil {
			return none, err
		}
		return after, audit(tx, "rule "+number.String(), before, after)
	})
}

// answerable is a rule as it was seen, if anybody is asked about it still.
func answerable(tx Tx, act Act, number Number, edit int) (Rule, error) {
	r, err := tx.RuleByNumber(number)
	switch {
	case err != nil:
		return r, err
	case r.TakenOut != 0:
		return r, refuse(CodeTakenOut, "number", number.String())
	case !act.Reach.Has(r.Catalogue):
		return r, refuse(CodeForbidden)
	case r.Edit != edit:
		return r, Stale(edit, r.Edit)
	}
	timelines, err := tx.Timelines([]RuleID{r.ID})
	if err != nil {
		return r, err
	}
	if now, there := SegmentOn(timelines[r.ID], tx.Today()); there && now.State.Ended() {
		return r, refuse(CodeRuleEnded, "number", number.String())
	}
	return r, nil
}

// answering is an answer with who gives it: the signed-in user, or the one whom a
// program asked.
func answering(tx Tx, actor Actor, by UserID, r Rule) (RequestRule, error) {
	if actor.User != "" {
		by = actor.User
	}
	own, post, err := answersFor(tx, by, r.Catalogue.Owner)
	if err == nil && !own {
		err = refuse(CodeNotAnswerer, "owner", r.Catalogue.Owner)
	}
	if err != nil {
		return RequestRule{}, err
	}
	u, err := tx.UserByID(by)
	return RequestRule{By: u.Name, AnswerBy: post, On: tx.Today()}, err
}

// answersFor says whether a user may answer for a post's rules today, and as which post.
func answersFor(r Reader, user UserID, owner string) (own bool, post string, err error) {
	all, err := Answerers(r, []string{owner})
	a, there := all[owner]
	if err != nil || !there || !a.Has(user) {
		return false, "", err
	}
	if slices.Contains(a.Post.People(), user) {
		return true, a.Post.Name, nil
	}
	return true, a.By.Name, nil
}

// undefend records once that nobody wants to defend a rule.
func undefend(tx Tx, r Rule) error {
	all, err := tx.Justifications(r.ID)
	if n := len(all); err != nil || n > 0 && all[n-1].Undefended.On != NoDay {
		return err
	}
	j := Justification{ID: NewID[JustificationID](tx.Now()), Rule: r.ID, Ordinal: len(all) + 1,
		Undefended: Undefended{Post: r.Catalogue.Owner, On: tx.Today()}}
	if err := tx.InsertJustifications([]Justification{j}); err != nil {
		return err
	}
	if _, err := tx.UpdateRule(r, r.Edit); err != nil {
		return err
	}
	return audit(tx, "rule "+r.Number.String(), nil, j)
}

func refuseLacking(r Reader, q Request, number Number) error {
	lacks, err := lacking(r, q, number)
	if err == nil && lacks {
		err = refuse(CodeStillLacks)
	}
	return err
}

// lacking says whether a rule lacks something that a request asks to be filled in.
func lacking(r Reader, q Request, number Number) (bool, error) {
	if q.Ask != AskComplete {
		return false, nil
	}
	all, err := r.Missing([]Number{number})
	return slices.ContainsFunc(all[number], func(m Missing) bool { return slices.Contains(q.Lacking, m) }), err
}

// answered is what something that is hung on a rule says to whoever asked about it.
func answered(what any) RequestAnswer {
	if j, is := what.(Justification); is && j.Undefended.On != NoDay {
		return AnswerUndefended
	}
	return AnswerRewritten
}

// noteAnswer notes in open requests that somebody changed a rule through the
// ordinary forms. Of those who answer for it that is an answer, the newest counts;
// of anybody it is one that nothing asked for is lacking any more.
func noteAnswer(tx Tx, actor Actor, r Rule, answer RequestAnswer) error {
	open, err := tx.OpenRequests(r.Number)
	if err != nil || len(open) == 0 {
		return err
	}
	own, post, err := answersFor(tx, actor.User, r.Catalogue.Owner)
	if err != nil {
		return err
	}
	for id, row := range open {
		q, err := tx.RequestByID(id)
		if err != nil {
			return err
		}
		lacks := false
		if answer == AnswerRewritten {
			if lacks, err = lacking(tx, q, r.Number); err != nil {
				return err
			}
		}
		if lacks || !own && (q.Ask == AskConfirm || row.Answer != Unanswered) {
			continue
		}
		row.Answer, row.By, row.AnswerBy, row.On = answer, actor.Name, post, tx.Today()
		if err := tx.AnswerRequestRule(row); err != nil {
			return err
		}
	}
	return nil
}

// noteFilled is noteAnswer for rules that a file changed.
func noteFilled(tx Tx, actor Actor, numbers []Number) error {
	open, err := tx.Requests(RequestQuery{State: RequestOpen, Limit: 1})
	if err != nil || len(open) == 0 { // mostly
		return err
	}
	rules, err := tx.RulesByNumber(numbers)
	if err != nil {
		return err
	}
	for _, r := range rules {
		if err := noteAnswer(tx, actor, r, AnswerRewritten); err != nil {
			return err
		}
	}
	return nil
}

// AskedPage is one page of the rules of a request.
type AskedPage struct {
	Rules []AskedRule
	Texts map[RuleID]Version // the newest of each
	More  bool
	Last  Number
}

// AskedRules lists the rules of a request, by number; CodeNotFound.
func (s *Service) AskedRules(ctx context.Context, q AskedQuery) (AskedPage, error) {
	var page AskedPage
	err := s.Store.View(ctx, func(r Reader) (err error) {
		if _, err = r.RequestByID(q.Request); err != nil {
			return err
		}
		page, err = askedRules(r, q)
		return err
	})
	return page, err
}

func askedRules(r Reader, q AskedQuery) (page AskedPage, err error) {
	limit := q.Limit
	if limit > 0 {
		q.Limit++ // one more tells whether there are further ones
	}
	if page.Rules, err = r.AskedRules(q); err != nil {
		return page, err
	}
	if page.More = limit > 0 && len(page.Rules) > limit; page.More {
		page.Rules = page.Rules[:limit]
	}
	ids := make([]RuleID, len(page.Rules))
	for i, a := range page.Rules {
		ids[i], page.Last = a.Rule.ID, a.Number
	}
	page.Texts, err = r.LatestTexts(ids)
	return page, err
}

// ownPosts are the names of the posts that a user answers for today.
func ownPosts(r Reader, user UserID) ([]string, error) {
	if user == "" {
		return nil, nil
	}
	all, err := allAnswerers(r)
	var names []string
	for _, a := range all {
		if a.Has(user) {
			names = append(names, a.Post.Name)
		}
	}
	return names, err
}

// Awaited are the open requests with rules that wait for a user, the nearest
// deadline first.
func (s *Service) Awaited(ctx context.Context, user UserID) ([]Awaited, error) {
	var all []Awaited
	err := s.Store.View(ctx, func(r Reader) error {
		posts, err := ownPosts(r, user)
		if err == nil && len(posts) > 0 {
			all, err = r.Awaited(posts)
		}
		return err
	})
	return all, err
}

// OwnAsked is what of a request is a user's own.
type OwnAsked struct {
	Request   Request
	Waiting   int
	Answered  int
	Gone      int
	Next      AskedPage // the first that waits after a number, or the first of all; none: nothing waits
	Lacks     []Missing // of what is asked for, what that one lacks
	AskedPage           // their rules by number
}

// OwnAsked reads a user's own rules of a request that was sent. next is the number
// behind which the one to answer next stands; only, if not 0, is one to answer (anew)
// itself. CodeNotFound, also when none of the rules is theirs or the request is a draft.
func (s *Service) OwnAsked(ctx context.Context, user UserID, id RequestID, next, only, after Number, limit int) (OwnAsked, error) {
	var out OwnAsked
	err := s.Store.View(ctx, func(r Reader) error {
		out = OwnAsked{}
		var err error
		if out.Request, err = r.RequestByID(id); err != nil {
			return err
		}
		posts, err := ownPosts(r, user)
		if err != nil {
			return err
		}
		tallies, err := r.RequestTallies(id)
		if err != nil {
			return err
		}
		for _, t := range tallies {
			switch {
			case !slices.Contains(posts, t.Post):
			case t.Gone:
				out.Gone += t.Rules
			case t.Answer == Unanswered:
				out.Waiting += t.Rules
			default:
				out.Answered += t.Rules
			}
		}
		if out.Request.Sent == NoDay || out.Waiting+out.Answered+out.Gone == 0 {
			return refuse(CodeNotFound)
		}
		own := AskedQuery{Request: id, Posts: posts}
		list := own
		list.After, list.Limit = after, limit
		if out.AskedPage, err = askedRules(r, list); err != nil {
			return err
		}
		if err := out.next(r, own, next, only); err != nil || len(out.Next.Rules) == 0 || out.Request.Ask != AskComplete {
			return err
		}
		number := out.Next.Rules[0].Number
		missing, err := r.Missing([]Number{number})
		for _, m := range missing[number] {
			if slices.Contains(out.Request.Lacking, m) {
				out.Lacks = append(out.Lacks, m)
			}
		}
		return err
	})
	return out, err
}

// next finds the rule to answer next.
func (o *OwnAsked) next(r Reader, own AskedQuery, next, only Number) error {
	var err error
	own.Limit = 1
	if only != 0 {
		own.After = only - 1
		if o.Next, err = askedRules(r, own); err != nil || len(o.Next.Rules) > 0 && o.Next.Rules[0].Number == only && !o.Next.Rules[0].Gone {
			return err
		}
	}
	own.Waiting, own.After = true, next
	if o.Next, err = askedRules(r, own); err != nil || len(o.Next.Rules) > 0 || next == 0 {
		return err
	}
	own.After = 0 // those that were passed over
	o.Next, err = askedRules(r, own)
	return err
}

// LastStillRight is when somebody last said that a rule is still right; false when
// nobody has.
func (s *Service) LastStillRight(ctx context.Context, number Number) (said RequestRule, there bool, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		said, there, err = r.LastStillRight(number)
		return err
	})
	return said, there, err
}

// AskedOf are the open requests that ask a user about a rule, oldest first, with
// what is said of it so far.
func (s *Service) AskedOf(ctx context.Context, user UserID, number Number) ([]AskedOf, error) {
	var all []AskedOf
	err := s.Store.View(ctx, func(r Reader) error {
		all = nil
		open, err := r.OpenRequests(number)
		if err != nil || len(open) == 0 {
			return err
		}
		rule, err := r.RuleByNumber(number)
		if err != nil {
			return err
		}
		if own, _, err := answersFor(r, user, rule.Catalogue.Owner); err != nil || !own {
			return err
		}
		for _, id := range slices.Sorted(maps.Keys(open)) {
			q, err := r.RequestByID(id)
			if err != nil {
				return err
			}
			all = append(all, AskedOf{q, open[id]})
		}
		return nil
	})
	return all, err
}

// AskedOf is a request with what was said of one of its rules.
type AskedOf struct {
	Request Request
	RequestRule
}
