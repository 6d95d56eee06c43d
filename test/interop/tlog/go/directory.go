package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// samples are proofs made by package tlog, to be compared with those made here.
type samples struct {
	Inclusion []struct {
		Index int64    `json:"index"`
		Leaf  string   `json:"leaf"`
		Proof []string `json:"proof"`
	} `json:"inclusion"`
	Consistency []struct {
		OldSize int64    `json:"oldSize"`
		OldRoot string   `json:"oldRoot"`
		Proof   []string `json:"proof"`
	} `json:"consistency"`
}

// openAll requires a valid signature of every key. Both note packages verify what they know of.
func openAll(signed []byte, vkeys []string) error {
	var all, plain []note.Verifier
	for _, vkey := range vkeys {
		v, err := fnote.NewVerifier(vkey)
		if err != nil {
			return err
		}
		all = append(all, v)
		if v, err := note.NewVerifier(vkey); err == nil {
			plain = append(plain, v)
		}
	}
	for _, verifiers := range [][]note.Verifier{all, plain} {
		if len(verifiers) == 0 {
			continue
		}
		opened, err := note.Open(signed, note.VerifierList(verifiers...))
		if err != nil {
			return err
		}
		if len(opened.Sigs) != len(verifiers) {
			return fmt.Errorf("%d of %d keys have signed", len(opened.Sigs), len(verifiers))
		}
	}
	return nil
}

func parseCheckpoint(signed []byte, o options) (*log.Checkpoint, error) {
	verifier, err := fnote.NewVerifier(o.vkeys[0])
	if err != nil {
		return nil, err
	}
	checkpoint, _, _, err := log.ParseCheckpoint(signed, o.origin, verifier)
	return checkpoint, err
}

func verifyDirectory(o options) {
	signed := must(os.ReadFile(filepath.Join(o.dir, "checkpoint")))
	check("x/mod note and formats/note: every signature of the checkpoint", openAll(signed, o.vkeys))
	checkpoint, err := parseCheckpoint(signed, o)
	check("formats/log: checkpoint of the origin", err)
	if err != nil {
		return
	}
	tree := tlog.Tree{N: int64(checkpoint.Size), Hash: tlog.Hash(checkpoint.Hash)}
	reader := tlog.TileHashReader(tree, tiles{o.dir})
	rebuilt, err := tlog.TreeHash(tree.N, reader)
	if err == nil && rebuilt != tree.Hash {
		err = fmt.Errorf("the tiles hash to %v", rebuilt)
	}
	check("x/mod tlog: root from tiles", err)
	check("x/mod tlog: inclusion proofs of entries in their bundles", proveEntries(o, tree, reader))
	check("x/mod tlog: consistency proofs from tiles", proveGrowth(tree, reader))
	if o.samples != "" {
		var s samples
		must(0, json.Unmarshal(must(os.ReadFile(o.samples)), &s))
		check(fmt.Sprintf("x/mod tlog: %d inclusion proofs are byte-identical", len(s.Inclusion)), compareInclusion(s, tree, reader))
		check(fmt.Sprintf("x/mod tlog: %d consistency proofs are byte-identical", len(s.Consistency)), compareConsistency(s, tree, reader))
	}
	check(fmt.Sprintf("tessera fsck: all %d entries and all tiles", tree.N), tesseraFsck(o))
}

// tesseraFsck calls the package below Tessera's cmd/fsck; the command itself exits with 0 when the check fails.
func tesseraFsck(o options) error {
	verifier, err := fnote.NewVerifier(o.vkeys[0])
	if err != nil {
		return err
	}
	hashBundle := func(raw []byte) ([][]byte, error) {
		bundle := api.EntryBundle{}
		if err := bundle.UnmarshalText(raw); err != nil {
			return nil, err
		}
		hashes := make([][]byte, len(bundle.Entries))
		for i, entry := range bundle.Entries {
			hash := tlog.RecordHash(entry)
			hashes[i] = hash[:]
		}
		return hashes, nil
	}
	source := &client.FileFetcher{Root: o.dir}
	return fsck.New(o.origin, verifier, source, hashBundle, fsck.Opts{N: 2}).Check(context.Background())
}

// tiles reads tlog-tiles paths; x/mod has the tile height in its paths, C2SP does not.
type tiles struct{ dir string }

