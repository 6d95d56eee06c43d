import {
  actBytes,
  canonicalBytes,
  fold,
  isItemAct,
  isSetuError,
  keysAct,
  leafBytes,
  parseAct,
  parseBounded,
  parseCanonical,
  parseKeysAct,
  parseLeaf,
  parsePersonsAct,
  parseSuspensionAct,
  personsAct,
  SetuError,
  suspensionAct,
  toAct,
  workflowsOf,
  type Entry,
  type Instant,
  type ItemId,
  type Json,
  type LogAct,
} from "@setu/core";
import { VERSIONS as INDIVIDUALS } from "@setu/individuals";
import { encodeBundle, parseBundle, readPersonsAct, Register } from "@setu/link";
import { formatPackage, parsePackage } from "@setu/link/mla.ts";
import { pad, unpad } from "@setu/link/pad.ts";
import { commitment } from "@setu/link/seal.ts";
import { readSubset } from "@setu/link/subset.ts";
import { AGENCY_VERSIONS, VERSIONS as OFFICERS } from "@setu/officers";
import { asLeft, permissionOf, VERSIONS as PERMISSIONS } from "@setu/permissions";
import { VERSIONS as REQUESTS } from "@setu/requests";
import { nodeCrypto } from "@setu/server/crypto.ts";
import { verifySignature } from "@setu/server/sign-in/webauthn.ts";

/** This implementation behind the questions of spec/conformance.md: what any other has to write for itself. */
type Asked = Readonly<Record<string, Json>>;

const WORKFLOWS = workflowsOf([...REQUESTS, ...OFFICERS, ...AGENCY_VERSIONS, ...INDIVIDUALS, ...PERMISSIONS]);
const crypto = nodeCrypto([], null);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const word = (value: Json | undefined): string =>
  typeof value === "string" ? value : JSON.stringify(value ?? null);
const from64 = (value: Json | undefined): Uint8Array => Uint8Array.fromBase64(word(value));
const fromHex = (value: Json | undefined): Uint8Array => Uint8Array.fromHex(word(value));
/** The vectors of canonical JSON are read under no cap but this. */
const MAX_TEXT = 10_000;

const keyOf = ({ material }: Asked): Uint8Array => fromHex(material).subarray(0, 32);
const aad = ({ from, id, slot }: Asked): Uint8Array => utf8(`setu/1 ${word(from)} ${word(id)} ${word(slot)}`);

const ANSWERS: Readonly<Record<string, (asked: Asked) => Json>> = {
  canonical: ({ bytes }) => ({ bytes: canonicalBytes(parseCanonical(from64(bytes), MAX_TEXT)).toBase64() }),
  write: ({ value }) => ({ bytes: canonicalBytes(value ?? null).toBase64() }),
  bounded: ({ bytes }) => ({ bytes: canonicalBytes(parseBounded(from64(bytes), MAX_TEXT)).toBase64() }),
  act: ({ bytes }) => ({ bytes: actBytes(parseAct(from64(bytes))).toBase64() }),
  leaf: ({ bytes }) => ({ bytes: leafBytes(parseLeaf(from64(bytes))).toBase64() }),
  persons: ({ bytes }) => {
    const act = parseAct(from64(bytes)) as LogAct;
    const said = parsePersonsAct(act);
    return { bytes: actBytes(personsAct(act.from, act.to, act.id, said)).toBase64(), says: said.do };
  },
  suspension: ({ bytes }) => {
    const act = parseAct(from64(bytes)) as LogAct;
    const said = parseSuspensionAct(act);
    return { bytes: actBytes(suspensionAct(act.from, act.to, act.id, said)).toBase64(), says: said.do };
  },
  keys: ({ bytes }) => {
    const act = parseAct(from64(bytes)) as LogAct;
    const said = parseKeysAct(act);
    return { bytes: actBytes(keysAct(act.from, act.to, act.id, said)).toBase64(), says: said.do };
  },
  package: ({ bytes }) => ({ bytes: formatPackage(parsePackage(from64(bytes))).toBase64() }),
  subset: ({ bytes }) => ({ bytes: canonicalBytes(readSubset(from64(bytes))).toBase64() }),
  judge: ({ entries }) => judge(entries as readonly Asked[]),
  seal: (asked) => {
    const plaintext = from64(asked["plaintext"]);
    const sealed = crypto.seal(keyOf(asked), pad(plaintext), aad(asked)).toBase64();
    return { commitment: commitment(fromHex(asked["material"]), plaintext), sealed };
  },
  open: (asked) => {
    const plaintext = unpad(crypto.open(keyOf(asked), from64(asked["sealed"]), aad(asked)));
    if (commitment(fromHex(asked["material"]), plaintext) !== asked["commitment"])
      throw new SetuError("COMMITMENT_MISMATCH", "what was opened is not what the leaf commits to");
    return { plaintext: plaintext.toBase64() };
  },
  wrap: ({ from, id, slot, a, secret, material }) => {
    const info = utf8(`setu/1 wrap ${word(from)} ${word(id)} ${word(slot)} ${word(a)}`);
    return { wrapped: crypto.seal(crypto.derive(fromHex(secret), info), fromHex(material), info).toHex() };
  },
  pad: ({ length }) => ({ padded: pad(new Uint8Array(Number(length))).length }),
  bundle: ({ bytes }) => {
    const bundle = parseBundle(from64(bytes));
    const { origin, from, checkpoint, proof, epochs, entries } = bundle;
    return {
      bytes: encodeBundle(bundle).toBase64(),
      origin,
      from,
      checkpoint,
      proof: proof.length,
      epochs: epochs.length,
      bodies: entries.map(({ body }) => (body instanceof Uint8Array ? "bytes" : (body ?? "none"))),
      slots: entries.map(({ wrap }) => wrap?.slots.length ?? 0),
    };
  },
  fold: folded,
  leave: ({ matter, permission }) => leaveOf(matter as Asked, permission as Asked),
};

