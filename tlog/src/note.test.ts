import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { MAX_NOTE_BYTES, formatNote, openNote, parseNote, signNote, signatureLine } from "./note.ts";
import { signer } from "./signer.ts";
import { filled, flip, refuses, refusesSomehow, text } from "./testing.ts";
import { KEY_TYPES, parseVkey } from "./vkey.ts";

const alice = signer("alice.example", KEY_TYPES.ed25519, filled(1));
const bob = signer("bob.example", KEY_TYPES.ed25519, filled(2));
const note = signNote("hello\n", [alice], 0);
const line = note.slice("hello\n\n".length);

// Texts and signatures of the C2SP signed-note specification.
const SPEC_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const SPEC_NOTE =
  "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
const SPEC_POEM =
  "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

test("the examples of the specification", () => {
  const opened = openNote(SPEC_NOTE, [parseVkey(SPEC_VKEY)]);
  assert.equal(opened.text, "This is an example message.\n");
  assert.deepEqual(opened.verified, [{ key: parseVkey(SPEC_VKEY), timestamp: undefined }]);
  const poem = parseNote(text(SPEC_POEM));
  assert.ok(poem.text.endsWith(":\n\ned è subito sera.\n"));
  assert.equal(poem.signatures[0]?.keyId, 0x367ba04b);
  assert.equal(poem.signatures[0]?.signature.length, 64);
  assert.equal(formatNote(poem), SPEC_POEM);
});

test("notes of the Go implementations open, and their deterministic signatures come out the same", () => {
  const vectors = JSON.parse(readFileSync(new URL("../vectors/notes.json", import.meta.url), "utf8")) as {
    notes: { name: string; seeds: string[]; vkeys: string[]; note: string }[];
  };
  assert.equal(vectors.notes.length, 5);
  for (const vector of vectors.notes) {
    const keys = vector.vkeys.map(parseVkey);
    const opened = openNote(vector.note, keys);
    assert.deepEqual(
      opened.verified.map(({ key }) => key),
      keys,
      vector.name,
    );
    for (const [at, { key, timestamp }] of opened.verified.entries()) {
      const again = signer(key.name, key.type, Uint8Array.fromBase64(vector.seeds[at]!));
      assert.deepEqual(again.key, key);
      if (key.type === KEY_TYPES.mldsa44) continue;
      const line = signatureLine(again, opened.text, timestamp ?? 0);
      assert.deepEqual(line, parseNote(vector.note).signatures[at]);
    }
  }
});

test("text and bytes of a note are read alike", () => {
  assert.deepEqual(parseNote(note), parseNote(text(note)));
  assert.deepEqual(openNote(note, [alice.key]), openNote(text(note), [alice.key]));
});

test("signatures of unknown keys are ignored and listed, also under a known name or a known id", () => {
  const both = signNote("hello\n", [bob, alice], 0);
  const opened = openNote(both, [alice.key]);
  assert.deepEqual(opened.verified, [{ key: alice.key, timestamp: undefined }]);
  assert.deepEqual(
    opened.unknown.map(({ name }) => name),
    ["bob.example"],
  );
  const sameName = { name: "alice.example", keyId: 1, signature: filled(0, 64) };
  const sameId = { name: "mallory.example", keyId: alice.key.keyId, signature: filled(0, 64) };
  const { text: body, signatures } = parseNote(note);
  const more = formatNote({ text: body, signatures: [sameName, sameId, ...signatures] });
  assert.equal(openNote(more, [alice.key]).unknown.length, 2);
  assert.equal(openNote(more, [alice.key]).verified.length, 1);
});

test("a note that no known key has signed is refused", () => {
  refuses(() => openNote(note, [bob.key]), "SIGNATURE_MISSING");
  refuses(() => openNote(note, []), "SIGNATURE_MISSING");
});

test("one bad signature of a known key refuses the note, whatever else is good", () => {
  const { text: body, signatures } = parseNote(signNote("hello\n", [alice, bob], 0));
  const bad = { ...signatures[1]!, signature: flip(signatures[1]!.signature, 100) };
  refuses(
    () => openNote(formatNote({ text: body, signatures: [signatures[0]!, bad] }), [alice.key, bob.key]),
    "SIGNATURE_INVALID",
  );
  refuses(
    () =>
      openNote(formatNote({ text: body, signatures: [signatures[0]!, signatures[1]!, bad] }), [
        alice.key,
        bob.key,
      ]),
    "SIGNATURE_INVALID",
  );
  assert.equal(
    openNote(formatNote({ text: body, signatures: [signatures[0]!, bad] }), [alice.key]).verified.length,
    1,
  );
  const short = { ...signatures[0]!, signature: filled(1, 5) };
  refuses(() => openNote(formatNote({ text: body, signatures: [short] }), [alice.key]), "SIGNATURE_INVALID");
});

test("any single bit turned over in a signed note is refused", () => {
  const bytes = text(note);
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    refusesSomehow(() => openNote(flip(bytes, bit), [alice.key]), `bit ${bit}`);
  }
});

