package web

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/omvendt/omvendt/registry"
)

// event is a whole day in somebody's calendar.
type event struct {
	id             string // the same one in a later file takes its place
	day, written   registry.Day
	title, address string
}

// calendar writes events as RFC 5545 has it: lines of at most 75 octets, each
// ended by CR LF, and text with its commas, semicolons and line breaks escaped.
func calendar(w io.Writer, events ...event) error {
	lines := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Omvendt//DA"}
	date := func(d registry.Day) string { return strings.ReplaceAll(d.String(), "-", "") }
	text := strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r", "", "\n", `\n`).Replace
	for _, e := range events {
		lines = append(lines, "BEGIN:VEVENT", "UID:"+e.id,
			"DTSTAMP:"+date(e.written)+"T000000Z", "DTSTART;VALUE=DATE:"+date(e.day), "DTEND;VALUE=DATE:"+date(e.day+1),
			"SUMMARY:"+text(e.title), "DESCRIPTION:"+text(e.address), "URL:"+e.address, "TRANSP:TRANSPARENT", "END:VEVENT")
	}
	var out strings.Builder
	for _, line := range append(lines, "END:VCALENDAR") {
		length := 0
		for _, r := range line {
			if length += utf8.RuneLen(r); length > 75 {
				out.WriteString("\r\n ")
				length = 1 + utf8.RuneLen(r)
			}
			out.WriteRune(r)
		}
		out.WriteString("\r\n")
	}
	_, err := io.WriteString(w, out.String())
	return err
}
