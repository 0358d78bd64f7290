package registry

import "sort"

// Chapter is the days, from From until the next chapter begins, on which one version of
// the policy judges with one version of the settings.
type Chapter struct {
	From             Day
	Policy, Settings string // digests
}

// Chapters are those of versions, by day. Of two versions from the same day the one that was
// adopted later counts.
func Chapters(versions []GameVersion) []Chapter {
	versions = append([]GameVersion(nil), versions...)
	sort.SliceStable(versions, func(i, k int) bool {
		a, b := versions[i], versions[k]
		return a.From < b.From || a.From == b.From && a.Adopted < b.Adopted
	})
	var all []Chapter
	for _, v := range versions {
		c := Chapter{From: v.From}
		if n := len(all); n > 0 {
			c.Policy, c.Settings = all[n-1].Policy, all[n-1].Settings
			if all[n-1].From == v.From {
				all = all[:n-1]
			}
		}
		if v.Kind == GamePolicy {
			c.Policy = v.Digest
		} else {
			c.Settings = v.Digest
		}
		all = append(all, c)
	}
	return all
}

// chaptersIn are those of a rulebook.
func chaptersIn(rules Rulebook) ([]Chapter, error) {
	var all []Chapter
	for _, on := range append([]Day{FirstDay}, rules.Changes()...) {
		judge, err := rules.At(on)
		if err != nil {
			return nil, err
		}
		c := Chapter{From: on}
		c.Policy, c.Settings = judge.Digests()
		all = append(all, c)
	}
	return all, nil
}

// JudgedBy is a timeline of which each segment names what judged it: one is told apart
// where another chapter begins within it.
func JudgedBy(timeline []Segment, chapters []Chapter) []Segment {
	var out []Segment
	for _, s := range timeline {
		if s.PolicyDigest != "" {
			out = append(out, s)
			continue
		}
		begun := len(out)
		for i, c := range chapters {
			part := s
			part.From, part.PolicyDigest, part.SettingsDigest = max(s.From, c.From), c.Policy, c.Settings
			if i+1 < len(chapters) {
				part.Until = min(s.Until, chapters[i+1].From)
			}
			switch n := len(out); {
			case part.From >= part.Until:
			case n > begun && out[n-1].PolicyDigest == c.Policy && out[n-1].SettingsDigest == c.Settings:
				out[n-1].Until = part.Until
			default:
				out = append(out, part)
			}
		}
	}
	return out
}

// ChaptersKnown are the chapters as they were known at a revision, RevisionOpen for now. A version of which none
// was noted stood before revisions were.
func ChaptersKnown(r Reader, known Revision) ([]Chapter, error) {
	versions, err := r.GameDigests()
	var then []GameVersion
	for _, v := range versions {
		if v.Revision <= known {
			then = append(then, v)
		}
	}
	return Chapters(then), err
}
