import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  leafHash,
  openCheckpoint,
  openNote,
  parseVkey,
  verifyTlogProof,
  type Policy,
  type TlogErrorCode,
} from "./index.ts";
import { refuses, text } from "./testing.ts";

type Case = { name: string; input: string; code: TlogErrorCode };

const vectors = JSON.parse(readFileSync(new URL("../vectors/invalid.json", import.meta.url), "utf8")) as {
  vkey: string;
  entry: string;
} & Record<"notes" | "checkpoints" | "proofFiles" | "vkeys", Case[]>;

const key = parseVkey(vectors.vkey);
const policy: Policy = { origin: "log.example/vectors", log: [key], cosigners: [] };
const leaf = leafHash(text(vectors.entry));

const READERS = {
  notes: (input: string) => openNote(input, [key]),
  checkpoints: (input: string) => openCheckpoint(input, policy),
  proofFiles: (input: string) => verifyTlogProof(input, leaf, policy),
  vkeys: parseVkey,
};

for (const [kind, read] of Object.entries(READERS)) {
  for (const { name, input, code } of vectors[kind as keyof typeof READERS]) {
    test(`invalid ${kind}: ${name}`, () => refuses(() => read(input), code));
  }
}
