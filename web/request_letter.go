package web

import (
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// RequestLetter writes the mails of requests, for pages and programs alike. Their
// link leads to a page that asks who is there: it is no secret.
func RequestLetter(baseURL, municipality string) registry.WriteRequestLetter {
	baseURL = strings.TrimRight(baseURL, "/")
	return func(l registry.RequestLetter) (subject, text string) {
		lang, known := texts.ParseLang(l.Request.Language)
		if !known {
			lang = texts.Danish
		}
		args := map[string]string{"title": l.Request.Title, "deadline": wording.Day(lang, l.Request.Deadline), "municipality": municipality, "name": l.To.Name}
		kind := "request"
		if l.Reminder {
			kind = "reminder"
		}
		parts := []string{lang.Text("mail.asked.hello", args), lang.Count("mail.asked."+kind, l.Waiting, args)}
		if l.Request.Words != "" {
			parts = append(parts, l.Request.Words)
		}
		switch l.Request.Ask {
		case registry.AskComplete:
			var lacking []string
			for _, m := range l.Request.Lacking {
				lacking = append(lacking, lang.Name("lacks", string(m)))
			}
			parts = append(parts, lang.Text("mail.asked.complete", map[string]string{"lacking": strings.Join(lacking, ", ")}))
		default:
			parts = append(parts, lang.Text("mail.asked.confirm", nil))
		}
		due := "mail.asked.deadline"
		if l.Request.Deadline < l.Today {
			due = "mail.asked.deadline_passed"
		}
		parts = append(parts, lang.Text(due, args), lang.Text("mail.asked.link", nil)+"\n"+baseURL+path("work_asked_one", lang, string(l.Request.ID)))
		if len(l.Covered) > 0 {
			parts = append(parts, lang.Text("mail.asked.covered", map[string]string{"posts": strings.Join(l.Covered, ", ")}))
		}
		var rules []string
		for _, r := range l.Rules {
			rules = append(rules, r.Number.String()+" "+r.Title)
		}
		if more := l.Waiting - len(l.Rules); more > 0 {
			rules = append(rules, lang.Count("mail.asked.more", more, nil))
		}
		parts = append(parts, lang.Text("mail.asked.rules", nil)+"\n"+strings.Join(rules, "\n"), lang.Text("mail.asked.end", args))
		return lang.Text("mail.asked."+kind+"_subject", args), strings.Join(parts, "\n\n") + "\n"
	}
}
