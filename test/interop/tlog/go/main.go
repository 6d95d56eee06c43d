// Command interop lets Go implementations of the C2SP transparency-log formats judge the files of package tlog.
// None of the checks uses code of this repository: they come from golang.org/x/mod/sumdb,
// transparency-dev/tessera and transparency-dev/formats.
//
//	interop directory --dir DIR --origin ORIGIN --vkey VKEY... [--samples FILE]
//	interop proof --proof FILE --entry FILE --origin ORIGIN --vkey VKEY...
//	interop vectors --out DIR
//	interop notes --in FILE
//
// Each check prints one line, "ok NAME" or "not ok NAME: REASON"; the exit code is 1 if any failed.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

type list []string

func (l *list) String() string     { return strings.Join(*l, " ") }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }

type options struct {
	dir, origin, samples, proof, entry, in, out string
	vkeys                                       list
}

var failed bool

func check(name string, err error) {
	if err != nil {
		failed = true
		fmt.Printf("not ok %s: %v\n", name, err)
		return
	}
	fmt.Printf("ok %s\n", name)
}

// must ends the run: for mistakes in the use of this program, not for findings.
func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	return value
}

func main() {
	commands := map[string]func(options){
		"directory": verifyDirectory,
		"proof":     verifyProof,
		"vectors":   writeVectors,
		"notes":     openNotes,
	}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: interop directory|proof|vectors|notes ...")
		os.Exit(2)
	}
	var o options
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	flags.StringVar(&o.dir, "dir", "", "directory in tlog-tiles layout")
	flags.StringVar(&o.origin, "origin", "", "origin line of the log")
	flags.Var(&o.vkeys, "vkey", "a key that must have signed; repeatable, a key of the log first")
	flags.StringVar(&o.samples, "samples", "", "JSON file with proofs to compare")
	flags.StringVar(&o.proof, "proof", "", "tlog-proof file")
	flags.StringVar(&o.entry, "entry", "", "file with the proven entry")
	flags.StringVar(&o.in, "in", "", "JSON file with note vectors")
	flags.StringVar(&o.out, "out", "", "directory for generated vectors")
	flags.Parse(os.Args[2:])
	commands[os.Args[1]](o)
	if failed {
		os.Exit(1)
	}
}
