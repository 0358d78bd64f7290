package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Deps is what the pages need.
type Deps struct {
	Register     *registry.Service
	Workflow     *workflow.Service
	Municipality string // its name, as it is written on every page
	// BaseURL is the address people know, without a slash at its end; empty: the
	// one each request was sent to. Behind a proxy it must be given.
	BaseURL string
	Log     *slog.Logger
	Version string
	Demo    bool // says on every page that the data are synthetic
}

type site struct {
	Deps
	assets assets
}

// visit is one request for one page.
type visit struct {
	*site
	page string // key of addresses; empty for an error
	name string // the rule's number or the review's slug, where the page has one
	lang texts.Lang
	r    *http.Request
}

// answer is what a page says to a visit.
type answer struct {
	status   int    // 0: 200
	redirect string // to which address, instead of a page
	template string // key of templates
	data     any
}

// pages is the one table of what can be visited.
var pages = map[string]func(*visit) (answer, error){
	"register": (*visit).register,
	"rule":     (*visit).rule,
	"reviews":  (*visit).reviews,
	"review":   (*visit).review,
	"about":    (*visit).about,
	"was":      (*visit).was,
}

// New serves the pages and their assets. It answers every path.
func New(d Deps) http.Handler {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	d.BaseURL = strings.TrimRight(d.BaseURL, "/")
	s := &site{Deps: d, assets: loadAssets()}
	mux := http.NewServeMux()
	for page, in := range addresses {
		for lang, pattern := range in {
			mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
				v := &visit{site: s, page: page, lang: lang, r: r, name: parameter(page, r.PathValue)}
				v.answer(w, pages[page])
			})
		}
	}
	mux.HandleFunc("/{$}", s.front)
	mux.HandleFunc("/en", s.front)
	mux.HandleFunc("/assets/{version}/{name...}", s.assets.serve)
	mux.HandleFunc("/", s.lost)
	return s.guard(mux)
}

// contentPolicy forbids everything but what the pages use. There is no script.
const contentPolicy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard is what every answer goes through.
func (s *site) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		v := &visit{site: s, lang: languageOf(r.URL.Path), r: r}
		defer func() {
			fault := recover()
			if fault == nil {
				return
			}
			if fault == http.ErrAbortHandler {
				panic(fault)
			}
			s.Log.Error("page panicked", "path", r.URL.Path, "fault", fault, "stack", string(debug.Stack()))
			v.fail(w, &registry.Error{Code: registry.CodeInternal})
		}()
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.Set("Allow", "GET, HEAD")
			v.fail(w, &registry.Error{Code: registry.CodeMethod, Args: registry.Args{"method": r.Method}})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// front sends a reader to the register in a language that the browser asks for.
func (s *site) front(w http.ResponseWriter, r *http.Request) {
	lang := texts.English
	if r.URL.Path == "/" {
		lang = texts.Match(r.Header.Get("Accept-Language"))
		w.Header().Set("Vary", "Accept-Language")
	}
	w.Header().Set("Cache-Control", "no-cache")
	http.Redirect(w, r, withQuery(path("register", lang, ""), r.URL.RawQuery), http.StatusFound)
}

// lost answers a path that is nobody's; with a slash too many it is mended.
func (s *site) lost(w http.ResponseWriter, r *http.Request) {
	if p := strings.TrimRight(r.URL.EscapedPath(), "/"); p != r.URL.EscapedPath() && strings.HasPrefix(p, "/") {
		http.Redirect(w, r, withQuery(p, r.URL.RawQuery), http.StatusPermanentRedirect)
		return
	}
	v := &visit{site: s, lang: languageOf(r.URL.Path), r: r}
	v.fail(w, &registry.Error{Code: registry.CodeNotFound})
}

// answer runs a page and writes what it says.
func (v *visit) answer(w http.ResponseWriter, page func(*visit) (answer, error)) {
	a, err := page(v)
	switch {
	case err != nil:
		v.fail(w, err)
	case a.redirect != "":
		w.Header().Set("Cache-Control", "no-cache")
		http.Redirect(w, v.r, a.redirect, http.StatusPermanentRedirect)
	default:
		v.write(w, a)
	}
}

// write renders a page whole before it sends the first byte, so that a fault
// in a template is an error page and never half a page.
func (v *visit) write(w http.ResponseWriter, a answer) {
	var page bytes.Buffer
	if err := templates()[a.template].ExecuteTemplate(&page, "base", a.data); err != nil {
		v.Log.Error("template failed", "template", a.template, "err", err)
		if a.template == "problem" { // there is no page left to say it with
			http.Error(w, "500", http.StatusInternalServerError)
			return
		}
		v.fail(w, &registry.Error{Code: registry.CodeInternal})
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(v.lang))
	h.Set("Vary", "Accept-Encoding")
	if a.status >= 400 {
		h.Set("Cache-Control", "no-store")
	} else {
		// An answer can change with the day, so it is kept but asked for again.
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", `W/"`+fingerprint(page.Bytes())+`"`)
		if unchanged(v.r, h.Get("ETag")) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	body := page.Bytes()
	if acceptsGzip(v.r) {
		body = compress(body)
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(max(a.status, http.StatusOK))
	if v.r.Method != http.MethodHead {
		_, _ = w.Write(body) // a reader who has left is no fault
	}
}

// origin is the beginning of every full address.
func (v *visit) origin() string {
	if v.BaseURL != "" {
		return v.BaseURL
	}
	u := url.URL{Scheme: "http", Host: v.r.Host}
	if v.r.TLS != nil {
		u.Scheme = "https"
	}
	return u.String()
}

func withQuery(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// fingerprint is short and for telling contents apart, not for security.
func fingerprint(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:8])
}

func unchanged(r *http.Request, etag string) bool {
	for _, seen := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		if seen = strings.TrimSpace(seen); seen == etag || seen == "*" {
			return true
		}
	}
	return false
}

func acceptsGzip(r *http.Request) bool {
	for _, coding := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(coding, " ", ""), ";")
		if strings.EqualFold(name, "gzip") {
			q, err := strconv.ParseFloat(strings.TrimPrefix(weight, "q="), 64)
			return weight == "" || err == nil && q > 0
		}
	}
	return false
}

var gzipWriters = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// compress is for pages; what is compressed once is compressed better.
func compress(b []byte) []byte {
	w := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(w)
	return compressWith(w, b)
}

func compressWith(w *gzip.Writer, b []byte) []byte {
	var out bytes.Buffer
	w.Reset(&out)
	_, _ = w.Write(b) // neither fails on a buffer
	_ = w.Close()
	return out.Bytes()
}
