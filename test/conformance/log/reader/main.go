// An independent reader of a log that Sluice wrote: Go's checksum-database packages (golang.org/x/mod/sumdb), which know nothing of
// Sluice, read the folder, check the signature, and prove every record and every given earlier size from the tiles.
//
//	reader FOLDER VERIFIER-KEY PROOFS.json
//
// Exits 0 and prints what it checked, or 1 with the first thing wrong.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// tileFolder reads tiles from disk. The path of C2SP has no height in it, Go's has.
type tileFolder string

func (folder tileFolder) Height() int { return 8 }

func (folder tileFolder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		data, err := os.ReadFile(filepath.Join(string(folder), path))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (folder tileFolder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

// proofs are what Sluice made of the same log.
type proofs struct {
	Inclusion []struct {
		Index int64
		Proof [][]byte
	}
	Consistency []struct {
		From  int64
		Root  []byte
		Proof [][]byte
	}
}

func main() {
	if len(os.Args) != 4 {
		fail("usage: reader FOLDER VERIFIER-KEY PROOFS.json")
	}
	folder, key, proofFile := os.Args[1], os.Args[2], os.Args[3]
	tree := openCheckpoint(folder, key)
	hashes := tlog.TileHashReader(tree, tileFolder(folder))
	records := checkRecords(folder, tree, hashes)
	given := readProofs(proofFile)
	checkInclusion(given, tree, hashes, records)
	checkConsistency(given, tree, hashes)
	fmt.Printf("size %d, %d records, %d inclusion proofs, %d consistency proofs\n",
		tree.N, len(records), len(given.Inclusion), len(given.Consistency))
}

func openCheckpoint(folder, key string) tlog.Tree {
	signed, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	check("checkpoint", err)
	verifier, err := note.NewVerifier(key)
	check("verifier key", err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	check("signature", err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check("size", err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check("root", err)
	return tlog.Tree{N: size, Hash: hashOf(root)}
}

// checkRecords reads every entry bundle and proves each entry under the root, from tiles alone.
func checkRecords(folder string, tree tlog.Tree, hashes tlog.HashReader) []tlog.Hash {
	var records []tlog.Hash
	for n := int64(0); n*256 < tree.N; n++ {
		tile := tlog.Tile{H: 8, L: 0, N: n, W: 256}
		if left := tree.N - n*256; left < 256 {
			tile.W = int(left)
		}
		path := "tile/entries/" + strings.TrimPrefix(tile.Path(), "tile/8/0/")
		bundle, err := os.ReadFile(filepath.Join(folder, path))
		check(path, err)
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			records = append(records, tlog.RecordHash(bundle[2:2+length]))
			bundle = bundle[2+length:]
		}
	}
	if int64(len(records)) != tree.N {
		fail(fmt.Sprintf("%d entries in a tree of %d", len(records), tree.N))
	}
	for n, record := range records {
		proof, err := tlog.ProveRecord(tree.N, int64(n), hashes)
		check(fmt.Sprintf("proof of record %d", n), err)
		check(fmt.Sprintf("record %d", n), tlog.CheckRecord(proof, tree.N, tree.Hash, int64(n), record))
	}
	return records
}

func readProofs(file string) proofs {
	data, err := os.ReadFile(file)
	check("proofs", err)
	var given proofs
	check("proofs", json.Unmarshal(data, &given))
	return given
}

func checkInclusion(given proofs, tree tlog.Tree, hashes tlog.HashReader, records []tlog.Hash) {
	for _, one := range given.Inclusion {
		what := fmt.Sprintf("given inclusion proof of %d", one.Index)
		proof := hashesOf(one.Proof)
		check(what, tlog.CheckRecord(proof, tree.N, tree.Hash, one.Index, records[one.Index]))
		own, err := tlog.ProveRecord(tree.N, one.Index, hashes)
		check(what, err)
		same(what, proof, own)
	}
}

func checkConsistency(given proofs, tree tlog.Tree, hashes tlog.HashReader) {
	for _, one := range given.Consistency {
		what := fmt.Sprintf("given consistency proof from %d", one.From)
		proof := hashesOf(one.Proof)
		check(what, tlog.CheckTree(proof, tree.N, tree.Hash, one.From, hashOf(one.Root)))
		own, err := tlog.ProveTree(tree.N, one.From, hashes)
		check(what, err)
		same(what, proof, own)
	}
}

func same(what string, given, own []tlog.Hash) {
	if fmt.Sprint(given) != fmt.Sprint(own) {
		fail(what + ": not the proof that Go makes")
	}
}

func hashesOf(all [][]byte) []tlog.Hash {
	hashes := []tlog.Hash{}
	for _, one := range all {
		hashes = append(hashes, hashOf(one))
	}
	return hashes
}

func hashOf(data []byte) tlog.Hash {
	var hash tlog.Hash
	if len(data) != tlog.HashSize {
		fail(fmt.Sprintf("a hash of %d bytes", len(data)))
	}
	copy(hash[:], data)
	return hash
}

func check(what string, err error) {
	if err != nil {
		fail(what + ": " + err.Error())
	}
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(1)
}
