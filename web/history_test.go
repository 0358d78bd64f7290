package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// changedRule is R-0010 of the sample after everything that can be written about
// it was written once more, each on a day of its own.
func changedRule(t *testing.T, dsn string) *town {
	o := sample(t, dsn)
	ctx := context.Background()
	astrid := registry.Act{Actor: registry.Actor{Name: "Astrid Ærø"}, Operation: "edit"}
	rule := func() registry.RuleView {
		v, err := o.register.Rule(ctx, 10, registry.StatusQuery{})
		o.must(err)
		return v
	}
	o.on("2026-11-22")
	v := rule()
	k := v.Rule.Catalogue
	k.Owner, k.Protects, k.Effort = "Dagtilbudschefen", registry.ProtectsCitizens, registry.Effort{Evidence: registry.NotQuantified}
	_, err := o.register.EditRule(ctx, astrid, 10, v.Rule.Edit, k)
	o.must(err)
	o.on("2026-11-23")
	v = rule()
	text := v.Versions[1].Text
	text.Demand = strings.Replace(text.Demand, "3-5 år", "2-5 år", 1)
	_, err = o.register.ChangeText(ctx, astrid, 10, v.Rule.Edit, registry.NewText{From: registry.MustDay("2027-02-01"), Text: text})
	o.must(err)
	o.on("2026-11-24")
	_, err = o.register.Justify(ctx, astrid, 10, rule().Rule.Edit, registry.Justification{Value: "Samtalen giver tillid.", CheckOn: registry.MustDay("2028-01-01")})
	o.must(err)
	o.on("2026-11-25")
	_, err = o.register.Justify(ctx, astrid, 10, rule().Rule.Edit, registry.Justification{Value: "Samtalen giver gensidig tillid."})
	o.must(err)
	o.on("2026-11-26")
	b, err := o.register.RecordBasis(ctx, astrid, 10, rule().Rule.Edit, registry.Basis{Reference: "Aftale om samtaler, punkt 3", Effect: registry.Agrees,
		From: registry.MustDay("2026-01-01"), Until: registry.LastDay})
	o.must(err)
	o.on("2026-11-27")
	b.Until = registry.MustDay("2028-01-01")
	_, err = o.register.RecordBasis(ctx, astrid, 10, rule().Rule.Edit, b)
	o.must(err)
	o.on("2026-11-28")
	_, err = o.register.CheckLegally(ctx, astrid, 10, rule().Rule.Edit, registry.LegalCheck{By: "Jurist Øst", Day: registry.MustDay("2026-11-27"),
		Result: registry.BasesDoubted, Note: "Aftalen mangler."})
	o.must(err)
	return o
}

