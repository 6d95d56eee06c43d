import {
  actBytes,
  SetuError,
  type Act,
  type Code,
  type Hash,
  type Instant,
  type Opaque,
  type Party,
  type PersonsAct,
} from "@setu/core";
import { actChallenge, approvalOf, formatApprovals, siteOf } from "@setu/link";
import type { Crypto, Keys, VerifySignature } from "@setu/link";
import { equalBytes, formatCheckpoint, parseCheckpoint, sha256, type Checkpoint } from "tlog";
import { KeyRing, type Retired } from "./key-ring.ts";

/**
 * Stand-ins for encryption and signatures, and for nothing else (record.md section 8). They keep what the protocol
 * relies on: a wrong key does not open, and nobody else's word passes for a signature.
 */
const encoder = new TextEncoder();
export const text = (value: string): Uint8Array => encoder.encode(value);
const TAG_BYTES = 16;

export function fakeCrypto(peer: Party, random: (n: number) => Uint8Array): Crypto {
  const tag = (key: Uint8Array, aad: Uint8Array) => mixed(key, aad, TAG_BYTES);
  return {
    seal(key, plaintext, aad) {
      const out = new Uint8Array(plaintext.length + TAG_BYTES);
      out.set(plaintext);
      out.set(tag(key, aad), plaintext.length);
      return out;
    },
    open(key, ciphertext, aad) {
      const end = ciphertext.length - TAG_BYTES;
      if (end < 0 || !equalBytes(ciphertext.subarray(end), tag(key, aad))) {
        throw new SetuError("CANNOT_OPEN", "the key does not open this");
      }
      return ciphertext.subarray(0, end);
    },
    derive: (secret, info) => mixed(secret, info, 32),
    encapsulate: () => {
      const secret = random(32);
      return { enc: secret, secret };
    },
    decapsulate: (_key, enc) => enc,
    peerKemKey: () => `kem-${peer}`,
  };
}

const NOTE = /^((?:[^\n]*\n){3})\n— (\w+) ([0-9a-f]{8})(?: \+ (\w+) (\d+))?\n$/;

const FNV = 0x811c9dc5;

/** Over exactly this text: what a lying peer alters under another's name is no longer signed. */
function signatureOf(body: string, signer: Party, number: number): string {
  const h = stirred(stirred(FNV, body), number === 0 ? signer : `${signer} ${number}`);
  return (Math.imul(h ^ (h >>> 15), 0x85ebca6b) >>> 0).toString(16).padStart(8, "0");
}

/** FNV-1a over the units of a text: notes are ASCII. */
function stirred(seed: number, value: string): number {
  let h = seed;
  for (let i = 0; i < value.length; i++) h = Math.imul(h ^ value.charCodeAt(i), 0x01000193);
  return h;
}

/** A head under keys of this number, whoever has them. */
export function signAs(signer: Party, number: number, checkpoint: Checkpoint): string {
  const body = formatCheckpoint(checkpoint);
  return `${body}\n— ${signer} ${signatureOf(body, signer, number)}\n`;
}

/** The number of the keys that signed a note, null for none up to `newest`. */
export function signedBy(note: string, signer: Party, newest: number): number | null {
  const [, body = "", , signature] = NOTE.exec(note) ?? [];
  for (let number = newest; number >= 0; number--)
    if (signatureOf(body, signer, number) === signature) return number;
  return null;
}

const cosigner = (party: Party, number: number) => (number === 0 ? party : `${party}_${number}`);

type Ends = readonly Retired<number | null>[];

/**
 * By the keys of the ring as they are at each call.
 * @param cosigned how much of a log of the other side this node has ever cosigned
 */
