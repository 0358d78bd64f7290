package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type requestRow struct {
	bun.BaseModel `bun:"table:request,alias:q"`
	ID            string `bun:",pk"`
	Title         string
	Words         string
	Language      string
	Ask           string
	Lacking       jsonText
	Scope         jsonText
	Deadline      day
	MadeBy        string
	MadeOn        day
	SentOn        day
	RemindedOn    day
	EndedOn       day
	Edit          int
}

func rowOfRequest(q registry.Request) requestRow {
	return requestRow{ID: string(q.ID), Title: q.Title, Words: q.Words, Language: q.Language, Ask: string(q.Ask), Lacking: encode(list(q.Lacking)),
		Scope: encode(q.Scope), Deadline: day(q.Deadline), MadeBy: q.By, MadeOn: day(q.Made), SentOn: day(q.Sent), RemindedOn: day(q.Reminded),
		EndedOn: day(q.Ended), Edit: q.Edit}
}

func (q requestRow) request() (registry.Request, error) {
	out := registry.Request{ID: registry.RequestID(q.ID), By: q.MadeBy, Made: registry.Day(q.MadeOn), Sent: registry.Day(q.SentOn),
		Reminded: registry.Day(q.RemindedOn), Ended: registry.Day(q.EndedOn), Edit: q.Edit,
		RequestEntry: registry.RequestEntry{Title: q.Title, Words: q.Words, Language: q.Language, Ask: registry.Asked(q.Ask), Deadline: registry.Day(q.Deadline)}}
	if err := decode(q.Scope, &out.Scope); err != nil {
		return out, err
	}
	err := decode(q.Lacking, &out.Lacking)
	if len(out.Lacking) == 0 {
		out.Lacking = nil
	}
	return out, err
}

type requestRuleRow struct {
	bun.BaseModel `bun:"table:request_rule,alias:a"`
	Request       string
	Number        int64
	Post          string
	Answer        string
	AnsweredBy    string
	AnsweringPost string
	AnsweredOn    day
}

func rowOfRequestRule(a registry.RequestRule) requestRuleRow {
	return requestRuleRow{Request: string(a.Request), Number: int64(a.Number), Post: a.Post, Answer: string(a.Answer), AnsweredBy: a.By,
		AnsweringPost: a.AnswerBy, AnsweredOn: day(a.On)}
}

func (a requestRuleRow) rule() registry.RequestRule {
	return registry.RequestRule{Request: registry.RequestID(a.Request), Number: registry.Number(a.Number), Post: a.Post,
		Answer: registry.RequestAnswer(a.Answer), By: a.AnsweredBy, AnswerBy: a.AnsweringPost, On: registry.Day(a.AnsweredOn)}
}

func (r *reader) requestsWhere(where condition) ([]registry.Request, error) {
	var rows []requestRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...)); err != nil {
		return nil, err
	}
	return tryEach(rows, requestRow.request)
}

func (r *reader) RequestByID(id registry.RequestID) (registry.Request, error) {
	return one(r.requestsWhere, "q.id", string(id))
}

func (r *reader) Requests(query registry.RequestQuery) ([]registry.Request, error) {
	if !storable(string(query.Before)) {
		return nil, nil
	}
	var rows []requestRow
	q := r.db.NewSelect().Model(&rows).OrderExpr("q.id DESC").Limit(int64(query.Limit))
	switch query.State {
	case registry.RequestDraft:
		q.Where("q.sent_on = '' AND q.ended_on = ''")
	case registry.RequestOpen:
		q.Where("q.sent_on <> '' AND q.ended_on = ''")
	case registry.RequestEnded:
		q.Where("q.ended_on <> ''")
	}
	if query.Before != "" {
		q.Where("q.id < ?", string(query.Before))
	}
	if _, err := r.scan(q); err != nil {
		return nil, err
	}
	return tryEach(rows, requestRow.request)
}

func (r *reader) RequestProgress(ids []registry.RequestID) (map[registry.RequestID]map[registry.RequestAnswer]int, error) {
	var rows []struct {
		Request, Answer string
		Rules           int
	}
	in := r.dialect.in("a.request", texts(ids))
	if _, err := r.scan(r.db.NewSelect().TableExpr("request_rule AS a").ColumnExpr("a.request, a.answer, count(*) AS rules").Where(in.sql, in.args...).
		GroupExpr("a.request, a.answer"), &rows); err != nil {
		return nil, err
	}
	all := map[registry.RequestID]map[registry.RequestAnswer]int{}
	for _, row := range rows {
		id := registry.RequestID(row.Request)
		all[id] = put(all[id], registry.RequestAnswer(row.Answer), row.Rules)
	}
	return all, nil
}

// asked are the rules of requests with their entries and the state of those that have
// ended today: of all others nothing is read. CROSS JOIN holds SQLite to this order.
func (r *reader) asked(from string) *bun.SelectQuery {
	known := knownAt(registry.RevisionOpen)
	return r.db.NewSelect().TableExpr(from+" CROSS JOIN rule AS r").
		Join("LEFT JOIN segment AS s ON s.number = r.number AND "+known.sql+" AND s.from_day <= ? AND s.until_day > ? AND s.state IN (?)",
			append(known.args, day(r.Today()), day(r.Today()), endedStates())...).Where("r.number = a.number")
}

// gone is that a rule asked reads has ended, or was never one.
const gone = "(r.taken_out <> 0 OR s.state IS NOT NULL)"

func endedStates() bun.ListValues {
	return bun.List(texts([]registry.State{registry.Lapsed, registry.Repealed, registry.SupersededState}))
}

