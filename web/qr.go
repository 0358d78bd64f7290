package web

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// QR is a QR code as one path of an SVG, a unit a module.
type QR struct {
	Size int // modules on a side, with the quiet zone
	Path string
}

// quietZone is how many light modules a reader wants around a code.
const quietZone = 4

// newQR draws a text as a QR code that stands up to a fold in the poster.
func newQR(text string) (QR, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return QR{}, err
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			n := 0
			for code.Black(x+n, y) {
				n++
			}
			if n > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quietZone, y+quietZone, n, n)
				x += n
			}
		}
	}
	return QR{Size: code.Size + 2*quietZone, Path: path.String()}, nil
}
