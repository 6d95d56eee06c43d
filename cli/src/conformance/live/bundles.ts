import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalBytes, type ErrorCode, type Json } from "@setu/core";
import { utf8 } from "@setu/link/bytes.ts";
import type { Bundle, WireEntry } from "@setu/link";
import { KEY_TYPES, leafHash, signCheckpoint, signer } from "tlog";
import { same, type Check, type Found } from "../check.ts";
import { refusedAs, stepsOf, type Step } from "./asking.ts";
import type { Made } from "./record.ts";
import { rootOf } from "./mock-log.ts";
import type { HelloAnswer, Session } from "./session.ts";

/** spec/record.md section 8: bundles that no honest node sends. Each is refused whole, and changes nothing. */
const BUNDLE = "record.md#8-bundle";

type Bent = {
  readonly id: string;
  readonly code: ErrorCode;
  readonly sent: string;
  readonly section?: string;
  readonly bytes: (session: Session) => Uint8Array;
};

/** The next entry of an honest log, with its frame changed after it was signed. */
const entryBent = (change: (entry: Made) => Partial<WireEntry>) => (session: Session) => {
  const log = session.log();
  const next = session.pulse();
  return log.bundle(log.size, [...log.entries, next], { entries: [{ ...next, ...change(next) }] });
};

/** The next entry with another leaf, which the checkpoint covers as it is. */
const leafBent = (leaf: (honest: { readonly [key: string]: Json }) => Uint8Array) => (session: Session) => {
  const log = session.log();
  const honest = session.pulse();
  const bytes = leaf(JSON.parse(Buffer.from(honest.leaf).toString()) as { readonly [key: string]: Json });
  return log.bundle(log.size, [...log.entries, { ...honest, leaf: bytes, leafHash: leafHash(bytes) }]);
};

/** The next entry under another note. */
const noteBent = (note: (session: Session, entries: readonly Made[]) => string) => (session: Session) => {
  const log = session.log();
  const entries = [...log.entries, session.pulse()];
  return log.bundle(log.size, entries, { checkpoint: note(session, entries) });
};

const headed = (change: Partial<Bundle>) => (session: Session) =>
  session.log().bundle(session.log().size, [...session.log().entries, session.pulse()], change);

const seconds = () => Math.floor(Date.now() / 1000);

/** Keys with the names that they have to have, and with other bytes. */
function strangers(session: Session) {
  return [KEY_TYPES.ed25519, KEY_TYPES.mldsa44].map((type) =>
    signer(session.log().origin, type, new Uint8Array(randomBytes(32))),
  );
}

function stranger(session: Session, entries: readonly Made[]): string {
  const head = { origin: session.log().origin, size: entries.length, root: rootOf(entries) };
  return signCheckpoint(head, strangers(session), seconds());
}

function moreLines(session: Session, entries: readonly Made[]): string {
  const [line = ""] = stranger(session, entries).split("\n").slice(-2);
  return `${session.log().sign(entries)}${line}\n`;
}

const flipped = (bytes: Uint8Array): Uint8Array => bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1);
const withoutLine = (note: string, at: number): string =>
  note
    .split("\n")
    .filter((_, i, lines) => i !== lines.length - 2 - at)
    .join("\n");

