import {
  canonicalBytes,
  code,
  instant,
  isItemAct,
  isSetuError,
  itemId,
  MAX_BODY_BYTES,
  opaque,
  parseBounded,
  parseCanonical,
  party,
  SetuError,
  stringify,
  type Code,
  type Hash,
  type Instant,
  type ItemId,
  type Json,
  type Opaque,
  type Party,
} from "@setu/core";
import { utf8 } from "./bytes.ts";
import { assertManifest } from "./manifest.ts";
import { parseMlaForm, type MlaForm } from "./mla-form.ts";
import type { ProvenItem } from "./onward.ts";
import { claimedOrigin, MAX_PROOF_BYTES, verifyProof, type ProofKeys, type Proven } from "./proof.ts";

/**
 * A package for a request for mutual legal assistance (spec/mla.md): what an officer writes for the central authority, and
 * what of a matter she rests it on, each piece with its proof. Whoever has the cards of the two parties verifies the
 * pieces and the leave alone. The form is nobody's signed word.
 */
export type MlaPackage = {
  readonly v: "setu-mla/1";
  readonly item: ItemId;
  /** Of the form. */
  readonly lang: "en" | "fr" | "hi";
  readonly form: MlaForm;
  /** Before what the pieces are to be evidence: codes of `permission-proceeding` and `permission-court`. */
  readonly before: { readonly proceeding: Code; readonly court: Code };
  readonly pieces: readonly Piece[];
  readonly leave: readonly Leave[];
  readonly made: {
    readonly at: Instant;
    readonly by: Opaque;
    readonly party: Party;
    /** The agency of ours that has it first. */
    readonly agency: Opaque;
  };
};

export type Piece = {
  /** What the proof says, for readers who have no program: it is refused where it says anything else. */
  readonly shows: Json;
  readonly manifests: readonly Json[];
  readonly proof: string;
};

/** The acts of one permission, without their texts. */
export type Leave = { readonly item: ItemId; readonly proofs: readonly string[] };

export type ProvenPackage = {
  readonly package: MlaPackage;
  readonly pieces: readonly ProvenPiece[];
  readonly leave: readonly (readonly ProvenItem[])[];
};
/** `files`: those of the act that manifests name. */
export type ProvenPiece = ProvenItem & { readonly files: readonly Hash[] };

export const MAX_PIECES = 32;
/** Of each of 32 records and 32 files, one to use it and one to give it on. */
const MAX_PERMISSIONS = 128;
/** seek, clarify, reply, grant and what ends it: far fewer than these. */
const MAX_ACTS = 15;
const MAX_MANIFESTS = 32;
export const MAX_PACKAGE_BYTES = 24 * 1024 * 1024;

type Said = Pick<Proven, "act" | "body" | "t" | "origin" | "position">;

/** What a reader sees of a piece. @throws BAD_PROOF for what is no act on an item */
export function shownOf({ act, body, t, origin, position }: Said): Json {
  if (!isItemAct(act)) throw bad("ACT", "a proof is of no act on an item");
  const { id, do: what, from, to, by, item, mark, args, att } = act;
  const text = body && parseBounded(body, MAX_BODY_BYTES);
  const said = { id, do: what, from, to, by, item, mark, args, att, t, log: origin, pos: position };
  return { ...(said as unknown as { readonly [key: string]: Json }), text };
}

/** @throws TOO_LARGE; BAD_FIELD for parts that no such file can hold */
export function formatPackage(made: MlaPackage): Uint8Array {
  const bytes = canonicalBytes(made);
  parsePackage(bytes);
  return bytes;
}

