package web

import (
	"compress/gzip"
	"embed"
	"io/fs"
	"mime"
	"net/http"
	pathpkg "path"
	"strconv"

	"github.com/omvendt/omvendt/registry"
)

//go:embed assets/static
var assetFiles embed.FS

// assets are the style sheet, fonts and icons, read and compressed once. They
// refer to each other by relative address, so one version stands for them all.
type assets struct {
	version string
	files   map[string]asset
}

type asset struct {
	kind          string
	plain, packed []byte // packed is nil where it would save nothing
}

func loadAssets() assets {
	a := assets{files: map[string]asset{}}
	best, _ := gzip.NewWriterLevel(nil, gzip.BestCompression) // fails only for a level there is not
	root, err := fs.Sub(assetFiles, "assets/static")
	if err == nil {
		var all []byte
		err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := fs.ReadFile(root, name)
			all = append(append(append(all, name...), 0), content...)
			file := asset{kind: mime.TypeByExtension(pathpkg.Ext(name)), plain: content}
			if pathpkg.Ext(name) == ".woff2" {
				file.kind = "font/woff2" // not every machine knows it
			} else if packed := compressWith(best, content); len(packed) < len(content) {
				file.packed = packed
			}
			a.files[name] = file
			return err
		})
		a.version = fingerprint(all)
	}
	if err != nil {
		panic("web: assets: " + err.Error()) // they are part of the program
	}
	return a
}

// address of a file, which changes whenever any of them does.
func (a assets) address(name string) string { return "/assets/" + a.version + "/" + name }

func (s *site) asset(w http.ResponseWriter, r *http.Request) {
	file, ok := s.assets.files[r.PathValue("name")]
	h := w.Header()
	if !ok {
		s.refuse(w, r, &registry.Error{Code: registry.CodeNotFound})
		return
	}
	h.Set("Content-Type", file.kind)
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", `W/"`+fingerprint(file.plain)+`"`)
	h.Set("Cache-Control", "no-cache") // a page from before an upgrade asks for the old version
	if r.PathValue("version") == s.assets.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if unchanged(r, h.Get("ETag")) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := file.plain
	if file.packed != nil && acceptsGzip(r) {
		body = file.packed
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a reader who has left is no fault
	}
}
