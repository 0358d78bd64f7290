package sheet

import (
	"errors"
	"io"
	"net/http"
)

// errEnough ends a file of which only the head was asked for.
var errEnough = errors.New("sheet: the head is enough")

// SentPolicy is the Content-Security-Policy of a file that somebody sent: should a
// browser show it after all, nothing in it may do anything.
const SentPolicy = "default-src 'none'; sandbox"

// Serve answers a request with a file that is written while it is read. Until the
// first byte nothing has been said: an error before it (begun is false) can still
// be told as any other. After it the caller must break the answer off, so that
// half a file does not pass for a whole one.
func Serve(w http.ResponseWriter, r *http.Request, f Format, name string, write func(io.Writer) error) (begun bool, err error) {
	out := &download{ResponseWriter: w, format: f, name: name, head: r.Method == http.MethodHead}
	if err = write(out); errors.Is(err, errEnough) {
		err = nil
	}
	if err == nil && !out.begun {
		out.begin() // nothing to tell is a file too
	}
	return out.begun, err
}

type download struct {
	http.ResponseWriter
	format Format
	name   string
	head   bool
	begun  bool
}

func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begin()
	}
	if d.head {
		return 0, errEnough
	}
	return d.ResponseWriter.Write(b)
}

func (d *download) begin() {
	d.begun = true
	d.Header().Set("Content-Type", d.format.Type())
	kept := "attachment"
	if d.format == Atom || d.format == Text { // read where it stands, again and again
		kept = "inline"
	}
	d.Header().Set("Content-Disposition", kept+`; filename="`+d.name+"."+string(d.format)+`"`)
	d.WriteHeader(http.StatusOK)
}