test("anything but the one spelling of a note is refused", () => {
  const base64 = line.slice(line.lastIndexOf(" ") + 1, -1);
  const cases = {
    NOTE_MALFORMED: [
      "",
      "\n",
      "hello\n",
      "hello\n\n",
      `hello\n${line}`,
      `hello\n\n${line.slice(0, -1)}`,
      `hello\n\n${line}\n`,
      `hello\n\n${line}trailing\n`,
      `hello\n\n${line.replace("—", "-")}`,
      `hello\n\n${line.replace("—", "–")}`,
      `hello\n\n ${line}`,
      `hello\n\n${line.replace("— ", "—")}`,
      `hello\n\n${line.replace(" alice", "  alice")}`,
      `hello\n\n${line.replace("\n", " \n")}`,
      `hello\n\n— alice.example\n`,
      `hello\n\n— alice.example AAAAAA==\n`,
      `hello\n\n— alice.example \n`,
      note.replaceAll("\n", "\r\n"),
      `hello\r\n\n${line}`,
      `hel\tlo\n\n${line}`,
      `hel\0lo\n\n${line}`,
      `hel\u001flo\n\n${line}`,
    ],
    KEY_NAME: [`hello\n\n— a+b ${base64}\n`, `hello\n\n—  ${base64}\n`, `hello\n\n— a\u00a0b ${base64}\n`],
    BASE64: [
      `hello\n\n— alice.example ${base64}=\n`,
      `hello\n\n— alice.example ${base64.replaceAll("=", "")}\n`,
      `hello\n\n— alice.example ${base64.replaceAll("+", "-").replaceAll("/", "_")}-\n`,
      `hello\n\n— alice.example AAAAAAB=\n`,
      `hello\n\n— alice.example ****\n`,
    ],
    TEXT_ENCODING: [`hel\ud800lo\n\n${line}`],
  } as const;
  for (const [code, notes] of Object.entries(cases)) {
    for (const bad of notes) refuses(() => parseNote(bad), code as keyof typeof cases);
  }
  refuses(() => parseNote(Uint8Array.of(0xff, ...text(note))), "TEXT_ENCODING");
  refuses(() => parseNote(Uint8Array.of(0xc0, 0x80, ...text(note))), "TEXT_ENCODING");
});

test("U+007F and a byte order mark are part of the text", () => {
  for (const body of ["del\u007f\n", "\ufeffhello\n", "\n", "\n\n", "a\n\n\nb\n\n"]) {
    assert.equal(openNote(text(signNote(body, [alice], 0)), [alice.key]).text, body);
  }
  refuses(() => openNote(text(`\ufeff${note}`), [alice.key]), "SIGNATURE_INVALID");
});

test("sixteen signatures are read, seventeen refused", () => {
  const { text: body, signatures } = parseNote(note);
  const many = (count: number): string => `${body}\n${line.repeat(count)}`;
  assert.equal(openNote(many(16), [alice.key]).verified.length, 16);
  refuses(() => parseNote(many(17)), "NOTE_SIGNATURE_COUNT");
  refuses(
    () => formatNote({ text: body, signatures: Array(17).fill(signatures[0]!) }),
    "NOTE_SIGNATURE_COUNT",
  );
});

test("64 KiB are read, one byte more is refused, counted in UTF-8", () => {
  const room = MAX_NOTE_BYTES - text(`\n\n${line}`).length;
  for (const [unit, width] of [
    ["a", 1],
    ["é", 2],
  ] as const) {
    const fits = `${unit.repeat(Math.floor(room / width))}${"a".repeat(room % width)}\n\n${line}`;
    assert.equal(text(fits).length, MAX_NOTE_BYTES);
    parseNote(fits);
    parseNote(text(fits));
    refuses(() => parseNote(`a${fits}`), "NOTE_SIZE");
    refuses(() => parseNote(text(`a${fits}`)), "NOTE_SIZE");
  }
});

test("what no note can hold is not written", () => {
  refuses(() => signNote("hello", [alice], 0), "NOTE_MALFORMED");
  refuses(() => signNote("", [alice], 0), "NOTE_MALFORMED");
  refuses(() => signNote("a\n\nb", [alice], 0), "NOTE_MALFORMED");
  refuses(() => signNote("a\tb\n", [alice], 0), "NOTE_MALFORMED");
  refuses(() => signNote("a\n", [], 0), "NOTE_MALFORMED");
  const signature = { name: "a", keyId: 1, signature: filled(1) };
  refuses(() => formatNote({ text: "a\n", signatures: [{ ...signature, name: "a b" }] }), "NOTE_MALFORMED");
  refuses(
    () => formatNote({ text: "a\n", signatures: [{ ...signature, name: `a AAAAAAAA\n\n— b` }] }),
    "NOTE_MALFORMED",
  );
  refuses(
    () => formatNote({ text: "a\n", signatures: [{ ...signature, signature: new Uint8Array() }] }),
    "NOTE_MALFORMED",
  );
});

test("every note that can be written is read back", () => {
  const name = fc.stringMatching(/^[a-z./]{1,12}$/);
  const signature = fc.record({
    name,
    keyId: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    signature: fc.uint8Array({ minLength: 1, maxLength: 80 }),
  });
  const body = fc.array(fc.stringMatching(/^[ -~—é]{0,10}$/)).map((lines) => `${lines.join("\n")}\n`);
  fc.assert(
    fc.property(body, fc.array(signature, { minLength: 1, maxLength: 16 }), (bodyText, signatures) => {
      const read = parseNote(formatNote({ text: bodyText, signatures }));
      assert.equal(read.text, bodyText);
      assert.deepEqual(
        read.signatures.map(({ name: by, keyId, signature: bytes }) => [by, keyId, [...bytes]]),
        signatures.map(({ name: by, keyId, signature: bytes }) => [by, keyId, [...bytes]]),
      );
    }),
  );
});

test("arbitrary bytes give a note or a TlogError, and an accepted note is canonical", () => {
  const pieces = fc.constantFrom("\n", "\n\n", "— ", "a", " ", "AAAAAAAA", "=", "—", "\u0000", "\r\n", line);
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join("")),
      (hostile) => {
        let read;
        try {
          read = parseNote(hostile);
        } catch {
          refusesSomehow(() => parseNote(hostile), hostile);
          return;
        }
        assert.equal(formatNote(read), hostile);
      },
    ),
    { numRuns: 2000 },
  );
});
