import { isSetuError, type ErrorCode } from "@setu/core";
import { ownOrigin, peerOrigin, type Ports } from "@setu/link";
import {
  equalBytes,
  formatAddCheckpoint,
  formatNote,
  openCosignatures,
  openNote,
  parseCheckpoint,
  parseConflict,
  parseNote,
  TlogError,
  type Checkpoint,
  type Trust,
  type VerifierKey,
} from "tlog";
import type { PgStore, PgTx } from "../db/pg-store.ts";
import type { Log } from "../http/log.ts";
import { askWitness, monitoring, submission, type AskWitness } from "./client.ts";
import { idOf, putCosignature, putRefusal, readHeads } from "./rows.ts";
import { proofSince, rootAt } from "./trees.ts";

export type WitnessingOptions = {
  readonly store: PgStore;
  readonly ports: Ports;
  readonly trust: Trust;
  /** Keys of our logs and of the peer's, by origin; none of a log that is nobody's. */
  readonly keys: { readonly own: KeysOf; readonly peer: KeysOf };
  /** Whether the peer has been heard on this lane since the start: until then a restored node may lack what it had signed. */
  readonly ready: (lane: string) => boolean;
  readonly log: Log;
  readonly ask?: AskWitness;
};
type KeysOf = (origin: string) => readonly VerifierKey[];

/** A cosignature at the same size is asked for anew after so long: it says that the log has stood still. */
const REFRESH = 600_000;
/** A witness that has cosigned more since than we know of is told the size that it names, once. */
const TRIES = 2;

type Receipted = { readonly note: string; readonly text: string; readonly checkpoint: Checkpoint };

/**
 * Asks witnesses to cosign our link logs, and looks whether what they hold of either side's logs is what we hold. Only what
 * the peer has cosigned is shown to them: after a restore it comes back from there before anything is signed, so no witness
 * has ever seen more than a restored node has. Nothing waits for a witness.
 */
export class Witnessing {
  readonly #options: WitnessingOptions;
  readonly #ask: AskWitness;
  /** Checkpoints of the peer that a witness has and we do not hold yet, by address and origin. */
  readonly #ahead = new Map<string, string>();
  readonly #told = new Map<string, string>();

  constructor(options: WitnessingOptions) {
    this.#options = options;
    this.#ask = options.ask ?? askWitness;
  }

  /** Addresses; one witness may have several keys, and is asked once. */
  get addresses(): readonly string[] {
    return [...new Set(this.#options.trust.witnesses.flatMap(({ url }) => url ?? []))];
  }

  /** Every log once. A witness that is away or says nonsense is written down, and stops nothing. */
  async round(address: string): Promise<void> {
    const { ports, ready } = this.#options;
    for (const lane of ports.identity.lanes) {
      if (!ready(lane)) continue;
      await this.#cosigned(address, lane);
      await this.#compared(address, lane);
    }
  }

  #keysAt(address: string): readonly VerifierKey[] {
    return this.#options.trust.witnesses.flatMap(({ url, key }) => (url === address ? [key] : []));
  }

  /** Our log: what the peer has cosigned, shown to the witness. */
  async #cosigned(address: string, lane: string): Promise<void> {
    const { store, ports } = this.#options;
    const origin = ownOrigin(ports.identity, lane);
    const keys = this.#keysAt(address);
    const begun = await store.tx(async (tx) => {
      const own = await tx.own(origin, false);
      const receipt = await tx.receiptUpTo(origin, 0, own.size);
      return receipt ? { receipt, heads: await readHeads(tx.db, keys.map(idOf), [origin]) } : null;
    });
    if (!begun) return;
    const ours = this.#withoutPeer(begun.receipt.note, origin);
    const known = begun.heads.filter(({ heard }) => heard > 0);
    const heard = known.length < keys.length ? 0 : Math.min(...known.map((each) => each.heard));
    const size = Math.max(0, ...known.map((each) => each.size));
    if (size === ours.checkpoint.size && ports.world.now() - heard < REFRESH) return;
    let old = Math.min(size, ours.checkpoint.size);
    for (let tries = 0; tries < TRIES; tries++) {
      const at = old;
      const proof = await store.tx((tx) => proofSince(tx, ours.checkpoint, at)).catch(codeOf);
      if (typeof proof === "string") return this.#refused(address, origin, proof);
      const request = formatAddCheckpoint({ oldSize: at, proof, checkpoint: ours.note });
      const answer = await this.#ask(submission(address), request);
      if (answer?.status === 200) return this.#keep(address, ours, answer.body);
      const named = answer?.status === 409 ? conflictOf(answer.body) : null;
      if (named !== null && named !== at && named <= ours.checkpoint.size) {
        old = named;
        continue;
      }
      if (answer?.status === 409 || answer?.status === 422) return this.#otherHistory(address, lane, ours);
      return this.#refused(address, origin, answer ? `HTTP_${answer.status}` : "SILENT");
    }
    return this.#refused(address, origin, "HTTP_409");
  }

