package registry

import (
	"math/rand/v2"
	"testing"
)

// TestJudgedBy: whatever the versions, told apart are the same days with the same answers,
// each with what judges it, and no two neighbours of one segment are alike.
func TestJudgedBy(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		versions := []GameVersion{{Kind: GamePolicy, From: FirstDay, Digest: "p"}, {Kind: GameSettings, From: FirstDay, Digest: "s"}}
		for range r.IntN(5) {
			versions = append(versions, GameVersion{Kind: []GameKind{GamePolicy, GameSettings}[r.IntN(2)], From: FirstDay + Day(r.IntN(12)),
				Digest: string('a' + rune(r.IntN(3))), Adopted: Day(r.IntN(3))})
		}
		var timeline []Segment
		for from := FirstDay; from < LastDay; {
			s := Segment{From: from, Until: LastDay, State: States[r.IntN(len(States))]}
			if r.IntN(4) > 0 {
				s.Until = from + 1 + Day(r.IntN(5))
			}
			if r.IntN(5) == 0 {
				s.PolicyDigest, s.SettingsDigest = "instead", "s"
			}
			timeline, from = append(timeline, s), s.Until
		}
		told := JudgedBy(timeline, Chapters(versions))
		for i, s := range told {
			if s.From >= s.Until || i > 0 && told[i-1].Until != s.From {
				t.Fatalf("not the same days: %v", told)
			}
			if was, ok := SegmentOn(timeline, s.From); i > 0 && ok && was.From < s.From &&
				told[i-1].PolicyDigest == s.PolicyDigest && told[i-1].SettingsDigest == s.SettingsDigest {
				t.Fatalf("told apart for nothing: %v", told)
			}
		}
		for on := FirstDay; on < FirstDay+14; on++ {
			was, _ := SegmentOn(timeline, on)
			is, _ := SegmentOn(told, on)
			want := map[GameKind]GameVersion{}
			for _, v := range versions {
				if o, there := want[v.Kind]; v.From <= on && (!there || v.From > o.From || v.From == o.From && v.Adopted >= o.Adopted) {
					want[v.Kind] = v
				}
			}
			policy, settings := want[GamePolicy].Digest, want[GameSettings].Digest
			if was.PolicyDigest != "" {
				policy, settings = was.PolicyDigest, was.SettingsDigest
			}
			if is.State != was.State || is.PolicyDigest != policy || is.SettingsDigest != settings {
				t.Fatalf("day %d: got %v, want %v by %s %s, of %v", on, is, was.State, policy, settings, versions)
			}
		}
	}
}
