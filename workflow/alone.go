package workflow

import (
	"context"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Findings whose refusal names a rule and who may instead.
const (
	FindingOwnerDecides    = "OWNER_DECIDES"
	FindingOwnerRecommends = "OWNER_RECOMMENDS"
)

// Backing is who stands behind an item's recommendation as it reads now: whoever
// wrote its words, and who has joined since.
type Backing struct {
	By []Backer `json:"by,omitempty"`
	// Alone is kept when the meeting is closed, since posts change hands: nobody
	// stood behind it but those who answered for a rule themselves.
	Alone bool `json:"alone,omitempty"`
}

// Backer stands behind a recommendation.
type Backer struct {
	Name string          `json:"name"`
	User registry.UserID `json:"user,omitempty"` // empty: a key to the API, or the command line
	On   registry.Day    `json:"on"`
}

// wrote is the backing of words that were just written.
func wrote(r Reader, act registry.Act, agenda Agenda) (Backing, error) {
	if len(agenda.Recommendation) == 0 {
		return Backing{}, nil
	}
	b, err := backer(r, act, agenda.By)
	return Backing{By: []Backer{b}}, err
}

// backer is the signed-in user, or the one whom a program names: no User where it
// names nobody. CodeChoiceUnknown in the field user.
func backer(r Reader, act registry.Act, named registry.UserID) (Backer, error) {
	b := Backer{Name: act.Actor.Name, User: act.Actor.User, On: r.Today()}
	if b.User != "" || named == "" {
		return b, nil
	}
	u, err := activeUser(r, named)
	b.Name, b.User = u.Name, u.ID
	return b, err
}

// activeUser is a user who is named; CodeChoiceUnknown in the field user.
func activeUser(r Reader, id registry.UserID) (registry.User, error) {
	u, err := r.UserByID(id)
	if registry.CodeOf(err) == registry.CodeNotFound || err == nil && !u.Active {
		var c registry.Checks
		c.Fail("user", registry.CodeChoiceUnknown)
		return registry.User{}, c.Err()
	}
	return u, err
}

// BackRecommendation puts the signed-in user, or the one whom a program names,
// behind an item's recommendation beside the owners who stand there alone;
// CodeStale, CodeMeetingClosed, CodeBackedAlready, CodePersonNeeded,
// CodeOwnerJoins (rule, owner).
func (s *Service) BackRecommendation(ctx context.Context, act registry.Act, id registry.ItemID, edit int, by registry.UserID) (Item, error) {
	return s.changeItem(ctx, act, id, edit, func(tx Tx, m Meeting, item *Item) error {
		b, err := backer(tx, act, by)
		if err != nil {
			return err
		}
		if b.User == "" {
			return refuse(registry.CodePersonNeeded)
		}
		a, err := readAlone(tx, m, *item)
		if err != nil {
			return err
		}
		if _, alone := a.recommends(); !alone {
			return refuse(registry.CodeBackedAlready)
		}
		item.Backing.By = append(slices.Clone(item.Backing.By), b)
		a.item = *item
		if rule, still := a.recommends(); still {
			return refuse(registry.CodeOwnerJoins, "rule", rule.Number.String(), "owner", rule.Catalogue.Owner)
		}
		return nil
	})
}

// alone knows who answers for the rules of an item today.
type alone struct {
	meeting Meeting
	item    Item
	members []Member
	rules   []registry.Rule
	posts   map[string]registry.Answerer // of the rules, and those that decide
	names   map[registry.UserID]string   // of who answers for the rules, in lower case
}

func readAlone(r Reader, m Meeting, item Item) (alone, error) {
	a := alone{meeting: m, item: item}
	if m.State == MeetingClosed || len(item.Rules) == 0 { // what is closed stands as it was judged then
		return a, nil
	}
	var err error
	if a.rules, err = r.RulesByID(item.Rules); err != nil {
		return a, err
	}
	if a.members, err = membersOn(r, m); err != nil {
		return a, err
	}
	a.members = item.Sitting(a.members)
	posts := []string{m.Body.Name}
	for _, rule := range a.rules {
		if rule.Catalogue.Owner != "" {
			posts = append(posts, rule.Catalogue.Owner)
		}
	}
	if a.posts, err = registry.Answerers(r, posts); err != nil || m.Body.Rank != registry.RankAdministration {
		return a, err
	}
	a.names = map[registry.UserID]string{}
	for _, post := range a.posts {
		for _, id := range append(post.Post.People(), post.By.People()...) {
			u, err := r.UserByID(id)
			if err != nil && registry.CodeOf(err) != registry.CodeNotFound { // a register that was moved here has posts without people
				return a, err
			}
			a.names[id] = strings.ToLower(strings.TrimSpace(u.Name))
		}
	}
	return a, nil
}

// recommends finds a rule for which everybody behind the recommendation answers.
func (a alone) recommends() (registry.Rule, bool) {
	if a.meeting.State == MeetingClosed {
		return registry.Rule{}, a.item.Backing.Alone
	}
	by := a.item.Backing.By
	return a.find(len(by), func(rule registry.Rule, i int) bool { return a.posts[rule.Catalogue.Owner].Has(by[i].User) })
}

// decides finds a rule for which everybody answers who decides on a proposal in
// the administration: its members who are not disqualified or absent, or the post
// that the body is.
func (a alone) decides(proposal int) (registry.Rule, bool) {
	if a.meeting.Body.Rank != registry.RankAdministration {
		return registry.Rule{}, false
	}
	if len(a.members) == 0 {
		return a.find(1, func(rule registry.Rule, _ int) bool { return a.own(a.meeting.Body.Name, rule) })
	}
	deciding := slices.DeleteFunc(slices.Clone(a.members), func(m Member) bool { return a.item.without(m.ID, proposal) })
	return a.find(len(deciding), func(rule registry.Rule, i int) bool {
		if m := deciding[i]; m.User != "" {
			return a.posts[rule.Catalogue.Owner].Has(m.User)
		}
		return a.own(deciding[i].Name, rule)
	})
}

// own says whether a name is that of the rule's post, of somebody who answers for
// it, or of another post that the same person holds.
func (a alone) own(name string, rule registry.Rule) bool {
	owner := rule.Catalogue.Owner
	post := a.posts[owner]
	if owner == "" {
		return false
	}
	if name == owner || name == a.meeting.Body.Name && post.Has(a.posts[name].User) {
		return true
	}
	for id, user := range a.names {
		if user == strings.ToLower(strings.TrimSpace(name)) && post.Has(id) {
			return true
		}
	}
	return false
}

// find finds a rule that is the own of all n; none when there is nobody.
func (a alone) find(n int, own func(rule registry.Rule, i int) bool) (registry.Rule, bool) {
	for _, rule := range a.rules {
		all := n > 0
		for i := range n {
			all = all && own(rule, i)
		}
		if all {
			return rule, true
		}
	}
	return registry.Rule{}, false
}

// without says that a member took no part in a proposal.
func (i Item) without(id registry.MemberID, proposal int) bool {
	out := i.Disqualifies(id)
	if proposal < len(i.Votes) {
		out = out || slices.ContainsFunc(i.Votes[proposal], func(v Vote) bool { return v.Member == id && v.Choice == Absent })
	}
	return out
}

// alone refuses what only owners decide or recommend, and says of which rule and
// who may instead; nil for another finding.
func (l *landing) alone(item Item, proposal int, finding string) error {
	a, err := readAlone(l.tx, l.open(), item)
	if err != nil {
		return err
	}
	switch finding {
	case FindingOwnerRecommends:
		rule, _ := a.recommends()
		return refuse(registry.CodeOwnerAdvises, "item", itoa(item.Ordinal), "rule", rule.Number.String(), "owner", rule.Catalogue.Owner)
	case FindingOwnerDecides:
		rule, _ := a.decides(proposal)
		others, err := l.others(item)
		if err != nil {
			return err
		}
		return refuse(registry.CodeOwnerDecides, "item", itoa(item.Ordinal), "rule", rule.Number.String(), "owner", rule.Catalogue.Owner,
			"others", strings.Join(others, ", "))
	}
	return nil
}

// others are the bodies that may decide on an item instead: the council, and those
// with a mandate through which no owner decides alone.
func (l *landing) others(item Item) ([]string, error) {
	bodies, err := l.tx.Bodies()
	if err != nil {
		return nil, err
	}
	var names []string
	item.Minutes = Minutes{}
	for _, b := range bodies {
		m := l.open()
		m.Body = b
		may, err := hasMandate(l.tx, m)
		if err != nil {
			return nil, err
		}
		a, err := readAlone(l.tx, m, item)
		if err != nil {
			return nil, err
		}
		if _, own := a.decides(0); may && !own && b.ID != l.meeting.Body.ID {
			names = append(names, b.Name)
		}
	}
	return names, nil
}
