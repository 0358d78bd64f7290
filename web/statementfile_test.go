package web_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

const aPDF = "%PDF-1.7\nBevar reglerne.\n%%EOF"

// A party attaches a file, looks it over, changes its mind and sends another; after the
// deadline everybody can take it home, and nobody before.
func TestStatementFilePages(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		w, party := o.worker("Astrid Ærø", "administrator"), o.stranger()
		h := o.heardParty("dagtilbud-2027", "Ældrerådet", workflow.HearingSent)
		page := web.Path("hearing", "da", h.Token)
		send := func(content string, pairs ...string) got {
			t.Helper()
			return party.upload(page, content, filled(party.read(page).is(t, 200).hidden(""), pairs...))
		}
		// What is wrong with the file, and beside it, is told at once; what was typed stays.
		send("<html>", "text", "Bevar dem alle.").is(t, 422).has(t, "Filen skal være PDF", "Feltet skal udfyldes.", "Bevar dem alle.")
		send(strings.Repeat("x", 6<<20), "text", "Bevar dem alle.", "signed", "Formanden").is(t, 422).has(t, "5 MB", "Bevar dem alle.")
		// A file that is fine is not asked for again because something else was wrong.
		look := send(aPDF, "text", "Bevar dem alle.").is(t, 422)
		look.has(t, "Høringssvaret som fil:", "PDF, 1 KB")
		look = party.send(page, filled(look.form(t, ""), "text", "Bevar dem alle.", "signed", "Formanden")).is(t, 200)
		look.has(t, "Svaret er ikke sendt endnu", "PDF, 1 KB")
		sending := look.carried(t, "send")
		kept := web.Path("hearing_file", "da", h.Token, sending.Get("kept"))
		if g := party.read(kept).is(t, 200); g.body != aPDF || g.Header.Get("Content-Type") != "application/pdf" || g.Header.Get("Content-Security-Policy") != "default-src 'none'; sandbox" ||
			!strings.HasPrefix(g.Header.Get("Content-Disposition"), "attachment; ") {
			t.Errorf("looked over it is %v %q", g.Header, g.body)
		}
		party.send(page, sending).is(t, 200).has(t, "Tak. Høringssvaret er modtaget.", "PDF, 1 KB")
		w.read(web.Path("work_hearing", "da", string(h.ID))).has(t, "Høringssvaret som fil:")
		public := web.Path("statement_file", "da", string(h.ID))
		party.read(public).is(t, 404)
		w.read(web.Path("work_hearing_file", "da", string(h.ID))).is(t, 200)
		party.read(web.Path("hearing_file", "da", strings.Repeat("0", 26), sending.Get("kept"))).is(t, 404)

		// Another in its place, which is not sent; then none at all; then one again.
		send(aPDF+"nr. 2", "text", "Bevar dem alle.", "signed", "Formanden").is(t, 200)
		party.read(kept).is(t, 200)
		send("", "text", "Bevar dem alle.", "signed", "Formanden").is(t, 422).has(t, "Feltet skal udfyldes.") // an empty file
		dropped := party.send(page, filled(party.read(page).hidden(""), "drop_file", "yes", "text", "Bevar dem alle.", "signed", "Formanden")).is(t, 200)
		party.send(page, dropped.carried(t, "send")).is(t, 200).lacks(t, "Høringssvaret som fil:")
		party.read(kept).is(t, 404)
		party.send(page, sending).is(t, 422).has(t, "Filen er her ikke længere. Vælg den igen.")
		party.send(page, send(aPDF, "text", "Bevar dem alle.", "signed", "Formanden").is(t, 200).carried(t, "send")).is(t, 200)

		o.on("2026-12-06")
		w = o.worker("Ebbe Åby", "administrator")
		if g := o.stranger().read(public).is(t, 200); g.body != aPDF {
			t.Errorf("everybody reads %q", g.body)
		}
		o.stranger().read(web.Path("review", "da", "dagtilbud-2027")).has(t, "Høringssvaret som fil:")
		party.upload(page, aPDF+"for sent", filled(sending, "signed", "Formanden", "form", "")).is(t, 422).has(t, "Fristen")

		// The administration records one that came by mail; the register's file holds it whole.
		desk := web.Path("work_hearing", "da", string(h.ID))
		w.upload(desk, aPDF+"fra posten", filled(w.read(desk).hidden("statement"), "text", "Kom med posten.", "signed", "Formanden", "received", "2026-12-06")).is(t, 200).has(t, "Høringssvaret er registreret")
		o.stranger().read(public).is(t, 200)
		var whole bytes.Buffer
		o.must(o.register.WriteRegister(context.Background(), &whole))
		if n := strings.Count(whole.String(), `"sha256":"`+registry.Digest([]byte(aPDF+"fra posten"))); n < 2 { // the file and its statement
			t.Errorf("the register file names it %d times", n)
		}
	})
}
