package storage

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type policyCandidateRow struct {
	bun.BaseModel `bun:"table:policy_candidate"`
	ID            string
	Name          string
	Digest        string
	Bundle        string
	Source        []byte
	Report        jsonText
	MadeBy        string
	At            instant
}

func (r policyCandidateRow) candidate() (registry.PolicyCandidate, error) {
	c := registry.PolicyCandidate{ID: registry.CandidateID(r.ID), Name: r.Name, Digest: r.Digest, Bundle: r.Bundle, By: r.MadeBy, At: time.Time(r.At)}
	if len(r.Source) > 0 {
		c.Source = r.Source
	}
	if err := decode(r.Report, &c.Report); err != nil {
		return c, internal(err)
	}
	return c, nil
}

func (r *reader) PolicyCandidates(limit int) ([]registry.PolicyCandidate, error) {
	var rows []policyCandidateRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).ExcludeColumn("source").Order("at DESC", "id DESC").Limit(int64(limit))); err != nil {
		return nil, err
	}
	return tryEach(rows, policyCandidateRow.candidate)
}

func (r *reader) PolicyCandidate(id registry.CandidateID) (registry.PolicyCandidate, error) {
	var rows []policyCandidateRow
	if !storable(string(id)) {
		return registry.PolicyCandidate{}, notFound(string(id))
	}
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where("id = ?", string(id))); err != nil {
		return registry.PolicyCandidate{}, err
	}
	if len(rows) == 0 {
		return registry.PolicyCandidate{}, notFound(string(id))
	}
	return rows[0].candidate()
}

func (t *tx) InsertPolicyCandidate(c registry.PolicyCandidate) error {
	source := c.Source
	if source == nil {
		source = []byte{}
	}
	return insert(t, []policyCandidateRow{{ID: string(c.ID), Name: c.Name, Digest: c.Digest, Bundle: c.Bundle, Source: source,
		Report: encode(c.Report), MadeBy: c.By, At: toInstant(c.At)}})
}
