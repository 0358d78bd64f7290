package kleplan_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/kleplan"
	"github.com/omvendt/omvendt/registry"
)

func TestRead(t *testing.T) {
	content, err := os.ReadFile("testdata/plan.xml")
	if err != nil {
		t.Fatal(err)
	}
	got, err := kleplan.Read(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	day := registry.MustDay
	want := []registry.KLEEntry{
		{Code: "98.01.01", Title: "Opdigtet emne på ø", From: day("2005-02-01"), Until: registry.LastDay},
		{Code: "98.01.02", Title: "Udgået emne", From: day("2005-02-01"), Until: day("2020-05-01")},
		{Code: "98.01.03", Title: "Flyttet emne", Until: day("2021-05-01"), ReplacedBy: "98.01.01"},
		{Code: "98.01", Title: "Opdigtet gruppe", Until: registry.LastDay},
		{Code: "98", Title: "Opdigtet hovedgruppe", From: day("2001-01-01"), Until: registry.LastDay},
	}
	if !slices.Equal(got, want) {
		t.Errorf("read\n%v\nwant\n%v", got, want)
	}
}

func TestReadRefuses(t *testing.T) {
	const one = "<Emne><EmneNr>98.01.01</EmneNr><EmneTitel>A</EmneTitel></Emne>"
	for name, c := range map[string]struct {
		text string
		code registry.Code
	}{
		"nothing":        {"", registry.CodeKLEUnreadable},
		"no plan":        {"<a/>", registry.CodeKLEUnreadable},
		"half":           {"<a>" + one, registry.CodeKLEUnreadable},
		"an entity":      {`<!DOCTYPE a [<!ENTITY b "c">]><a>` + one + "</a>", registry.CodeKLEUnreadable},
		"too deep":       {strings.Repeat("<a>", 40) + one + strings.Repeat("</a>", 40), registry.CodeKLEUnreadable},
		"a bad code":     {strings.Replace(one, "98.01.01", "98.1", 1), registry.CodeKLEEntry},
		"no title":       {strings.Replace(one, "A<", "<", 1), registry.CodeKLEEntry},
		"a bad day":      {strings.Replace(one, "</Emne>", "<EmneAdministrativInfo><OprettetDato>i går</OprettetDato></EmneAdministrativInfo></Emne>", 1), registry.CodeKLEEntry},
		"a strange code": {`<?xml version="1.0" encoding="x"?>` + one, registry.CodeKLEUnreadable},
	} {
		if _, err := kleplan.Read(strings.NewReader(c.text)); registry.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

// What is read can be stored, and no code is there twice.
func FuzzRead(f *testing.F) {
	content, err := os.ReadFile("testdata/plan.xml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Fuzz(func(t *testing.T, content []byte) {
		plan, err := kleplan.Read(bytes.NewReader(content))
		codes := map[string]bool{}
		for _, e := range plan {
			if err != nil || e.Check() != nil || codes[e.Code] {
				t.Fatalf("%v %v", e, err)
			}
			codes[e.Code] = true
		}
	})
}
