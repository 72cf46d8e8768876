// The peer of bench/record: Go's checksum-database tree doing the same work, in memory.
//
//	peer COUNT BYTES
//
// Prints one JSON object: rates per second, and the root, which must be ours.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

type memory []tlog.Hash

func (stored memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hashes[i] = stored[index]
	}
	return hashes, nil
}

func main() {
	count, _ := strconv.ParseInt(os.Args[1], 10, 64)
	size, _ := strconv.Atoi(os.Args[2])
	entry := make([]byte, size)
	var stored memory
	start := time.Now()
	for n := int64(0); n < count; n++ {
		binary.BigEndian.PutUint32(entry, uint32(n))
		hashes, err := tlog.StoredHashes(n, entry, stored)
		check(err)
		stored = append(stored, hashes...)
	}
	root, err := tlog.TreeHash(count, stored)
	check(err)
	appended := time.Since(start)

	const proofs = 20000
	made := make([]tlog.RecordProof, proofs)
	start = time.Now()
	for i := int64(0); i < proofs; i++ {
		made[i], err = tlog.ProveRecord(count, i*7919%count, stored)
		check(err)
	}
	proved := time.Since(start)
	start = time.Now()
	for i := int64(0); i < proofs; i++ {
		n := i * 7919 % count
		check(tlog.CheckRecord(made[i], count, root, n, stored[tlog.StoredHashIndex(0, n)]))
	}
	verified := time.Since(start)
	fmt.Printf("{\"append\":%f,\"prove\":%f,\"verify\":%f,\"root\":\"%x\"}\n",
		float64(count)/appended.Seconds(), proofs/proved.Seconds(), proofs/verified.Seconds(), root[:])
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
