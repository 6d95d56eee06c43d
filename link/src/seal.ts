import {
  actBytes,
  parseAct,
  SetuError,
  type Act,
  type Hash,
  type Leaf,
  type Party,
  type RecordId,
} from "@setu/core";
import { hmacSha256, sha256 } from "tlog";
import { base64url, framed, utf8 } from "./bytes.ts";
import { pad, unpad } from "./pad.ts";
import type { Crypto, World } from "./ports.ts";
import type { KeyRow, Sealed } from "./store.ts";

/**
 * Sealing of one record (record.md section 2). Each part has a data key and a salt of its own, used once, so that
 * the body can be destroyed while the act stays. The leaf commits to plaintext and ciphertext both: AES-GCM is not
 * key-committing, and a sender could otherwise deny what the receiver read.
 */
export const SLOT = { act: 0, body: 1, attachment: 2, home: 255 } as const;

const KEY_BYTES = 32;
const decoder = new TextDecoder();

/** Data key ‖ salt, as the keyring holds them. */
export const newMaterial = (world: World): Uint8Array => world.random(2 * KEY_BYTES);
const dataKey = (material: Uint8Array) => material.subarray(0, KEY_BYTES);
const salt = (material: Uint8Array) => material.subarray(KEY_BYTES);

const aad = (from: Party, id: RecordId, slot: number) => utf8(`setu/1 ${from} ${id} ${slot}`);

/** HMAC(salt, H(plaintext)): hiding until the salt is shown, binding for ever. */
export const commitment = (material: Uint8Array, plaintext: Uint8Array): Hash =>
  base64url(hmacSha256(salt(material), sha256(plaintext)));

export type SealedBody = { readonly b: Hash; readonly ciphertext: Uint8Array; readonly key: KeyRow };

/**
 * The body first: the act names its commitment.
 * @param material for this body alone, made before: a person has signed the act that commits to it
 */
export function sealBody(
  ports: Sealing,
  from: Party,
  id: RecordId,
  body: Uint8Array,
  material: Uint8Array = newMaterial(ports.world),
): SealedBody {
  const ciphertext = ports.crypto.seal(dataKey(material), pad(body), aad(from, id, SLOT.body));
  return { b: commitment(material, body), ciphertext, key: { from, id, slot: SLOT.body, material } };
}

export function sealAct(
  ports: Sealing,
  act: Act,
  approvals: string,
  body: SealedBody | null,
): { readonly sealed: Sealed; readonly keys: readonly KeyRow[] } {
  const material = newMaterial(ports.world);
  const plaintext = framed(actBytes(act), utf8(approvals));
  const ciphertext = ports.crypto.seal(dataKey(material), pad(plaintext), aad(act.from, act.id, SLOT.act));
  const key: KeyRow = { from: act.from, id: act.id, slot: SLOT.act, material };
  return {
    sealed: {
      a: commitment(material, plaintext),
      b: body?.b ?? null,
      act: ciphertext,
      body: body?.ciphertext ?? null,
    },
    keys: body ? [key, body.key] : [key],
  };
}

/**
 * Opens the act of an entry and holds it against the leaf: what was signed, committed and sealed is one thing.
 * @throws CANNOT_OPEN | COMMITMENT_MISMATCH and the codes of parseAct
 */
export function openAct(
  crypto: Crypto,
  leaf: Pick<Leaf, "a" | "b">,
  key: KeyRow,
  ciphertext: Uint8Array,
): { readonly act: Act; readonly approvals: string } {
  const plaintext = unpad(crypto.open(dataKey(key.material), ciphertext, aad(key.from, key.id, SLOT.act)));
  if (commitment(key.material, plaintext) !== leaf.a) throw mismatch("the act");
  const [bytes, approvals] = unframe(plaintext);
  const act = parseAct(bytes);
  if (act.from !== key.from || act.id !== key.id) throw mismatch("the sender or the id");
  if ((act.item === undefined ? null : act.body) !== leaf.b) throw mismatch("the body's commitment");
  return { act, approvals: decoder.decode(approvals) };
}

/** @throws CANNOT_OPEN | COMMITMENT_MISMATCH */
export function openBody(crypto: Crypto, b: Hash, key: KeyRow, ciphertext: Uint8Array): Uint8Array {
  const body = unpad(crypto.open(dataKey(key.material), ciphertext, aad(key.from, key.id, SLOT.body)));
  if (commitment(key.material, body) !== b) throw mismatch("the body");
  return body;
}

export const ciphertextHash = (ciphertext: Uint8Array): Hash => base64url(sha256(ciphertext));

type Sealing = { readonly crypto: Crypto; readonly world: World };

function unframe(plaintext: Uint8Array): [Uint8Array, Uint8Array] {
  const view = new DataView(plaintext.buffer, plaintext.byteOffset, plaintext.length);
  const first = plaintext.length >= 4 ? view.getUint32(0) : Infinity;
  const second = plaintext.length >= first + 8 ? view.getUint32(4 + first) : Infinity;
  if (plaintext.length !== first + second + 8) throw new SetuError("CANNOT_OPEN", "the act is not framed");
  return [plaintext.subarray(4, 4 + first), plaintext.subarray(8 + first)];
}

function mismatch(what: string): SetuError {
  return new SetuError("COMMITMENT_MISMATCH", `${what} is not what the log commits to`);
}

/** The leaf of a stored entry: parseLeaf checked it when it came, or leafBytes wrote it. */
export const storedLeaf = ({ leaf }: { readonly leaf: Uint8Array }): Leaf =>
  JSON.parse(decoder.decode(leaf)) as Leaf;
