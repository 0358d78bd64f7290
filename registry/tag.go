package registry

import (
	"slices"
	"strings"
)

// Limits of the tags of a rule.
const (
	LimitTags = 20
	LimitTag  = 40 // characters
)

// ParseTags reads tags parted by commas, semicolons or lines, in their normal form.
func ParseTags(text string) []string { return NormalTags(ParseNames(text)) }

// NormalTags are tags as they are stored: in small letters, each once, by alphabet;
// so nobody has to know how a colleague wrote one. What parts tags parts one here.
func NormalTags(tags []string) []string {
	var out []string
	for _, tag := range tags {
		out = append(out, ParseNames(strings.ToLower(tag))...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func checkTags(c *Checks, field string, tags []string) {
	if len(tags) > LimitTags {
		c.Fail(field, CodeRangeInvalid, "value", itoa(len(tags)), "from", "0", "to", itoa(LimitTags))
	}
	for _, tag := range tags {
		c.Text(field, tag, LimitTag, true)
	}
}

// tagged is the tags of a rule after some are taken off and others put on.
func tagged(tags, on, off []string) []string {
	return NormalTags(append(untagged(tags, off), on...))
}

// untagged are tags without others; nil where none is left.
func untagged(tags, others []string) (left []string) {
	for _, t := range tags {
		if !slices.Contains(others, t) {
			left = append(left, t)
		}
	}
	return left
}
