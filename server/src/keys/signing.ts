import { isSetuError, SetuError } from "@setu/core";
import type { Keys } from "@setu/link/ports.ts";
import type { Retired } from "./succession.ts";
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
  /** Keys that those above have followed. */
  readonly former?: { readonly own: readonly Retired[]; readonly peer: readonly Retired[] };
  /** The peer has signed so much of a log with its present keys, while those before still signed there. */
  readonly followed?: (origin: string, size: number) => void;
};

/** Log keys that may have signed, and up to which size. */
type LogKeys = { readonly keys: readonly VerifierKey[]; readonly until: number };

const keysOf = (signers: readonly Signer[]) => signers.map((each) => each.key);

/** The `Keys` port over C2SP notes. Every line of a note is verified or the note is refused. */
export function signing({ own, ownMirror, peer, peerMirror, former, followed }: SigningKeys): Keys {
  const before = { own: former?.own ?? [], peer: former?.peer ?? [] };
  const logKeys = (
    present: readonly VerifierKey[],
    retired: readonly Retired[],
    origin: string,
  ): readonly LogKeys[] => [
    { keys: present, until: Infinity },
    ...retired.map(({ logs, until }) => {
      const at = logs.findIndex(([key]) => key?.name === origin);
      return { keys: logs[at] ?? [], until: sizeOf(until, at) };
    }),
  ];
  const mirrors = (present: readonly VerifierKey[], retired: readonly Retired[]) => [
    present,
    ...retired.map(({ mirror }) => mirror),
  ];
  const ownLog = (origin: string) => logKeys(keysOf(own(origin)), before.own, origin);
  return {
    sign: (checkpoint, now) => signCheckpoint(checkpoint, own(checkpoint.origin), seconds(now)),
    // Either may come back with the holder's cosignatures under it: a receipt is the same note with more lines.
    openOwn: (note, origin) =>
      plain(anyOf(ownLog(origin), mirrors(peerMirror, before.peer), (...by) => open(note, origin, ...by))),
    openPeer(note, origin) {
      const present = peer(origin);
      const found = anyOf(
        logKeys(present, before.peer, origin),
        mirrors(keysOf(ownMirror), before.own),
        (...by) => open(note, origin, ...by),
      );
      const still = before.peer.some((each) => stillSigns(each, origin));
      if (still && followed && isBy(found, present)) followed(origin, found.size);
      return plain(found);
    },
    cosign(note, now) {
      const { text, signatures } = parseNote(note);
      const names = new Set(ownMirror.map(({ key }) => key.name));
      const signed = signatures.filter(({ name }) => !names.has(name));
      const added = ownMirror.map((by) => signatureLine(by, text, seconds(now)));
      return formatNote({ text, signatures: [...signed, ...added] });
    },
    openReceipt(note, origin) {
      // Made just now, so by the keys in force: how much of our log the former ones had cosigned, no card says. Keys that
      // have been announced and keys that still sign are both in force.
      const cosigners = mirrors(
        peerMirror,
        before.peer.filter(({ until }) => until?.includes(null)),
      );
      const { size, root, signatures } = anyOf(ownLog(origin), cosigners, (...by) =>
        checked(note, origin, ...by),
      );
      const mirror = new Set(peerMirror.map(({ name }) => name));
      const times = signatures.flatMap(({ key, timestamp }) =>
        mirror.has(key.name) ? (timestamp ?? []) : [],
      );
      return { checkpoint: { origin, size, root }, t: Math.max(...times) * 1000 };
    },
  };
}

/**
 * By the keys in force, or by those that they have followed, up to what these had signed by then.
 * @throws BAD_CHECKPOINT; RETIRED_KEY for a larger log under keys that were followed by others
 */
function anyOf(
  logs: readonly LogKeys[],
  mirrors: readonly (readonly VerifierKey[])[],
  read: (log: readonly VerifierKey[], mirror: readonly VerifierKey[]) => VerifiedCheckpoint,
): VerifiedCheckpoint {
  let first: unknown = null;
  let retired = false;
  for (const { keys, until } of logs)
    for (const mirror of mirrors) {
      let found: VerifiedCheckpoint;
      try {
        found = read(keys, mirror);
      } catch (error) {
        if (!isSetuError(error, "BAD_CHECKPOINT")) throw error;
        first ??= error;
        continue;
      }
      if (found.size <= until) return found;
      // The same log keys may have stood beside other cosigning keys later, and have signed more then.
      retired = true;
    }
  throw retired
    ? new SetuError("RETIRED_KEY", "the checkpoint is signed with keys that others have followed")
    : first;
}

const sizeOf = (until: Retired["until"], at: number): number => {
  if (until === null) return Infinity;
  const size = until[at];
  return size === undefined ? 0 : (size ?? Infinity);
};

const stillSigns = ({ logs, until }: Retired, origin: string): boolean =>
  until !== null && until[logs.findIndex(([key]) => key?.name === origin)] === null;

const isBy = ({ signatures }: VerifiedCheckpoint, keys: readonly VerifierKey[]): boolean =>
  keys.every((key) => signatures.some((each) => each.key === key));

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
