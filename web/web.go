package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/omvendt/omvendt/internal/guard"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
	"github.com/omvendt/omvendt/translog"
	"github.com/omvendt/omvendt/workflow"
)

// Deps is what the pages need.
type Deps struct {
	Register     *registry.Service
	Workflow     *workflow.Service
	Municipality string // its name, as it is written on every page
	// BaseURL is the address people know, without a slash at its end. Full
	// addresses begin with it; what a request says of its own host is not believed.
	BaseURL string
	Log     *slog.Logger
	Version string
	Demo    bool              // says on every page that the data are synthetic
	Plans   *ruleimport.Plans // of imports; nil: its own
	Access  Access
	// SendSignIn sends a sign-in link to an address if it is a user's. It returns
	// at once, whether it is or not, so that the page cannot tell, and
	// CodeTooMany when too much was asked from one place; nil: no mail.
	SendSignIn func(r *http.Request, email string, lang texts.Lang) error
	// MayTryCode says whether a short code may be tried from where a request comes
	// from, and SentBadCode that it was nobody's; nil: nobody counts them.
	MayTryCode  func(*http.Request) bool
	SentBadCode func(*http.Request)
	Words       *Words            // nil: no mail
	Guard       *guard.Guard      // of open links; nil: nothing is held back
	Proofs      *translog.Service // nil: there is no log
}

type site struct {
	Deps
	assets assets
	places map[string]place
}

// place is a page with who may open it and what can be sent to it; see the
// package's documentation.
type place struct {
	permission string // empty: public
	or         string // another permission that opens the page as well
	scripted   bool   // a page for everybody that uses the program's own scripts, and does without them
	anonymous  bool   // nobody is known here, not even who is signed in
	show       func(*visit) (answer, error)
	forms      map[string]form
	file       bool               // a table to take home, and no page
	knock      func(*visit) error // asked before anything is read that is sent to an open link; CodeLinkNotOpen
}

// form is what can be sent to a page.
type form struct {
	operation  string // kebab-case, as in the API: "edit-rule"
	permission string // empty: that of the page
	send       func(*visit) (answer, error)
	limit      int64 // bytes; 0: maxSent
}

// index says whether the page may be found by search engines and has one
// address to cite.
func (p place) index() bool { return p.permission == "" && !p.anonymous && len(p.forms) == 0 }

// allowed are the methods of a page, as the header Allow writes them.
func (p place) allowed() string {
	if len(p.forms) > 0 {
		return "GET, HEAD, POST"
	}
	return "GET, HEAD"
}

// visit is one request for one page.
type visit struct {
	*site
	page   string   // key of addresses; empty for an error
	names  []string // the values of the address's {names}
	name   string   // the first: the rule's number, the review's slug
	lang   texts.Lang
	r      *http.Request
	act    registry.Act
	signed bool       // somebody is signed in
	sent   url.Values // what a form sent; nil for GET
	posted url.Values // the same, as it came; nil until it is read

	lawsThere registry.Laws // see laws
	lawsRead  bool
	pressed   built             // see arrange
	words     map[string]string // see speak
}

// answer is what a page says to a visit.
type answer struct {
	status   int    // 0: 200
	redirect string // to which address, instead of a page; 308 unless status says otherwise
	template string // key of templates
	data     any
	file     *file  // instead of a page
	refresh  string // the page asks for itself again after so many seconds, or for another ("90; url=/svar/...")
	cookies  []*http.Cookie
}

// openPlaces are the public register.
var openPlaces = map[string]place{
	"register":      {show: (*visit).register},
	"register_csv":  {show: (*visit).registerCSV, file: true},
	"register_xlsx": {show: (*visit).registerXLSX, file: true},
	"rule":          {show: (*visit).rule},
	"rule_history":  {show: (*visit).ruleHistory},
	"rule_version":  {show: (*visit).ruleVersion},
	"reviews":       {show: (*visit).reviews},
	"review":        {show: (*visit).review},
	"effort":        {show: (*visit).effortSums},
	"role_year":     {show: (*visit).roleYear},
	"account":       {show: (*visit).account},
	"about":         {show: (*visit).about},
	"was":           {show: (*visit).was},
}

// Handler serves the pages and their assets. It answers every path. What every
// answer of the program has (headers, request id, a page for a panic) it leaves
// to its caller.
type Handler struct {
	site *site
	mux  *http.ServeMux
}

// New makes the pages.
func New(d Deps) *Handler {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	if d.Plans == nil {
		d.Plans = &ruleimport.Plans{}
	}
	d.BaseURL = strings.TrimRight(d.BaseURL, "/")
	s := &site{Deps: d, assets: loadAssets(), places: allPlaces()}
	if d.SendSignIn != nil {
		s.places["sign_in"] = place{show: (*visit).signIn, forms: map[string]form{"": {operation: "send-sign-in", send: (*visit).askSignIn}}}
	}
	mux := http.NewServeMux()
	for page, in := range addresses {
		for lang, pattern := range in {
			mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
				v := &visit{site: s, page: page, lang: lang, r: r, names: namedIn(pattern, r.PathValue)}
				if len(v.names) > 0 {
					v.name = v.names[0]
				}
				v.answer(w, s.places[page])
			})
		}
	}
	mux.HandleFunc("/{$}", s.reads(s.front))
	for _, l := range texts.Langs[1:] {
		mux.HandleFunc("/"+string(l), s.reads(s.front))
	}
	mux.HandleFunc("/assets/{version}/{name...}", s.reads(s.asset))
	mux.HandleFunc("/", s.lost)
	return &Handler{s, mux}
}

