package web_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// waiting makes that each thing waits that the desk tells an administrator of.
func (o *town) waiting() *worker {
	ctx := context.Background()
	o.vacate("Leder af Dagtilbud Vest", "Sikkerhedskonsulenten")
	o.mailed(nil)
	o.on("2027-01-20")
	o.hearing(2, 3)
	bodies, err := o.register.Bodies(ctx)
	o.must(err)
	_, err = o.workflow.PlanMeeting(ctx, act, workflow.Meeting{Body: bodies[0], Day: registry.MustDay("2027-01-25")})
	o.must(err)
	o.on("2027-01-31")
	w := o.worker("Ane Østergaard", "administrator")
	w.openDraft("titel;krav\nEn regel;Et krav\n")
	return w
}

var ways = regexp.MustCompile(`href="([^"]*)"`)

// The desk says first what waits, each thing with the way to it, and to nobody who
// cannot do it.
func TestDesk(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		w := o.worker("Astrid Ærø", "administrator")
		desk := w.read("/arbejde").is(t, 200)
		desk.lacks(t, "mangler referat", "stilling er ledig", "ikke gjort færdig", "kunne ikke sendes", "har ikke fået svar")
		desk.has(t, "Om 222 dage, den 1. juli 2027", "Én regel skal ses efter af en jurist")
		w = o.waiting()
		desk = w.read("/arbejde").is(t, 200)
		desk.has(t, "Mødet blev holdt den 25. januar 2027", "Én stilling er ledig", "Ansvar for én regel", "Indlæsningen er ikke gjort færdig", "Mails kunne ikke sendes", "15 henvendelser har ikke fået svar", "Om 151 dage")
		w.read("/en/desk").is(t, 200).has(t, "15 inputs have no answer", "In 151 days, on 1 July 2027", "held on 25 January 2027", "One post is vacant")
		waits, _, _ := strings.Cut(desk.body, `<h2 id="rules">`)
		_, waits, _ = strings.Cut(waits, `<h2 id="waits">`)
		for _, way := range ways.FindAllStringSubmatch(waits, -1) {
			w.read(way[1]).is(t, 200)
		}
		lawyer := o.worker("Jurist", "legal_checker").read("/arbejde")
		lawyer.has(t, "skal ses efter af en jurist")
		lawyer.lacks(t, "mangler referat", "stilling er ledig", "ikke gjort færdig", "kunne ikke sendes", "har ikke fået svar", "bortfalder de regler")
	})
}
