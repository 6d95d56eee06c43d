import { createHash } from "node:crypto";
import {
  actBytes,
  leafBytes,
  pulseAct,
  toAct,
  type Act,
  type Code,
  type Count,
  type Hash,
  type Instant,
  type Party,
  type RecordId,
} from "@setu/core";
import {
  cardPath,
  MANIFEST_PATH,
  manifestBytes,
  openingLine,
  pulseLine,
  type OpeningLine,
  type PulseLine,
  type ReviewLog,
} from "@setu/link/review.ts";
import { drawn } from "@setu/link/sample.ts";
import {
  append,
  emptyFrontier,
  exportFiles,
  formatVkey,
  hmacSha256,
  KEY_TYPES,
  leafHash,
  root,
  signCheckpoint,
  signer,
  type Signer,
} from "tlog";
import { committed, framed } from "./pulses.ts";
import type { Source } from "./source.ts";

/**
 * A node that holds the keys and lies as it likes: a true history of two linked nodes, and an export of whatever its
 * owner makes of it. Trees are computed anew and checkpoints signed anew; what the other side has signed stays.
 */
export const PARTY = "ca" as Party;
export const PEER = "in" as Party;
export const OWN = "ca/link/in/main/1";
export const THEIRS = "in/link/ca/main/1";
export const HOME = "ca/home/1";

export type Entry = { leaf: Uint8Array; readonly opening: Omit<OpeningLine, "pos"> };

export type History = {
  readonly logs: Record<string, Entry[]>;
  receipts: { readonly size: number; readonly note: string }[];
  /** By log. */
  readonly pulses: Record<string, PulseLine[]>;
  /** Answers that are not what the entries would give. */
  readonly answers: Map<string, Partial<OpeningLine> | null>;
  sample: { readonly seed: string; readonly n: number } | null;
  /** When the two exports are made: the other side's an hour before. */
  made: number;
  peerMade: number;
  /** Whether our card names keys that its own have followed. */
  followed: boolean;
};

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const hash = (text: string): Uint8Array => new Uint8Array(createHash("sha256").update(text).digest());
const signers = (name: string, types: readonly (typeof KEY_TYPES)[keyof typeof KEY_TYPES][]): Signer[] =>
  types.map((type) => signer(name, type, hash(`${type} ${name}`)));
export const logSigners = (origin: string) => signers(origin, [KEY_TYPES.ed25519, KEY_TYPES.mldsa44]);
/** Those that the keys of the card have followed. */
export const formerSigners = (origin: string): Signer[] =>
  [KEY_TYPES.ed25519, KEY_TYPES.mldsa44].map((type) =>
    signer(origin, type, hash(`former ${type} ${origin}`)),
  );
export const mirror = (party: string) =>
  signers(`${party}/mirror`, [KEY_TYPES.cosignature, KEY_TYPES.mldsa44]);
const START = 1_800_000_000_000;

const base64url = (bytes: Uint8Array): Hash =>
  bytes.toBase64({ alphabet: "base64url", omitPadding: true }) as Hash;

/** @param n acts of persons in each log; a pulse of ours follows every tenth, and the other side receives it */
export function history(n = 40): History {
  const made: History = {
    logs: { [OWN]: [], [THEIRS]: [], [HOME]: [] },
    receipts: [],
    pulses: { [OWN]: [], [THEIRS]: [] },
    answers: new Map(),
    sample: { seed: "six white dice", n: 12 },
    made: START,
    peerMade: START - 3_600_000,
    followed: false,
  };
  for (let at = 0; at < n; at++) {
    for (const origin of [HOME, OWN, THEIRS])
      write(made, origin, at % 3 === 0 ? `Synthetic text ${at}.` : null);
    if (at % 10 !== 9) continue;
    pulse(made, OWN, made.logs[HOME]?.length ?? 0);
    pulse(made, THEIRS, null);
    receive(made);
  }
  return made;
}

