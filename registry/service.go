package registry

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"time"
)

// Service is the register as the rest of the program uses it.
type Service struct {
	Store Store
	Maker RulebookMaker
	Cases CasePolicy
	// Adoption judges new rules; without it none is adopted.
	Adoption AdoptionPolicy
	// Checker checks a municipality's own policy; without it none is taken in.
	Checker PolicyChecker
	Place   *time.Location // the municipality's own time zone
	Council string         // the name under which a new register records the council; empty: Byrådet

	facts  factsCopy
	grades gradesKept
}

// Prepare makes an empty register usable: the built-in policy and the default
// settings from the first day, and the bodies. With a newer program it adopts
// the policy that came with it from the next day on, and judges every rule
// anew; days that have passed keep the policy that judged them.
//
// Justifications that another policy judged are judged anew, some at a time.
func (s *Service) Prepare(ctx context.Context) error {
	act := Act{Actor: Actor{Name: Programme}, Operation: "prepare"}
	if err := s.prepareGame(ctx, act); err != nil {
		return err
	}
	return s.JudgeCases(ctx)
}

// JudgeCases judges justifications anew that another policy or other limits judged than
// those of today, some at a time.
func (s *Service) JudgeCases(ctx context.Context) error {
	if s.Cases == nil {
		return nil
	}
	return s.judgeAgain(ctx, Act{Actor: Actor{Name: Programme}, Operation: "prepare"})
}

// councilName is what the first council is recorded as.
func (s *Service) councilName() string {
	if s.Council == "" {
		return "Byrådet"
	}
	return s.Council
}

func (s *Service) prepareGame(ctx context.Context, act Act) error {
	return s.Store.Update(ctx, act, func(tx Tx) error {
		// An older program kept nothing of which rules are alike.
		if n, err := tx.RelateRules(); err != nil || n > 0 {
			if err == nil {
				err = audit(tx, "likeness", nil, n)
			}
			if err != nil {
				return err
			}
		}
		if unset, err := tx.BasesUnset(); err != nil {
			return err
		} else if unset { // nor of what they rest on
			if err := errors.Join(queueAll(tx), audit(tx, "bases", nil, "set")); err != nil {
				return err
			}
		}
		versions, err := tx.GameVersions()
		if err != nil {
			return err
		}
		source, digest := s.Maker.Builtin()
		latest, own := latestPolicy(versions)
		if latest.Digest == digest || own {
			return nil
		}
		policy := GameVersion{Kind: GamePolicy, From: FirstDay, Digest: digest, Adopted: tx.Today(), By: Programme, Source: source}
		if len(versions) == 0 {
			settings := DefaultSettings().Canonical()
			if err := tx.InsertGameVersion(GameVersion{Kind: GameSettings, From: FirstDay, Digest: Digest(settings),
				Adopted: tx.Today(), By: Programme, Source: settings}); err != nil {
				return err
			}
			for _, b := range []Body{{Name: s.councilName(), Rank: RankCouncil}, {Name: "Udvalget", Rank: RankCommittee},
				{Name: "Forvaltningen", Rank: RankAdministration}} {
				b.ID, b.Edit = NewID[BodyID](tx.Now()), 1
				if err := tx.InsertBody(b); err != nil {
					return err
				}
			}
		} else {
			mark, err := tx.Revision()
			if err != nil {
				return err
			}
			policy.From, policy.Revision = max(tx.Today(), latest.From)+1, mark.Revision
		}
		if err := tx.InsertGameVersion(policy); err != nil {
			return err
		}
		if err := audit(tx, "policy "+digest, nil, policy); err != nil {
			return err
		}
		return Rejudge(tx, s.Maker)
	})
}

// latestPolicy is the version of the policy that begins last; own says that the
// municipality decided on one that did not come with a program, which no program replaces.
func latestPolicy(versions []GameVersion) (latest GameVersion, own bool) {
	came := map[string]bool{}
	for _, v := range versions {
		if v.Kind == GamePolicy {
			latest = v
			came[v.Digest] = came[v.Digest] || v.By == Programme
		}
	}
	return latest, latest.Digest != "" && !came[latest.Digest]
}

// instantForm is stricter than time.Parse, which takes 1:00 and a decimal comma.
var instantForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$`)

// Known reads what a reader means by "as known": an instant (RFC 3339), or a
// day, which means its end. Empty is now. The future is refused with
// CodeKnownInFuture.
func (s *Service) Known(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return now, nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil && instantForm.MatchString(text) {
		if t.After(now) {
			return now, refuse(CodeKnownInFuture, "value", text)
		}
		return t, nil
	}
	day, err := ParseDay(text)
	if err != nil {
		return now, err
	}
	today := DayOf(now, s.Place)
	switch {
	case day > today:
		return now, refuse(CodeKnownInFuture, "value", text)
	case day == today:
		return now, nil
	}
	y, m, d := (day + 1).Time().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, s.Place).Add(-time.Microsecond), nil
}

// Settings are those that apply on a day.
func (s *Service) Settings(ctx context.Context, on Day) (settings Settings, err error) {
	err = s.Store.View(ctx, func(r Reader) error { settings, err = SettingsOn(r, on); return err })
	return settings, err
}

// audit notes a change with what was there before and after; nil is nothing.
func audit(tx Tx, object string, before, after any) error {
	e := AuditEvent{Object: object}
	var err error
	if before != nil {
		if e.Before, err = json.Marshal(before); err != nil {
			return &Error{Code: CodeInternal, Err: err}
		}
	}
	if after != nil {
		if e.After, err = json.Marshal(after); err != nil {
			return &Error{Code: CodeInternal, Err: err}
		}
	}
	return tx.Audit(e)
}
