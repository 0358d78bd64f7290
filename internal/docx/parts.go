package docx

import (
	"strconv"
	"strings"
	"time"
)

const (
	head   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	spaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="` + office + `"`
	office = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	bare   = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	main   = `application/vnd.openxmlformats-officedocument.wordprocessingml.`
)

type part struct{ name, xml string }

// firstParts are those that can be written before the text is known; programs look
// for the first of them at the beginning of the file.
func firstParts(a About) []part {
	return []part{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", head + `<Relationships ` + bare + `>` +
			`<Relationship Id="document" Type="` + office + `/officeDocument" Target="word/document.xml"/>` +
			`<Relationship Id="core" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
			`</Relationships>`},
		{"docProps/core.xml", core(a)},
		{"word/settings.xml", settings(locale(a.Language))},
		{"word/styles.xml", styles(locale(a.Language))},
		{"word/footer1.xml", footer(a)},
	}
}

const contentTypes = head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + main + `document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + main + `styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + main + `settings+xml"/>` +
	`<Override PartName="/word/numbering.xml" ContentType="` + main + `numbering+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + main + `footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`</Types>`

// locale is a language as Word has it: with its country.
func locale(language string) string {
	switch language {
	case "da":
		return "da-DK"
	case "en":
		return "en-GB"
	}
	return language
}

func core(a About) string {
	at := a.Created.UTC().Format(time.RFC3339)
	return head + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escape(a.Title) + `</dc:title><dc:creator>` + escape(a.Author) + `</dc:creator>` +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + at + `</dcterms:created>` +
		`<dcterms:modified xsi:type="dcterms:W3CDTF">` + at + `</dcterms:modified>` +
		`<dc:language>` + escape(locale(a.Language)) + `</dc:language></cp:coreProperties>`
}

func settings(locale string) string {
	return head + `<w:settings ` + spaces + `><w:defaultTabStop w:val="1304"/>` +
		`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
		`<w:themeFontLang w:val="` + escape(locale) + `"/></w:settings>`
}

// footer is the paper's line and the page of the pages.
func footer(a About) string {
	field := func(name string) string {
		return `<w:fldSimple w:instr=" ` + name + ` "><w:r><w:t>1</w:t></w:r></w:fldSimple>`
	}
	return head + `<w:ftr ` + spaces + `><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>` +
		`<w:r><w:t xml:space="preserve">` + escape(a.Footer) + `</w:t></w:r><w:r><w:tab/></w:r>` +
		field("PAGE") + `<w:r><w:t xml:space="preserve"> / </w:t></w:r>` + field("NUMPAGES") + `</w:p></w:ftr>`
}

// relationships of the text with the other parts.
func relationships() string {
	var b strings.Builder
	b.WriteString(head + `<Relationships ` + bare + `>`)
	for _, name := range []string{"styles", "settings", "numbering"} {
		b.WriteString(`<Relationship Id="` + name + `" Type="` + office + `/` + name + `" Target="` + name + `.xml"/>`)
	}
	b.WriteString(`<Relationship Id="footer" Type="` + office + `/footer" Target="footer1.xml"/>`)
	b.WriteString(`</Relationships>`)
	return b.String()
}

// numbering is the points' own list and one for each numbered list, so that each
// of those begins at 1.
func numbering(lists int) string {
	var b strings.Builder
	level := func(id, format, text, font string) {
		b.WriteString(`<w:abstractNum w:abstractNumId="` + id + `"><w:multiLevelType w:val="singleLevel"/>` +
			`<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="` + format + `"/><w:lvlText w:val="` + text + `"/><w:lvlJc w:val="left"/>` +
			`<w:pPr><w:ind w:left="425" w:hanging="425"/></w:pPr>` + font + `</w:lvl></w:abstractNum>`)
	}
	b.WriteString(head + `<w:numbering ` + spaces + `>`)
	level("0", "bullet", "•", "")
	level("1", "decimal", "%1.", "")
	b.WriteString(`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`)
	for i := range lists {
		b.WriteString(`<w:num w:numId="` + strconv.Itoa(i+2) + `"><w:abstractNumId w:val="1"/>` +
			`<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`)
	}
	b.WriteString(`</w:numbering>`)
	return b.String()
}

// styles are those of every word processor, by their own names, so that a paper
// takes on the look of the template that it is put into.
func styles(locale string) string {
	var b strings.Builder
	style := func(id, name, rest string) {
		b.WriteString(`<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + name + `"/><w:basedOn w:val="Normal"/>` + rest + `</w:style>`)
	}
	heading := func(id, name, size, before, level string) {
		style(id, name, `<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="`+before+`" w:after="80"/>`+
			`<w:outlineLvl w:val="`+level+`"/></w:pPr><w:rPr><w:b/><w:sz w:val="`+size+`"/></w:rPr>`)
	}
	b.WriteString(head + `<w:styles ` + spaces + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/>` +
		`<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="` + escape(locale) + `"/></w:rPr></w:rPrDefault>` +
		`<w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>`)
	style("Title", "Title", `<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:after="240"/></w:pPr><w:rPr><w:b/><w:sz w:val="44"/></w:rPr>`)
	heading("Heading1", "heading 1", "32", "400", "0")
	heading("Heading2", "heading 2", "26", "300", "1")
	heading("Heading3", "heading 3", "23", "220", "2")
	heading("Heading4", "heading 4", "22", "200", "3")
	heading("Heading5", "heading 5", "22", "180", "4")
	style("Quote", "Quote", `<w:qFormat/><w:pPr><w:pBdr><w:left w:val="single" w:sz="18" w:space="10" w:color="767676"/></w:pBdr><w:ind w:left="425" w:right="425"/></w:pPr>`)
	style("Small", "Small", `<w:qFormat/><w:rPr><w:sz w:val="19"/></w:rPr>`)
	style("Cell", "Cell", `<w:pPr><w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:sz w:val="20"/></w:rPr>`)
	style("ListBullet", "List Bullet", `<w:pPr><w:spacing w:after="60"/><w:ind w:left="425" w:hanging="425"/></w:pPr>`)
	style("ListNumber", "List Number", `<w:pPr><w:spacing w:after="60"/><w:ind w:left="425" w:hanging="425"/></w:pPr>`)
	style("Footer", "footer", `<w:pPr><w:tabs><w:tab w:val="right" w:pos="`+strconv.Itoa(textWidth)+`"/></w:tabs></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr>`)
	b.WriteString(`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>` +
		`<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>` +
		`<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="767676"/>`)
	}
	b.WriteString(`</w:tblBorders></w:tblPr><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/></w:tcPr></w:tblStylePr></w:style></w:styles>`)
	return b.String()
}
