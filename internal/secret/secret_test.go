package secret

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func TestOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "secret")
	got := make([][]byte, 8)
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() {
			var err error
			if got[i], err = Open(path); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, s := range got {
		if len(s) != size || !bytes.Equal(s, got[0]) {
			t.Fatalf("%d bytes, not those of the others", len(s))
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	other, err := Open(filepath.Join(t.TempDir(), "secret"))
	if err != nil || bytes.Equal(other, got[0]) {
		t.Errorf("another file, the same secret: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, content := range map[string]string{"empty": "", "short": "abcd\n", "no hexadecimal": "zz\n", "half a secret": "00112233445566778899aabbccddeeff\n"} {
		path := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := Open(path); err == nil || s != nil {
			t.Errorf("%s: accepted", name)
		}
		if left, _ := os.ReadFile(path); string(left) != content {
			t.Errorf("%s: written over", name)
		}
	}
	if _, err := Open(t.TempDir()); err == nil {
		t.Error("a directory: accepted")
	}
}
