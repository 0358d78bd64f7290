package storage

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type evaluationRow struct {
	bun.BaseModel  `bun:"table:evaluation,alias:e"`
	Place          int64 `bun:",scanonly"`
	At             instant
	Day            day
	Policy         string
	Operation      string
	Object         string
	Number         int64
	Revision       int64
	Input          string
	Facts          string `bun:",nullzero"` // as it was digested, letter by letter
	PolicyDigest   string
	SettingsDigest string
	Result         jsonText
}

func (e evaluationRow) evaluation() (registry.Evaluation, error) {
	out := registry.Evaluation{Place: e.Place, At: time.Time(e.At), Day: registry.Day(e.Day), Policy: registry.PolicyName(e.Policy),
		Operation: e.Operation, Object: e.Object, Number: registry.Number(e.Number), Revision: registry.Revision(e.Revision),
		Input: e.Input, PolicyDigest: e.PolicyDigest, SettingsDigest: e.SettingsDigest}
	if e.Facts != "" {
		out.Facts = json.RawMessage(e.Facts)
	}
	return out, decode(e.Result, &out.Result)
}

func (r *reader) evaluations(narrow func(*bun.SelectQuery)) ([]registry.Evaluation, error) {
	var rows []evaluationRow
	q := r.db.NewSelect().Model(&rows).ColumnExpr("e.*").Order("e.place DESC")
	narrow(q)
	if _, err := r.scan(q); err != nil {
		return nil, err
	}
	all := make([]registry.Evaluation, len(rows))
	for i, row := range rows {
		var err error
		if all[i], err = row.evaluation(); err != nil {
			return nil, internal(err)
		}
	}
	return all, nil
}

func (r *reader) Evaluations(asked registry.EvaluationQuery) ([]registry.Evaluation, error) {
	if !storable(string(asked.Policy)) {
		return nil, nil
	}
	return r.evaluations(func(q *bun.SelectQuery) {
		if asked.Number != 0 {
			q.Where("e.number = ?", int64(asked.Number))
		}
		if asked.Policy != "" {
			q.Where("e.policy = ?", string(asked.Policy))
		}
		if asked.From != registry.NoDay {
			q.Where("e.day >= ?", day(asked.From))
		}
		if asked.Until != registry.NoDay {
			q.Where("e.day < ?", day(asked.Until))
		}
		if asked.Before > 0 {
			q.Where("e.place < ?", asked.Before)
		}
		if asked.Limit > 0 {
			q.Limit(int64(asked.Limit))
		}
	})
}

func (r *reader) EvaluationAt(place int64) (registry.Evaluation, error) {
	found, err := r.evaluations(func(q *bun.SelectQuery) { q.Where("e.place = ?", place) })
	switch {
	case err != nil:
		return registry.Evaluation{}, err
	case len(found) == 0:
		return registry.Evaluation{}, notFound(strconv.FormatInt(place, 10))
	}
	return found[0], nil
}

// LogEvaluations keeps them until the end of the closure, when the revision is known
// and no timeline of it can be judged anew.
func (t *tx) LogEvaluations(log []registry.Evaluation) error {
	t.evaluated = append(t.evaluated, log...)
	return nil
}

// flushEvaluations writes the decision log of this transaction so far.
func (t *tx) flushEvaluations() error {
	log := t.evaluated
	t.evaluated = nil
	numbers, err := t.numbersOf(log)
	if err != nil {
		return err
	}
	latest := map[int64]int{} // the timelines that stand
	rows := make([]evaluationRow, 0, len(log))
	for i, e := range log {
		if log[i].Number == 0 && e.Rule() != "" {
			log[i].Number = numbers[e.Rule()]
			log[i].Object = "rule " + log[i].Number.String()
		}
		if e.Policy == registry.PolicyInForce {
			latest[int64(log[i].Number)] = i
		}
	}
	for i, e := range log {
		if e.Policy == registry.PolicyInForce && latest[int64(e.Number)] != i {
			continue
		}
		row := evaluationRow{At: instant(t.now), Day: day(t.Today()), Policy: string(e.Policy), Operation: t.act.Operation, Object: e.Object,
			Number: int64(e.Number), Revision: int64(t.mark.Revision), Input: e.Input, Facts: string(e.Facts),
			PolicyDigest: e.PolicyDigest, SettingsDigest: e.SettingsDigest, Result: encode(e.Result)}
		rows = append(rows, row)
	}
	return insert(t, rows)
}

// numbersOf are the numbers of the rules that entries name by their id.
func (t *tx) numbersOf(log []registry.Evaluation) (map[registry.RuleID]registry.Number, error) {
	numbers := map[registry.RuleID]registry.Number{}
	var others []registry.RuleID
	for _, e := range log {
		if id := e.Rule(); e.Number == 0 && id != "" {
			if m := t.made[id]; m != nil {
				numbers[id] = registry.Number(m.ruleRow.Number)
			} else {
				others = append(others, id)
			}
		}
	}
	if len(others) == 0 {
		return numbers, nil
	}
	places, err := t.placesOf(others)
	for id, p := range places {
		numbers[id] = registry.Number(p.Number)
	}
	return numbers, err
}
