// Package kleplan reads the plan of subjects that KL delivers to municipalities
// with a licence for KLE (Emneplan, XML versions 1.1 and 2.0). Nothing of its
// content is part of the program.
package kleplan

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"github.com/omvendt/omvendt/registry"
)

const (
	// MaxBytes is how large a plan may be.
	MaxBytes = 64 << 20
	maxDepth = 32
	// maxEntries is many times what the plan has.
	maxEntries = 100_000
)

// levels are the elements that are entries. The names of what belongs to one begin
// with its own: EmneNr, EmneTitel, EmneAdministrativInfo.
var levels = map[string]bool{"Hovedgruppe": true, "Gruppe": true, "Emne": true}

// Read reads a plan. What it does not know it passes over, so that both versions
// are read alike. Errors: CodeTooLarge, CodeKLEUnreadable and, where an entry is
// wrong, CodeKLEEntry with its line. A code that is there twice is kept as it
// applies longest.
func Read(from io.Reader) ([]registry.KLEEntry, error) {
	content, err := io.ReadAll(io.LimitReader(from, MaxBytes+1))
	if err != nil {
		return nil, &registry.Error{Code: registry.CodeKLEUnreadable, Err: err}
	}
	if len(content) > MaxBytes {
		return nil, &registry.Error{Code: registry.CodeTooLarge, Args: registry.Args{"limit": "64 MiB"}}
	}
	p := plan{decoder: xml.NewDecoder(bytes.NewReader(content)), places: map[string]int{}}
	p.decoder.CharsetReader = charset
	for {
		token, err := p.decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = p.take(token)
		}
		var known *registry.Error
		if errors.As(err, &known) {
			return nil, err
		}
		if err != nil {
			return nil, p.unreadable(err)
		}
	}
	if len(p.entries) == 0 {
		return nil, p.unreadable(errors.New("no entry"))
	}
	return p.entries, nil
}

type plan struct {
	decoder *xml.Decoder
	path    []string // names of the elements that are open
	open    []*entry
	text    strings.Builder // of the innermost element
	entries []registry.KLEEntry
	places  map[string]int // of codes among entries
}

type entry struct {
	registry.KLEEntry
	depth int // of its element
	moved registry.Day
}

func (p *plan) take(token xml.Token) error {
	switch e := token.(type) {
	case xml.Directive: // a document type could define entities
		return errors.New("document type")
	case xml.StartElement:
		if len(p.path) == maxDepth {
			return errors.New("too deep")
		}
		p.path = append(p.path, e.Name.Local)
		p.text.Reset()
		if levels[e.Name.Local] {
			p.open = append(p.open, &entry{depth: len(p.path), KLEEntry: registry.KLEEntry{Until: registry.LastDay}})
		}
	case xml.CharData:
		p.text.Write(e)
	case xml.EndElement:
		err := p.end(strings.TrimSpace(p.text.String()))
		p.path = p.path[:len(p.path)-1]
		p.text.Reset()
		return err
	}
	return nil
}

// end closes the innermost element, whose text is given.
func (p *plan) end(text string) error {
	if len(p.open) == 0 {
		return nil
	}
	e := p.open[len(p.open)-1]
	level, within := p.path[e.depth-1], p.path[e.depth:]
	if len(within) == 0 {
		p.open = p.open[:len(p.open)-1]
		return p.add(e)
	}
	name := within[len(within)-1]
	if len(within) == 1 {
		switch name {
		case level + "Nr":
			e.Code = text
		case level + "Titel":
			e.Title = strings.Join(strings.Fields(text), " ")
		}
		return nil
	}
	if within[0] != level+"AdministrativInfo" || text == "" {
		return nil
	}
	var err error
	switch {
	case name == "OprettetDato":
		e.From, err = day(text)
	case name == "UdgaaetDato":
		e.Until, err = day(text)
	case name == "FlyttetDato":
		e.moved, err = day(text)
	case within[len(within)-2] == "AfloestAf" && strings.HasSuffix(name, "Nr"):
		e.ReplacedBy = text
	}
	if err != nil {
		return p.wrong(text)
	}
	return nil
}

func (p *plan) add(e *entry) error {
	if e.Until == registry.LastDay && e.moved != registry.NoDay {
		e.Until = e.moved
	}
	if e.Check() != nil {
		return p.wrong(e.Code)
	}
	if at, twice := p.places[e.Code]; twice {
		if e.Until > p.entries[at].Until {
			p.entries[at] = e.KLEEntry
		}
		return nil
	}
	if len(p.entries) == maxEntries {
		return p.unreadable(errors.New("too many entries"))
	}
	p.places[e.Code] = len(p.entries)
	p.entries = append(p.entries, e.KLEEntry)
	return nil
}

// day reads the day of a date, or of an instant that begins with one.
func day(text string) (registry.Day, error) {
	if len(text) > 10 && text[10] == 'T' {
		text = text[:10]
	}
	return registry.ParseDay(text)
}

func (p *plan) line() string {
	line, _ := p.decoder.InputPos()
	return strconv.Itoa(line)
}

func (p *plan) wrong(value string) error {
	if runes := []rune(value); len(runes) > 40 {
		value = string(runes[:40]) + "…"
	}
	return &registry.Error{Code: registry.CodeKLEEntry, Args: registry.Args{"line": p.line(), "value": value}}
}

func (p *plan) unreadable(err error) error {
	return &registry.Error{Code: registry.CodeKLEUnreadable, Args: registry.Args{"line": p.line()}, Err: err}
}

func charset(name string, from io.Reader) (io.Reader, error) {
	switch strings.ToLower(name) {
	case "iso-8859-1", "windows-1252":
		return charmap.Windows1252.NewDecoder().Reader(from), nil
	}
	return nil, errors.New("charset " + name)
}
