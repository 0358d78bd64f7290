package workflow

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// Link lets an audience in. Its token carries 128 random bits and stands in
// posters, so it is no secret; who uses it is chosen, not proven.
type Link struct {
	ID           registry.LinkID         `json:"id"`
	Consultation registry.ConsultationID `json:"consultation"`
	Audience     string                  `json:"audience"` // "Forældre"
	// Place says where it hangs or who was given it ("Børnehuset Mosen"), for those
	// who hand it out. It is never stored with what is sent through it.
	Place string `json:"place,omitempty"`
	// District is what the answers to a self-assessment or a measurement are told by.
	District string       `json:"district,omitempty"`
	Token    string       `json:"token"`
	Opens    registry.Day `json:"opens"`  // NoDay: with the consultation
	Closes   registry.Day `json:"closes"` // the first day on which it is closed; NoDay: with the consultation
	Shared   bool         `json:"shared"` // on a device that many use: nothing of one may be left for the next
	Slips    int          `json:"slips"`  // how many were made, each for one answer; 0: it is open to any number
	Revoked  bool         `json:"revoked"`
	Guarded  time.Time    `json:"guarded,omitzero"` // until when answering takes some work
}

// Single says that the link is handed out as slips that each take one answer. Its
// own token opens nothing.
func (l Link) Single() bool { return l.Slips > 0 }

// within is the link with the days on which it is open, which are never more than
// those of its consultation.
func (l Link) within(c Consultation) Link {
	l.Opens = max(l.Opens, c.Opens)
	l.Closes = min(cmp.Or(l.Closes, c.Closes), c.Closes)
	return l
}

// OpenOn says of a link with its days whether it lets anybody in on a day.
func (l Link) OpenOn(on registry.Day) bool { return !l.Revoked && l.Opens <= on && on < l.Closes }

// CodeLength is how many letters of a token make the short code: 40 bits, which
// nobody guesses where only so many wrong ones may be tried.
const CodeLength = 8

// Code is the short form of a token, as it is printed: "k7mq-2x9d".
func Code(token string) string {
	if len(token) < CodeLength {
		return ""
	}
	return token[:CodeLength/2] + "-" + token[CodeLength/2:CodeLength]
}

// MostSlips is how many slips are made at once.
const MostSlips = 500

// AddLink makes an open link for an audience, for any number of answers.
func (s *Service) AddLink(ctx context.Context, act registry.Act, slug, audience string) (Link, error) {
	return s.MakeLink(ctx, act, slug, Link{Audience: audience})
}

// MakeLink makes an open link, or as many slips as it says. Errors: CodeInvalid with
// fields, CodeNotFound.
func (s *Service) MakeLink(ctx context.Context, act registry.Act, slug string, l Link) (Link, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Link, error) {
		c, err := tx.ConsultationBySlug(slug)
		if err != nil {
			return Link{}, err
		}
		l := Link{ID: registry.NewID[registry.LinkID](tx.Now()), Consultation: c.ID, Audience: strings.TrimSpace(l.Audience),
			Place: strings.TrimSpace(l.Place), District: strings.TrimSpace(l.District), Opens: l.Opens, Closes: l.Closes, Shared: l.Shared, Slips: l.Slips}
		if err := l.check(c); err != nil {
			return Link{}, err
		}
		if l.Token, err = freshToken(tx); err != nil {
			return Link{}, err
		}
		if err := tx.InsertLink(l); err != nil {
			return l, err
		}
		slips := make([]string, l.Slips)
		for n := range slips {
			if slips[n], err = freshToken(tx); err != nil {
				return l, err
			}
		}
		if err := tx.InsertSlips(l.ID, slips); err != nil {
			return l, err
		}
		return l, audit(tx, "consultation "+slug, nil, l)
	})
}

