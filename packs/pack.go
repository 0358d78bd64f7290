package packs

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
	"github.com/omvendt/omvendt/workflow"
)

// Format changes when metadata.json can no longer be read as before.
const Format = "omvendt-pack-1"

// Maker makes packs for one reader.
type Maker struct {
	Workflow     *workflow.Service
	Proofs       *translog.Service // nil: there is no log
	Lang         texts.Lang
	Municipality string
	By           []registry.Grant // of whoever makes it: a pack names roles, and no officer
}

// Part is which items a pack holds. They are never mixed.
type Part string

const (
	Open         Part = "open"         // of the confidential ones their places on the agenda alone
	Confidential Part = "confidential" // lukkede punkter, and nothing else
)

// Parts in the order in which they are offered.
var Parts = []Part{Open, Confidential}

// Kind is what a pack is of.
type Kind string

const (
	OfMeeting    Kind = "meeting"
	OfReview     Kind = "review"
	OfDisclosure Kind = "disclosure"
)

// Contents are what a pack says of itself: metadata.json, with the files once they are
// written.
type Contents struct {
	Format       string       `json:"format"`
	Kind         Kind         `json:"kind"`
	Part         Part         `json:"part"`
	Title        string       `json:"title"`
	Case         string       `json:"case,omitempty"` // number of the case
	KLE          []string     `json:"kle,omitempty"`
	Body         string       `json:"body"`
	Day          registry.Day `json:"day"` // of the meeting, or on which the review opened
	Municipality string       `json:"municipality,omitempty"`
	Made         registry.Day `json:"made"`
	MadeBy       []string     `json:"made_by"` // roles
	Language     texts.Lang   `json:"language"`
	Files        []File       `json:"files"`
	Missing      []Missing    `json:"missing"`

	name   string          // of the pack, without its ending
	last   *meetingSection // whose papers are held
	pieces []piece
	proofs []proof
}

// File is one file in a pack.
type File struct {
	Path    string       `json:"path"`
	Heading string       `json:"heading"`
	Named   string       `json:"-"`   // the heading with the register's words marked (papers.Pieces)
	Day     registry.Day `json:"day"` // of what it tells
	Type    string       `json:"media_type"`
	Size    int64        `json:"size,omitempty"` // bytes; 0 until it is written
	SHA256  string       `json:"sha256,omitempty"`
}

// Missing is something that a pack lacks, or that is not over yet. Texts are found
// under "pack.missing.<code>".
type Missing struct {
	Code string `json:"code"`
	Text string `json:"text"`
	Said string `json:"-"` // the text with the register's words marked (papers.Pieces)
}

// Name is what the pack is called as a file, without its ending.
func (c *Contents) Name() string { return c.name }

// piece is a file that is written while the view is open.
type piece struct {
	File
	write func(io.Writer) error
}

// proof proves what a meeting decided; it is asked of the log when the view is over.
type proof struct {
	dir     string
	meeting workflow.Meeting
	items   []registry.ItemID // of the part
}

func (c *Contents) add(path, heading string, day registry.Day, format sheet.Format, write func(io.Writer) error) {
	f := File{Path: path + "." + string(format), Heading: papers.Bare(heading), Named: heading, Day: day, Type: format.Type()}
	c.Files = append(c.Files, f)
	c.pieces = append(c.pieces, piece{f, write})
}

func (c *Contents) lacks(m Maker, code string, pairs ...string) {
	said := m.text("pack.missing."+code, pairs...)
	missing := Missing{code, papers.Bare(said), said}
	if !slices.Contains(c.Missing, missing) {
		c.Missing = append(c.Missing, missing)
	}
}

func (m Maker) text(key string, pairs ...string) string {
	args := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return m.Lang.Text(key, args)
}

func (m Maker) day(d registry.Day) string { return wording.Day(m.Lang, d) }

// path is a file's place in the pack, of parts that have texts: "agenda" is
// pack.path.agenda.
func (m Maker) path(parts ...string) string {
	for n, p := range parts {
		if m.Lang.Has("pack.path." + p) {
			parts[n] = m.text("pack.path." + p)
		}
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "/")
}

func (m Maker) begin(kind Kind, part Part, made registry.Day) *Contents {
	c := &Contents{Format: Format, Kind: kind, Part: part, Municipality: m.Municipality, Made: made, Language: m.Lang, Files: []File{}, Missing: []Missing{}, MadeBy: []string{}}
	for _, g := range m.By {
		if role := string(g.Role); !slices.Contains(c.MadeBy, role) {
			c.MadeBy = append(c.MadeBy, role)
		}
	}
	slices.Sort(c.MadeBy)
	return c
}

// compose says what is in a pack; it writes nothing.
type compose func(workflow.Journal) (*Contents, error)

