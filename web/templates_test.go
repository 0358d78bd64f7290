package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/omvendt/omvendt/internal/texts"
)

var (
	action   = regexp.MustCompile(`(?s){{.*?}}`)
	spoken   = regexp.MustCompile(`\b(aria-label|title|alt|placeholder|data-label|content)="([^"]*)"`)
	anyTag   = regexp.MustCompile(`(?s)<[^>]*>| (?:aria-[a-z]+|lang|dir)="[^"]*"`) // parts.html has attributes that several fields share
	said     = regexp.MustCompile(`(?:\.|\$)(?:Page\.)?(?:T|Lines|Count) "([^"]+)"`)
	saidInGo = regexp.MustCompile(`"(?:web\.)?((?:[a-z_]+\.)+[a-z_]*)"`)
	// Whole keys of pages, and beginnings of them.
	saidInPapers = regexp.MustCompile(`"(web\.(?:[a-z_]+\.)+[a-z_]*)"`)
	technical    = regexp.MustCompile(`^(width=device-width, initial-scale=1|noindex|)$`)
)

// Every word on a page stands in the texts, so that it can be read in any language.
func TestTemplatesHoldNoWords(t *testing.T) {
	for name, source := range files(t, "templates/*.html") {
		plain := action.ReplaceAllString(source, "")
		for _, m := range spoken.FindAllStringSubmatch(plain, -1) {
			if strings.ContainsFunc(m[2], unicode.IsLetter) && !technical.MatchString(m[2]) {
				t.Errorf("%s: %s", name, m[0])
			}
		}
		for i, line := range strings.Split(anyTag.ReplaceAllStringFunc(plain, func(tag string) string { return strings.Repeat("\n", strings.Count(tag, "\n")) }), "\n") {
			if strings.ContainsFunc(line, unicode.IsLetter) {
				t.Errorf("%s:%d: %s", name, i+1, strings.TrimSpace(line))
			}
		}
	}
}

// Every text of the pages is said somewhere, and every text said is there.
func TestTextsAreUsed(t *testing.T) {
	used := map[string]bool{}
	for name, source := range files(t, "templates/*.html") {
		for _, m := range said.FindAllStringSubmatch(source, -1) {
			key := "web." + m[1]
			if used[key] = true; !texts.Danish.Has(key) && !texts.Danish.Has(key+".other") {
				t.Errorf("%s says %s, which is not there", name, key)
			}
		}
	}
	var beginnings []string // keys put together in Go
	for name, source := range files(t, "*.go") {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, m := range saidInGo.FindAllStringSubmatch(source, -1) {
			if key := "web." + m[1]; strings.HasSuffix(key, ".") {
				beginnings = append(beginnings, key)
			} else {
				used[key] = true
			}
		}
	}
	beginnings = append(beginnings, "web.course.", "web.next.", "web.then.", "web.part.", "web.problem.", "web.case.", "web.effect.", "web.ground.")
	for _, source := range files(t, "../papers/*.go") { // papers say some of what pages say
		for _, m := range saidInPapers.FindAllStringSubmatch(source, -1) {
			beginnings = append(beginnings, m[1])
		}
	}
	for _, key := range texts.Keys() {
		base := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
		covered := used[key] || used[base] || !strings.HasPrefix(key, "web.") || strings.Count(key, ".") == 1
		for _, b := range beginnings {
			covered = covered || strings.HasPrefix(key, b)
		}
		if !covered {
			t.Errorf("%s is said nowhere", key)
		}
	}
}

func files(t *testing.T, pattern string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %v", pattern, err)
	}
	all := map[string]string{}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = string(b)
	}
	return all
}
