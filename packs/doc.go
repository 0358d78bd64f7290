// Package packs writes the ZIP files that leave Omvendt: journal packs of meetings and
// reviews for the case system, which is the archive, and what those who ask for access
// to documents are given.
//
// What is in a pack is composed in one view of the register (workflow.Journal), as a
// list of files that write themselves: the list alone is what a page shows before
// anybody takes the pack home. Two packs of one day and one register are the same byte
// for byte. What stands in the documents comes from package papers.
package packs
