package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/driver/pgdriver"
	"github.com/xuri/excelize/v2"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// BenchmarkImportBesideCopy takes 100,000 rows of a CSV file in on PostgreSQL,
// and then copies the rows that this has left in all tables into the same tables
// of a new database, with their indexes, by COPY. "of-COPY" is what the copying
// took of what the import took; 1 would be as fast. "of-COPY-cpu" is the same in
// time of processors, the server's and the program's, which a busy machine moves less.
// "MB-most" is the most memory that the program had until the import was stored.
func BenchmarkImportBesideCopy(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var imported, copied, importedCPU, copiedCPU time.Duration
			most := 0.0
			for b.Loop() {
				file := asFile(b, sheet.CSV, importRows(n))
				from, to := testenv.Postgres(b), testenv.Postgres(b)
				filled, empty := newBenchSite(b, from), newBenchSite(b, to)
				before, begun := processors(b, from), time.Now()
				testenv.ForgetMost()
				filled.importFile(b, file)
				most = max(most, testenv.MostResident())
				imported += time.Since(begun)
				importedCPU += processors(b, from) - before
				if err := empty.Close(); err != nil {
					b.Fatal(err)
				}
				took, cpu := copyTables(b, from, to)
				copied, copiedCPU = copied+took, copiedCPU+cpu
			}
			b.ReportMetric(most, "MB-most")
			b.ReportMetric(imported.Seconds()/float64(b.N), "s-import")
			b.ReportMetric(copied.Seconds()/float64(b.N), "s-COPY")
			b.ReportMetric(float64(copied)/float64(imported), "of-COPY")
			if importedCPU > 0 && copiedCPU > 0 {
				b.ReportMetric(float64(copiedCPU)/float64(importedCPU), "of-COPY-cpu")
			}
		})
	}
}

// BenchmarkImportXLSX takes the same rows in as CSV and as XLSX. "of-parser" is what
// an import of XLSX takes beside one of CSV and the reading of the XLSX: 1 says that
// nothing but its parser makes it dearer. "read-of-excelize" is that reading beside
// reading all cells with the library of that name.
func BenchmarkImportXLSX(b *testing.B) {
	const n = 20_000
	rows := importRows(n)
	for b.Loop() {
		read, whole := map[sheet.Format]time.Duration{}, map[sheet.Format]time.Duration{}
		var library time.Duration
		for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
			content := asFile(b, format, rows)
			s := newBenchSite(b, testenv.SQLite(b))
			begun := time.Now()
			read[format] = s.importFile(b, content)
			whole[format] = time.Since(begun)
			if format == sheet.XLSX {
				library = readByLibrary(b, content)
			}
		}
		b.ReportMetric(read[sheet.XLSX].Seconds(), "s-read")
		b.ReportMetric(whole[sheet.XLSX].Seconds(), "s-import")
		b.ReportMetric(float64(whole[sheet.XLSX])/float64(whole[sheet.CSV]-read[sheet.CSV]+read[sheet.XLSX]), "of-parser")
		b.ReportMetric(float64(read[sheet.XLSX])/float64(library), "read-of-excelize")
	}
}

func readByLibrary(b *testing.B, content []byte) time.Duration {
	b.Helper()
	begun := time.Now()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if rows, err := f.GetRows(f.GetSheetName(0)); err != nil || len(rows) == 0 {
		b.Fatal(len(rows), err)
	}
	return time.Since(begun)
}

// importRows is a sheet as an office has it: the demands are different from each other.
func importRows(n int) [][]string {
	rows := [][]string{{"nummer", "titel", "krav", "omraade", "enhed", "type", "vedtaget_af", "vedtaget_dato", "regelansvarlig", "kle", "frekvens",
		"minutter_fra", "minutter_til", "antal_personer", "byrde_grundlag", "beskytter", "retsgrundlag", "begrundelse"}}
	basis := func(i int) string {
		if i%5 > 0 {
			return ""
		}
		return fmt.Sprintf("https://www.retsinformation.dk/eli/lta/2020/%d § %d~minimum~2020-01-01~", 1000+i%40, 1+i%7)
	}
	who := []string{"Lederen", "Pædagogen", "Kontoret", "Køkkenet", "Forvaltningen", "Vikaren", "Teamet"}
	does := []string{"fører tilsyn med", "skriver en rapport om", "udfylder et skema om", "gennemgår", "indberetter", "godkender", "orienterer forældre om", "måler", "fotograferer"}
	what := []string{"legepladsen", "medicinskabet", "indkøb over 500 kr.", "fravær", "sovevagter", "garderoben", "cykelture", "temperaturen i køleskabet", "brandveje", "nøgler", "udflugter"}
	when := []string{"hver måned", "hvert kvartal", "to gange om året", "ved indmeldelse", "hver uge", "efter sommerferien"}
	for i := range n {
		demand := fmt.Sprintf("%s %s %s %s og gemmer det i %d år. Sag nr. %d sendes til afdeling %d senest den %d. i måneden.", who[i%len(who)], does[i%len(does)],
			what[i%len(what)], when[i%len(when)], 1+i%9, i, i%313, 1+i%28)
		rows = append(rows, []string{registry.Number(i + 1).String(), fmt.Sprintf("%s, del %d", what[i%len(what)], i), demand, []string{"Dagtilbud", "Skole", "Ældre", "Sundhed", "Veje"}[i%5],
			fmt.Sprintf("Enhed %d", i%100), "dokumentationskrav", []string{"byråd", "forvaltning"}[i%2], fmt.Sprintf("%d-%02d-%02d", 2005+i%20, 1+i%12, 1+i%28),
			"Leder " + fmt.Sprint(i%50), "28.06.08", when[i%len(when)], "5", "10", "20", "skøn fra ledere", "liv og helbred", basis(i), "Den giver overblik over " + what[(i+1)%len(what)] + " for børn."})
	}
	return rows
}

