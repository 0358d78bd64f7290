// Package papers writes what the register knows as papers that are handed out: DOCX
// with real headings, lists and tables (internal/docx), in the reader's language. Pages
// and operations give them; what stands in them comes from the services.
package papers
