// Package openapi is the HTTP API of the register and the workflow, and the
// document that describes it.
//
// Every operation goes through the one function register (operation.go), or
// registerFile where it answers with a file: what it declares of itself (operation)
// decides who may do it, what the document says of it, whether it demands If-Match,
// takes an Idempotency-Key, pages, or keeps nothing of who asks. The function behind
// it gets a call (the actor, the edit seen) and gives an answer (the body, its edit,
// the next cursor); the rest of the response follows.
//
// Read on in this order: api.go, operation.go, problem.go (errors, also those that
// huma finds), values.go (days, choices and paths that many operations share),
// paging.go and cursor.go, then a small resource such as kle.go or notes.go. Every
// other file is named after the resource it serves, with its operations first and
// the form of its bodies after them; the body of a request becomes the domain's type
// in a method domain, and the domain's type a body in a function named after it.
package openapi
