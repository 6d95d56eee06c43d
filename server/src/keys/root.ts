import { createHash } from "node:crypto";
import {
  badField,
  canonicalBytes,
  hash,
  instant,
  objectIn,
  parseBounded,
  party,
  SetuError,
  type Hash,
  type Json,
  type Party,
} from "@setu/core";
import { readAloud } from "./card.ts";
import { KEY_BYTES, SIGNATURE_BYTES, signs, type RootPublic, type RootSignature } from "./root-key.ts";

/**
 * A government's root: keys of several persons, of whom a threshold signs each card of the node, offline. Everything
 * they have signed stands in one record, a chain by hashes that both sides keep (the rules are those of TUF's root: a
 * version follows a version, a changed root is signed by the old and the new threshold).
 */
export type Root = {
  readonly party: Party;
  readonly threshold: number;
  readonly holders: readonly (RootPublic & { readonly name: string })[];
};

/** One act of a ceremony; its canonical form is what the holders sign. */
export type RootAct = {
  readonly no: number;
  readonly at: number;
  /** H of the act before, null for the first. */
  readonly prev: Hash | null;
  /** Whether the machine saw no network: as the program found it. */
  readonly offline: boolean;
  /** H of the root in force from this act on. */
  readonly root: Hash;
  /** H of the card that it signs; null where it sets up the root or changes it. */
  readonly card: Hash | null;
};

export type Recorded = {
  readonly act: RootAct;
  /** With an act that sets up the root or changes it. */
  readonly root: Root | null;
  readonly signatures: readonly (RootSignature & { readonly root: Hash; readonly holder: number })[];
};

/** What a verified record says at its end. */
export type RootState = {
  readonly root: Root;
  readonly no: number;
  readonly last: Hash;
  /** H of the newest card that was signed. */
  readonly card: Hash | null;
};

export const MAX_RECORD_BYTES = 4 * 1024 * 1024;
const MAX_ACTS = 256;
const MAX_HOLDERS = 7;
const MAX_SIGNATURES = 2 * MAX_HOLDERS;

const H = (value: Json): Hash =>
  createHash("sha256").update(canonicalBytes(value)).digest("base64url") as Hash;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

export const rootHash = (root: Root): Hash => H(rootJson(root));
/** By which its holders know it again. */
export const rootFingerprint = (root: Root): string => readAloud(rootJson(root));
/**
 * What is read aloud once, when the other side pins it: the root and where its record ends. A record that was cut would
 * else bring an older card in, with keys that somebody else has had since.
 */
export const recordFingerprint = ({ root, no, last }: RootState): string =>
  readAloud({ setu: "root-record/1", root: rootHash(root), no, last });
export const actHash = (act: RootAct): Hash => H(actJson(act));
/** What a holder signs. */
export const signedBytes = (act: RootAct): Uint8Array => canonicalBytes(actJson(act));

/**
 * Every act of the record, from the first on. It shows that the chain is whole, not whose it is: that is the fingerprint
 * of its root, or the record that was accepted before (`extending`).
 * @throws ROOT_REFUSED, `reason` and `no` in the detail
 */
export function verifyRecord(record: readonly Recorded[]): RootState {
  let state = null as RootState | null;
  let at = 0;
  for (const each of record) {
    const { act } = each;
    const refuse = (reason: string) => refused(reason, act.no);
    if (act.no !== (state?.no ?? 0) + 1 || act.prev !== (state?.last ?? null) || act.at < at)
      throw refuse("order");
    const next: Root | undefined = each.root ?? state?.root;
    if (!next || (each.root === null) !== (act.card !== null)) throw refuse("form");
    if (act.root !== rootHash(next)) throw refuse("root");
    if (state && next.party !== state.root.party) throw refuse("party");
    checkSignatures(each, state?.root ?? null, next);
    state = { root: next, no: act.no, last: actHash(act), card: act.card ?? state?.card ?? null };
    ({ at } = act);
  }
  if (!state) throw refused("empty", 0);
  return state;
}

/** A root that comes into force by every holder of it, so that nobody's medium is dead; all else by the threshold. */
function checkSignatures({ act, signatures }: Recorded, before: Root | null, next: Root): void {
  const bytes = signedBytes(act);
  const known = new Map([before ?? next, next].map((root) => [rootHash(root), root]));
  const seen = new Map([...known.keys()].map((name) => [name, new Set<number>()]));
  for (const signature of signatures) {
    const holder = known.get(signature.root)?.holders[signature.holder];
    if (!holder || !signs(holder, bytes, signature)) throw refused("signature", act.no);
    seen.get(signature.root)?.add(signature.holder);
  }
  for (const [name, root] of known) {
    const comes = name === rootHash(next) && (!before || name !== rootHash(before));
    const needed = comes ? root.holders.length : root.threshold;
    if ((seen.get(name)?.size ?? 0) < needed) throw refused("threshold", act.no);
  }
}

/**
 * A record that goes on where the accepted one ended.
 * @throws ROOT_REFUSED: `rollback` for one that ends earlier, `fork` for one that says something else where both speak
 */
export function extending(accepted: readonly Recorded[], record: readonly Recorded[]): RootState {
  const state = verifyRecord(record);
  for (const [i, { act }] of accepted.entries()) {
    const same = record[i];
    if (!same) throw refused("rollback", act.no);
    if (actHash(same.act) !== actHash(act)) throw refused("fork", act.no);
  }
  return state;
}