  /** A receipt as the log alone has signed it: who the peer is, is nothing to the witness. */
  #withoutPeer(receipt: string, origin: string): Receipted {
    const { text, signatures } = parseNote(receipt);
    const note = formatNote({ text, signatures: signatures.filter(({ name }) => name === origin) });
    return { note, text, checkpoint: parseCheckpoint(text) };
  }

  async #keep(address: string, { text, checkpoint }: Receipted, body: Uint8Array): Promise<void> {
    const { store, ports } = this.#options;
    const { origin, size } = checkpoint;
    try {
      const found = openCosignatures(body, text, this.#keysAt(address));
      await store.tx(async (tx) => {
        for (const each of found) await putCosignature(tx.db, { origin, size, now: ports.world.now() }, each);
      });
      this.#told.delete(`${address} ${origin}`);
    } catch (error) {
      if (!(error instanceof TlogError)) throw error;
      await this.#refused(address, origin, error.code);
    }
  }

  /** The witness says that we do not continue what it has. Only a statement under our own signature is evidence of that. */
  async #otherHistory(address: string, lane: string, ours: Receipted): Promise<void> {
    const { origin } = ours.checkpoint;
    const theirs = await this.#held(address, origin, this.#options.keys.own(origin));
    const differs = theirs !== null && (await this.#differs(theirs, origin));
    if (theirs !== null && differs)
      await this.#alarm("WITNESS_DIFFERS", lane, [theirs.note, ours.note], false);
    await this.#refused(address, origin, differs ? "WITNESS_DIFFERS" : "HTTP_409");
  }

  /** Whether a checkpoint of ours is none that this node has signed. */
  #differs({ checkpoint }: Held, origin: string): Promise<boolean> {
    return this.#options.store.tx(async (tx) => {
      const own = await tx.own(origin, false);
      return checkpoint.size > own.size || !(await isOurs(tx, checkpoint));
    });
  }

  /** The peer's log: whether it has shown a witness what it has shown us. */
  async #compared(address: string, lane: string): Promise<void> {
    const { store, ports, keys } = this.#options;
    const origin = peerOrigin(ports.identity, lane);
    const place = `${address} ${origin}`;
    const kept = this.#ahead.get(place);
    const found = await this.#held(address, origin, keys.peer(origin));
    for (const theirs of [kept === undefined ? null : heldOf(kept, origin, keys.peer(origin)), found]) {
      if (theirs === null || theirs.checkpoint.size === 0) continue;
      const { held, same, checkpoint } = await store.tx(async (tx) => {
        const log = await tx.peer(origin, "none");
        const within = theirs.checkpoint.size <= log.held;
        return {
          held: within,
          same: within && (await isOurs(tx, theirs.checkpoint)),
          checkpoint: log.checkpoint,
        };
      });
      // The first that is ahead is kept: what the witness shows later may never be what we come to hold.
      if (!held && !this.#ahead.has(place)) this.#ahead.set(place, theirs.note);
      if (held && theirs.note === kept) this.#ahead.delete(place);
      if (held && !same) await this.#alarm("FORK", lane, [checkpoint, theirs.note], true);
    }
  }

  /** What a witness has of a log, when the log itself has signed it. */
  async #held(address: string, origin: string, keys: readonly VerifierKey[]): Promise<Held | null> {
    const answer = await this.#ask(monitoring(address, origin));
    return answer?.status === 200 ? heldOf(answer.body, origin, keys) : null;
  }

  async #alarm(code: ErrorCode, lane: string, notes: readonly string[], stop: boolean): Promise<void> {
    const { store, ports } = this.#options;
    const alarm = { code, at: ports.world.now(), lane, evidence: notes.join("\n") };
    await store.tx((tx) => tx.alarm(ports.identity.peer.party, alarm, stop));
  }

  async #refused(address: string, origin: string, code: string): Promise<void> {
    const { store, log } = this.#options;
    const place = `${address} ${origin}`;
    // Said when it begins, and when it is another reason: a witness may be away for a week.
    if (this.#told.get(place) !== code) log("witness-refused", { origin, code });
    this.#told.set(place, code);
    await store.tx(async (tx) => {
      for (const key of this.#keysAt(address)) await putRefusal(tx.db, idOf(key), origin, code);
    });
  }
}

type Held = { readonly note: string; readonly checkpoint: Checkpoint };

/** Null for what is not of this log or not under its signature: whoever says it has shown nothing. */
function heldOf(note: Uint8Array | string, origin: string, keys: readonly VerifierKey[]): Held | null {
  try {
    const { text } = openNote(note, keys);
    const checkpoint = parseCheckpoint(text);
    const { signatures } = parseNote(note);
    // As evidence: the lines of the log, and no stranger's.
    const own = signatures.filter(({ name }) => keys.some((key) => key.name === name));
    return checkpoint.origin === origin ? { note: formatNote({ text, signatures: own }), checkpoint } : null;
  } catch (error) {
    if (error instanceof TlogError) return null;
    throw error;
  }
}

const isOurs = async (tx: PgTx, { origin, size, root }: Checkpoint): Promise<boolean> =>
  equalBytes(await rootAt(tx, origin, size), root);

function conflictOf(body: Uint8Array): number | null {
  try {
    return parseConflict(body);
  } catch (error) {
    if (error instanceof TlogError) return null;
    throw error;
  }
}

function codeOf(error: unknown): string {
  if (isSetuError(error, "CORRUPT")) return error.code;
  throw error;
}
