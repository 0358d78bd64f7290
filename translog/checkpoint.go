package translog

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Instant is how instants are written in leaves.
func Instant(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// Checkpoint says how large a log is and which root it has. Its text is that of
// C2SP tlog-checkpoint; signed, it is a note (golang.org/x/mod/sumdb/note).
type Checkpoint struct {
	Origin string
	Size   int64
	Root   Hash
	Signed string // the note
}

func (c Checkpoint) text() string {
	return c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(c.Root[:]) + "\n"
}

var errCheckpoint = errors.New("not a checkpoint")

func parseCheckpoint(text string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 || lines[0] == "" || lines[3] != "" {
		return c, errCheckpoint
	}
	c.Origin = lines[0]
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.Size < 0 {
		return c, errCheckpoint
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return c, errCheckpoint
	}
	c.Root = Hash(root)
	if c.text() != text {
		return c, errCheckpoint
	}
	return c, nil
}

// sign signs a checkpoint with one key or, while one takes over from another, two.
func (c Checkpoint) sign(keys []string) (Checkpoint, error) {
	signers := make([]note.Signer, len(keys))
	for i, key := range keys {
		var err error
		if signers[i], err = note.NewSigner(key); err != nil {
			return c, err
		}
	}
	signed, err := note.Sign(&note.Note{Text: c.text()}, signers...)
	c.Signed = string(signed)
	return c, err
}

// Open reads a signed checkpoint that bears the signature of a key.
func Open(signed, key string) (Checkpoint, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return Checkpoint{}, err
	}
	n, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		return Checkpoint{}, err
	}
	c, err := parseCheckpoint(n.Text)
	if err == nil && c.Origin != verifier.Name() {
		err = errCheckpoint
	}
	c.Signed = signed
	return c, err
}