/** Strict: one spelling, every field and none besides. @throws TOO_LARGE, BAD_FIELD and the codes of parseCanonical */
export function parsePackage(bytes: Uint8Array): MlaPackage {
  const names = ["before", "form", "item", "lang", "leave", "made", "pieces", "v"];
  const value = fields(parseCanonical(bytes, MAX_PACKAGE_BYTES), "package", names);
  if (value["v"] !== "setu-mla/1") throw bad("VERSION", "not a package that this version knows");
  const lang = (["en", "fr", "hi"] as const).find((each) => each === value["lang"]);
  if (!lang) throw bad("MALFORMED", "the language of the form is none of the three");
  const before = fields(value["before"], "before", ["court", "proceeding"]);
  const made = fields(value["made"], "made", ["agency", "at", "by", "party"]);
  const pieces = list(value["pieces"], "pieces", MAX_PIECES).map((each): Piece => {
    const { shows = null, manifests, proof } = fields(each, "piece", ["manifests", "proof", "shows"]);
    return { shows, manifests: list(manifests, "manifests", MAX_MANIFESTS), proof: text(proof, "proof") };
  });
  if (pieces.length === 0) throw bad("MALFORMED", "a package rests on something");
  return {
    v: "setu-mla/1",
    item: itemId(value["item"], "item"),
    lang,
    form: parseMlaForm(value["form"]),
    before: {
      proceeding: code(before["proceeding"], "proceeding"),
      court: code(before["court"], "court"),
    },
    pieces,
    leave: list(value["leave"], "leave", MAX_PERMISSIONS).map((each): Leave => {
      const { item, proofs } = fields(each, "leave", ["item", "proofs"]);
      const acts = list(proofs, "proofs", MAX_ACTS).map((proof) => text(proof, "proof"));
      return { item: itemId(item, "item"), proofs: acts };
    }),
    made: {
      at: instant(made["at"], "at"),
      by: opaque(made["by"], "by"),
      party: party(made["party"], "party"),
      agency: opaque(made["agency"], "agency"),
    },
  };
}

/**
 * Verifies every proof and that each piece shows what its proof says; that all are of one pair of parties, the pieces of one
 * matter and no act twice, the leave of items of their own. What the leave allows is for whoever knows its workflow.
 * @param keysOf the only keys that may have signed the log of that origin and its receipts
 * @throws BAD_PROOF whose `detail.reason` names what is wrong
 */
export function verifyPackage(bytes: Uint8Array, keysOf: (origin: string) => ProofKeys): ProvenPackage {
  const made = read(bytes);
  const open = (proof: string): ProvenItem => {
    const file = utf8(proof);
    const proven = verifyProof(file, keysOf(claimedOrigin(file)));
    const { act } = proven;
    if (!isItemAct(act)) throw bad("ACT", "a proof is of no act on an item");
    return { ...proven, act };
  };
  const pieces = made.pieces.map(({ shows, manifests, proof }) => {
    const proven = open(proof);
    if (proven.act.item !== made.item) throw bad("ITEM", "a piece is of another matter");
    if (stringify(shows) !== stringify(shownOf(proven)))
      throw bad("SHOWS", "a piece shows what its proof does not say");
    const named = manifests.map((each) => assertManifest(each, proven.act));
    if (new Set(named).size < named.length) throw bad("FILE", "a file is named twice");
    return { ...proven, files: named };
  });
  if (new Set(pieces.map(({ act }) => `${act.from} ${act.id}`)).size < pieces.length)
    throw bad("TWICE", "an act is there twice");
  const leave = made.leave.map(({ item, proofs }) => {
    const acts = proofs.map(open);
    if (acts.length === 0 || item === made.item || acts.some(({ act }) => act.item !== item))
      throw bad("ITEM", "the acts of the leave are of another item");
    return acts;
  });
  const [first] = pieces;
  const pair = new Set([first?.act.from, first?.act.to]);
  const all = [...pieces, ...leave.flat()];
  if (!pair.has(made.made.party) || all.some(({ act }) => !pair.has(act.from) || !pair.has(act.to)))
    throw bad("PARTIES", "a proof is of other parties");
  return { package: made, pieces, leave };
}

/** Of a file that came from somewhere, whatever it is not is one fault. @throws BAD_PROOF */
function read(bytes: Uint8Array): MlaPackage {
  try {
    return parsePackage(bytes);
  } catch (cause) {
    if (!isSetuError(cause) || cause.code === "BAD_PROOF") throw cause;
    throw new SetuError("BAD_PROOF", "this is no package", { cause, detail: { reason: cause.code } });
  }
}

function fields(
  value: Json | undefined,
  name: string,
  names: readonly string[],
): { readonly [key: string]: Json } {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw bad("MALFORMED", `${name} is no object`);
  const given = Object.keys(value);
  if (given.length !== names.length || !names.every((each) => Object.hasOwn(value, each)))
    throw bad("MALFORMED", `${name} has other fields`);
  return value as { readonly [key: string]: Json };
}

function list(value: Json | undefined, name: string, max: number): readonly Json[] {
  if (!Array.isArray(value) || value.length > max)
    throw bad("MALFORMED", `${name} is no list of at most ${max}`);
  return value as readonly Json[];
}

function text(value: Json | undefined, name: string): string {
  if (typeof value !== "string" || value.length > MAX_PROOF_BYTES)
    throw bad("MALFORMED", `${name} is no text of at most ${MAX_PROOF_BYTES}`);
  return value;
}

const bad = (reason: string, message: string): SetuError =>
  new SetuError("BAD_PROOF", message, { detail: { reason } });
