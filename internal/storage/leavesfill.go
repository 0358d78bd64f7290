package storage

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
)

// fillLog logs what was recorded before there was a log, and says so: from what is
// stored now, at the first start. It goes on where it was broken off.
func (db *DB) fillLog(ctx context.Context) error {
	for more := true; more; {
		if err := db.transactions.transact(ctx, func(own context.Context, conn bun.IDB) error {
			t := &tx{reader: db.readerOn(own, conn)}
			if err := t.fault(t.dialect.lockFacts(t.ctx, t.db)); err != nil {
				return err
			}
			var err error
			more, err = t.logEarlier()
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// revisionsAtOnce bounds what one transaction logs afterwards.
const revisionsAtOnce = 2000

func (t *tx) logEarlier() (more bool, err error) {
	late := translog.Instant(t.now)
	if err := t.logEarlierVersions(late); err != nil {
		return false, err
	}
	var rows []revisionRow
	if _, err := t.scan(t.db.NewSelect().Model(&rows).
		Where("revision > (SELECT coalesce(max(revision), 0) FROM log_leaf)").Order("revision").Limit(revisionsAtOnce)); err != nil || len(rows) == 0 {
		return false, err
	}
	entries, err := t.logEntries(condition{"revision BETWEEN ? AND ?", []any{rows[0].Revision, rows[len(rows)-1].Revision}})
	if err != nil {
		return false, err
	}
	of := map[int64]map[registry.RuleID]*translog.Entry{}
	for key, e := range entries {
		of[int64(key.revision)] = put(of[int64(key.revision)], key.rule, e)
	}
	var leaves []leafRow
	for _, row := range rows {
		t.mark, t.log.open = row.mark(), of[row.Revision]
		leaf, err := t.revisionLeaf(row.mark(), late)
		if err != nil {
			return false, err
		}
		leaves = append(leaves, leaf)
	}
	return true, t.appendLeaves(leaves)
}

// logEarlierVersions logs the versions of the rules of the game that are not.
func (t *tx) logEarlierVersions(late string) error {
	logged, err := t.LeavesOf(translog.KindRulebook, "")
	if err != nil {
		return err
	}
	var rows []gameVersionRow
	if _, err := t.scan(t.db.NewSelect().Model(&rows).Order("seq")); err != nil || len(rows) <= len(logged) {
		return err
	}
	for _, row := range rows[len(logged):] {
		if err := t.logVersion(row.version(), late); err != nil {
			return err
		}
	}
	return t.flushLeaves()
}

func (t *tx) logVersion(g registry.GameVersion, late string) error {
	content := map[string]any{"type": string(g.Kind), "from": g.From.String(), "digest": g.Digest, "adopted": g.Adopted.String(), "adopted_by": g.By}
	if late != "" {
		content["late"] = late
	}
	return t.Log(registry.Leaf{Kind: translog.KindRulebook, Content: content})
}

// rehash makes the hashes of the tree anew of its leaves.
func (t *tx) rehash() error {
	var leaves []leafRow
	if _, err := t.scan(t.db.NewSelect().Model(&leaves).Order("place")); err != nil {
		return err
	}
	for n, l := range leaves {
		if l.Place != int64(n) {
			return &registry.Error{Code: registry.CodeRegisterDamaged, Args: registry.Args{"line": "0"}}
		}
	}
	return t.insertHashes(0, leaves)
}

// UnloggedItems are items of closed meetings that the log has nothing of, in the
// order of days.
func (r *reader) UnloggedItems(limit int) ([]registry.ItemID, error) {
	var ids []string
	_, err := r.scan(r.db.NewRaw("SELECT i.id FROM item AS i JOIN meeting AS m ON m.id = i.meeting WHERE m.state = 'closed' "+
		"AND NOT EXISTS (SELECT 1 FROM log_leaf AS l WHERE l.kind = ? AND l.object = i.id) ORDER BY m.day, m.id, i.ordinal LIMIT ?", translog.KindDecision, limit), &ids)
	return each(ids, func(id string) registry.ItemID { return registry.ItemID(id) }), err
}