func (l Link) check(c Consultation) error {
	var k registry.Checks
	k.Text("audience", l.Audience, registry.LimitName, true)
	k.Text("place", l.Place, registry.LimitName, false)
	k.Text("district", l.District, registry.LimitName, false)
	if l.District != "" && c.Kind == AskingAll { // nothing is told by it, so nothing is stored of it
		k.Fail("district", registry.CodeDistrictUntold)
	}
	if l.Slips < 0 || l.Slips > MostSlips {
		k.Fail("slips", registry.CodeRangeInvalid, "value", itoa(l.Slips), "from", "0", "to", itoa(MostSlips))
	}
	if l.Single() && l.Shared { // one answer, from a device that stands there for many
		k.Fail("shared", registry.CodeSharedSlips)
	}
	for name, day := range map[string]registry.Day{"opens": l.Opens, "closes": l.Closes - 1} {
		if day > registry.NoDay && (day < c.Opens || day >= c.Closes) {
			k.Fail(name, registry.CodeBeyondConsultation, "from", c.Opens.String(), "until", (c.Closes - 1).String())
		}
	}
	if l := l.within(c); l.Closes <= l.Opens && k.Err() == nil {
		k.Fail("closes", registry.CodeEndsBefore, "from", l.Opens.String(), "until", (l.Closes - 1).String())
	}
	return k.Err()
}

// RevokeLink closes a link, with its slips, for good; receipts go on working. CodeNotFound.
func (s *Service) RevokeLink(ctx context.Context, act registry.Act, slug string, id registry.LinkID) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		var none registry.Nothing
		if _, _, err := linkOf(tx, slug, id); err != nil {
			return none, err
		}
		if err := tx.RevokeLink(id); err != nil {
			return none, err
		}
		return none, audit(tx, "consultation "+slug, id, nil)
	})
	return err
}

// linkOf is a link of the consultation that is named, with its own days.
func linkOf(r Reader, slug string, id registry.LinkID) (Consultation, Link, error) {
	c, err := r.ConsultationBySlug(slug)
	if err != nil {
		return c, Link{}, err
	}
	links, err := r.Links(c.ID)
	if err != nil {
		return c, Link{}, err
	}
	n := slices.IndexFunc(links, func(l Link) bool { return l.ID == id })
	if n < 0 {
		return c, Link{}, refuse(registry.CodeNotFound)
	}
	return c, links[n], nil
}

// readable is base32 in lower case without letters that are mistaken for others.
var readable = base32.NewEncoding("abcdefghjkmnpqrstvwxyz0123456789").WithPadding(base32.NoPadding)

// newToken is 130 random bits as 26 characters that can be read aloud.
func newToken() string {
	var raw [17]byte
	_, _ = rand.Read(raw[:]) // crypto/rand.Read never fails
	return readable.EncodeToString(raw[:])[:26]
}

// freshToken is a token whose short code is no other's.
func freshToken(r Reader) (string, error) {
	for {
		token := newToken()
		_, err := r.TokenByCode(token[:CodeLength])
		if registry.CodeOf(err) == registry.CodeNotFound {
			return token, nil
		}
		if err != nil {
			return "", err
		}
	}
}

// misread puts the digits in that no token has as letters, since they look like them.
var misread = strings.NewReplacer("-", "", " ", "", "o", "0", "i", "1", "l", "1")

// Token finds what a short code opens, however it was typed; it may be closed by now.
// Whoever asks must bound how many wrong ones are tried. CodeNotFound.
func (s *Service) Token(ctx context.Context, code string) (string, error) {
	code = misread.Replace(strings.ToLower(strings.TrimSpace(code)))
	if len(code) != CodeLength {
		return "", refuse(registry.CodeNotFound)
	}
	var token string
	err := s.Store.View(ctx, func(r Reader) (err error) { token, err = r.TokenByCode(code); return err })
	return token, err
}

