// Package secret keeps the server's own secret: random bytes in a file beside
// the data and never in the database, so that whoever gets hold of a backup
// cannot make what was derived under it.
package secret

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const size = 32 // bytes

// Open reads the secret in a file, and makes one when there is no file. Of
// several programs that begin at once all get the same. Nobody but the owner
// can read a file that it makes.
func Open(path string) ([]byte, error) {
	secret, err := read(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return secret, err
	}
	if err := create(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return read(path)
}

func read(path string) ([]byte, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	secret, err := hex.DecodeString(strings.TrimSpace(string(content)))
	if err != nil || len(secret) != size {
		return nil, fmt.Errorf("%s does not hold %d bytes in hexadecimal", path, size) // and is not repeated
	}
	return secret, nil
}

// create puts a new secret in place whole, or not at all when one is there.
func create(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".secret-") // with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	var raw [size]byte
	_, _ = rand.Read(raw[:]) // crypto/rand.Read never fails
	_, err = f.WriteString(hex.EncodeToString(raw[:]) + "\n")
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path) // unlike renaming, it replaces nothing
}
