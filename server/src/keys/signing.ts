import { SetuError } from "@setu/core";
import type { Keys } from "@setu/link/ports.ts";
import {
  formatNote,
  openCheckpoint,
  parseNote,
  signatureLine,
  signCheckpoint,
  TlogError,
  type Signer,
  type VerifiedCheckpoint,
  type VerifierKey,
} from "tlog";

export type SigningKeys = {
  /** Signers of one of our logs. */
  readonly own: (origin: string) => readonly Signer[];
  readonly ownMirror: readonly Signer[];
  /** Log keys of the peer for an origin, empty for an origin that is not on its card. */
  readonly peer: (origin: string) => readonly VerifierKey[];
  readonly peerMirror: readonly VerifierKey[];
};

/** The `Keys` port over C2SP notes. Every line of a note is verified or the note is refused. */
export function signing({ own, ownMirror, peer, peerMirror }: SigningKeys): Keys {
  const keysOf = (signers: readonly Signer[]) => signers.map((each) => each.key);
  return {
    sign: (checkpoint, now) => signCheckpoint(checkpoint, own(checkpoint.origin), seconds(now)),
    // Either may come back with the holder's cosignatures under it: a receipt is the same note with more lines.
    openOwn: (note, origin) => plain(open(note, origin, keysOf(own(origin)), peerMirror)),
    openPeer: (note, origin) => plain(open(note, origin, peer(origin), keysOf(ownMirror))),
    cosign(note, now) {
      const { text, signatures } = parseNote(note);
      const names = new Set(ownMirror.map(({ key }) => key.name));
      const signed = signatures.filter(({ name }) => !names.has(name));
      const added = ownMirror.map((by) => signatureLine(by, text, seconds(now)));
      return formatNote({ text, signatures: [...signed, ...added] });
    },
    openReceipt(note, origin) {
      const { size, root, signatures } = checked(note, origin, keysOf(own(origin)), peerMirror);
      const mirror = new Set(peerMirror.map(({ name }) => name));
      const times = signatures.flatMap(({ key, timestamp }) =>
        mirror.has(key.name) ? (timestamp ?? []) : [],
      );
      return { checkpoint: { origin, size, root }, t: Math.max(...times) * 1000 };
    },
  };
}

const seconds = (now: number): number => Math.floor(now / 1000);
const plain = ({ origin, size, root }: VerifiedCheckpoint) => ({ origin, size, root });

function open(
  note: string,
  origin: string,
  log: readonly VerifierKey[],
  mirror: readonly VerifierKey[],
): VerifiedCheckpoint {
  return checked(note, origin, log, countLines(note) > log.length ? mirror : []);
}

function checked(
  note: string,
  origin: string,
  log: readonly VerifierKey[],
  cosigners: readonly VerifierKey[],
): VerifiedCheckpoint {
  try {
    return openCheckpoint(note, { origin, log, cosigners, exact: true });
  } catch (cause) {
    throw refused(cause);
  }
}

function countLines(note: string): number {
  try {
    return parseNote(note).signatures.length;
  } catch (cause) {
    throw refused(cause);
  }
}

function refused(cause: unknown): unknown {
  if (!(cause instanceof TlogError)) return cause;
  return new SetuError("BAD_CHECKPOINT", "the checkpoint is not signed as it has to be", {
    cause,
    detail: { reason: cause.code },
  });
}
