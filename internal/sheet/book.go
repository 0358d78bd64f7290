package sheet

import "github.com/omvendt/omvendt/registry/ruleimport"

// mostSheets bounds how many sheets of a file are read.
const mostSheets = 20

// ReadAll reads all sheets of a file. Of a workbook those that cannot be read, or
// hold nothing, are left away as long as one is there. Errors are Read's.
func ReadAll(content []byte) (ruleimport.Book, error) {
	first, err := Read(content, "")
	if first == nil && err != nil {
		return ruleimport.Book{}, err
	}
	var book ruleimport.Book
	if err == nil {
		book.Tables = append(book.Tables, first)
	}
	for i, name := range first.Sheets {
		if i == 0 || i >= mostSheets {
			continue
		}
		if t, err := Read(content, name); err == nil {
			book.Tables = append(book.Tables, t)
		}
	}
	if len(book.Tables) == 0 {
		return book, err
	}
	return book, nil
}