// contentPolicy forbids everything but what the pages use. There is no script but
// the program's own on pages of the desk and on the questionnaire.
const contentPolicy = "default-src 'none'; " + contentSources

const contentSources = "style-src 'self'; font-src 'self'; img-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// deskPolicy lets the pages of the desk, and those for everybody that are scripted,
// use the program's own script files, and those ask the program.
const deskPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'; " + contentSources

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", contentPolicy)
	h.mux.ServeHTTP(w, r)
}

// Refuse answers a request that comes to no page, in the language of its path.
func (h *Handler) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	w.Header().Set("Content-Security-Policy", contentPolicy)
	h.site.refuse(w, r, err)
}

// Routes are the patterns of all pages, with the methods that each allows.
func (h *Handler) Routes() map[string]string {
	all := map[string]string{}
	for page, in := range addresses {
		for _, pattern := range in {
			all[pattern] = h.site.places[page].allowed()
		}
	}
	return all
}

func (s *site) refuse(w http.ResponseWriter, r *http.Request, err error) {
	v := &visit{site: s, lang: languageOf(r.URL.Path), r: r}
	v.tell(w, err)
}

// reads lets through what changes nothing.
func (s *site) reads(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if reading(r) {
			next(w, r)
			return
		}
		v := &visit{site: s, lang: languageOf(r.URL.Path), r: r}
		v.refuseMethod(w, "GET, HEAD")
	}
}

func reading(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

func (v *visit) refuseMethod(w http.ResponseWriter, allowed string) {
	w.Header().Set("Allow", allowed)
	v.fail(w, &registry.Error{Code: registry.CodeMethod, Args: registry.Args{"method": v.r.Method}})
}

// front sends a reader to the register in a language that the browser asks for.
func (s *site) front(w http.ResponseWriter, r *http.Request) {
	lang := languageOf(r.URL.Path)
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
	s.refuse(w, r, &registry.Error{Code: registry.CodeNotFound})
}

// answer runs a page, or the form that was sent to it, and writes what it says.
func (v *visit) answer(w http.ResponseWriter, at place) {
	do := at.show
	if at.anonymous { // its address lets in, and is nobody else's to read
		w.Header().Set("Referrer-Policy", "no-referrer")
	}
	err := v.recognise(at)
	switch {
	case err != nil:
	case !reading(v.r) && (v.r.Method != http.MethodPost || len(at.forms) == 0):
		v.refuseMethod(w, at.allowed())
		return
	case reading(v.r):
		err = v.admit(v.page, at.permission, at.or)
	default:
		do, err = v.receive(w, at)
	}
	var a answer
	switch {
	case registry.CodeOf(err) == registry.CodeUnauthorized && reading(v.r):
		a, err = v.toSignIn(), nil
	case err == nil && !slugLike(v.r.PathValue("slug")):
		err = &registry.Error{Code: registry.CodeNotFound}
	case err == nil:
		a, err = do(v)
	}
	if err != nil {
		v.fail(w, err)
		return
	}
	for _, c := range a.cookies {
		http.SetCookie(w, c)
	}
	switch {
	case a.file != nil:
		v.hand(w, a.file)
		return
	case a.redirect == "":
		if a.refresh != "" { // without a script, and without the meta element that checkers mistake for a slide show
			w.Header().Set("Refresh", a.refresh)
		}
		v.write(w, a)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	if v.private() {
		w.Header().Set("Cache-Control", "no-store")
	}
	if a.status == 0 {
		a.status = http.StatusPermanentRedirect
	}
	http.Redirect(w, v.r, a.redirect, a.status)
}

// private says that an answer is for one reader alone.
func (v *visit) private() bool {
	return v.signed || v.sent != nil || !v.places[v.page].index()
}

// measurable says that another site may have asked for an answer that is for one
// reader alone. Its compressed size could tell that site what stands in it, so
// it is sent as it is. Browsers say who asks; those that do not get it so too.
func (v *visit) measurable() bool {
	from := v.r.Header.Get("Sec-Fetch-Site")
	return v.private() && from != "same-origin" && from != "none"
}

// open says that the page is for everybody.
func (v *visit) open() bool { return v.places[v.page].permission == "" }

// write renders a page whole before it sends the first byte, so that a fault
// in a template is an error page and never half a page.
func (v *visit) write(w http.ResponseWriter, a answer) {
	var page bytes.Buffer
	if err := templates()[a.template].ExecuteTemplate(&page, "base", a.data); err != nil {
		v.Log.ErrorContext(v.r.Context(), "template failed", "template", a.template, "err", err)
		if a.template == "problem" { // there is no page left to say it with
			http.Error(w, "500", http.StatusInternalServerError)
			return
		}
		v.tell(w, &registry.Error{Code: registry.CodeInternal})
		return
	}
	h := w.Header()
	if !v.open() || v.places[v.page].scripted {
		h.Set("Content-Security-Policy", deskPolicy)
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(v.lang))
	h.Set("Vary", "Accept-Encoding, Cookie")
	if a.status >= 400 || v.private() {
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
	if acceptsGzip(v.r) && !v.measurable() {
		body = compress(body)
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(max(a.status, http.StatusOK))
	if v.r.Method != http.MethodHead {
		_, _ = w.Write(body) // a reader who has left is no fault
	}
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
		if seen = strings.TrimSpace(seen); strings.TrimPrefix(seen, "W/") == strings.TrimPrefix(etag, "W/") || seen == "*" {
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