// importFile says how long reading the cells took.
func (s *benchSite) importFile(b *testing.B, content []byte) (read time.Duration) {
	b.Helper()
	begun := time.Now()
	table, err := sheet.Read(content, "")
	if err != nil {
		b.Fatal(err)
	}
	read = time.Since(begun)
	file, err := ruleimport.Read(table, ruleimport.Options{Today: s.now})
	if err != nil {
		b.Fatal(err)
	}
	good := file.Good()
	if len(good) != len(file.Rows) {
		b.Fatal(len(good), len(file.Rows), file.Findings, file.Rows[0])
	}
	if _, err := s.register.ImportRules(b.Context(), act("import-rules"), registry.ImportOrder{FileName: "regler.csv", New: good}); err != nil {
		b.Fatal(err)
	}
	return read
}

// copyTables copies everything, in one transaction, and says how long the
// writing took.
func copyTables(b *testing.B, from, to string) (took, cpu time.Duration) {
	b.Helper()
	ctx := context.Background()
	open := func(dsn string) bun.Conn {
		conn, err := bun.NewDB(testenv.OpenPostgres(b, dsn), pgdialect.New()).Conn(ctx)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	source, target := open(from), open(to)
	// In the order in which they refer to each other.
	var tables []string
	if err := source.NewRaw(`WITH RECURSIVE ranked AS (
		SELECT c.oid, 0 AS depth FROM pg_class AS c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
		UNION SELECT f.conrelid, r.depth + 1 FROM pg_constraint AS f JOIN ranked AS r ON f.confrelid = r.oid WHERE f.contype = 'f' AND f.conrelid <> f.confrelid AND r.depth < 20
	) SELECT oid::regclass::text FROM ranked GROUP BY oid ORDER BY max(depth), 1`).Scan(ctx, &tables); err != nil {
		b.Fatal(err)
	}
	rows := make([]bytes.Buffer, len(tables))
	for i, table := range tables {
		if _, err := pgdriver.CopyTo(ctx, source, &rows[i], "COPY "+table+" ("+columnsOf(b, source, table)+") TO STDOUT"); err != nil {
			b.Fatal(table, err)
		}
		if _, err := target.ExecContext(ctx, "TRUNCATE "+table+" CASCADE"); err != nil {
			b.Fatal(err)
		}
	}
	before, begun := processors(b, to), time.Now()
	tx, err := target.BeginTx(ctx, nil)
	if err != nil {
		b.Fatal(err)
	}
	for i, table := range tables {
		if _, err := pgdriver.CopyFrom(ctx, target, &rows[i], "COPY "+table+" ("+columnsOf(b, target, table)+") FROM STDIN"); err != nil {
			b.Fatal(table, err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	return time.Since(begun), processors(b, to) - before
}

// processors is what this program and all connections to a server on this machine
// have used of processors; 0 where that cannot be read.
func processors(b *testing.B, dsn string) time.Duration {
	b.Helper()
	conn := bun.NewDB(testenv.OpenPostgres(b, dsn), pgdialect.New())
	var pids []int
	if err := conn.NewRaw("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()").Scan(context.Background(), &pids); err != nil {
		b.Fatal(err)
	}
	var ticks int
	for _, pid := range append(pids, os.Getpid()) {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			return 0
		}
		_, rest, _ := strings.Cut(string(stat), ") ")
		for _, at := range []int{11, 12} { // user, system: man 5 proc
			n, _ := strconv.Atoi(strings.Fields(rest)[at])
			ticks += n
		}
	}
	return time.Duration(ticks) * time.Second / 100
}

// columnsOf are the columns that can be written.
func columnsOf(b *testing.B, conn bun.Conn, table string) (columns string) {
	b.Helper()
	if err := conn.NewRaw(`SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
		WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`, table).Scan(context.Background(), &columns); err != nil {
		b.Fatal(err)
	}
	return columns
}
