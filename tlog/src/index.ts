export { ed25519, hmacSha256, mldsa44, sha256 } from "#crypto";
export type { Scheme } from "./scheme.ts";

export { TlogError } from "./errors.ts";
export type { TlogErrorCode } from "./errors.ts";

export { equalBytes } from "./bytes.ts";
export { HASH_BYTES, emptyRoot, leafHash, nodeHash } from "./hash.ts";
export type { Coordinate } from "./range.ts";
export { append, emptyFrontier, frontierAt, frontierCoordinates, listReader, root } from "./tree.ts";
export type { Frontier, HashReader } from "./tree.ts";
export {
  consistencyCoordinates,
  consistencyProof,
  inclusionCoordinates,
  inclusionProof,
  verifyConsistency,
  verifyInclusion,
} from "./proof.ts";
export type { ConsistencyClaim, InclusionClaim } from "./proof.ts";

export { KEY_TYPES, formatVkey, parseVkey, verifierKey } from "./vkey.ts";
export type { KeyType, VerifierKey } from "./vkey.ts";
export { signer } from "./signer.ts";
export type { Signer, Verified } from "./signer.ts";
export {
  MAX_NOTE_BYTES,
  MAX_NOTE_SIGNATURES,
  formatNote,
  openNote,
  parseNote,
  signNote,
  signatureLine,
} from "./note.ts";
export type { Note, NoteSignature, OpenedNote } from "./note.ts";
export { formatCheckpoint, parseCheckpoint } from "./checkpoint.ts";
export type { Checkpoint } from "./checkpoint.ts";
export { cosignatureV1Message, subtreeV1Message } from "./cosignature.ts";
export { openCheckpoint, signCheckpoint } from "./policy.ts";
export type { Policy, VerifiedCheckpoint } from "./policy.ts";

export {
  MAX_REQUEST_BYTES,
  SIZE_TYPE,
  formatAddCheckpoint,
  formatCosignatures,
  openAddCheckpoint,
  openCosignatures,
  parseAddCheckpoint,
  parseConflict,
  requireExtends,
  witnessStatus,
} from "./witness.ts";
export type { AddCheckpoint, Cosignature, OpenedRequest } from "./witness.ts";
export { MAX_TRUST_BYTES, openWitnessed, parseTrust, requireQuorum } from "./trust.ts";
export type { Trust, TrustedLog, Witness, WitnessedCheckpoint } from "./trust.ts";

export { MAX_PROOF_FILE_BYTES, formatTlogProof, parseTlogProof, verifyTlogProof } from "./tlogproof.ts";
export type { TlogProof, VerifiedProof } from "./tlogproof.ts";

export {
  MAX_ENTRY_BYTES,
  TILE_WIDTH,
  bundles,
  encodeBundle,
  hashTiles,
  parseBundle,
  parseTilePath,
  tilePath,
} from "./tiles.ts";
export type { Tile } from "./tiles.ts";
export { CHECKPOINT_PATH, exportFiles, verifyFiles } from "./directory.ts";
export type { FileReader, LogFile } from "./directory.ts";
