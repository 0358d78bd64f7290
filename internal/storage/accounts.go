package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type periodAccountRow struct {
	bun.BaseModel `bun:"table:period_account,alias:p"`
	UntilDay      day    `bun:",pk"`
	Span          string `bun:",pk"`
	Area          string `bun:",pk"`
	FromDay       day
	Counted       day
	Made          day
	Revision      int64
	Content       jsonText
}

// accountContent is what an account says.
type accountContent struct {
	Figures    []workflow.AccountFigure
	Start, End registry.EffortSum
	Rules      []workflow.AccountRule
}

func (p periodAccountRow) account() (workflow.Account, error) {
	var c accountContent
	err := decode(p.Content, &c)
	return workflow.Account{AccountOf: workflow.AccountOf{Span: workflow.AccountSpan(p.Span), From: registry.Day(p.FromDay), Until: registry.Day(p.UntilDay), Area: p.Area},
		On: registry.Day(p.Counted), Made: registry.Day(p.Made), Revision: registry.Revision(p.Revision), Figures: c.Figures, Start: c.Start, End: c.End, Rules: c.Rules}, err
}

func (r *reader) accountsWhere(where condition) ([]workflow.Account, error) {
	var rows []periodAccountRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("p.until_day DESC", "p.span")); err != nil {
		return nil, err
	}
	all := make([]workflow.Account, len(rows))
	for n, row := range rows {
		var err error
		if all[n], err = row.account(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (r *reader) KeptAccount(of workflow.AccountOf) (workflow.Account, bool, error) {
	found, err := r.accountsWhere(condition{"p.until_day = ? AND p.span = ? AND p.area = ?", []any{day(of.Until), string(of.Span), of.Area}})
	if err != nil || len(found) == 0 {
		return workflow.Account{}, false, err
	}
	return found[0], true, nil
}

func (r *reader) KeptAccounts(area string) ([]workflow.Account, error) {
	if !storable(area) {
		return nil, nil
	}
	return r.accountsWhere(condition{"p.area = ?", []any{area}})
}

func (t *tx) KeepAccount(a workflow.Account) (bool, error) {
	row := []periodAccountRow{{UntilDay: day(a.Until), Span: string(a.Span), Area: a.Area, FromDay: day(a.From), Counted: day(a.On), Made: day(a.Made), Revision: int64(a.Revision),
		Content: encode(accountContent{a.Figures, a.Start, a.End, a.Rules})}}
	if err := checkTexts(row); err != nil {
		return false, err
	}
	wrote := t.wrote
	n, err := t.exec(t.db.NewInsert().Model(&row).On("CONFLICT DO NOTHING"))
	t.wrote = wrote || n > 0
	return n > 0, err
}

// inArea narrows a query to an area, if one is given; the rule is joined as r.
func inArea(q *bun.SelectQuery, area string) *bun.SelectQuery {
	if area != "" {
		q.Where("r.area = ?", area)
	}
	return q
}

// Transitions goes by the index of ends of states: it reads what changed within the days.
func (r *reader) Transitions(area string, from, until registry.Day) (all []workflow.Transition, err error) {
	known := knownAt(registry.RevisionOpen)
	q := r.db.NewSelect().TableExpr("segment AS s").Join("JOIN segment AS n ON n.number = s.number AND n.from_day = s.until_day AND n.revision_until = ?", still).
		Join("JOIN rule AS r ON r.number = s.number").Where(known.sql, known.args...).Where("s.until_day = s.state_until").
		Where("s.state_until >= ? AND s.state_until < ?", day(from), day(until)).
		ColumnExpr("s.state AS before, n.state AS after, n.reasons->0->>'code' AS reason, r.protects AS protects, count(*) AS n").
		GroupExpr("s.state, n.state, n.reasons->0->>'code', r.protects").OrderExpr("s.state, n.state, reason, r.protects")
	_, err = r.scan(inArea(q, area), &all)
	return all, err
}

func (r *reader) AdoptedAtGate(area string, from, until registry.Day) (n int, err error) {
	q := r.db.NewSelect().TableExpr("rule_event AS e").Join("JOIN rule AS r ON r.id = e.rule").Where("e.kind = 'adopted'").
		Where("e.valid >= ? AND e.valid < ?", day(from), day(until)).Where("e.fact->'adoption' IS NOT NULL").ColumnExpr("count(*)")
	_, err = r.scan(inArea(q, area), &n)
	return n, err
}

// rulings are those of a query's days, with their rules.
func (r *reader) rulings(area string, limit int) (*bun.SelectQuery, func(*bun.SelectQuery) ([]workflow.RulingWithin, error)) {
	q := r.db.NewSelect().TableExpr("rule_event AS e").Join("JOIN rule AS r ON r.id = e.rule").Where("e.kind = 'ruling'").
		ColumnExpr("e.id, e.rule, e.revision, e.recorded, e.ord, e.valid, e.kind, e.fact, r.number, r.protects").OrderExpr("e.valid, e.seq").Limit(int64(limit))
	return inArea(q, area), func(q *bun.SelectQuery) ([]workflow.RulingWithin, error) {
		var rows []struct {
			eventRow
			Number   int64
			Protects string
		}
		if _, err := r.scan(q, &rows); err != nil {
			return nil, err
		}
		all := make([]workflow.RulingWithin, len(rows))
		for n, row := range rows {
			e, err := row.event()
			if err != nil {
				return nil, err
			}
			all[n] = workflow.RulingWithin{Rule: e.Rule, Number: registry.Number(row.Number), Weight: registry.Protects(row.Protects).Heft(), Event: e}
		}
		return all, nil
	}
}

func (r *reader) RulingsWithin(area string, from, until registry.Day, limit int) ([]workflow.RulingWithin, error) {
	q, read := r.rulings(area, limit)
	return read(q.Where("e.valid >= ? AND e.valid < ?", day(from), day(until)))
}

func (r *reader) RulingsDue(area string, before registry.Day, limit int) ([]workflow.RulingWithin, error) {
	q, read := r.rulings(area, limit)
	found, err := read(q.Where("e.valid < ?", day(before)).Where("e.fact->>'ruling' IN ('keep', 'amend')").Where("e.fact->'next'->>'on' < ?", day(before)))
	var due []workflow.RulingWithin
	for _, x := range found {
		if !x.Event.Fact.(registry.Ruled).Lapses {
			due = append(due, x)
		}
	}
	return due, err
}

func (r *reader) turnsWithin(area string, from, until registry.Day) *bun.SelectQuery {
	return inArea(r.db.NewSelect().TableExpr("rule_turn AS t").Join("JOIN rule AS r ON r.number = t.number").Where("t.day >= ? AND t.day < ?", day(from), day(until)), area)
}

func (r *reader) TurnsOf(area string, kind registry.TurnKind, from, until registry.Day, limit int) ([]registry.Listed, int, error) {
	var n int
	if _, err := r.scan(r.turnsWithin(area, from, until).Where("t.kind = ?", string(kind)).ColumnExpr("count(*)"), &n); err != nil || n == 0 || limit == 0 {
		return nil, n, err
	}
	var rows []turnRow
	_, err := r.scan(r.turnsWithin(area, from, until).Where("t.kind = ?", string(kind)).ColumnExpr("t.*").OrderExpr("t.weight, t.day, t.number").Limit(int64(limit)), &rows)
	return each(rows, turnRow.listed), n, err
}

func (r *reader) ProvisionalOn(area string, on registry.Day, limit int) ([]workflow.AccountRule, map[registry.ReasonCode]int, error) {
	known := knownAt(registry.RevisionOpen)
	extended := func() *bun.SelectQuery {
		return inArea(r.db.NewSelect().TableExpr("segment AS s").Join("JOIN rule AS r ON r.number = s.number").Where(known.sql, known.args...).
			Where("s.state = ?", string(registry.Extended)).Where("s.from_day <= ? AND s.until_day > ?", day(on), day(on)), area)
	}
	var counts []struct {
		Reason string
		N      int
	}
	if _, err := r.scan(extended().ColumnExpr("s.reasons->0->>'code' AS reason, count(*) AS n").GroupExpr("s.reasons->0->>'code'"), &counts); err != nil {
		return nil, nil, err
	}
	reasons := map[registry.ReasonCode]int{}
	for _, c := range counts {
		reasons[registry.ReasonCode(c.Reason)] = c.N
	}
	var rows []struct {
		Number     int64
		StateUntil day
		Reason     string
	}
	_, err := r.scan(extended().ColumnExpr("s.number, s.state_until, s.reasons->0->>'code' AS reason").
		OrderExpr("CASE r.protects WHEN 'life' THEN 0 WHEN 'staff' THEN 1 WHEN 'citizens' THEN 2 ELSE 3 END, s.number").Limit(int64(limit)), &rows)
	var rules []workflow.AccountRule
	for _, row := range rows {
		rules = append(rules, workflow.AccountRule{In: workflow.ListProvisional, Number: registry.Number(row.Number), Day: registry.Day(row.StateUntil), Reason: registry.ReasonCode(row.Reason)})
	}
	return rules, reasons, err
}

func (r *reader) FollowedUp(area string, from, until registry.Day) (f workflow.FollowedUp, err error) {
	asked := r.turnsWithin(area, from, until).Where("t.unit <> ''").Where("t.kind NOT IN ('extended', 'again')").ColumnExpr("DISTINCT t.day, t.unit")
	if _, err = r.scan(r.db.NewSelect().TableExpr("(?) AS d", asked).Join("LEFT JOIN unit_answer AS a ON a.day = d.day AND a.unit = d.unit").
		ColumnExpr("count(*) AS asked, count(a.unit) AS answered"), &f); err != nil {
		return f, err
	}
	living := inArea(r.db.NewSelect().TableExpr("unit_exception AS x").Join("JOIN rule AS r ON r.number = x.number").Where("x.day >= ? AND x.day < ?", day(from), day(until)), area).
		ColumnExpr("DISTINCT x.day, x.number")
	if _, err = r.scan(r.db.NewSelect().TableExpr("(?) AS d", living).ColumnExpr("count(*)"), &f.Living); err != nil {
		return f, err
	}
	guided := r.turnsWithin(area, from, until).Where("t.kind <> 'extended'")
	if _, err = r.scan(guided.ColumnExpr("count(*) AS guided, coalesce(sum(CASE WHEN t.guided = 0 THEN 1 ELSE 0 END), 0) AS unguided"), &f); err != nil {
		return f, err
	}
	var said []struct{ Day, Published day }
	_, err = r.scan(r.turnsWithin(area, from, until).Where("t.kind <> 'extended'").Join("JOIN guidance AS g ON g.number = t.number AND g.day = t.day").
		Where("g.published <> ''").ColumnExpr("t.day, g.published"), &said)
	for _, x := range said {
		if registry.Day(x.Day)-registry.Day(x.Published) < registry.GuidanceDays {
			f.SaidLate++
		}
	}
	return f, err
}

func (r *reader) ReviewsWith(area string) ([]registry.ReviewID, error) {
	q := r.db.NewSelect().TableExpr("review AS v").ColumnExpr("v.id").Order("v.id")
	if area != "" {
		q.Where("EXISTS (SELECT 1 FROM review_rule AS m JOIN rule AS r ON r.id = m.rule WHERE m.review = v.id AND m.left_out = '' AND r.area = ?)", area)
	}
	var ids []string
	_, err := r.scan(q, &ids)
	return each(ids, func(id string) registry.ReviewID { return registry.ReviewID(id) }), err
}
