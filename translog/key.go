package translog

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Keys is the file with the key that signs checkpoints, beside the data and never
// in the database. Beside it lies the newest checkpoint that was signed: by it, a
// database that came back from a backup is known. The file has the key in its
// first line, and while keys change the one before in the second.
type Keys struct{ Path string }

// read is the signing keys, the newest first; fs.ErrNotExist without a file.
func (k Keys) read() ([]string, error) {
	content, err := os.ReadFile(k.Path)
	if err != nil {
		return nil, err
	}
	keys := strings.Fields(string(content))
	if len(keys) < 1 || len(keys) > 2 {
		return nil, fmt.Errorf("%s does not hold a key", k.Path)
	}
	for _, key := range keys {
		if _, err := verifierKey(key); err != nil {
			return nil, fmt.Errorf("%s does not hold a key", k.Path) // and is not repeated
		}
	}
	return keys, nil
}

// make puts a first key in place, unless one is there.
func (k Keys) make(origin string) error {
	key, err := newKey(origin)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(k.Path), 0o700); err != nil {
		return err
	}
	return k.write(k.Path, key+"\n", os.Link) // unlike renaming, it replaces nothing
}

func newKey(origin string) (string, error) {
	key, _, err := note.GenerateKey(rand.Reader, origin)
	return key, err
}

// keep replaces the keys.
func (k Keys) keep(keys ...string) error {
	return k.write(k.Path, strings.Join(keys, "\n")+"\n", os.Rename)
}

// newest is the newest checkpoint that was signed here; empty before the first.
func (k Keys) newest() (string, error) {
	content, err := os.ReadFile(k.newestPath())
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(content), err
}

func (k Keys) setNewest(signed string) error {
	return k.write(k.newestPath(), signed, os.Rename)
}

func (k Keys) newestPath() string { return k.Path + ".newest" }

// write puts a file in place whole and synced, or not at all.
func (k Keys) write(path, content string, place func(from, to string) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".log-key-") // with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := place(f.Name(), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// verifierKey is the public half of a signing key.
func verifierKey(signing string) (string, error) {
	signer, err := note.NewSigner(signing)
	if err != nil {
		return "", err
	}
	parts := strings.SplitN(signing, "+", 5) // PRIVATE+KEY+name+hash+key
	seed, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return "", errors.New("not a signing key")
	}
	public := ed25519.NewKeyFromSeed(seed[1:]).Public().(ed25519.PublicKey)
	return note.NewEd25519VerifierKey(signer.Name(), public)
}