/** One more entry of any kind; a copy of it is another entry, because its id is. */
export function write(made: History, origin: string, text: string | null, act: Partial<Act> = {}): Entry {
  const entries = made.logs[origin] ?? [];
  const from = origin.slice(0, 2);
  const id = hash(`${origin} ${entries.length} ${text}`).toHex().slice(0, 32);
  const body = text === null ? null : { bytes: utf8(text), salt: hash(`salt ${id}`) };
  const b = body && committed(body.salt, body.bytes);
  const item = { item: `${from}:${id}`, by: "x.officer-1", mark: MARK, ret: "case", body: b, att: [] };
  const whole = toAct({
    crit: [],
    wf: "requests/1",
    from,
    to: from === "ca" ? "in" : "ca",
    id,
    do: "message",
    args: {},
    ...item,
    ...(act as object),
  });
  return place(made, origin, whole, body);
}

const MARK = { tlp: "AMBER", handling: ["H1"], pap: "AMBER", audience: ["ca.x"] };

function place(
  made: History,
  origin: string,
  act: Act,
  body: { bytes: Uint8Array; salt: Uint8Array } | null,
): Entry {
  const entries = made.logs[origin] ?? [];
  const bytes = actBytes(act);
  const salt = hash(`act ${act.id}`);
  const leaf = leafBytes({
    v: 1,
    t: (START + entries.length * 1000) as Instant,
    seen: 0 as Count,
    a: committed(salt, framed(bytes, utf8("[]"))),
    b: body && committed(body.salt, body.bytes),
    c: [base64url(hash("act")), body && base64url(hash("body"))],
    n: [1024 as Count, (body ? 64 : 0) as Count],
  });
  const entry: Entry = { leaf, opening: { act: { bytes, salt }, approvals: "[]", body } };
  entries.push(entry);
  return entry;
}

const headOf = (entries: readonly Entry[], size = entries.length) =>
  append(
    emptyFrontier(),
    entries.slice(0, size).map(({ leaf }) => leafHash(leaf)),
  );

function pulse(made: History, origin: string, homeSize: number | null): void {
  const [from, to] = origin === OWN ? [PARTY, PEER] : [PEER, PARTY];
  const entries = made.logs[origin] ?? [];
  const theirs = made.logs[origin === OWN ? THEIRS : OWN] ?? [];
  const salt = new Uint8Array([...hash(`home ${entries.length}`), ...hash(`home salt ${entries.length}`)]);
  const home = headOf(made.logs[HOME] ?? [], homeSize ?? 0);
  const act = pulseAct(from, to, hash(`pulse ${origin} ${entries.length}`).toHex().slice(0, 32) as RecordId, {
    no: ((made.pulses[origin]?.length ?? 0) + 1) as Count,
    lanes: ["main" as Code],
    sizes: [entries.length as Count],
    roots: [base64url(root(headOf(entries)))],
    cosigned: theirs.length as Count,
    applied: theirs.length as Count,
    except: [],
    versions: [],
    home: base64url(hmacSha256(salt, utf8(`${HOME}\n${home.size}\n${root(home).toHex()}\n`))),
  });
  const pos = entries.length as Count;
  const { opening } = place(made, origin, act, null);
  made.pulses[origin]?.push({
    pos,
    act: opening.act as PulseLine["act"],
    home: homeSize === null ? null : { size: homeSize as Count, salt },
  });
}

function receive(made: History): void {
  const head = headOf(made.logs[OWN] ?? []);
  const checkpoint = { origin: OWN, size: head.size, root: root(head) };
  const note = signCheckpoint(checkpoint, [...logSigners(OWN), ...mirror(PEER)], START / 1000 + head.size);
  made.receipts.push({ size: head.size, note });
}

const card = (party: Party, peer: Party, origin: string) => ({
  setu: 1,
  party,
  peer,
  instance: 1,
  name: { en: party },
  lanes: ["main"],
  logs: [logSigners(origin).map(({ key }) => formatVkey(key))],
  mirror: mirror(party).map(({ key }) => formatVkey(key)),
});

