package papers

import (
	"html/template"
	"io"
	"strings"
)

// HTML writes a paper as a page that stands alone and whose text can be copied with its
// headings. municipality hands it out.
func (p Paper) HTML(w io.Writer, municipality string) error {
	return page.Execute(w, struct {
		Paper
		Municipality string
	}{p, municipality})
}

var page = template.Must(template.New("paper").Funcs(template.FuncMap{
	"lines": Lines, "bare": Bare, "colon": func(label string) string { return strings.TrimSuffix(Bare(label), ":") + ":" },
	"level": func(whole bool, depth int) int {
		if whole {
			depth++
		}
		return min(2+depth, 6)
	},
	"heading": func(level int, text string) template.HTML {
		n := string(rune('0' + level))
		return template.HTML("<h" + n + ">" + template.HTMLEscapeString(Bare(text)) + "</h" + n + ">")
	},
}).Parse(`<!doctype html>
<html lang="{{.Lang}}">
<meta charset="utf-8">
<title>{{bare .Title}}</title>
<h1>{{bare .Title}}</h1>
{{with .Municipality}}<p>{{.}}</p>
{{end}}{{template "facts" .Facts}}{{range $item := .Items}}{{if $.Whole}}{{heading 2 ($.ItemHead $item)}}
{{end}}{{template "facts" .Facts}}{{range .Sections}}{{heading (level $.Whole 0) .Head}}
{{range .Blocks}}{{if eq .Kind "head"}}{{heading (level $.Whole .Depth) (print .Rule " " .Text)}}
{{else}}{{template "block" .}}{{end}}{{end}}{{end}}{{end}}</html>
{{define "facts"}}{{with .}}<dl>{{range .}}<dt>{{colon .Label}}</dt><dd>{{bare .Text}}</dd>{{end}}</dl>
{{end}}{{end}}{{define "block"}}{{if eq .Kind "points"}}<ol>{{range .Points}}<li>{{bare .}}</li>{{end}}</ol>
{{else if eq .Kind "list"}}<ul>{{range .Points}}<li>{{bare .}}</li>{{end}}</ul>
{{else if eq .Kind "facts"}}{{template "facts" .Facts}}{{else if eq .Kind "quote"}}<blockquote>{{range lines .Text}}<p>{{bare .}}</p>{{end}}</blockquote>
{{else if eq .Kind "sides"}}<table><tr>{{range .Sides}}<th scope="col">{{bare .Head}}</th>{{end}}</tr><tr>{{range .Sides}}<td>{{range .Blocks}}{{template "block" .}}{{end}}</td>{{end}}</tr></table>
{{else if eq .Kind "counting"}}<table><caption>{{bare .Table.Caption}}</caption><tr>{{range .Table.Columns}}<th scope="col">{{bare .}}</th>{{end}}</tr>{{range .Table.Rows}}<tr>{{range .Cells}}<td>{{bare .}}</td>{{end}}</tr>{{end}}</table>
{{else if eq .Kind "strong"}}<p><strong>{{bare .Text}}</strong></p>
{{else if eq .Kind "small"}}<p><small>{{bare .Text}}</small></p>
{{else}}{{range lines .Text}}<p>{{bare .}}</p>
{{end}}{{end}}{{end}}`))
