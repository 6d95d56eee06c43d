import type { Code, ItemId, Party, RecordId, Workflows, WorkflowId } from "@setu/core";
import type { Checkpoint } from "tlog";
import type { VerifySignature } from "./approval.ts";
import type { Store, Tx } from "./store.ts";
import type { Fetched, Hello, PushAnswer } from "./wire.ts";

/** All effects of the link, as ports: the same code runs on a server and under the deterministic simulator. */
export type Ports = {
  readonly store: Store;
  readonly crypto: Crypto;
  readonly keys: Keys;
  /** Of persons' signatures; the simulator has a stand-in here too. */
  readonly verify: VerifySignature;
  readonly world: World;
  readonly workflows: Workflows;
  readonly identity: Identity;
  /**
   * Whether the peer has announced keys, in every lane that is applied, which are not believed yet. No pulse says before
   * that they are applied: the peer takes them into use on that word, and a restore would leave us with those before.
   */
  readonly unfollowed?: (tx: Tx) => Promise<boolean>;
};

/** Time and randomness. */
export interface World {
  /** Milliseconds since 1970. It may jump, also backwards: a log's `t` never does. */
  now(): number;
  random(bytes: number): Uint8Array;
}

export type Identity = {
  readonly party: Party;
  /** Number of this node's instance; a new one begins new logs (loss or compromise), named by the `close` of the old. */
  readonly instance: number;
  readonly peer: { readonly party: Party; readonly instance: number };
  readonly lanes: readonly Code[];
  /** Workflows this node speaks, as its pulses declare them. */
  readonly versions: readonly WorkflowId[];
  /** A pulse is due when none was written for this long, milliseconds. */
  readonly pulseEvery: number;
};

/** Encryption. The simulator may use stand-ins here and in `Keys`, nowhere else (record.md section 8). */
export interface Crypto {
  /** AES-256-GCM with a zero nonce: every key is used for one plaintext only. */
  seal(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array;
  /** @throws CANNOT_OPEN */
  open(key: Uint8Array, ciphertext: Uint8Array, aad: Uint8Array): Uint8Array;
  /** HKDF-SHA-256, 32 bytes. */
  derive(secret: Uint8Array, info: Uint8Array): Uint8Array;
  /** X-Wing. `kemKey` is the id of the peer's public key (its hash), from its card or a key entry. */
  encapsulate(kemKey: string): { readonly enc: Uint8Array; readonly secret: Uint8Array };
  /** @throws CANNOT_OPEN when the private key is not (any more) here */
  decapsulate(kemKey: string, enc: Uint8Array): Uint8Array;
  /** Id of the peer's KEM key in force for sealing to it. */
  peerKemKey(): string;
}

/** Signatures of the node: checkpoints and cosignatures, nothing else (record.md rule 9). */
export interface Keys {
  /** The signed note of a checkpoint of one of our logs, by every log key. */
  sign(checkpoint: Checkpoint, now: number): string;
  /** @throws BAD_CHECKPOINT unless we signed this note, exactly */
  openOwn(note: string, origin: string): Checkpoint;
  /**
   * @throws BAD_CHECKPOINT unless the peer's log keys signed this note, exactly; RETIRED_KEY when they were keys that
   *   others have followed, over more than those had signed by then
   */
  openPeer(note: string, origin: string): Checkpoint;
  /** The peer's verified note with our timestamped cosignatures added: the receipt. */
  cosign(note: string, now: number): string;
  /** @throws BAD_CHECKPOINT unless we signed the checkpoint and the peer cosigned it; `t` in milliseconds */
  openReceipt(note: string, origin: string): { readonly checkpoint: Checkpoint; readonly t: number };
}

/** The other node, over whatever road. Every call may fail, repeat, or reach a restarted node. */
export interface Peer {
  /** @param answering the peer has just greeted us: it need not greet back */
  hello(lane: string, answering?: boolean): Promise<Hello>;
  push(lane: string, opening: string, bundle: Uint8Array): Promise<PushAnswer>;
  /** Asks back entries of our own log that we no longer hold. */
  fetch(lane: string, from: number, to: number): Promise<Fetched>;
  /**
   * Asks again for the keys of entries of one of the lane's two logs, ours or the peer's.
   * @param positions ascending, at most MAX_ASKED
   */
  wraps(lane: string, origin: string, positions: readonly number[]): Promise<Uint8Array>;
}

/** What changed, for those who wait for it: loops to wake and screens to refresh. */
export type Touched = { readonly items: readonly ItemId[]; readonly acts: readonly RecordId[] };