const BENT: readonly Bent[] = [
  {
    id: "random",
    code: "BAD_BUNDLE",
    sent: "500 random bytes",
    bytes: () => new Uint8Array(randomBytes(500)),
  },
  {
    id: "version",
    code: "BAD_BUNDLE",
    sent: "a bundle that begins with setu-bundle/2",
    bytes: (session) => {
      const bytes = headed({})(session);
      bytes.set(utf8("setu-bundle/2"));
      return bytes;
    },
  },
  {
    id: "wrong-origin",
    code: "WRONG_ORIGIN",
    sent: "a bundle of the node's own log",
    bytes: (session) => headed({ origin: session.their().origin })(session),
  },
  {
    id: "note/unsigned",
    code: "BAD_CHECKPOINT",
    sent: "a checkpoint without signatures",
    bytes: noteBent((session, entries) => `${session.log().sign(entries).split("\n\n")[0] ?? ""}\n\n`),
  },
  ...[0, 1].map((at): Bent => ({
    id: `note/one-key-missing-${at}`,
    code: "BAD_CHECKPOINT",
    sent: "a checkpoint with one of its two signatures",
    bytes: noteBent((session, entries) => withoutLine(session.log().sign(entries), at)),
  })),
  {
    id: "note/stranger",
    code: "BAD_CHECKPOINT",
    sent: "a checkpoint by keys of the same name that are on no card",
    bytes: noteBent(stranger),
  },
  {
    id: "note/more-lines",
    code: "BAD_CHECKPOINT",
    sent: "a checkpoint with a third signature, of nobody",
    bytes: noteBent(moreLines),
  },
  {
    id: "note/other-root",
    code: "BAD_CHECKPOINT",
    sent: "a checkpoint whose root was changed after it was signed",
    bytes: noteBent((session, entries) => {
      const lines = session.log().sign(entries).split("\n");
      lines[2] = Buffer.from(randomBytes(32)).toString("base64");
      return lines.join("\n");
    }),
  },
  {
    id: "leaf/not-canonical",
    code: "NOT_CANONICAL",
    section: "record.md#5-leaf",
    sent: "a leaf with a space in it",
    bytes: leafBent((leaf) => utf8(JSON.stringify(leaf).replace(",", ", "))),
  },
  {
    id: "leaf/unknown-field",
    code: "BAD_FIELD",
    section: "record.md#5-leaf",
    sent: "a leaf with a field that no leaf has",
    bytes: leafBent((leaf) => canonicalBytes({ ...leaf, x: 1 })),
  },
  {
    id: "leaf/no-time",
    code: "BAD_FIELD",
    section: "record.md#5-leaf",
    sent: "a leaf without t",
    bytes: leafBent((leaf) =>
      canonicalBytes(Object.fromEntries(Object.entries(leaf).filter(([name]) => name !== "t"))),
    ),
  },
  {
    id: "entry/ciphertext",
    code: "BAD_BUNDLE",
    sent: "a sealed act of which one bit is not what the leaf says",
    bytes: entryBent(({ act }) => ({ act: flipped(act) })),
  },
  {
    id: "entry/length",
    code: "BAD_BUNDLE",
    sent: "a leaf that gives the sealed act another length",
    bytes: leafBent((leaf) => canonicalBytes({ ...leaf, n: [16, 0] })),
  },
  {
    id: "entry/body-that-is-none",
    code: "BAD_BUNDLE",
    sent: "a body where the leaf says that there is none",
    bytes: entryBent(() => ({ body: new Uint8Array(272) })),
  },
  {
    id: "entry/tombstone",
    code: "BAD_BUNDLE",
    sent: "a tombstone at the first delivery of a body",
    bytes: (session) => {
      const log = session.log();
      const id = "0".repeat(32);
      const key = new Uint8Array(randomBytes(64));
      const act = session.request(id as never);
      const next = session.make({ id: id as never, act, body: utf8("{}") }, key);
      return log.bundle(log.size, [...log.entries, next], { entries: [{ ...next, body: "destroyed" }] });
    },
  },
  {
    id: "tree/other-entry",
    code: "BAD_BUNDLE",
    sent: "another entry than the checkpoint covers, under a proof that holds",
    bytes: (session) => {
      const log = session.log();
      return log.bundle(log.size, [...log.entries, session.pulse()], { entries: [session.pulse()] });
    },
  },
  {
    id: "tree/entry-missing",
    code: "BAD_BUNDLE",
    sent: "one entry, where the checkpoint covers two more",
    bytes: (session) => {
      const log = session.log();
      const two = [...log.entries, session.pulse(), session.pulse()];
      return log.bundle(log.size, two, { entries: two.slice(log.size, -1) });
    },
  },
];

/** Every bundle of the vectors that is malformed, over the link. */
function vectorsOf(spec: string): readonly Bent[] {
  const { invalid } = JSON.parse(readFileSync(join(spec, "vectors", "bundles.json"), "utf8")) as {
    readonly invalid: readonly { readonly name: string; readonly base64: string; readonly code: ErrorCode }[];
  };
  return invalid.map(({ name, base64, code }) => ({
    id: `vector/${name}`,
    code,
    sent: `the vector “${name}” of bundles.json`,
    bytes: () => Uint8Array.fromBase64(base64),
  }));
}

const MAX_BUNDLE = 32 * 1024 * 1024;

async function tooLarge(session: Session): Promise<Found> {
  const { opening } = await session.hello(session.lane, true);
  const path = `/link/1/${session.lane}/push/${opening}`;
  const reply = await session.line.ask(path, new Uint8Array(1024), { length: MAX_BUNDLE + 1 });
  return refusedAs("the head of a bundle of 32 MiB and one byte", "TOO_LARGE", reply);
}

async function unchanged(session: Session): Promise<Found> {
  const { held, checkpoint }: HelloAnswer = await session.hello();
  const root = checkpoint.split("\n")[2] ?? "";
  const expected = Buffer.from(rootOf(session.log().entries)).toString("base64");
  return same(
    "hello after all that was refused",
    `${session.log().size} held, root ${expected}`,
    `${held} held, root ${root}`,
  );
}

async function cut(session: Session): Promise<Found> {
  const log = session.log();
  const { opening } = await session.hello(session.lane, true);
  const bundle = log.bundle(log.size, [...log.entries, session.pulse()]);
  const head = `POST /link/1/${session.lane}/push/${opening} HTTP/1.1\r\nhost: bed\r\ncontent-length: ${bundle.length}\r\n\r\n`;
  await session.line.raw({}, head + Buffer.from(bundle.subarray(0, 400)).toString("latin1"), 300);
  const reply = await session.deliver([session.pulse()]);
  return same(
    "a bundle that is cut on its way, then a whole one",
    "a receipt",
    reply.receipt === null ? "none" : "a receipt",
  );
}

export function bundleChecks(session: Session, spec: string): readonly Check[] {
  const bent = [...vectorsOf(spec), ...BENT].map(({ id, code, sent, section = BUNDLE, bytes }): Step => [
    `bundle/${id}`,
    section,
    async (each) => refusedAs(sent, code, await each.push(bytes(each))),
  ]);
  return stepsOf(session, [
    ...bent,
    ["bundle/too-large", BUNDLE, tooLarge],
    ["bundle/nothing-changed", BUNDLE, unchanged],
    ["bundle/cut", BUNDLE, cut],
  ]);
}
