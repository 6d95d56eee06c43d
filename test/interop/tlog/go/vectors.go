package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"filippo.io/mldsa"
	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Leaf i of the vector tree is the text "entry <i>".
const vectorSize = 300

type treeVectors struct {
	Comment     string              `json:"comment"`
	Roots       []string            `json:"roots"`
	Inclusion   []inclusionVector   `json:"inclusion"`
	Consistency []consistencyVector `json:"consistency"`
}

type inclusionVector struct {
	Size  int64    `json:"size"`
	Index int64    `json:"index"`
	Proof []string `json:"proof"`
}

type consistencyVector struct {
	OldSize int64    `json:"oldSize"`
	Size    int64    `json:"size"`
	Proof   []string `json:"proof"`
}

type noteVectors struct {
	Comment string       `json:"comment"`
	Notes   []noteVector `json:"notes"`
	Proof   proofVector  `json:"proof"`
}

type noteVector struct {
	Name  string   `json:"name"`
	Seeds []string `json:"seeds"`
	Vkeys []string `json:"vkeys"`
	Note  string   `json:"note"`
}

type proofVector struct {
	Entry string   `json:"entry"`
	Vkeys []string `json:"vkeys"`
	File  string   `json:"file"`
}

func entry(i int64) []byte { return fmt.Appendf(nil, "entry %d", i) }

func vectorTree() (tlog.HashReader, []tlog.Hash) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			hashes[i] = stored[index]
		}
		return hashes, nil
	})
	roots := []tlog.Hash{sha256.Sum256(nil)}
	for i := range int64(vectorSize) {
		stored = append(stored, must(tlog.StoredHashes(i, entry(i), reader))...)
		roots = append(roots, must(tlog.TreeHash(i+1, reader)))
	}
	return reader, roots
}

func encode(hashes []tlog.Hash) []string {
	encoded := make([]string, len(hashes))
	for i, hash := range hashes {
		encoded[i] = hash.String()
	}
	return encoded
}

func writeVectors(o options) {
	reader, roots := vectorTree()
	tree := treeVectors{
		Comment: "Made with golang.org/x/mod/sumdb/tlog. Leaf i is the text \"entry <i>\"; roots[n] is the root of the first n.",
		Roots:   encode(roots),
	}
	for _, size := range []int64{1, 2, 3, 7, 8, 9, 100, 255, 256, 257, 300} {
		for _, index := range []int64{0, 1, size / 2, size - 1} {
			if index < size {
				tree.Inclusion = append(tree.Inclusion, inclusionVector{size, index, encode(must(tlog.ProveRecord(size, index, reader)))})
			}
		}
		for _, old := range []int64{1, 2, size/2 + 1, size - 1, size} {
			if old > 0 && old <= size {
				tree.Consistency = append(tree.Consistency, consistencyVector{old, size, encode(must(tlog.ProveTree(size, old, reader)))})
			}
		}
	}
	write(o.out, "tree.json", tree)
	write(o.out, "notes.json", makeNotes(reader, roots))
}

// seeded key pairs of every signature type, in the encodings of the note packages.
func keys(name string, fill byte) (plain note.Signer, timed *fnote.Signer, pq *fnote.SubtreeSigner, vkeys [3]string) {
	seed := bytes.Repeat([]byte{fill}, 32)
	private := ed25519.NewKeyFromSeed(seed)
	public := private.Public().(ed25519.PublicKey)
	skey := func(alg byte, material []byte) (string, string) {
		hash := sha256.Sum256(append([]byte(name+"\n"), append([]byte{alg}, material...)...))
		id := fmt.Sprintf("%x", hash[:4])
		return fmt.Sprintf("PRIVATE+KEY+%s+%s+%s", name, id, base64.StdEncoding.EncodeToString(append([]byte{alg}, seed...))),
			fmt.Sprintf("%s+%s+%s", name, id, base64.StdEncoding.EncodeToString(append([]byte{alg}, material...)))
	}
	key1, vkey1 := skey(1, public)
	key4, vkey4 := skey(4, public)
	mldsaKey := must(mldsa.NewPrivateKey(mldsa.MLDSA44(), seed))
	key6, vkey6 := skey(6, mldsaKey.PublicKey().Bytes())
	return must(note.NewSigner(key1)), must(fnote.NewSignerForCosignatureV1(key4)), must(fnote.NewMLDSASigner(key6)),
		[3]string{vkey1, vkey4, vkey6}
}

func makeNotes(reader tlog.HashReader, roots []tlog.Hash) noteVectors {
	plain, _, logPQ, logKeys := keys("log.example/vectors", 1)
	_, timed, witnessPQ, witnessKeys := keys("witness.example/w1", 2)
	seeds := func(fills ...byte) (out []string) {
		for _, fill := range fills {
			out = append(out, base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{fill}, 32)))
		}
		return out
	}
	checkpoint := log.Checkpoint{Origin: "log.example/vectors", Size: vectorSize, Hash: roots[vectorSize][:]}
	sign := func(text []byte, signers ...note.Signer) string {
		return string(must(note.Sign(&note.Note{Text: string(text)}, signers...)))
	}
	full := sign(checkpoint.Marshal(), plain, logPQ, timed, witnessPQ)
	fullKeys := []string{logKeys[0], logKeys[2], witnessKeys[1], witnessKeys[2]}
	hashes := must(tlog.ProveRecord(vectorSize, 123, reader))
	file := proof.TLogProof{Index: 123, Checkpoint: []byte(full)}
	for _, hash := range hashes {
		file.Hashes = append(file.Hashes, hash)
	}
	return noteVectors{
		Comment: "Made with golang.org/x/mod/sumdb/note, transparency-dev/formats and filippo.io/mldsa. Each seed belongs to the vkey at its place.",
		Notes: []noteVector{
			{"plain text with blank lines", seeds(1), logKeys[:1], sign([]byte("first\n\nsecond — third\n\n"), plain)},
			{"checkpoint, Ed25519", seeds(1), logKeys[:1], sign(checkpoint.Marshal(), plain)},
			{"checkpoint, Ed25519 cosignature", seeds(2), witnessKeys[1:2], sign(checkpoint.Marshal(), timed)},
			{"checkpoint, ML-DSA-44 cosignature", seeds(2), witnessKeys[2:], sign(checkpoint.Marshal(), witnessPQ)},
			{"checkpoint, all types", seeds(1, 1, 2, 2), fullKeys, full},
		},
		Proof: proofVector{string(entry(123)), fullKeys, string(file.Marshal())},
	}
}

func write(dir, name string, value any) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	must(0, encoder.Encode(value))
	must(0, os.WriteFile(filepath.Join(dir, name), out.Bytes(), 0o644))
}

// openNotes judges note vectors that are already there; signatures with randomness cannot be derived again.
func openNotes(o options) {
	var vectors noteVectors
	must(0, json.Unmarshal(must(os.ReadFile(o.in)), &vectors))
	for _, vector := range vectors.Notes {
		check("formats/note: vector "+vector.Name, openAll([]byte(vector.Note), vector.Vkeys))
	}
}
