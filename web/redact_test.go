package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/web"
)

func redactStates(w *worker) []state {
	const words = "indbyder forældre"
	return []state{
		{page: "work_redact", name: "normal", by: w},
		{page: "work_redact", name: "found", by: w, send: url.Values{"form": {""}, "text": {words}}},
		{page: "work_redact", name: "nowhere", by: w, send: url.Values{"form": {""}, "text": {"findes ingen steder"}}, status: 409},
		{page: "work_redact", name: "short", by: w, send: url.Values{"form": {""}, "text": {"abc"}}, status: 422},
		{page: "work_redact", name: "redact: empty", by: w, send: url.Values{"form": {"redact"}, "submission": {"re1"}, "text": {words}, "seen": {""}}, status: 422},
		{page: "work_redact", name: "redact: changed", by: w, send: url.Values{"form": {"redact"}, "submission": {"re2"}, "text": {words}, "seen": {"x"}, "ground": {"erasure"}, "reason": {"Bedt om det"}}, status: 409},
	}
}

var seenOnPage = regexp.MustCompile(`name="seen" value="([^"]+)"`)

// An administrator looks where a text stands, takes it out, and the public log says so.
func TestRedactPage(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		page := web.Path("work_redact", texts.Danish)
		const words = "indbyder forældre"
		if got := o.get(page).StatusCode; got == 200 {
			t.Error("everybody may")
		}
		found := o.post(page, url.Values{"form": {""}, "text": {words}}, "Cookie", o.cookie)
		seen := seenOnPage.FindStringSubmatch(found.body)
		if seen == nil || !strings.Contains(found.body, "<mark>"+words+"</mark>") {
			t.Fatalf("looked at %s", found.body)
		}
		press := url.Values{"form": {"redact"}, "submission": {"slet"}, "text": {words}, "seen": {seen[1]}, "ground": {"erasure"}, "reason": {""}}
		if got := o.post(page, press, "Cookie", o.cookie); got.StatusCode != 422 || !strings.Contains(got.body, words) {
			t.Errorf("without a reason it answers %d", got.StatusCode)
		}
		press.Set("reason", "Bedt om det.")
		for range 2 { // the second press does nothing more
			if got := o.post(page, press, "Cookie", o.cookie); got.StatusCode != 303 {
				t.Errorf("it answers %d: %s", got.StatusCode, got.body)
			}
		}
		if got := o.post(page, url.Values{"form": {""}, "text": {words}}, "Cookie", o.cookie); got.StatusCode != 409 {
			t.Errorf("it is still found: %d", got.StatusCode)
		}
		if got := o.get(web.Path("log", texts.Danish)).body; !strings.Contains(got, "databeskyttelsesforordningens artikel 17") {
			t.Error("the public log does not say it")
		}
	})
}
