import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { emptyRoot, leafHash } from "./hash.ts";
import { openNote, parseNote } from "./note.ts";
import { signCheckpoint } from "./policy.ts";
import type { Policy } from "./policy.ts";
import { signer } from "./signer.ts";
import { filled, flip, leaves, mth, path, refuses, refusesSomehow, text } from "./testing.ts";
import { MAX_PROOF_FILE_BYTES, formatTlogProof, parseTlogProof, verifyTlogProof } from "./tlogproof.ts";
import { KEY_TYPES, parseVkey } from "./vkey.ts";

const origin = "log.example/a";
const log = signer(origin, KEY_TYPES.ed25519, filled(1));
const witness = signer("w.example", KEY_TYPES.cosignature, filled(2));
const policy: Policy = { origin, log: [log.key], cosigners: [witness.key], exact: true };
const all = leaves(9);
const checkpoint = signCheckpoint({ origin, size: 9, root: mth(all) }, [log, witness], 1_700_000_000);
const parts = { index: 5, proof: path(5, all), checkpoint };
const file = formatTlogProof(parts);

test("a proof file has the lines of the specification", () => {
  const hashes = parts.proof.map((hash) => `${hash.toBase64()}\n`).join("");
  assert.equal(file, `c2sp.org/tlog-proof@v1\nindex 5\n${hashes}\n${checkpoint}`);
  assert.deepEqual(parseTlogProof(file), parts);
  assert.deepEqual(parseTlogProof(text(file)), parts);
  const extra = text("outside");
  const withExtra = formatTlogProof({ ...parts, extra });
  assert.equal(withExtra, file.replace("\nindex", `\nextra ${extra.toBase64()}\nindex`));
  assert.deepEqual(parseTlogProof(withExtra), { ...parts, extra });
});

test("a proof file verifies offline for its leaf and policy", () => {
  const verified = verifyTlogProof(file, all[5]!, policy);
  assert.equal(verified.index, 5);
  assert.equal(verified.checkpoint.size, 9);
  assert.deepEqual(
    verified.checkpoint.signatures.map(({ timestamp }) => timestamp),
    [undefined, 1_700_000_000],
  );
  assert.equal("extra" in verified, false);
  assert.deepEqual(
    verifyTlogProof(formatTlogProof({ ...parts, extra: filled(1) }), all[5]!, policy).extra,
    filled(1),
  );
});

test("another leaf, index, size, log or missing cosigner is refused", () => {
  refuses(() => verifyTlogProof(file, all[4]!, policy), "ROOT_MISMATCH");
  refuses(() => verifyTlogProof(file.replace("index 5", "index 4"), all[5]!, policy), "ROOT_MISMATCH");
  refuses(() => verifyTlogProof(file.replace("index 5", "index 8"), all[5]!, policy), "PROOF_LENGTH");
  refuses(() => verifyTlogProof(file.replace("index 5", "index 9"), all[5]!, policy), "INDEX_RANGE");
  refuses(() => verifyTlogProof(file, all[5]!, { ...policy, origin: "log.example/b" }), "ORIGIN_MISMATCH");
  const other = signer("w2.example", KEY_TYPES.cosignature, filled(3)).key;
  refuses(() => verifyTlogProof(file, all[5]!, { ...policy, cosigners: [other] }), "SIGNATURE_MISSING");
  refuses(() => verifyTlogProof(file, all[5]!, { ...policy, cosigners: [] }), "SIGNATURE_UNEXPECTED");
  const empty = signCheckpoint({ origin, size: 0, root: emptyRoot() }, [log, witness], 1);
  const nothing = formatTlogProof({ index: 0, proof: [], checkpoint: empty });
  refuses(() => verifyTlogProof(nothing, all[0]!, policy), "INDEX_RANGE");
});

test("a tree of one leaf has a proof without hashes", () => {
  const one = signCheckpoint({ origin, size: 1, root: all[0]! }, [log, witness], 1);
  const single = formatTlogProof({ index: 0, proof: [], checkpoint: one });
  assert.ok(single.startsWith("c2sp.org/tlog-proof@v1\nindex 0\n\nlog.example/a\n"));
  assert.equal(verifyTlogProof(single, all[0]!, policy).index, 0);
});

test("any single bit turned over in a proof file is refused", () => {
  const bytes = text(file);
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    refusesSomehow(() => verifyTlogProof(flip(bytes, bit), all[5]!, policy), `bit ${bit}`);
  }
});

test("any byte of a proof file removed, doubled or added is refused", () => {
  for (let at = 0; at <= file.length; at += 1) {
    const variants = [
      file.slice(0, at) + file[at] + file.slice(at),
      `${file.slice(0, at)}\n${file.slice(at)}`,
    ];
    if (at < file.length) variants.push(file.slice(0, at) + file.slice(at + 1));
    for (const variant of variants) {
      refusesSomehow(() => verifyTlogProof(variant, all[5]!, policy), `at ${at}`);
    }
  }
});

