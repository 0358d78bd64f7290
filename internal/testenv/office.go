package testenv

import (
	"os/exec"
	"testing"
)

// Office is where LibreOffice is.
func Office(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("soffice")
	if err != nil {
		missing(t, "LibreOffice is missing: apt-get install libreoffice-writer-nogui")
	}
	return path
}