const vkeys = (of: readonly Signer[]) => of.map(({ key }) => formatVkey(key));

/** As the node of `party` would write it, from what the history is now. */
export async function exportOf(made: History, party: Party = PARTY): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const logs: ReviewLog[] = [];
  const listed: string[] = [];
  const put = (path: string, bytes: Uint8Array) => {
    files.set(path, bytes);
    listed.push(path);
  };
  const before = { logs: [vkeys(formerSigners(OWN))], mirror: vkeys(mirror(PARTY)), since: null };
  const ours = { ...card(PARTY, PEER, OWN), ...(made.followed && { former: [before] }) };
  put(cardPath(PARTY), utf8(JSON.stringify(ours)));
  put(cardPath(PEER), utf8(JSON.stringify(card(PEER, PARTY, THEIRS))));
  const own = party === PARTY ? OWN : THEIRS;
  const shown = party === PARTY ? [OWN, THEIRS, HOME] : [OWN, THEIRS];
  for (const origin of shown) {
    const entries = made.logs[origin] ?? [];
    const of = origin === HOME ? "home" : origin === own ? "own" : "peer";
    const head = headOf(entries);
    const note = signCheckpoint(
      { origin, size: head.size, root: root(head) },
      logSigners(origin),
      START / 1000,
    );
    const leaves = entries.map(({ leaf }) => leaf);
    for await (const { path, bytes } of exportFiles(note, leaves)) files.set(`${origin}/${path}`, bytes);
    listed.push(`${origin}/checkpoint`);
    const size = entries.length as Count;
    const keys = of === "home" ? logSigners(origin).map(({ key }) => formatVkey(key)) : [];
    logs.push({ origin, of, size, drawn: size, keys });
    if (of === "own" && origin === OWN) put(`${origin}/receipts`, linesOf(made.receipts));
    if (of !== "home") put(`${origin}/pulses`, linesOf((made.pulses[origin] ?? []).map(pulseLine)));
    if (made.sample)
      put(`${origin}/openings`, linesOf(answersOf(made, origin, made.sample).map(openingLine)));
  }
  const listing = listed.map((path) => {
    const bytes = files.get(path) ?? new Uint8Array();
    return { path, n: bytes.length as Count, sha256: createHash("sha256").update(bytes).digest("hex") };
  });
  files.set(
    MANIFEST_PATH,
    manifestBytes({
      party,
      peer: party === PARTY ? PEER : PARTY,
      made: (party === PARTY ? made.made : made.peerMade) as Instant,
      sample: made.sample as never,
      logs,
      files: listing,
    }),
  );
  return files;
}

function answersOf(made: History, origin: string, { seed, n }: { seed: string; n: number }): OpeningLine[] {
  const entries = made.logs[origin] ?? [];
  const asked = new Set(drawn(seed, origin, entries.length, n));
  for (const key of made.answers.keys())
    if (key.startsWith(`${origin} `)) asked.add(Number(key.split(" ")[1]));
  return [...asked]
    .sort((a, b) => a - b)
    .flatMap((pos) => {
      const changed = made.answers.get(`${origin} ${pos}`);
      const entry = entries[pos];
      return changed === null || !entry ? [] : [{ pos: pos as Count, ...entry.opening, ...changed }];
    });
}

const linesOf = (lines: readonly unknown[]): Uint8Array =>
  utf8(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

/** @param cut how many bytes a piece of a stream has: lines do not end where pieces do */
export function sourceOf(files: ReadonlyMap<string, Uint8Array>, cut = 1000): Source {
  return {
    read: async (path) => files.get(path) ?? null,
    stream: async (path) => {
      const bytes = files.get(path);
      if (!bytes) return null;
      return (async function* () {
        for (let at = 0; at < bytes.length; at += cut) yield bytes.subarray(at, at + cut);
      })();
    },
  };
}