func (tiles) Height() int                     { return 8 }
func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(wanted))
	for i, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		var err error
		if data[i], err = os.ReadFile(filepath.Join(t.dir, path)); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// sampleIndexes covers both ends and the neighbourhood of tile borders.
func sampleIndexes(size int64) []int64 {
	var indexes []int64
	for _, i := range []int64{0, 1, 254, 255, 256, 257, size / 3, size / 2, 65535, 65536, size - 2, size - 1} {
		if i >= 0 && i < size {
			indexes = append(indexes, i)
		}
	}
	return indexes
}

func proveEntries(o options, tree tlog.Tree, reader tlog.HashReader) error {
	for _, i := range sampleIndexes(tree.N) {
		width := min(256, tree.N-i/256*256)
		tile := tlog.Tile{H: 8, L: 0, N: i / 256, W: int(width)}
		path := strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
		raw, err := os.ReadFile(filepath.Join(o.dir, path))
		if err != nil {
			return err
		}
		bundle := api.EntryBundle{}
		if err := bundle.UnmarshalText(raw); err != nil {
			return err
		}
		path64, err := tlog.ProveRecord(tree.N, i, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(path64, tree.N, tree.Hash, i, tlog.RecordHash(bundle.Entries[i%256])); err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
	}
	return nil
}

func proveGrowth(tree tlog.Tree, reader tlog.HashReader) error {
	for _, i := range sampleIndexes(tree.N) {
		oldRoot, err := tlog.TreeHash(i+1, reader)
		if err != nil {
			return err
		}
		path, err := tlog.ProveTree(tree.N, i+1, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(path, tree.N, tree.Hash, i+1, oldRoot); err != nil {
			return fmt.Errorf("size %d: %w", i+1, err)
		}
	}
	return nil
}

func compareInclusion(s samples, tree tlog.Tree, reader tlog.HashReader) error {
	for _, sample := range s.Inclusion {
		path, err := tlog.ProveRecord(tree.N, sample.Index, reader)
		if err != nil {
			return err
		}
		if err := same(path, sample.Proof); err != nil {
			return fmt.Errorf("index %d: %w", sample.Index, err)
		}
		leaf := must(tlog.ParseHash(sample.Leaf))
		if err := tlog.CheckRecord(path, tree.N, tree.Hash, sample.Index, leaf); err != nil {
			return err
		}
	}
	return nil
}

func compareConsistency(s samples, tree tlog.Tree, reader tlog.HashReader) error {
	for _, sample := range s.Consistency {
		path, err := tlog.ProveTree(tree.N, sample.OldSize, reader)
		if err != nil {
			return err
		}
		if err := same(path, sample.Proof); err != nil {
			return fmt.Errorf("size %d: %w", sample.OldSize, err)
		}
		oldRoot := must(tlog.ParseHash(sample.OldRoot))
		if err := tlog.CheckTree(path, tree.N, tree.Hash, sample.OldSize, oldRoot); err != nil {
			return err
		}
	}
	return nil
}

func same(path []tlog.Hash, given []string) error {
	if len(path) != len(given) {
		return fmt.Errorf("%d hashes, not %d", len(given), len(path))
	}
	for i, hash := range path {
		other, err := base64.StdEncoding.DecodeString(given[i])
		if err != nil || !bytes.Equal(hash[:], other) {
			return fmt.Errorf("hash %d differs", i)
		}
	}
	return nil
}

func verifyProof(o options) {
	var parsed proof.TLogProof
	raw := must(os.ReadFile(o.proof))
	check("formats/proof: reads the proof file", parsed.Unmarshal(raw))
	if !bytes.Equal(parsed.Marshal(), raw) {
		check("formats/proof: writes the same bytes", fmt.Errorf("the files differ"))
	} else {
		check("formats/proof: writes the same bytes", nil)
	}
	check("x/mod note and formats/note: every signature of the proof's checkpoint", openAll(parsed.Checkpoint, o.vkeys))
	checkpoint, err := parseCheckpoint(parsed.Checkpoint, o)
	if err == nil {
		path := make(tlog.RecordProof, len(parsed.Hashes))
		for i, hash := range parsed.Hashes {
			path[i] = hash
		}
		leaf := tlog.RecordHash(must(os.ReadFile(o.entry)))
		err = tlog.CheckRecord(path, int64(checkpoint.Size), tlog.Hash(checkpoint.Hash), int64(parsed.Index), leaf)
	}
	check("x/mod tlog: the entry is in the log", err)
}
