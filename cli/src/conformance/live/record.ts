import { randomBytes } from "node:crypto";
import { canonicalBytes, type Json, type RecordId } from "@setu/core";
import { commitment, ciphertextHash } from "@setu/link/seal.ts";
import { framed, utf8 } from "@setu/link/bytes.ts";
import { pad } from "@setu/link/pad.ts";
import type { WireEntry, WireEpoch } from "@setu/link";
import { leafHash } from "tlog";
import type { Bed } from "./bed.ts";

/** One entry of the bed's log, with the keys by which it opens. */
export type Made = WireEntry & {
  readonly id: RecordId;
  readonly leafHash: Uint8Array;
  /** Data key ‖ salt of each slot. */
  readonly materials: ReadonlyMap<number, Uint8Array>;
  /** The leaf's commitment to the act, which is in the name of each wrap. */
  readonly a: string;
};

/** What goes into an entry; what is bent is bent in one place, and everything else is as spec/ has it. */
export type Recipe = {
  readonly act: Json;
  readonly id: RecordId;
  readonly t: number;
  readonly seen: number;
  readonly body?: Uint8Array;
  /** Keys of the attachments, in the order of `att`. */
  readonly files?: readonly Uint8Array[];
  /** Other fields of the leaf than follow from the rest. */
  readonly leaf?: (leaf: { readonly [key: string]: Json }) => Json;
  readonly pad?: (plaintext: Uint8Array) => Uint8Array;
  readonly approvals?: string;
  /** Whether its keys come with it. */
  readonly wrapped?: boolean;
};

export type Epoch = WireEpoch & { readonly secret: Uint8Array };

/** One encapsulation to the node's key, for a whole run. */
export function newEpoch({ crypto }: Bed): Epoch {
  const kemKey = crypto.peerKemKey();
  return { id: randomBytes(16).toString("hex"), kemKey, ...crypto.encapsulate(kemKey) };
}

export const newId = (): RecordId => randomBytes(16).toString("hex") as RecordId;
export const newMaterial = (): Uint8Array => new Uint8Array(randomBytes(64));

/** spec/record.md sections 5 to 7, from the bytes of the act on. @param bodyKey made before: the act names its commitment */
export function make(bed: Bed, epoch: Epoch, recipe: Recipe, bodyKey?: Uint8Array): Made {
  const { id, t, seen, body } = recipe;
  const actKey = newMaterial();
  const plaintext = framed(canonicalBytes(recipe.act), utf8(recipe.approvals ?? "[]"));
  const act = sealed(bed, { id, slot: 0, material: actKey }, (recipe.pad ?? pad)(plaintext));
  const part = body && bodyKey ? sealed(bed, { id, slot: 1, material: bodyKey }, pad(body)) : null;
  const a = commitment(actKey, plaintext);
  const plain = {
    a,
    b: body && bodyKey ? commitment(bodyKey, body) : null,
    c: [ciphertextHash(act), part && ciphertextHash(part)],
    n: [act.length, part?.length ?? 0],
    seen,
    t,
    v: 1,
  };
  const said = recipe.leaf ? recipe.leaf(plain) : plain;
  const leaf = canonicalBytes(said);
  const materials = new Map([
    [0, actKey],
    ...(bodyKey ? [[1, bodyKey] as const] : []),
    ...(recipe.files ?? []).map((key, i) => [2 + i, key] as const),
  ]);
  // What the leaf says names the wraps, true or not.
  const named = (said as { readonly a: string }).a;
  const made = { id, leaf, leafHash: leafHash(leaf), act, body: part, materials, a: named, wrap: null };
  return { ...made, wrap: recipe.wrapped === false ? null : wrapOf(bed, epoch, made) };
}

/** The keys of an entry, as section 7 sends them. */
export function wrapOf(
  { crypto, own }: Bed,
  { secret }: Epoch,
  { id, materials, a }: Pick<Made, "id" | "materials" | "a">,
): NonNullable<WireEntry["wrap"]> {
  const slots = [...materials].map(([slot, material]) => {
    const info = utf8(`setu/1 wrap ${own.party} ${id} ${slot} ${a}`);
    return { slot, bytes: crypto.seal(crypto.derive(secret, info), material, info) };
  });
  return { id, epoch: 0, slots };
}

type Part = { readonly id: RecordId; readonly slot: number; readonly material: Uint8Array };

const sealed = ({ crypto, own }: Bed, { id, slot, material }: Part, padded: Uint8Array): Uint8Array =>
  crypto.seal(material.subarray(0, 32), padded, utf8(`setu/1 ${own.party} ${id} ${slot}`));
