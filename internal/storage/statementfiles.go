package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type statementFileRow struct {
	bun.BaseModel `bun:"table:statement_file"`
	Hearing       string `bun:",pk"`
	SHA256        string `bun:"sha256,pk"`
	Name          string
	Kind          string
	Kept          day
	Sent          bool
	Content       []byte
}

func (r *reader) StatementFile(h registry.HearingID, sha256 string) (f workflow.StatementFile, content []byte, err error) {
	var rows []statementFileRow
	if !storable(sha256) {
		return f, nil, notFound("")
	}
	_, err = r.scan(r.db.NewSelect().Model(&rows).Where("hearing = ?", string(h)).Where("sha256 = ?", sha256))
	if err == nil && len(rows) == 0 {
		err = notFound("")
	}
	if err != nil {
		return f, nil, err
	}
	row := rows[0]
	return workflow.StatementFile{SHA256: row.SHA256, Name: row.Name, Kind: workflow.FileKind(row.Kind), Size: len(row.Content)}, row.Content, nil
}

func (t *tx) KeepStatementFile(h registry.HearingID, f workflow.StatementFile, content []byte) error {
	row := []statementFileRow{{Hearing: string(h), SHA256: f.SHA256, Name: f.Name, Kind: string(f.Kind), Kept: day(t.Today()), Content: content}}
	if err := checkTexts(row); err != nil {
		return err
	}
	_, err := t.exec(t.db.NewDelete().Table("statement_file").Where("hearing = ?", string(h)).Where("sent = ?", false))
	if err != nil {
		return err
	}
	// The one of the statement may come again, under another name.
	_, err = t.exec(t.db.NewInsert().Model(&row).On("CONFLICT (hearing, sha256) DO UPDATE").Set("name = EXCLUDED.name"))
	return err
}

func (t *tx) SettleStatementFiles(h registry.HearingID, sha256 string) error {
	if _, err := t.exec(t.db.NewDelete().Table("statement_file").Where("hearing = ?", string(h)).Where("sha256 <> ?", sha256)); err != nil {
		return err
	}
	_, err := t.exec(t.db.NewUpdate().Table("statement_file").Set("sent = ?", true).Where("hearing = ?", string(h)))
	return err
}

func (t *tx) DropUnsentFiles(before registry.Day) error {
	_, err := t.exec(t.db.NewDelete().Table("statement_file").Where("kept < ?", before.String()).Where("sent = ?", false))
	return err
}
