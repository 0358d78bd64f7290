package openapi

import (
	"net/url"
	"strconv"

	"github.com/omvendt/omvendt/registry"
)

// listing is a list that is read page by page: P is what was asked and where the
// list goes on, and all that its cursor holds.
type listing[P any] struct {
	name string
	// fits says whether what is asked beside a cursor is what the cursor was made
	// for; nil where nothing can be asked.
	fits func(asked, seen P) bool
}

// Onward ends every page.
type Onward struct {
	Next string `json:"next,omitempty" doc:"The cursor of the next page; left out on the last one."`
}

func (o *Onward) to(cursor string) { o.Next = cursor }

// paged answers with one page. asked is the place at which the list begins; read
// reads from a place, and says where the next page begins if there is one. c holds
// what was wrong so far.
func paged[P, O any, PO interface {
	*O
	to(cursor string)
}](c registry.Checks, l listing[P], cursor string, limit int, asked P, read func(from P) (page O, next P, more bool, err error)) (answer[O], error) {
	queryLimit(&c, limit)
	if err := c.Err(); err != nil {
		return answer[O]{}, err
	}
	from := asked
	if cursor != "" {
		var err error
		if from, err = openCursor[P](l.name, cursor); err != nil {
			return answer[O]{}, err
		}
		if l.fits != nil && !l.fits(asked, from) {
			return answer[O]{}, errCursor()
		}
	}
	page, next, more, err := read(from)
	if err != nil {
		return answer[O]{}, err
	}
	out := answer[O]{Body: page}
	if more {
		out.Next = sealCursor(l.name, next)
		PO(&out.Body).to(out.Next)
	}
	return out, nil
}

const longestPage = 200

// queryLimit checks the length of a page.
func queryLimit(c *registry.Checks, n int) {
	if n < 1 || n > longestPage {
		c.Fail("limit", registry.CodeRangeInvalid, "value", strconv.Itoa(n), "from", "1", "to", strconv.Itoa(longestPage))
	}
}

// nextPage is the address of a request with another cursor.
func nextPage(address, cursor string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("cursor", cursor)
	u.RawQuery = q.Encode()
	return u.String()
}
