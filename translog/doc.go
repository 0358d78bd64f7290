// Package translog makes what the register recorded verifiable by outsiders. It
// knows leaves, sealed texts, proofs, checkpoints and bundles, and checks them
// without server or database. docs/verifiable-log.md describes all of it, so that
// others can write a verifier.
//
// A leaf is a line of JSON in a Merkle tree (RFC 6962, as in
// golang.org/x/mod/sumdb/tlog) that only ever grows. One stands for each revision
// of the register, each item that a closed meeting decided, each version of the
// rules of the game, and each key that signs. The leaf of a revision holds the
// root of a small tree of its own: one entry for each rule about which the
// revision recorded something.
//
// No text that somebody wrote stands in a leaf or an entry, but its hash under a
// random salt. Without the salt, which is erased with the text, it says nothing.
package translog
