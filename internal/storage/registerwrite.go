package storage

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/omvendt/omvendt/migrations"
)

// WriteRegister reads in one consistent view, a row at a time.
func (s registryStore) WriteRegister(ctx context.Context, w io.Writer) error {
	newest, err := migrations.Newest(s.db.dialect.migrations())
	if err != nil {
		return internal(err)
	}
	sum := sha256.New()
	out := bufio.NewWriter(io.MultiWriter(w, sum))
	fmt.Fprintf(out, "{\n\"format\": %q,\n\"migration\": %q", registerFormat, newest)
	if err := s.db.view(ctx, func(r *reader) error {
		for _, t := range registerTables {
			if err := r.writeTable(out, t); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	if _, err := out.WriteString(",\n"); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "\"sha256\": %q\n}\n", hex.EncodeToString(sum.Sum(nil)))
	return err
}

func (r *reader) writeTable(out *bufio.Writer, t fileTable) error {
	fmt.Fprintf(out, ",\n%q: [", t.name)
	where := ""
	if t.where != "" {
		where = " WHERE " + t.where
	}
	rows, err := r.db.QueryContext(r.ctx, "SELECT "+t.selectList()+" FROM "+t.name+where+" ORDER BY "+t.order)
	if err != nil {
		return r.fault(err)
	}
	defer func() { _ = rows.Close() }()
	places := make([]any, len(t.columns))
	for separator := "\n"; rows.Next(); separator = ",\n" {
		for i, c := range t.columns {
			places[i] = c.place()
		}
		if err := rows.Scan(places...); err != nil {
			return r.fault(err)
		}
		line, err := t.line(places)
		if err != nil {
			return internal(err)
		}
		if _, err := out.WriteString(separator); err != nil {
			return err
		}
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	if err := r.fault(rows.Err()); err != nil {
		return err
	}
	_, err = out.WriteString("\n]")
	return err
}