func (r *reader) RequestTallies(id registry.RequestID) ([]registry.RequestTally, error) {
	if !storable(string(id)) {
		return nil, nil
	}
	var rows []struct {
		Owner, Unit, Answer string
		Gone, Rules         int
	}
	_, err := r.scan(r.asked("request_rule AS a").Where("a.request = ?", string(id)).
		ColumnExpr("r.owner, r.unit, a.answer, CASE WHEN "+gone+" THEN 1 ELSE 0 END AS gone, count(*) AS rules").
		GroupExpr("1, 2, 3, 4").OrderExpr("1, 2, 3, 4"), &rows)
	all := make([]registry.RequestTally, len(rows))
	for i, row := range rows {
		all[i] = registry.RequestTally{Post: row.Owner, Unit: row.Unit, Answer: registry.RequestAnswer(row.Answer), Gone: row.Gone == 1, Rules: row.Rules}
	}
	return all, err
}

func (r *reader) AskedRules(query registry.AskedQuery) ([]registry.AskedRule, error) {
	if !storable(string(query.Request)) {
		return nil, nil
	}
	var rows []struct {
		requestRuleRow
		Gone int
	}
	q := r.asked("request_rule AS a").Where("a.request = ?", string(query.Request)).Where("a.number > ?", int64(query.After)).
		ColumnExpr("a.*, CASE WHEN " + gone + " THEN 1 ELSE 0 END AS gone").OrderExpr("a.number").Limit(int64(query.Limit))
	if query.Posts != nil {
		in := r.dialect.in("r.owner", texts(query.Posts))
		q.Where(in.sql, in.args...)
	}
	if query.Waiting {
		q.Where("a.answer = ''").Where("NOT " + gone)
	}
	if _, err := r.scan(q, &rows); err != nil {
		return nil, err
	}
	numbers := make([]registry.Number, len(rows))
	for i, row := range rows {
		numbers[i] = registry.Number(row.Number)
	}
	rules, err := r.RulesByNumber(numbers)
	if err != nil {
		return nil, err
	}
	all := make([]registry.AskedRule, len(rows))
	for i, row := range rows {
		all[i] = registry.AskedRule{RequestRule: row.rule(), Rule: rules[i], Gone: row.Gone == 1}
	}
	return all, nil
}

func (r *reader) requestRulesWhere(where condition) ([]registry.RequestRule, error) {
	var rows []requestRuleRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("a.request", "a.number"))
	return each(rows, requestRuleRow.rule), err
}

func (r *reader) RequestRule(id registry.RequestID, number registry.Number) (registry.RequestRule, error) {
	return one(func(where condition) ([]registry.RequestRule, error) {
		where.sql += " AND a.number = ?"
		where.args = append(where.args, int64(number))
		return r.requestRulesWhere(where)
	}, "a.request", string(id))
}

func (r *reader) OpenRequests(number registry.Number) (map[registry.RequestID]registry.RequestRule, error) {
	rows, err := r.requestRulesWhere(condition{"a.number = ? AND a.request IN (SELECT q.id FROM request AS q WHERE q.sent_on <> '' AND q.ended_on = '')", []any{int64(number)}})
	all := make(map[registry.RequestID]registry.RequestRule, len(rows))
	for _, row := range rows {
		all[row.Request] = row
	}
	return all, err
}

func (r *reader) LastStillRight(number registry.Number) (registry.RequestRule, bool, error) {
	var row requestRuleRow
	found, err := r.scan(r.db.NewSelect().Model(&row).Where("a.number = ?", int64(number)).Where("a.answer = ?", string(registry.AnswerStillRight)).
		OrderExpr("a.answered_on DESC, a.request DESC").Limit(1))
	return row.rule(), found, err
}

func (r *reader) Awaited(posts []string) ([]registry.Awaited, error) {
	var rows []struct {
		Request string
		Rules   int
	}
	in := r.dialect.in("r.owner", texts(posts))
	if _, err := r.scan(r.asked("request AS q CROSS JOIN request_rule AS a").Where("q.sent_on <> '' AND q.ended_on = ''").
		Where("a.request = q.id AND a.answer = ''").Where(in.sql, in.args...).Where("NOT "+gone).
		ColumnExpr("a.request, count(*) AS rules").GroupExpr("a.request, q.deadline").OrderExpr("q.deadline, a.request"), &rows); err != nil {
		return nil, err
	}
	var all []registry.Awaited
	for _, row := range rows {
		q, err := r.RequestByID(registry.RequestID(row.Request))
		if err != nil {
			return nil, err
		}
		all = append(all, registry.Awaited{Request: q, Rules: row.Rules})
	}
	return all, nil
}

func (t *tx) InsertRequest(q registry.Request) error { return insert(t, []requestRow{rowOfRequest(q)}) }

func (t *tx) UpdateRequest(q registry.Request, edit int) (registry.Request, error) {
	q.Edit = edit + 1
	row := []requestRow{rowOfRequest(q)}
	if err := checkTexts(row); err != nil {
		return registry.Request{}, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).ExcludeColumn("id", "made_by", "made_on").Where("id = ?", row[0].ID).Where("edit = ?", edit))
	if err != nil {
		return registry.Request{}, err
	}
	return afterUpdate(n, edit, t.RequestByID, q.ID, func(q registry.Request) int { return q.Edit })
}

func (t *tx) InsertRequestRules(rules []registry.RequestRule) error {
	return insert(t, each(rules, rowOfRequestRule))
}

func (t *tx) AnswerRequestRule(a registry.RequestRule) error {
	row := []requestRuleRow{rowOfRequestRule(a)}
	if err := checkTexts(row); err != nil {
		return err
	}
	_, err := t.exec(t.db.NewUpdate().Model(&row[0]).Column("answer", "answered_by", "answering_post", "answered_on").
		Where("request = ?", row[0].Request).Where("number = ?", row[0].Number))
	return err
}
