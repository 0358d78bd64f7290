// Package web is the public pages: the register of rules, each rule, the
// reviews, and the pages about the register itself. Plain HTML and forms; no
// script.
//
// Each page has one file with its address, its struct and the method that fills
// it, and one template of the same name. What every page has is in page.go, the
// addresses in both languages are in addresses.go, and what every answer goes
// through (headers, compression, errors) is in web.go.
package web
