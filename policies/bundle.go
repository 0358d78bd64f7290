package policies

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Bundle is a municipality's own policy as it was brought: the content of its files
// by their names. Nothing of it has been looked into yet.
type Bundle map[string][]byte

// What a bundle may be at most. The built-in policy with its tests is some 60 kB.
const (
	maxBundle      = 2 << 20 // bytes of all files
	maxBundleFiles = 200
	maxBundleName  = 200 // bytes
)

// ReadBundle reads an OPA bundle: a .tar.gz. Errors are CodePolicyForm,
// CodePolicyFile and CodeTooLarge.
func ReadBundle(r io.Reader) (Bundle, error) {
	unpacked, err := gzip.NewReader(r)
	if err != nil {
		return nil, notABundle(err)
	}
	defer unpacked.Close()
	// Headers and padding count as well: a bundle of empty files is bounded too.
	limited := &io.LimitedReader{R: unpacked, N: 2*maxBundle + 1}
	b, archive := Bundle{}, tar.NewReader(limited)
	for {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return b, b.check()
		}
		if err != nil {
			if limited.N == 0 {
				return nil, tooLarge()
			}
			return nil, notABundle(err)
		}
		switch h.Typeflag {
		case tar.TypeDir:
			continue
		case tar.TypeReg:
		default: // a link would be another file than the one it seems
			return nil, badName(h.Name)
		}
		if err := b.add(strings.TrimPrefix(strings.TrimPrefix(h.Name, "./"), "/"), archive); err != nil {
			if limited.N == 0 {
				return nil, tooLarge()
			}
			return nil, err
		}
	}
}

// ReadBundlePath reads a directory, without what hides in it (.git), or a .tar.gz. Errors
// are also CodeFileUnreadable.
func ReadBundlePath(name string) (Bundle, error) {
	unreadable := func(err error) error {
		return &registry.Error{Code: registry.CodeFileUnreadable, Args: registry.Args{"path": name}, Err: err}
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, unreadable(err)
	}
	if !info.IsDir() {
		file, err := os.Open(name)
		if err != nil {
			return nil, unreadable(err)
		}
		defer file.Close()
		return ReadBundle(file)
	}
	root, err := os.OpenRoot(name) // no link leads out of it
	if err != nil {
		return nil, unreadable(err)
	}
	defer root.Close()
	b := Bundle{}
	err = fs.WalkDir(root.FS(), ".", func(p string, entry fs.DirEntry, err error) error {
		if err != nil {
			return unreadable(err)
		}
		if hidden := strings.HasPrefix(path.Base(p), ".") && p != "." && p != ".manifest" && p != signatures; hidden && entry.IsDir() {
			return fs.SkipDir
		} else if hidden || entry.IsDir() {
			return nil
		}
		if !entry.Type().IsRegular() {
			return badName(p)
		}
		file, err := root.Open(p)
		if err != nil {
			return unreadable(err)
		}
		defer file.Close()
		return b.add(p, file)
	})
	if err != nil {
		return nil, err
	}
	return b, b.check()
}

// add reads one file, as far as there is room for it.
func (b Bundle) add(name string, content io.Reader) error {
	_, twice := b[name]
	if twice || !fs.ValidPath(name) || name == "." || len(name) > maxBundleName || strings.ContainsAny(name, "\\\x00") {
		return badName(name)
	}
	room := maxBundle - b.size()
	text, err := io.ReadAll(io.LimitReader(content, int64(room)+1))
	if err != nil {
		return notABundle(err)
	}
	if len(text) > room || len(b) == maxBundleFiles {
		return tooLarge()
	}
	b[name] = text
	return nil
}

func (b Bundle) size() (n int) {
	for _, text := range b {
		n += len(text)
	}
	return n
}

func (b Bundle) check() error {
	if len(b) == 0 {
		return notABundle(errors.New("no files"))
	}
	return nil
}

// BuiltinBundle is the policy that comes with the program as a bundle, for whoever begins
// one of their own from it.
func (m *Maker) BuiltinBundle() Bundle {
	sources, err := unarchive(m.source)
	if err != nil {
		panic(err) // NewMaker has compiled it
	}
	b := Bundle{}
	for name, text := range sources {
		b[name] = []byte(text)
	}
	return b
}

// divide gives the modules that judge, and those that test them; and finds files
// that are neither and do not tell of the bundle itself.
func (b Bundle) divide() (modules, tests map[string]string, found []registry.PolicyFinding) {
	modules, tests = map[string]string{}, map[string]string{}
	for name, text := range b {
		switch base := path.Base(name); {
		case strings.HasSuffix(name, "_test.rego"):
			tests[name] = string(text)
		case strings.HasSuffix(name, ".rego"):
			modules[name] = string(text)
		case name == signatures, base == ".manifest":
		case base == "data.json" && string(bytes.TrimSpace(text)) == "{}":
		default:
			found = append(found, registry.PolicyFinding{Code: registry.FoundStrangeFile, File: name})
		}
	}
	return modules, tests, found
}

func notABundle(err error) error {
	return &registry.Error{Code: registry.CodePolicyForm, Err: err}
}

func badName(name string) error {
	return &registry.Error{Code: registry.CodePolicyFile, Args: registry.Args{"value": fmt.Sprintf("%.80q", name)}}
}

func tooLarge() error { return &registry.Error{Code: registry.CodePolicyLarge} }
