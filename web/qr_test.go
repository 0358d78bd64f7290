package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rsc.io/qr"
)

// The path covers the dark modules and no other, inside the quiet zone.
func TestQRIsDrawnWhole(t *testing.T) {
	const text = "https://regler.example.dk/svar/nde6917bgj4s68hceq8de3ya1g"
	drawn, err := newQR(text)
	if err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	if drawn.Size != code.Size+8 {
		t.Errorf("%d modules on a side, the code has %d", drawn.Size, code.Size)
	}
	dark := map[[2]int]bool{}
	for _, run := range strings.Split(strings.TrimSuffix(drawn.Path, "z"), "z") {
		var x, y, n, back int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &n, &back); err != nil || n != back {
			t.Fatalf("%q: %v", run, err)
		}
		for i := range n {
			dark[[2]int{x + i, y}] = true
		}
	}
	for y := range drawn.Size {
		for x := range drawn.Size {
			if dark[[2]int{x, y}] != code.Black(x-4, y-4) {
				t.Fatalf("module %d,%d is wrong", x, y)
			}
		}
	}
}

func TestSharesAddUp(t *testing.T) {
	for _, c := range []struct{ counts, want []int }{
		{[]int{0, 0, 0}, []int{0, 0, 0}}, {[]int{1, 1, 1}, []int{34, 33, 33}}, {[]int{1, 1, 4}, []int{17, 17, 66}}, {[]int{199, 1, 0}, []int{100, 0, 0}}, {[]int{5, 0, 0}, []int{100, 0, 0}},
	} {
		if got := shares(c.counts); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.counts, got, c.want)
		}
	}
}
