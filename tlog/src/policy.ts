import { formatCheckpoint, parseCheckpoint } from "./checkpoint.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { TlogError } from "./errors.ts";
import { openNote, signNote } from "./note.ts";
import { isCosigner } from "./signer.ts";
import type { Signer, Verified } from "./signer.ts";
import type { VerifierKey } from "./vkey.ts";

/** Who must have signed a checkpoint. */
export type Policy = {
  /** The only origin line accepted. */
  readonly origin: string;
  /** Keys of the log. Each of them must have signed; at least one. */
  readonly log: readonly VerifierKey[];
  /** Keys of types 0x04 and 0x06. Each of them must have cosigned. */
  readonly cosigners: readonly VerifierKey[];
  /**
   * Refuse lines of anyone else, and second lines of the same key. The specification tells verifiers to
   * ignore unknown keys (the default); with `exact` no byte of the note is left unverified.
   */
  readonly exact?: boolean;
};

export type VerifiedCheckpoint = Checkpoint & {
  /** The note text as it was signed. */
  readonly text: string;
  readonly signatures: readonly Verified[];
};

/** Formats a checkpoint and signs it with every signer; see `signNote` for `timestamp`. */
export function signCheckpoint(
  checkpoint: Checkpoint,
  signers: readonly Signer[],
  timestamp: number,
): string {
  return signNote(formatCheckpoint(checkpoint), signers, timestamp);
}

/**
 * Parses a signed checkpoint and holds it against the policy. Throws what `openNote` and `parseCheckpoint`
 * throw, and `ORIGIN_MISMATCH`, `SIGNATURE_MISSING`, `SIGNATURE_UNEXPECTED`, `POLICY_MALFORMED`.
 */
export function openCheckpoint(note: string | Uint8Array, policy: Policy): VerifiedCheckpoint {
  requirePolicy(policy);
  const required = [...policy.log, ...policy.cosigners];
  const { text, verified, unknown } = openNote(note, required);
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== policy.origin) {
    throw new TlogError("ORIGIN_MISMATCH", `the checkpoint is of another log than ${policy.origin}`);
  }
  for (const { name, keyId } of required) {
    if (!verified.some(({ key }) => key.name === name && key.keyId === keyId)) {
      throw new TlogError("SIGNATURE_MISSING", `${name} has not signed the checkpoint`);
    }
  }
  if (policy.exact === true && unknown.length + verified.length !== required.length) {
    throw new TlogError("SIGNATURE_UNEXPECTED", "the checkpoint carries a signature nobody asked for");
  }
  return { ...checkpoint, text, signatures: verified };
}

function requirePolicy({ log, cosigners }: Policy): void {
  if (log.length === 0) throw new TlogError("POLICY_MALFORMED", "a policy names at least one key of the log");
  if (!cosigners.every(isCosigner)) {
    throw new TlogError("POLICY_MALFORMED", "a plain note signature (0x01) is not a cosignature");
  }
}