func TestHistory(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := changedRule(t, dsn)
		g := o.page(200, "/regler/R-0010/historik")
		// Newest first, each part in words, with what was removed and what was added.
		g.has(t, "28. november 2026 Retsgrundlaget blev kontrolleret Det skal undersøges mere Kontrolleret den 27. november 2026.",
			"27. november 2026 Et retsgrundlag blev rettet Til og med Tilføjet: 31. december 2027 Slut.",
			"26. november 2026 Et retsgrundlag blev registreret Lov eller aftale Tilføjet: Aftale om samtaler, punkt 3 Slut.",
			"25. november 2026 Begrundelse 2 blev skrevet", "Samtalen giver Tilføjet: gensidig Slut. tillid.",
			"Det bliver undersøgt Fjernet: 1. januar 2028 Slut.",
			"23. november 2026 Fra 1. februar 2027 Teksten blev rettet.", "Fjernet: 3-5 Slut. Tilføjet: 2-5 Slut. år",
			"22. november 2026 Oplysningerne blev rettet Tidsforbruget er skønnet på ny. Arbejdet er det samme. Regelansvarlig Tilføjet: Dagtilbudschefen Slut. Beskytter Fjernet:",
			"16. november 2026 Byrådet besluttede at ændre reglen.", "Tekst 2 blev skrevet ind",
			"1. februar 2025 Fra 1. august 2010 Reglen gælder fra denne dag.")
		for _, secret := range []string{"Astrid", "Jurist Øst", "Aftalen mangler"} {
			if strings.Contains(g.body, secret) {
				t.Errorf("everybody reads %q", secret)
			}
		}
		if d := g.Header.Get("Cache-Control"); d != "no-cache" {
			t.Errorf("kept as %q", d)
		}
		auditor, owner := o.worker("Revisor", "auditor"), o.worker("Ejer", "owner")
		auditor.read("/regler/R-0010/historik").has(t, "28. november 2026 kl. 12.00 Skrevet ind af Astrid Ærø", "Aftalen mangler.",
			"Kontrolleret den 27. november 2026 af Jurist Øst.")
		if strings.Contains(owner.read("/regler/R-0010/historik").body, "Astrid") {
			t.Error("who may not read the log reads who did it")
		}
		o.page(200, "/en/rules/R-0010/history").has(t, "Removed: 3-5 End.", "The entry was changed")

		// Every text keeps its address.
		o.page(200, "/regler/R-0010/versioner/1").has(t, "Det er den første tekst.", "Forældresamtale to gange om året", "til og med 31. januar 2027", "Skrevet ind den 1. februar 2025")
		// The agreement that was recorded later took the amendment out of the council's hands.
		o.page(200, "/regler/R-0010/versioner/2").has(t, "Teksten har ikke været gældende på noget tidspunkt", "Forrige tekst", "Næste tekst")
		g = o.page(200, "/regler/R-0010/versioner/3")
		g.has(t, "Det er ændret siden tekst 2", "Fjernet: 3-5 Slut.", "Fra 1. februar 2027", "Skrevet ind den 23. november 2026")
		auditor.read("/regler/R-0010/versioner/3").has(t, "Skrevet ind den 23. november 2026 Skrevet ind af Astrid Ærø")
		for _, none := range []string{"4", "0", "02", "x", "-1"} {
			o.page(404, "/regler/R-0010/versioner/"+none)
		}
		if g := o.get("/regler/r-10/versioner/3"); g.Header.Get("Location") != "/regler/R-0010/versioner/3" {
			t.Errorf("another way of writing the number goes to %q", g.Header.Get("Location"))
		}
		o.page(404, "/regler/R-0010/historik?before=x")
		o.page(404, "/regler/R-0099/historik")

		// What the register knew then goes back for all of it.
		g = o.page(200, "/regler/R-0010?known=2026-11-21")
		g.has(t, "Ingen har ansvaret for reglen lige nu", "Ingen har skrevet en begrundelse", "Kontrolleret den 15. januar 2025 af Juridisk afdeling.", "som registeret kender dem nu")
		o.page(200, "/regler/R-0010?known=2026-11-22").has(t, "Dagtilbudschefen")
		o.page(200, "/regler/R-0010?known=2026-11-24").has(t, "Samtalen giver tillid.")
		o.page(200, "/regler/R-0010").has(t, "Samtalen giver gensidig tillid.", "Retsgrundlaget er ikke kontrolleret", "Se alle ændringer af reglen")
	})
}

// A long history is turned page by page, and no change is lost or shown twice.
func TestLongHistory(t *testing.T) {
	testenv.OneAtATime(t)
	o := sample(t, testenv.SQLite(t))
	ctx := context.Background()
	for n := range 60 {
		v, err := o.register.Rule(ctx, 2, registry.StatusQuery{})
		o.must(err)
		k := v.Rule.Catalogue
		k.Source = fmt.Sprintf("Kilde %d.", n)
		_, err = o.register.EditRule(ctx, act, 2, v.Rule.Edit, k)
		o.must(err)
	}
	seen, pages := map[string]bool{}, 0
	for path := "/regler/R-0002/historik"; path != ""; pages++ {
		g := o.page(200, path)
		for n := range 60 {
			said := fmt.Sprintf("Tilføjet: </span>Kilde %d.<", n)
			if strings.Contains(g.body, said) {
				if seen[said] {
					t.Errorf("%s twice", said)
				}
				seen[said] = true
			}
		}
		path = ""
		if _, rest, more := strings.Cut(g.body, `button-secondary" href="`); more {
			path, _, _ = strings.Cut(rest, `"`)
		}
	}
	if len(seen) != 60 || pages != 3 {
		t.Errorf("%d changes on %d pages", len(seen), pages)
	}
}
