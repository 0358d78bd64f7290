package wording

import (
	"testing"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

func TestWording(t *testing.T) {
	sunset := registry.MustDay("2027-07-01")
	for got, want := range map[string]string{
		Day(texts.Danish, sunset):                 "1. juli 2027",
		LastDay(texts.Danish, sunset):             "30. juni 2027",
		Day(texts.Danish, registry.LastDay):       "",
		LastDay(texts.English, registry.FirstDay): "",
		State(texts.Danish, registry.Lapsed):      "Bortfaldet",
		Class(texts.Danish, registry.AddOn):       "overimplementering",
		Reason(texts.Danish, registry.Reason{Code: registry.NotInReview, Facts: map[string]string{"lapse_date": "9999-12-31"}}): "Reglen gælder og er ikke med i et regeleftersyn.",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