// openLink is the link that a token opens, with its days.
func openLink(r Reader, token string) (Consultation, Link, error) {
	link, err := r.LinkByToken(token)
	if err == nil && link.Single() {
		err = refuse(registry.CodeNotFound)
	} else if registry.CodeOf(err) == registry.CodeNotFound {
		link, err = r.LinkBySlip(token)
	}
	if registry.CodeOf(err) == registry.CodeNotFound {
		return Consultation{}, link, refuse(registry.CodeLinkNotOpen)
	}
	if err != nil {
		return Consultation{}, link, err
	}
	c, err := r.ConsultationByID(link.Consultation)
	if err != nil {
		return c, link, err
	}
	link = link.within(c)
	if !link.OpenOn(r.Today()) {
		err = refuse(registry.CodeLinkNotOpen)
	}
	return c, link, err
}

// useSlip uses a slip up. It is taken away and not marked: nothing is left that the
// contribution could be held against.
func useSlip(tx Tx, token string) error {
	err := tx.UseSlip(token)
	if registry.CodeOf(err) == registry.CodeNotFound { // somebody else was first
		return refuse(registry.CodeLinkNotOpen)
	}
	return err
}

// MadeLink is a link as those who hand it out see it.
type MadeLink struct {
	Link         // with the days on which it is open
	Consultation Consultation
	Open         bool // it lets people in today
	GuardedNow   bool // answering through it takes some work
	Used         int  // of its slips; -1: fewer than the smallest group that is shown
}

// Links of a consultation, by audience, those that were revoked too; CodeNotFound.
func (s *Service) Links(ctx context.Context, slug string) ([]MadeLink, error) {
	var out []MadeLink
	err := s.Store.View(ctx, func(r Reader) error {
		c, err := r.ConsultationBySlug(slug)
		if err != nil {
			return err
		}
		links, err := r.Links(c.ID)
		if err != nil {
			return err
		}
		left, err := r.CountSlips(c.ID)
		if err != nil {
			return err
		}
		settings, err := registry.SettingsOn(r, r.Today())
		out = make([]MadeLink, len(links))
		for i, l := range links {
			made := MadeLink{Link: l.within(c), Consultation: c, Used: l.Slips - left[l.ID]}
			made.Open, made.GuardedNow = made.OpenOn(r.Today()), made.GuardedAt(r.Now())
			if made.Used > 0 && made.Used < settings.SmallestGroupShown {
				made.Used = TooFew
			}
			out[i] = made
		}
		return err
	})
	return out, err
}

// Link is one of a consultation's links; CodeNotFound.
func (s *Service) Link(ctx context.Context, slug string, id registry.LinkID) (MadeLink, error) {
	links, err := s.Links(ctx, slug)
	if err != nil {
		return MadeLink{}, err
	}
	n := slices.IndexFunc(links, func(l MadeLink) bool { return l.ID == id })
	if n < 0 {
		return MadeLink{}, refuse(registry.CodeNotFound)
	}
	return links[n], nil
}

// TooFew stands for a number of people that is too small to be told.
const TooFew = -1

// Slips are the tokens of a link's slips, in an order that says nothing, until the
// first is used: after that the list would tell who has answered. Errors:
// CodeNotFound, CodeSlipsUsed.
func (s *Service) Slips(ctx context.Context, slug string, id registry.LinkID) (tokens []string, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		_, l, err := linkOf(r, slug, id)
		if err != nil {
			return err
		}
		if !l.Single() {
			return refuse(registry.CodeNotFound)
		}
		if tokens, err = r.Slips(id); err == nil && len(tokens) < l.Slips {
			tokens, err = nil, refuse(registry.CodeSlipsUsed)
		}
		return err
	})
	return tokens, err
}

// OpenLink is the link that a token opens today; CodeLinkNotOpen.
func (s *Service) OpenLink(ctx context.Context, token string) (Link, error) {
	var link Link
	err := s.Store.View(ctx, func(r Reader) (err error) { _, link, err = openLink(r, token); return err })
	return link, err
}
