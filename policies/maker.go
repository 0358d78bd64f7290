package policies

import (
	"embed"
	"io/fs"
	"slices"
	"sort"
	"sync"
	"time"

	"github.com/omvendt/omvendt/registry"
)

//go:embed rego/in_force.rego rego/explain.rego rego/ruling.rego
var builtin embed.FS

// maxJudges bounds what a Maker keeps compiled: a slider that tries settings
// must not fill the memory.
const maxJudges = 64

// Maker compiles policies and keeps what it has compiled. Several goroutines
// may use it.
type Maker struct {
	source []byte
	digest string
	limit  time.Duration
	judges *cache[[2]string, *judge]
	texts  *cache[string, []registry.PolicyText]
	tests  tested
	making sync.Mutex
}

var _ registry.RulebookMaker = (*Maker)(nil)

// NewMaker returns a Maker; an error means that the program's own policy is broken.
func NewMaker() (*Maker, error) {
	source, err := builtinSource()
	if err != nil {
		return nil, failed("builtin: %w", err)
	}
	m := &Maker{source: source, digest: registry.Digest(source), limit: evaluationLimit,
		judges: newCache[[2]string, *judge](maxJudges), texts: newCache[string, []registry.PolicyText](maxJudges)}
	if _, err := m.DefaultRulebook(); err != nil {
		return nil, err
	}
	return m, nil
}

func builtinSource() ([]byte, error) {
	names, err := fs.Glob(builtin, "rego/*.rego")
	if err != nil {
		return nil, err
	}
	modules := map[string]string{}
	for _, name := range names {
		text, err := builtin.ReadFile(name)
		if err != nil {
			return nil, err
		}
		modules[name[len("rego/"):]] = string(text)
	}
	return archive(modules), nil
}

// Builtin is the archive of the policy that comes with the program: a JSON
// object from module name to text with sorted names, and its digest. It is
// what a version in the store keeps, so that a later program with another
// builtin can still judge by it.
func (m *Maker) Builtin() (source []byte, digest string) { return slices.Clone(m.source), m.digest }

// DefaultRulebook judges every day by the builtin policy and the default settings.
func (m *Maker) DefaultRulebook() (registry.Rulebook, error) {
	settings := registry.DefaultSettings().Canonical()
	return m.Rulebook([]registry.GameVersion{
		{Kind: registry.GamePolicy, From: registry.FirstDay, Digest: m.digest, Source: m.source},
		{Kind: registry.GameSettings, From: registry.FirstDay, Digest: registry.Digest(settings), Source: settings},
	})
}

// Rulebook compiles versions. Of each kind one must apply from FirstDay; of two
// from the same day the one adopted later counts. A version whose source is not
// what its digest names, or does not compile, fails the whole.
func (m *Maker) Rulebook(versions []registry.GameVersion) (registry.Rulebook, error) {
	versions = slices.Clone(versions)
	sort.SliceStable(versions, func(i, k int) bool {
		a, b := versions[i], versions[k]
		return a.From < b.From || a.From == b.From && a.Adopted < b.Adopted
	})
	var book rulebook
	var policy, settings *registry.GameVersion
	for i := range versions {
		v := &versions[i]
		if registry.Digest(v.Source) != v.Digest {
			return nil, failed("%s from %v is not what its digest names", v.Kind, v.From)
		}
		switch v.Kind {
		case registry.GamePolicy:
			policy = v
		case registry.GameSettings:
			settings = v
		default:
			return nil, failed("unknown kind of version %q", v.Kind)
		}
		if i+1 < len(versions) && versions[i+1].From == v.From {
			continue
		}
		if policy == nil || settings == nil {
			return nil, failed("policy or settings missing on %v", v.From)
		}
		j, err := m.judge(policy, settings)
		if err != nil {
			return nil, err
		}
		book = append(book, chapter{from: v.From, judge: j})
	}
	if len(book) == 0 || book[0].from > registry.FirstDay {
		return nil, failed("no version applies from the first day")
	}
	return book, nil
}

// judge compiles one pair of versions unless that was done before. The lock
// keeps two callers from compiling the same pair at once.
func (m *Maker) judge(policy, settings *registry.GameVersion) (*judge, error) {
	m.making.Lock()
	defer m.making.Unlock()
	key := [2]string{policy.Digest, settings.Digest}
	if j, ok := m.judges.get(key); ok {
		return j, nil
	}
	j, err := newJudge(policy.Source, settings.Source, m.limit)
	if err != nil {
		return nil, failed("policy from %v with settings from %v: %w", policy.From, settings.From, err)
	}
	m.judges.put(key, j)
	return j, nil
}

// rulebook is the judges in the order of the days from which they judge.
type rulebook []chapter

type chapter struct {
	from  registry.Day
	judge *judge
}

func (b rulebook) At(on registry.Day) (registry.Judge, error) {
	i := sort.Search(len(b), func(i int) bool { return b[i].from > on })
	if i == 0 {
		return nil, failed("no version applies on %v", on)
	}
	return b[i-1].judge, nil
}

func (b rulebook) Changes() []registry.Day {
	var days []registry.Day
	for _, c := range b[1:] {
		days = append(days, c.from)
	}
	return days
}