test("anything but the one spelling of a proof file is refused", () => {
  const [head, ...rest] = file.split("\n");
  const hash = rest[1]!;
  const cases = {
    PROOF_FILE_MALFORMED: [
      "",
      "c2sp.org/tlog-proof@v1",
      `c2sp.org/tlog-proof@v1\n\n${checkpoint}`,
      "c2sp.org/tlog-proof@v1\nindex 55",
      file.replace("@v1", "@v2"),
      `\n${file}`,
      file.replaceAll("\n", "\r\n"),
      file.replace(`${head}\n`, `${head}\r\n`),
      file.replace("index 5", "index 5 "),
      file.replace("index 5", "index  5"),
      file.replace("index 5", "index 05"),
      file.replace("index 5", "index -5"),
      file.replace("index 5", "index 5.0"),
      file.replace("index 5", "index 9007199254740992"),
      file.replace("index 5", "index"),
      file.replace("index 5", "Index 5"),
      file.replace("index 5\n", ""),
      file.replace("index 5", "extra \nindex 5"),
      file.replace("index 5", "extra AAAA\nextra AAAA\nindex 5"),
      file.replace(hash, filled(1, 31).toBase64()),
      file.replace(hash, filled(1, 33).toBase64()),
    ],
    BASE64: [
      file.replace("index 5", "index 5\nextra AAAA"),
      file.replace("index 5", "extra AB==\nindex 5"),
      file.replace("index 5", "extra AAAA \nindex 5"),
      file.replace("index 5", "extra  AAAA\nindex 5"),
      file.replace(hash, ` ${hash}`),
      file.replace(hash, `${hash}\r`),
      file.replace(hash, hash.replaceAll("=", "")),
      file.replace(hash, `${hash.slice(0, -2)}B=`.replace(/.B=$/, "/=")),
    ],
    NOTE_MALFORMED: [
      file.replace("\n\n", "\n\n\n").replace(checkpoint, ""),
      file.slice(0, -1),
      `${file}\n`,
      file.slice(0, file.indexOf(checkpoint)),
    ],
    TEXT_ENCODING: [`${file}\ud800`],
  } as const;
  for (const [code, files] of Object.entries(cases)) {
    for (const bad of files) {
      assert.notEqual(bad, file);
      refuses(() => parseTlogProof(bad), code as keyof typeof cases);
    }
  }
  refuses(() => parseTlogProof(Uint8Array.of(...text(file), 0xff)), "TEXT_ENCODING");
});

test("the size of a proof file is bounded", () => {
  const room = MAX_PROOF_FILE_BYTES - text(file).length - "extra \n".length;
  const extra = filled(7, Math.floor(room / 4) * 3);
  parseTlogProof(formatTlogProof({ ...parts, extra }));
  refuses(() => formatTlogProof({ ...parts, extra: filled(7, extra.length + 3) }), "PROOF_FILE_SIZE");
  refuses(() => parseTlogProof(new Uint8Array(MAX_PROOF_FILE_BYTES + 1)), "PROOF_FILE_SIZE");
});

test("what no proof file can hold is not written", () => {
  refuses(() => formatTlogProof({ ...parts, index: -1 }), "PROOF_FILE_MALFORMED");
  refuses(() => formatTlogProof({ ...parts, extra: new Uint8Array() }), "PROOF_FILE_MALFORMED");
  refuses(() => formatTlogProof({ ...parts, proof: [filled(1, 31)] }), "PROOF_FILE_MALFORMED");
  refuses(() => formatTlogProof({ ...parts, checkpoint: "no note" }), "NOTE_MALFORMED");
});

test("a proof file of the Go implementation verifies, with log and witness keys of all types", () => {
  const { proof } = JSON.parse(readFileSync(new URL("../vectors/notes.json", import.meta.url), "utf8")) as {
    proof: { entry: string; vkeys: string[]; file: string };
  };
  const [log1, log6, ...cosigners] = proof.vkeys.map(parseVkey);
  const goPolicy: Policy = { origin: "log.example/vectors", log: [log1!, log6!], cosigners, exact: true };
  const verified = verifyTlogProof(proof.file, leafHash(text(proof.entry)), goPolicy);
  assert.equal(verified.index, 123);
  assert.equal(formatTlogProof(parseTlogProof(proof.file)), proof.file);
  assert.equal(openNote(parseTlogProof(proof.file).checkpoint, [log6!]).unknown.length, 3);
  assert.equal(parseNote(parseTlogProof(proof.file).checkpoint).signatures.length, 4);
  refuses(() => verifyTlogProof(proof.file, leafHash(text("entry 124")), goPolicy), "ROOT_MISMATCH");
});
