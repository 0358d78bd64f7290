package storage

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type tokenRow struct {
	bun.BaseModel `bun:"table:api_token"`
	ID            string
	Name          string
	Role          string
	Scope         jsonText
	Hash          string
	Created       instant
}

func (k tokenRow) token() (registry.Token, error) {
	token := registry.Token{ID: registry.TokenID(k.ID), Name: k.Name, Grant: registry.Grant{Role: k.Role}, Hash: k.Hash, Created: time.Time(k.Created)}
	return token, decode(k.Scope, &token.Grant.Scope)
}

func (r *reader) Tokens() ([]registry.Token, error) {
	var rows []tokenRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where("NOT revoked").Order("id")); err != nil {
		return nil, err
	}
	tokens, err := tryEach(rows, tokenRow.token)
	sortDanish(tokens, func(k registry.Token) string { return k.Name })
	return tokens, err
}

func (r *reader) TokenByHash(hash string) (registry.Token, error) {
	if !storable(hash) {
		return registry.Token{}, notFound("") // a hash is not to be repeated
	}
	var row tokenRow
	found, err := r.scan(r.db.NewSelect().Model(&row).Where("hash = ?", hash).Where("NOT revoked"))
	if err != nil {
		return registry.Token{}, err
	}
	if !found {
		return registry.Token{}, notFound("")
	}
	token, err := row.token()
	if err != nil {
		return token, internal(err)
	}
	return token, nil
}

func (t *tx) InsertToken(k registry.Token) error {
	return insert(t, []tokenRow{{ID: string(k.ID), Name: k.Name, Role: k.Grant.Role, Scope: encode(k.Grant.Scope), Hash: k.Hash,
		Created: instant(k.Created.UTC().Truncate(time.Microsecond))}})
}

func (t *tx) RevokeToken(id registry.TokenID) error {
	if !storable(string(id)) {
		return notFound("")
	}
	n, err := t.exec(t.db.NewUpdate().Table("api_token").Set("revoked = ?", true).Where("id = ?", string(id)).Where("NOT revoked"))
	if err == nil && n == 0 {
		err = notFound(string(id))
	}
	return err
}

// keptFor is how long a request can be repeated with one effect.
const keptFor = 24 * time.Hour

type idempotencyRow struct {
	bun.BaseModel `bun:"table:idempotency"`
	Actor         string
	Operation     string
	RequestKey    string
	Hash          string
	Result        string
	At            instant
}

func (t *tx) Repeated() (result string, done bool, err error) {
	if t.act.Retry == nil {
		return "", false, nil
	}
	key := []idempotencyRow{t.request("")}
	if err := checkTexts(key); err != nil {
		return "", false, err
	}
	var row idempotencyRow
	found, err := t.scan(t.db.NewSelect().Model(&row).Where("actor = ?", key[0].Actor).
		Where("operation = ?", key[0].Operation).Where("request_key = ?", key[0].RequestKey).
		Where("at > ?", instant(t.now.Add(-keptFor))))
	switch {
	case err != nil || !found:
		return "", false, err
	case row.Hash != t.act.Retry.Hash:
		return "", false, &registry.Error{Code: registry.CodeKeyReused}
	}
	return row.Result, true, nil
}

// Remember also removes what need not be kept any longer.
func (t *tx) Remember(result string) error {
	if t.act.Retry == nil {
		return nil
	}
	if _, err := t.exec(t.db.NewDelete().Table("idempotency").Where("at <= ?", instant(t.now.Add(-keptFor)))); err != nil {
		return err
	}
	return insert(t, []idempotencyRow{t.request(result)})
}

func (t *tx) request(result string) idempotencyRow {
	return idempotencyRow{Actor: t.act.Actor.Key(), Operation: t.act.Operation, RequestKey: t.act.Retry.Key,
		Hash: t.act.Retry.Hash, Result: result, At: instant(t.now)}
}
