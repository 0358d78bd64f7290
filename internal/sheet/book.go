package sheet

import "github.com/omvendt/omvendt/registry/ruleimport"

// mostSheets bounds how many sheets of a file are read.
const mostSheets = 20

// ReadAll reads all sheets of a file, those first that are not hidden. Of a workbook
// those that cannot be read, or hold nothing, are left away as long as one is there;
// together they are no larger than one may be. Errors are Read's.
func ReadAll(content []byte) (ruleimport.Book, error) {
	kind, err := look(content)
	if err != nil {
		return ruleimport.Book{}, err
	}
	var book ruleimport.Book
	if kind != kindXLSX {
		t, err := Read(content, "")
		if err == nil {
			book.Tables = append(book.Tables, t)
		}
		return book, err
	}
	w, err := openXLSX(content)
	if err != nil {
		return ruleimport.Book{}, err
	}
	var first error
	for _, s := range w.sheets[:min(len(w.sheets), mostSheets)] {
		t, err := w.table(s)
		if err == nil {
			err = trim(t)
		}
		if err == nil {
			book.Tables = append(book.Tables, t)
		} else if first == nil {
			first = err
		}
	}
	if len(book.Tables) == 0 {
		return book, first
	}
	return book, nil
}
