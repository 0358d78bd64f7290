package web_test

import "net/url"

// building are the states of the builder and of what it shows.
func (o *asked) building(w *worker) []state {
	form := url.Values{"form": {""}, "edit": {"1"}, "title.da": {"Ingen har svaret"}, "privacy.da": {"Kommunen er ansvarlig."}, "opens": {"2026-11-01"}, "closes": {"2026-12-15"},
		"questions[0].id": {"q1"}, "questions[0].text.da": {"Hvad giver mindst mening?"}, "questions[0].kind": {"text"},
		"questions[1].text.da": {"Hvor tit? " + long(300)}, "questions[1].kind": {"choice"}, "questions[1].options.da": {"Hver dag\nHver uge"}}
	return []state{
		{page: "work_consultation", name: "moved", by: w, names: []string{"ingen"}, send: filled(form, "do", "up.2")},
		{page: "work_consultation", name: "removing", by: w, names: []string{"ingen"}, send: filled(form, "do", "remove.1")},
		{page: "work_translation", name: "normal", by: w, names: []string{o.slug, "ar"}},
		{page: "work_try", name: "normal", by: w, names: []string{o.slug}, query: "audience=For%C3%A6ldre"},
		{page: "work_try", name: "looked over", by: w, names: []string{o.slug}, send: url.Values{"form": {""}, "do": {"look"}, "answers.q1": {"Skemaerne"}}},
	}
}
