package papers

import (
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Tie says what it means that the votes on a proposal are equal, and which majority it takes
// where that is another than the law's.
func Tie(l texts.Lang, x workflow.Proposal, rules workflow.VoteRules) string {
	falls := l.Text("web.tie."+string(x.Ruling)+string(x.Procedure), nil)
	switch {
	case rules.Majority != "" && rules.Majority != registry.MajoritySimple:
		return l.Text("web.tie.majority."+rules.Majority, nil) + " " + falls
	case rules.Tie == registry.TieChair:
		return l.Text("web.tie.chair", nil) + " " + falls
	}
	return falls
}

// PutBy tells who put a proposal forward, and that it would change a later one; empty
// where it stands in the papers.
func PutBy(l texts.Lang, x workflow.Proposal) string {
	who := map[string]string{"who": Words(x.By)}
	switch {
	case x.Amends && x.By != "":
		return l.Text("web.proposal.amendment_by", who)
	case x.Amends:
		return l.Text("web.proposal.amendment", nil)
	case x.By != "":
		return l.Text("web.proposal.by", who)
	}
	return ""
}

// Terms are what holds if a proposal is carried: from when, until when, for whom.
func Terms(l texts.Lang, x workflow.Proposal) []string {
	t := terms{lang: l}
	t.add("to", "to", Words(x.To))
	next, last := wording.Day(l, x.Next), wording.LastDay(l, x.Next)
	switch x.Procedure {
	case registry.Postpone, registry.SendBack:
		t.add("back", "day", next)
	case registry.Terminate, registry.Renegotiate:
		t.add("notice", "day", wording.Day(l, x.From))
		t.add("agreement", "day", last)
	}
	switch x.Ruling {
	case registry.Keep, registry.Amend:
		t.add("from", "day", wording.Day(l, x.From))
		if x.Lapses {
			t.add("lapses", "day", next)
		} else {
			t.add("next", "day", next)
		}
	case registry.Repeal, registry.Unlawful:
		t.add("repealed", "day", wording.Day(l, x.From))
		t.add("told", "day", wording.Day(l, x.Told))
	case registry.Trial:
		t.add("trial_from", "day", wording.Day(l, x.From))
		t.add("trial_until", "day", last)
		t.add("measure", "what", Words(x.Measure))
		t.add("evaluator", "who", Words(x.Evaluator))
	case registry.Defer:
		t.add("deferred", "day", last)
	}
	return t.said
}

type terms struct {
	lang texts.Lang
	said []string
}

func (t *terms) add(key, name, value string) {
	if value != "" {
		t.said = append(t.said, t.lang.Text("web.term."+key, map[string]string{name: value}))
	}
}

// Annulled tells how a decision lost its effect, or has it again.
func Annulled(l texts.Lang, a workflow.Annulled) string {
	key := "web.result.annulled"
	switch {
	case a.Lifts:
		key = "web.result.lifted"
	case a.Suspends:
		key = "web.result.suspended"
	}
	if a.From == registry.NoDay {
		key += "_from_start"
	}
	told := l.Text(key, map[string]string{"body": Words(a.By.Body), "day": wording.Day(l, a.By.Day), "from": wording.Day(l, a.From)})
	if a.Lifted {
		told += " " + l.Text("web.result.annulled_lifted", nil)
	}
	return told
}