/** The verdict over the last of the entries. */
function judge(entries: readonly Asked[]): Json {
  const register = new Register();
  let verdict: Json = null;
  for (const { act: text, approvals, t } of entries) {
    const act = parseAct(utf8(word(text)));
    if (!isItemAct(act)) {
      register.take(readPersonsAct(act));
      continue;
    }
    const found = register.judge(act, word(approvals), t as Instant, verifySignature);
    verdict = { void: found?.void ?? null, reasons: found?.signed.map(({ reason }) => reason) ?? [] };
  }
  return verdict;
}

function folded({ item, pulses, entries }: Asked): Json {
  const times = new Map(
    (pulses as readonly Asked[]).map(({ party, pos, t }) => [`${word(party)} ${word(pos)}`, t as Instant]),
  );
  const acts = (entries as readonly Asked[]).map((entry) => entryOf(item as ItemId, entry));
  const wf = (entries as readonly Asked[])[0]?.["wf"];
  if (wf !== undefined && !WORKFLOWS.has(wf as never)) throw new Unsupported();
  const state = fold(WORKFLOWS, item as ItemId, acts, (party, pos) => times.get(`${party} ${pos}`));
  if (!state) return { state: null, void: {} };
  const { opener, other, cell, judged } = state;
  return {
    state: {
      opener: opener.stage,
      other: other.stage,
      status: cell.status,
      turn: cell.turn,
      clock: cell.clock,
      heads: [opener.head, other.head],
    },
    void: Object.fromEntries(judged.flatMap((each) => (each.void ? [[each.act.id, each.void]] : []))),
  };
}

function leaveOf(...items: readonly [matter: Asked, permission: Asked]): Json {
  const [matter, permission] = items.map(({ item, entries }) => {
    const acts = (entries as readonly Asked[]).map((entry) => entryOf(item as ItemId, entry));
    return fold(WORKFLOWS, item as ItemId, acts, () => undefined);
  });
  const given = permission && permissionOf(permission);
  const left = given && matter && asLeft(given, matter);
  return left?.inForce ? { records: left.records, files: left.files, ...left.inForce } : null;
}

/** What a history does not say of an act plays no part in the fold (spec/README.md). */
function entryOf(item: ItemId, entry: Asked): Entry {
  const { party, pos, t, seen, floor, id, wf, do: what, args, after, mark, att = [] } = entry;
  const fields = { from: party ?? "", to: party === "ca" ? "in" : "ca", id: id ?? "", wf: wf ?? "" };
  const act = toAct({
    ...fields,
    do: what ?? "",
    args: args ?? {},
    item,
    by: "officer.1",
    crit: [],
    att: (att as readonly Json[]).map((a) => ({ a, c: a, n: 1 })),
    body: null,
    mark: mark ?? { audience: ["cyber.ca"], handling: ["H1"], pap: "AMBER", tlp: "AMBER" },
    ret: "case",
    ...(after !== undefined && { after }),
  });
  return { party, pos, t, seen, floor, act } as unknown as Entry;
}

class Unsupported extends Error {}

/** One line in, one line out: an error by its code and the field that is wrong. */
export function answerLine(line: string): string {
  const asked = JSON.parse(line) as Asked;
  const { n = 0 } = asked;
  const answer = ANSWERS[word(asked["do"])];
  try {
    return JSON.stringify(answer ? { n, value: answer(asked) } : { n, unsupported: true });
  } catch (error) {
    if (error instanceof Unsupported) return JSON.stringify({ n, unsupported: true });
    if (!isSetuError(error)) throw error;
    const { field } = error.detail;
    return JSON.stringify({ n, code: error.code, ...(field !== undefined && { field }) });
  }
}

/** Answers until standard input ends. A line ends with LF alone: the separators of Unicode may stand in a question. */
export async function answerAll(): Promise<void> {
  let rest = "";
  for await (const text of process.stdin.setEncoding("utf8") as AsyncIterable<string>) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") process.stdout.write(`${answerLine(line)}\n`);
  }
}
