package storage

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func requestOf(n int) registry.Request {
	return registry.Request{ID: registry.RequestID(fmt.Sprintf("request-%02d", n)), By: "Ada", Made: registry.MustDay("2026-03-01"), Edit: 1,
		RequestEntry: registry.RequestEntry{Title: fmt.Sprint("Anmodning ", n), Words: "Tak.", Language: "en", Ask: registry.AskComplete,
			Lacking: []registry.Missing{registry.MissingPlain, registry.MissingEffort}, Deadline: registry.MustDay("2026-05-01") - registry.Day(n),
			Scope: registry.RequestScope{Area: "Dagtilbud", Units: []string{"Børnehuset", "Å"}, Filter: registry.Filter{Owner: "pædagogisk leder", Kind: registry.KindRule}}}}
}

// What is asked of posts is kept as it was asked, and counted by what has become of its rules.
func TestRequests(t *testing.T) {
	both(t, func(x *fixture) {
		asked := func(request, number int, answer registry.RequestAnswer) registry.RequestRule {
			a := registry.RequestRule{Request: requestOf(request).ID, Number: registry.Number(number), Post: "pædagogisk leder", Answer: answer}
			if answer != registry.Unanswered {
				a.By, a.AnswerBy, a.On = "Bo", "leder", registry.MustDay("2026-04-01")
			}
			return a
		}
		x.update(func(tx workflow.Tx) error {
			var errs []error
			errs = append(errs, putRules(tx, "9000-01-01", 1, 2, 3), putRules(tx, "2020-01-01", 4)) // the fourth has lapsed
			for n := range 4 {
				q := requestOf(n)
				switch n {
				case 1, 2:
					q.Sent = registry.MustDay("2026-03-02")
				case 3:
					q.Sent, q.Ended = registry.MustDay("2026-03-02"), registry.MustDay("2026-03-09")
				}
				errs = append(errs, tx.InsertRequest(q))
			}
			return errors.Join(append(errs, tx.InsertRequestRules([]registry.RequestRule{asked(1, 1, ""), asked(1, 2, ""), asked(1, 4, ""),
				asked(2, 1, ""), asked(3, 1, registry.AnswerStillRight)}))...)
		})
		x.update(func(tx workflow.Tx) error {
			a := asked(1, 2, registry.AnswerRewritten)
			return errors.Join(tx.AnswerRequestRule(a), tx.Audit(registry.AuditEvent{Object: "request"}))
		})
		x.view(func(r workflow.Reader) error {
			q, err := r.RequestByID(requestOf(0).ID)
			x.equal("as it was written", q, requestOf(0))
			_, none := r.RequestByID("request-99")
			x.equal("not there", registry.CodeOf(none), registry.CodeNotFound)
			ids := func(query registry.RequestQuery) []registry.RequestID {
				all, err2 := r.Requests(query)
				err = errors.Join(err, err2)
				return collect(all, func(q registry.Request) registry.RequestID { return q.ID })
			}
			x.equal("newest first", ids(registry.RequestQuery{Limit: 2}), []registry.RequestID{"request-03", "request-02"})
			x.equal("and on", ids(registry.RequestQuery{Limit: 9, Before: "request-02"}), []registry.RequestID{"request-01", "request-00"})
			x.equal("open", ids(registry.RequestQuery{Limit: 9, State: registry.RequestOpen}), []registry.RequestID{"request-02", "request-01"})
			x.equal("drafts", ids(registry.RequestQuery{Limit: 9, State: registry.RequestDraft}), []registry.RequestID{"request-00"})
			progress, err2 := r.RequestProgress([]registry.RequestID{"request-00", "request-01"})
			x.equal("progress", progress, map[registry.RequestID]map[registry.RequestAnswer]int{"request-01": {registry.Unanswered: 2, registry.AnswerRewritten: 1}})
			tallies, err3 := r.RequestTallies("request-01")
			x.equal("tallies", tallies, []registry.RequestTally{{Post: "pædagogisk leder", Unit: "Børnehuset", Rules: 1},
				{Post: "pædagogisk leder", Unit: "Børnehuset", Gone: true, Rules: 1},
				{Post: "pædagogisk leder", Unit: "Børnehuset", Answer: registry.AnswerRewritten, Rules: 1}})
			waiting, err4 := r.AskedRules(registry.AskedQuery{Request: "request-01", Posts: []string{"pædagogisk leder"}, Waiting: true, Limit: 9})
			x.equal("waiting", collect(waiting, func(a registry.AskedRule) registry.Number { return a.Number }), []registry.Number{1})
			all, err5 := r.AskedRules(registry.AskedQuery{Request: "request-01", After: 1, Limit: 9})
			x.equal("behind the first", collect(all, func(a registry.AskedRule) bool { return a.Gone }), []bool{false, true})
			others, err6 := r.AskedRules(registry.AskedQuery{Request: "request-01", Posts: []string{}, Limit: 9})
			x.equal("of no post", len(others), 0)
			one, err7 := r.RequestRule("request-01", 2)
			x.equal("answered", one, asked(1, 2, registry.AnswerRewritten))
			open, err8 := r.OpenRequests(1)
			x.equal("open about a rule", slices.Sorted(maps.Keys(open)), []registry.RequestID{"request-01", "request-02"})
			still, found, err9 := r.LastStillRight(1)
			x.equal("still right", still, asked(3, 1, registry.AnswerStillRight))
			x.equal("found", found, true)
			awaited, err10 := r.Awaited([]string{"pædagogisk leder", "leder"})
			x.equal("awaited, nearest deadline first", collect(awaited, func(a registry.Awaited) string { return fmt.Sprint(a.Request.ID, " ", a.Rules) }),
				[]string{"request-02 1", "request-01 1"})
			return errors.Join(err, err2, err3, err4, err5, err6, err7, err8, err9, err10)
		})
	})
}