export const refused = (reason: string, no: number): SetuError =>
  new SetuError("ROOT_REFUSED", "the root has not signed this as it has to", { detail: { reason, no } });

const actJson = ({ no, at, prev, offline, root, card }: RootAct): Json => ({
  setu: "root-act/1",
  no,
  at,
  prev,
  offline,
  root,
  card,
});

const rootJson = (root: Root): Json => ({
  setu: "root/1",
  party: root.party,
  threshold: root.threshold,
  holders: root.holders.map(({ name, ed25519, mldsa65 }) => ({
    name,
    ed25519: base64(ed25519),
    mldsa65: base64(mldsa65),
  })),
});

export const formatRecord = (record: readonly Recorded[]): string =>
  `${JSON.stringify(
    record.map(({ act, root, signatures }) => ({
      act: actJson(act),
      root: root && rootJson(root),
      signatures: signatures.map(({ root: by, holder, ed25519, mldsa65 }) => ({
        root: by,
        holder,
        ed25519: base64(ed25519),
        mldsa65: base64(mldsa65),
      })),
    })),
    null,
    2,
  )}\n`;

/** Its form; whether it holds is `verifyRecord`. @throws TOO_LARGE | NOT_JSON and the other intake codes | BAD_FIELD */
export function parseRecord(bytes: Uint8Array): readonly Recorded[] {
  return list(parseBounded(bytes, MAX_RECORD_BYTES), "record", MAX_ACTS).map((value) => {
    const { act, root, signatures } = fields(value, "record", ["act", "root", "signatures"]);
    return {
      act: parseAct(act),
      root: root === null ? null : parseRoot(root),
      signatures: list(signatures, "signatures", MAX_SIGNATURES).map((each) => {
        const by = fields(each, "signatures", ["ed25519", "holder", "mldsa65", "root"]);
        return {
          root: hash(by["root"], "root"),
          holder: whole(by["holder"], "holder", 0, MAX_HOLDERS - 1),
          ...both(by, SIGNATURE_BYTES),
        };
      }),
    };
  });
}

function parseAct(value: Json | undefined): RootAct {
  const act = fields(value, "act", ["at", "card", "no", "offline", "prev", "root", "setu"]);
  if (act["setu"] !== "root-act/1") throw badField("setu", "version of acts of a root");
  if (typeof act["offline"] !== "boolean") throw badField("offline", "boolean");
  const orNull = (name: "prev" | "card") => (act[name] === null ? null : hash(act[name], name));
  return {
    no: whole(act["no"], "no", 1, MAX_ACTS),
    at: instant(act["at"], "at"),
    prev: orNull("prev"),
    offline: act["offline"],
    root: hash(act["root"], "root"),
    card: orNull("card"),
  };
}

function parseRoot(value: Json | undefined): Root {
  const root = fields(value, "root", ["holders", "party", "setu", "threshold"]);
  if (root["setu"] !== "root/1") throw badField("setu", "version of roots");
  const holders = list(root["holders"], "holders", MAX_HOLDERS).map((each) => {
    const holder = fields(each, "holders", ["ed25519", "mldsa65", "name"]);
    const { name } = holder;
    if (typeof name !== "string" || !/^[^\p{C}]{1,80}$/u.test(name)) throw badField("name", "name");
    return { name, ...both(holder, KEY_BYTES) };
  });
  // One person with two places would be a threshold of one.
  for (const scheme of SCHEMES_OF_HOLDER)
    if (new Set(holders.map((each) => base64(each[scheme]))).size !== holders.length)
      throw badField("holders", "list of different keys");
  const threshold = whole(root["threshold"], "threshold", 2, MAX_HOLDERS);
  // With all of them needed, one medium that is lost ends the root.
  if (threshold >= holders.length) throw badField("threshold", "number below that of the holders");
  return { party: party(root["party"], "party"), threshold, holders };
}

const SCHEMES_OF_HOLDER = ["ed25519", "mldsa65"] as const;

const both = (
  value: Readonly<Record<string, Json>>,
  lengths: Readonly<Record<"ed25519" | "mldsa65", number>>,
) => ({
  ed25519: bytesOf(value["ed25519"], "ed25519", lengths.ed25519),
  mldsa65: bytesOf(value["mldsa65"], "mldsa65", lengths.mldsa65),
});

function bytesOf(value: Json | undefined, field: string, length: number): Uint8Array {
  const bytes = typeof value === "string" ? Buffer.from(value, "base64") : Buffer.alloc(0);
  if (bytes.length !== length || bytes.toString("base64") !== value) throw badField(field, `${length} bytes`);
  return new Uint8Array(bytes);
}

function fields(
  value: Json | undefined,
  field: string,
  names: readonly string[],
): Readonly<Record<string, Json>> {
  const found = objectIn(value, field);
  if (Object.keys(found).toSorted().join() !== names.join())
    throw badField(field, `object of ${names.join(", ")}`);
  return found;
}

function list(value: Json | undefined, field: string, max: number): readonly Json[] {
  if (!Array.isArray(value) || value.length > max) throw badField(field, `list of at most ${max}`);
  return value as readonly Json[];
}

function whole(value: Json | undefined, field: string, min: number, max: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max)
    throw badField(field, "number");
  return value as number;
}