export function fakeKeys(
  us: Party,
  peer: Party,
  ring: KeyRing = new KeyRing(),
  cosigned: (origin: string) => number = () => 0,
): Keys {
  const open = (note: string, origin: string, signer: Party, present: number, former: Ends) => {
    const parts = NOTE.exec(note);
    const newest = Math.max(present, ...former.map(({ number }) => number));
    const by = parts?.[2] === signer ? signedBy(note, signer, newest) : null;
    const retired = former.find(({ number }) => number === by);
    if (!parts || by === null || (by !== present && !retired))
      throw new SetuError("BAD_CHECKPOINT", "not signed by this party");
    const checkpoint = parseCheckpoint(parts[1] as string);
    if (checkpoint.origin !== origin) throw new SetuError("BAD_CHECKPOINT", "another log");
    if (by !== present && checkpoint.size > (retired?.until.get(origin) ?? Infinity))
      throw new SetuError("RETIRED_KEY", "signed with keys that others have followed");
    return { checkpoint, parts, by };
  };
  return {
    sign: (checkpoint) => signAs(us, ring.present, checkpoint),
    openOwn: (note, origin) => open(note, origin, us, ring.present, ring.former).checkpoint,
    openPeer: (note, origin) => {
      const { checkpoint, by } = open(note, origin, peer, ring.peer, ring.peerFormer);
      if (by === ring.peer) ring.ends(origin, Math.max(checkpoint.size, cosigned(origin)));
      return checkpoint;
    },
    cosign: (note, now) => {
      const parts = NOTE.exec(note) as RegExpExecArray;
      return `${parts[1]}\n— ${parts[2]} ${parts[3]} + ${cosigner(us, ring.present)} ${now}\n`;
    },
    openReceipt: (note, origin) => {
      const { checkpoint, parts } = open(note, origin, us, ring.present, ring.former);
      // Former ones cosign as long as they still sign anywhere.
      const still = ring.peerFormer.filter(({ until }) => [...until.values()].includes(null));
      const names = [ring.peer, ...still.map(({ number }) => number)].map((n) => cosigner(peer, n));
      if (!names.includes(parts[4] as Party)) throw new SetuError("BAD_CHECKPOINT", "not cosigned");
      return { checkpoint, t: Number(parts[5]) };
    },
  };
}

/** The key of an officer: as a party declares it, and as she has it in her hand. */
export type FakeKey = { readonly officer: Opaque; readonly key: Hash; readonly spki: Uint8Array };

const ORIGIN = "https://setu.example";
const SITE = siteOf("setu.example", ORIGIN);

export function fakeKey(officer: Opaque, name: string): FakeKey {
  const spki = text(`key ${name}`);
  return { officer, key: hashOf(spki), spki };
}

export const keyAct = (
  { officer, key, spki }: FakeKey,
  from: number,
  until: number,
): PersonsAct & { readonly do: "officer-key" } => ({
  do: "officer-key",
  officer,
  key,
  kind: "webauthn" as Code,
  alg: "es256",
  spki,
  site: SITE,
  from: from as Instant,
  until: until as Instant,
});

/** Her signature over exactly this act, as a browser and an authenticator make it. */
export function fakeApproval({ key, spki }: Pick<FakeKey, "key" | "spki">, act: Act): string {
  const challenge = actChallenge(actBytes(act)).toBase64({ alphabet: "base64url", omitPadding: true });
  const clientDataJSON = text(JSON.stringify({ type: "webauthn.get", challenge, origin: ORIGIN }));
  const rp = Uint8Array.fromBase64(SITE.rp, { alphabet: "base64url" });
  const authenticatorData = new Uint8Array([...rp, 0b101, 0, 0, 0, 0]);
  const message = new Uint8Array([...authenticatorData, ...sha256(clientDataJSON)]);
  const signature = fakeSignature(spki, message);
  return formatApprovals([approvalOf(key, { authenticatorData, clientDataJSON, signature })]);
}

const hashOf = (bytes: Uint8Array): Hash =>
  sha256(bytes).toBase64({ alphabet: "base64url", omitPadding: true }) as Hash;

/** What the key of an officer makes of a message: whoever has the public key can say it again, and nobody else's is it. */
export const fakeSignature = (spki: Uint8Array, message: Uint8Array): Uint8Array =>
  mixed(spki, message, TAG_BYTES);

export const fakeVerify: VerifySignature = ({ spki }, message, signature) =>
  equalBytes(signature, fakeSignature(spki, message));

/** FNV-1a over both inputs, stretched: collisions are no danger among the few keys of a schedule. */
function mixed(key: Uint8Array, info: Uint8Array, bytes: number): Uint8Array {
  let h = FNV;
  for (const byte of key) h = Math.imul(h ^ byte, 0x01000193);
  for (const byte of info) h = Math.imul(h ^ byte, 0x01000193);
  const out = new Uint8Array(bytes);
  const view = new DataView(out.buffer);
  for (let at = 0; at < bytes; at += 4) {
    h = Math.imul(h ^ (h >>> 15), 0x85ebca6b) + at;
    view.setUint32(at, h >>> 0);
  }
  return out;
}