// contents are those of a pack as it would be now, with what is added at its end.
func (m Maker) contents(ctx context.Context, of compose) (out Contents, err error) {
	err = m.Workflow.Journal(ctx, func(j workflow.Journal) error {
		c, err := of(j)
		if err == nil {
			out = *c
		}
		return err
	})
	for _, p := range out.proofs {
		out.Files = append(out.Files, m.proofFiles(p)...)
	}
	readme, meta := m.readme(out), metadata(out)
	out.Files = append(out.Files, readme, meta)
	return out, err
}

func (m Maker) readme(c Contents) File {
	return File{Path: m.path("readme") + ".txt", Heading: m.text("pack.file.readme"), Day: c.Made, Type: sheet.Text.Type()}
}

func metadata(c Contents) File {
	return File{Path: "metadata.json", Heading: "metadata.json", Day: c.Made, Type: sheet.JSON.Type()}
}

func (m Maker) proofFiles(p proof) []File {
	return []File{{Path: m.path(p.dir, "proof", "proof_file") + ".json", Heading: m.text("pack.file.proof"), Day: p.meeting.Day, Type: sheet.JSON.Type()},
		{Path: m.path(p.dir, "proof", "checkpoint") + ".txt", Heading: m.text("pack.file.checkpoint"), Day: p.meeting.Day, Type: sheet.Text.Type()}}
}

// write writes a pack while it is read. Nothing is held but the file under way.
func (m Maker) write(ctx context.Context, w io.Writer, of compose) error {
	a := &archive{zip: zip.NewWriter(w)}
	var c *Contents
	if err := m.Workflow.Journal(ctx, func(j workflow.Journal) (err error) {
		if c, err = of(j); err != nil {
			return err
		}
		a.made, c.Files = c.Made, nil
		for _, p := range c.pieces {
			if err := a.add(c, p.File, p.write); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	for _, p := range c.proofs {
		if err := m.prove(ctx, a, c, p); err != nil {
			return err
		}
	}
	if err := a.add(c, m.readme(*c), func(w io.Writer) error { return m.tell(w, *c) }); err != nil {
		return err
	}
	if err := a.add(&Contents{}, metadata(*c), encoded(c)); err != nil {
		return err
	}
	return a.zip.Close()
}

// prove adds the proof of what a meeting decided, and the checkpoint that it rests on.
// A decision that no checkpoint covers yet has none.
func (m Maker) prove(ctx context.Context, a *archive, c *Contents, p proof) error {
	bundle, err := m.Proofs.MeetingBundle(ctx, p.meeting.ID, p.items)
	if registry.CodeOf(err) == registry.CodeNotLogged {
		c.lacks(m, "proof", "body", papers.Words(p.meeting.Body.Name), "day", m.day(p.meeting.Day))
		return nil
	}
	if err != nil {
		return err
	}
	files := m.proofFiles(p)
	if err := a.add(c, files[0], encoded(bundle)); err != nil {
		return err
	}
	return a.add(c, files[1], func(w io.Writer) error {
		_, err := io.WriteString(w, bundle.Checkpoint)
		return err
	})
}

// tell writes what the pack is, for somebody who opens it without knowing Omvendt.
func (m Maker) tell(w io.Writer, c Contents) error {
	var b strings.Builder
	line := func(s string) { b.WriteString(s + "\r\n") }
	line(c.Title)
	line("")
	line(m.text("pack.readme."+string(c.Kind), "day", m.day(c.Made)))
	line(m.text("pack.readme." + string(c.Part)))
	if c.Kind != OfDisclosure {
		line(m.text("pack.readme.prevails"))
		line(m.text("pack.readme.verify"))
	}
	if len(c.Missing) > 0 {
		line("")
		line(m.text("pack.readme.missing"))
		for _, x := range c.Missing {
			line("- " + x.Text)
		}
	}
	line("")
	line(m.text("pack.readme.files"))
	for _, f := range c.Files {
		line(f.Path + " - " + f.Heading + " (" + f.Day.String() + ")")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// archive is the ZIP file under way.
type archive struct {
	zip  *zip.Writer
	made registry.Day
}

// add writes one file and notes it in the contents with its size and digest. Its time is
// the day on which the pack was made: nothing tells more of when.
func (a *archive) add(c *Contents, f File, write func(io.Writer) error) error {
	y, month, d := a.made.Time().Date()
	out, err := a.zip.CreateHeader(&zip.FileHeader{Name: f.Path, Method: zip.Deflate, Modified: time.Date(y, month, d, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		return err
	}
	sum, n := sha256.New(), &counter{}
	if err := write(io.MultiWriter(out, sum, n)); err != nil {
		return err
	}
	f.Size, f.SHA256 = n.n, hex.EncodeToString(sum.Sum(nil))
	c.Files = append(c.Files, f)
	return nil
}

type counter struct{ n int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return len(b), nil
}

// encoded writes something as JSON that people can read too.
func encoded(v any) func(io.Writer) error {
	return func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(v)
	}
}
