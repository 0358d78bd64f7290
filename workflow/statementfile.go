package workflow

import (
	"archive/zip"
	"bytes"
	"context"
	"image"
	_ "image/jpeg" // scans
	_ "image/png"
	"io"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/omvendt/omvendt/registry"
)

// StatementFile is the file that a party's statement came as. What stands in it is
// not read by the program: the statement's text tells it to those who cannot open it.
type StatementFile struct {
	SHA256 string   `json:"sha256,omitempty"`
	Name   string   `json:"name,omitempty"` // CPR-like numbers masked; ends as its kind does
	Kind   FileKind `json:"kind,omitempty"`
	Size   int      `json:"size,omitempty"` // bytes
}

// FileKind is the sort of a file, told by its content; it ends the file's name.
type FileKind string

// The kinds that everybody can open.
const (
	FilePDF  FileKind = "pdf"
	FileDOCX FileKind = "docx"
	FileODT  FileKind = "odt"
	FileJPEG FileKind = "jpg"
	FilePNG  FileKind = "png"
)

// FileKinds in the order in which they are named.
var FileKinds = []FileKind{FilePDF, FileDOCX, FileODT, FileJPEG, FilePNG}

// MaxStatementFile bounds the file of a statement, in bytes.
const MaxStatementFile = 5 << 20

// unsentLasts is for how many days a file waits for the statement that it belongs to.
const unsentLasts = 30

// Upload is a file as somebody sent it.
type Upload struct {
	Name    string
	Content []byte
}

// file describes an upload; CodeInvalid with the field "file".
func (u Upload) file() (StatementFile, error) {
	var c registry.Checks
	kind, known := fileKindOf(u.Content)
	switch {
	case len(u.Content) == 0:
		c.Fail("file", registry.CodeRequired)
	case len(u.Content) > MaxStatementFile:
		c.Fail("file", registry.CodeTooLarge, "limit", strconv.Itoa(MaxStatementFile>>20)+" MB")
	case !known:
		c.Fail("file", registry.CodeStatementFileKind)
	}
	return StatementFile{SHA256: registry.Digest(u.Content), Name: fileName(u.Name, kind), Kind: kind, Size: len(u.Content)}, c.Err()
}

// fileKindOf tells a file by what stands in it. One with a program in it is of no kind.
func fileKindOf(content []byte) (FileKind, bool) {
	switch {
	case bytes.HasPrefix(content, []byte("%PDF-")):
		return FilePDF, true
	case bytes.HasPrefix(content, []byte("PK\x03\x04")):
		return documentKind(content)
	}
	_, format, err := image.DecodeConfig(bytes.NewReader(content))
	return map[string]FileKind{"jpeg": FileJPEG, "png": FilePNG}[format], err == nil
}

func documentKind(content []byte) (FileKind, bool) {
	packed, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return "", false
	}
	kind := FileKind("")
	for _, f := range packed.File {
		name := strings.ToLower(f.Name)
		switch {
		case strings.HasSuffix(name, "vbaproject.bin"), strings.HasPrefix(name, "basic/"), strings.HasPrefix(name, "scripts/"):
			return "", false
		case name == "word/document.xml":
			kind = FileDOCX
		case name == "mimetype" && holds(f, "application/vnd.oasis.opendocument.text"):
			kind = FileODT
		}
	}
	return kind, kind != ""
}

func holds(f *zip.File, want string) bool {
	r, err := f.Open()
	if err != nil {
		return false
	}
	defer func() { _ = r.Close() }()
	got, err := io.ReadAll(io.LimitReader(r, int64(len(want))+2))
	return err == nil && strings.TrimSpace(string(got)) == want
}

// fileName is a name as it can be shown to everybody. What it ends with follows from
// what the file is.
func fileName(name string, kind FileKind) string {
	name, _ = MaskCPR(path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/")))
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, name)
	if ending := path.Ext(name); len(ending) <= 5 {
		name = strings.TrimSuffix(name, ending)
	}
	for utf8.RuneCountInString(name) > 100 {
		_, last := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-last]
	}
	if name = strings.Trim(name, " ./"); name == "" {
		name = "fil"
	}
	return name + "." + string(kind)
}

var asciiName = strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa", "Æ", "Ae", "Ø", "Oe", "Å", "Aa", " ", "-")

// Plain is the name without its ending, in letters that any header takes.
func (f StatementFile) Plain() string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return -1
	}, asciiName.Replace(strings.TrimSuffix(f.Name, "."+string(f.Kind))))
	if plain == "" {
		return "fil"
	}
	return plain
}

