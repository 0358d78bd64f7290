package registry

import (
	"context"
	"errors"
	"slices"
)

// LostVersion is a version of the rules of the game that stands in the store and cannot be
// judged with: its bytes are not those that its digest names, or this program does not
// compile them. The version before it is in charge in its place.
type LostVersion struct {
	GameVersion
	Err error
}

// inCharge are the rules of the game that can be judged with. What a version that is lost
// has answered stays as it stands; what is recorded from now on is judged without it.
// An error means that not even the first versions can be judged with.
func inCharge(maker RulebookMaker, versions []GameVersion) (Rulebook, []LostVersion, error) {
	book, err := maker.Rulebook(versions)
	if CodeOf(err) != CodePolicyFailed || errors.Is(err, context.DeadlineExceeded) { // a starved machine has lost nothing
		return book, nil, err
	}
	first := slices.DeleteFunc(slices.Clone(versions), func(v GameVersion) bool { return v.From > FirstDay })
	kept, lost := first, []LostVersion(nil)
	for _, v := range versions {
		if v.From <= FirstDay {
			continue
		}
		with := append(slices.Clip(kept), v)
		_, err := maker.Rulebook(with)
		if errors.Is(err, context.DeadlineExceeded) {
			return nil, nil, err
		}
		if err != nil {
			lost = append(lost, LostVersion{v, err})
			continue
		}
		kept = with
	}
	book, err = maker.Rulebook(kept)
	return withoutLost{book, kept, lost}, lost, err
}

// withoutLost is a rulebook in which some versions are missing.
type withoutLost struct {
	Rulebook
	kept []GameVersion
	lost []LostVersion
}

// Changes are also the days on which a missing one would have begun.
func (w withoutLost) Changes() []Day {
	days := slices.Clone(w.Rulebook.Changes())
	for _, v := range w.lost {
		days = append(days, v.From)
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// on says whether another version judges a day than the one that was decided.
func (w withoutLost) on(day Day) bool {
	return slices.ContainsFunc(w.lost, func(v LostVersion) bool {
		return v.From <= day && !slices.ContainsFunc(w.kept, func(o GameVersion) bool { return o.Kind == v.Kind && o.From >= v.From && o.From <= day })
	})
}

// withLast are the rules of the game of versions of which the last must not be lost.
func withLast(maker RulebookMaker, versions []GameVersion) (Rulebook, error) {
	book, lost, err := inCharge(maker, versions)
	last := versions[len(versions)-1]
	for _, v := range lost {
		if err == nil && v.Digest == last.Digest && v.From == last.From {
			err = v.Err
		}
	}
	return book, err
}

// LostVersions are those in the store that cannot be judged with; none when all is well.
func (s *Service) LostVersions(ctx context.Context) (lost []LostVersion, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		versions, err := r.GameVersions()
		if err != nil || len(versions) == 0 { // not prepared yet
			return err
		}
		_, lost, err = inCharge(s.Maker, versions)
		return err
	})
	return lost, err
}
