package openapi

import (
	"context"

	"github.com/omvendt/omvendt/registry"
)

type openingFields struct {
	From  day `json:"from" doc:"The first day that is summed so." example:"2027-08-01"`
	Weeks int `json:"weeks" minimum:"1" maximum:"52" doc:"Weeks of a year."`
	Days  int `json:"days" minimum:"1" maximum:"7" doc:"Days of such a week."`
}

type openingOut struct {
	From  day    `json:"from,omitzero" doc:"The first day that is summed so; left out for the first, which has always been."`
	Weeks int    `json:"weeks" doc:"Weeks of a year."`
	Days  int    `json:"days" doc:"Days of such a week."`
	By    string `json:"by,omitempty" doc:"Who said so."`
	On    day    `json:"on,omitzero" doc:"When."`
}

func openingOf(o registry.Opening) openingOut {
	return openingOut{From: day(o.From), Weeks: o.Weeks, Days: o.Days, By: o.By, On: day(o.On)}
}

type listOpeningsIn struct{}

func (a *api) listOpenings(ctx context.Context, _ call, _ *listOpeningsIn) (answer[items[openingOut]], error) {
	all, err := a.Register.Openings(ctx)
	return answer[items[openingOut]]{Body: items[openingOut]{Items: list(all, openingOf)}}, err
}

type setOpeningIn struct{ Body openingFields }

func (a *api) setOpening(ctx context.Context, c call, in *setOpeningIn) (answer[openingOut], error) {
	o, err := a.Register.SetOpening(ctx, c.Act, registry.Opening{From: registry.Day(in.Body.From), Weeks: in.Body.Weeks, Days: in.Body.Days})
	return answer[openingOut]{Body: openingOf(o), Place: "/v1/effort/openings"}, err
}
