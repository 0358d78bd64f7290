package web_test

import (
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// A reader's note is shown to nobody else, is told when it was written in two places,
// and is on paper where it was asked for.
func TestNotes(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := meetingTown(t, dsn)
		member := o.worker("Medlem", "council_member")
		meeting, at := o.worker("Sekretær", "secretary").agenda(o.body(registry.RankCouncil), "R-0034")
		item, list := "/moeder/"+at, "/moeder/"+meeting+"/mine-noter"
		const secret = "Spørg formanden om skemaet"
		empty := member.read(item).is(t, 200).hidden("note")
		member.read(list).is(t, 200).has(t, "Du har ingen noter til mødet")

		g := member.send(item, filled(empty, "text", secret)).is(t, 200)
		g.has(t, "Din note er gemt", secret, "Udskriv med min note")
		member.read(list).is(t, 200).has(t, "Punkt 1", secret)
		if n := strings.Count(member.read(item).body, secret); n != 1 {
			t.Errorf("without being asked for it stands %d times", n)
		}
		if n := strings.Count(member.read(item+"?print=note").body, secret); n != 2 {
			t.Errorf("on paper and in the field it stands %d times", n)
		}
		for _, role := range []string{"administrator", "auditor", "secretary"} {
			other := o.worker("En anden "+role, role)
			for _, page := range []string{item, item + "?print=note", list, "/moeder/" + meeting, "/moeder/" + meeting + "/papirer/1"} {
				other.read(page).is(t, 200).lacks(t, secret)
			}
		}
		// Another device had read the page before.
		g = member.send(item, filled(empty, "text", "Noget andet", "submission", "den-anden")).is(t, 412)
		g.has(t, secret, "Noget andet", "Du har selv gemt noten et andet sted")
		g.lacks(t, "En anden")
		member.send(item, filled(g.form(t, "note"), "text", "")).is(t, 200).lacks(t, secret)
		member.read(list).has(t, "Du har ingen noter til mødet")
		member.send(item, filled(member.read(item).hidden("note"), "text", strings.Repeat("å", 8001))).is(t, 422).has(t, "åååå")
		o.stranger().read(list).lacks(t, "Mine noter til")
	})
}
