package translog

import (
	"errors"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a hash in a tree.
type Hash = tlog.Hash

// rootOf is the root of a tree of which all leaf hashes are given (RFC 6962, 2.1).
func rootOf(leaves []Hash) Hash {
	switch len(leaves) {
	case 0:
		root, _ := tlog.TreeHash(0, nil)
		return root
	case 1:
		return leaves[0]
	}
	k := split(len(leaves))
	return tlog.NodeHash(rootOf(leaves[:k]), rootOf(leaves[k:]))
}

// Root is the root over entries.
func Root(leaves []Hash) Hash { return rootOf(leaves) }

// Prove is the proof that a leaf is in that tree (RFC 6962, 2.1.1).
func Prove(leaves []Hash, n int) []Hash {
	if len(leaves) == 1 {
		return []Hash{}
	}
	if k := split(len(leaves)); n < k {
		return append(Prove(leaves[:k], n), rootOf(leaves[k:]))
	} else {
		return append(Prove(leaves[k:], n-k), rootOf(leaves[:k]))
	}
}

// split is the largest power of two below n.
func split(n int) int {
	k := 1
	for k*2 < n {
		k *= 2
	}
	return k
}

// LeafHash is the hash of a leaf or an entry.
func LeafHash(leaf []byte) Hash { return tlog.RecordHash(leaf) }

var errProof = errors.New("the proof does not lead to the root")

// checkProof is nil when a hash is the nth of size under a root.
func checkProof(proof []Hash, size int64, root Hash, n int64, leaf Hash) error {
	if n < 0 || n >= size || tlog.CheckRecord(tlog.RecordProof(proof), size, root, n, leaf) != nil {
		return errProof
	}
	return nil
}

func parseHash(s string) (Hash, error) { return tlog.ParseHash(s) }