// described says of a statement what the file that comes with it is.
func (s Statement) described() (Statement, error) {
	if s.Upload == nil {
		return s, nil
	}
	var err error
	s.File, err = s.Upload.file()
	return s, err
}

// withFile is a statement with what is known of its file: one that comes with it, or
// one that was kept for the hearing. CodeInvalid with the field "file".
func (s Statement) withFile(r HearingReader, h Hearing) (Statement, error) {
	if s.Upload != nil || s.File == (StatementFile{}) {
		return s, nil
	}
	kept, _, err := r.StatementFile(h.ID, s.File.SHA256)
	if registry.CodeOf(err) == registry.CodeNotFound {
		var c registry.Checks
		c.Fail("file", registry.CodeStatementFileGone)
		return s, c.Err()
	}
	s.File = kept
	return s, err
}

// stored is a statement as it is kept: its file lies beside it.
func (s Statement) stored() Statement {
	s.Upload = nil
	return s
}

// storeFile stores the file that came with a statement, and drops what else was kept
// for the hearing.
func (s Statement) storeFile(tx Tx, h Hearing) error {
	if s.Upload != nil {
		if err := tx.KeepStatementFile(h.ID, s.File, s.Upload.Content); err != nil {
			return err
		}
	}
	return tx.SettleStatementFiles(h.ID, s.File.SHA256)
}

// KeepStatementFile keeps the file of a statement that has yet to be looked over and
// sent, by the token of the party's letter. Another takes its place, and one that is
// not sent within 30 days can be dropped. CodeLinkNotOpen, CodeHearingOver,
// CodeInvalid with the field "file".
func (s *Service) KeepStatementFile(ctx context.Context, token string, u Upload) (StatementFile, error) {
	f, err := u.file()
	if err != nil {
		return f, err
	}
	act := registry.Act{Operation: "answer-hearing"}
	return f, s.Store.Update(ctx, act, func(tx Tx) error {
		h, err := tx.HearingByToken(token)
		switch {
		case registry.CodeOf(err) == registry.CodeNotFound || err == nil && h.State == HearingPlanned:
			return refuse(registry.CodeLinkNotOpen)
		case err != nil:
			return err
		case !h.TakesStatementOn(tx.Today()):
			return refuse(registry.CodeHearingOver, "day", h.Deadline.String())
		}
		if err := tx.DropUnsentFiles(tx.Today() - unsentLasts); err != nil {
			return err
		}
		if err := tx.KeepStatementFile(h.ID, f, u.Content); err != nil {
			return err
		}
		return audit(tx, "hearing "+string(h.ID), nil, struct {
			Kept StatementFile `json:"kept"`
		}{f})
	})
}

// FileOfStatement is the file of a statement with its content. Who may not read the
// statement before it is public gets CodeNotFound until then.
func (s *Service) FileOfStatement(ctx context.Context, id registry.HearingID, before bool) (f StatementFile, content []byte, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		h, err := r.HearingByID(id)
		if err == nil && (h.Statement.File == (StatementFile{}) || !before && !h.StatementPublicOn(r.Today())) {
			err = refuse(registry.CodeNotFound)
		}
		if err == nil {
			f, content, err = r.StatementFile(id, h.Statement.File.SHA256)
		}
		return err
	})
	return f, content, err
}

// FileOfLetter is a file of a statement, sent or kept to be looked over, for whoever
// has the token of the letter; CodeLinkNotOpen, CodeNotFound.
func (s *Service) FileOfLetter(ctx context.Context, token, sha256 string) (f StatementFile, content []byte, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		h, err := r.HearingByToken(token)
		if registry.CodeOf(err) == registry.CodeNotFound {
			return refuse(registry.CodeLinkNotOpen)
		}
		if err == nil {
			f, content, err = r.StatementFile(h.ID, sha256)
		}
		return err
	})
	return f, content, err
}

// StatementFiles is what is stored of the files of statements.
type StatementFiles interface {
	// KeepStatementFile stores a file of a hearing, and drops one that was kept and
	// not sent.
	KeepStatementFile(registry.HearingID, StatementFile, []byte) error
	// SettleStatementFiles drops all files of a hearing but the one of its statement;
	// empty: it has none.
	SettleStatementFiles(id registry.HearingID, sha256 string) error
	// DropUnsentFiles drops what was kept before a day and not sent, of any hearing.
	DropUnsentFiles(before registry.Day) error
}
