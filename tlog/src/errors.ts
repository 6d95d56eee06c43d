/**
 * Stable reasons for refusal. Codes never change meaning; messages may be reworded.
 *
 * Verification in this library throws instead of returning a boolean, so that a forgotten `if` cannot accept
 * a bad proof.
 */
export type TlogErrorCode =
  // arguments out of bounds
  | "SIZE_RANGE"
  | "INDEX_RANGE"
  | "HASH_LENGTH"
  | "HASH_MISSING"
  | "FRONTIER_MALFORMED"
  | "TIMESTAMP_RANGE"
  // proofs
  | "PROOF_LENGTH"
  | "ROOT_MISMATCH"
  // text and keys
  | "TEXT_ENCODING"
  | "BASE64"
  | "KEY_LENGTH"
  | "KEY_NAME"
  | "KEY_TYPE"
  | "VKEY_MALFORMED"
  // signed notes and checkpoints
  | "NOTE_SIZE"
  | "NOTE_MALFORMED"
  | "NOTE_SIGNATURE_COUNT"
  | "SIGNATURE_INVALID"
  | "SIGNATURE_MISSING"
  | "SIGNATURE_UNEXPECTED"
  | "CHECKPOINT_MALFORMED"
  | "ORIGIN_MISMATCH"
  | "POLICY_MALFORMED"
  // proof files
  | "PROOF_FILE_SIZE"
  | "PROOF_FILE_MALFORMED"
  // witnesses
  | "REQUEST_MALFORMED"
  | "RESPONSE_MALFORMED"
  | "LOG_UNKNOWN"
  | "SIZE_CONFLICT"
  // trust policies
  | "TRUST_SIZE"
  | "TRUST_MALFORMED"
  | "QUORUM_MISSING"
  // tiles
  | "TILE_PATH"
  | "ENTRY_SIZE"
  | "ENTRY_COUNT"
  | "BUNDLE_MALFORMED"
  | "FILE_MISSING"
  | "FILE_MISMATCH";

export class TlogError extends Error {
  override readonly name = "TlogError";
  readonly code: TlogErrorCode;

  constructor(code: TlogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
