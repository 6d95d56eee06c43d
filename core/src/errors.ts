/**
 * Every error that Setu can answer with, in one place. Callers switch on `code`; people read the sentence
 * in their own language from the catalogs; nothing parses messages. `status` is the HTTP status of the
 * problem answer (RFC 9457) and `exit` the exit code of the command line.
 */
export const ERRORS = {
  // intake: bytes that never become a record
  TOO_LARGE: { status: 413, exit: 2 },
  TOO_DEEP: { status: 400, exit: 2 },
  NOT_UTF8: { status: 400, exit: 2 },
  NOT_JSON: { status: 400, exit: 2 },
  NOT_CANONICAL: { status: 400, exit: 2 },
  BAD_NUMBER: { status: 400, exit: 2 },
  BAD_KEY: { status: 400, exit: 2 },
  BAD_STRING: { status: 400, exit: 2 },
  BAD_FIELD: { status: 422, exit: 2 },
  UNKNOWN_CODE: { status: 422, exit: 2 },
  WRONG_CHECK: { status: 422, exit: 2 },
  PASSED: { status: 422, exit: 2 },
  // handling
  LEVEL_UNMAPPED: { status: 422, exit: 2 },
  MARKING_UNKNOWN: { status: 422, exit: 2 },
  AUDIENCE_EMPTY: { status: 422, exit: 2 },
  OPEN_PLACE: { status: 422, exit: 2 },
  // workflow
  STALE: { status: 409, exit: 5 },
  TAKEN: { status: 409, exit: 5 },
  ILLEGAL: { status: 409, exit: 5 },
  DUPLICATE: { status: 409, exit: 5 },
  CONTRADICTION: { status: 409, exit: 5 },
  HELD: { status: 409, exit: 5 },
  UNSUPPORTED_VERSION: { status: 409, exit: 5 },
  // reach: what does not exist and what is above the reader answer alike
  NOT_FOUND: { status: 404, exit: 4 },
  SIGNED_OUT: { status: 401, exit: 3 },
  FORBIDDEN: { status: 403, exit: 3 },
  // who somebody is: the identity provider, passkeys, and what a person signs with one
  SIGN_IN_STALE: { status: 400, exit: 3 },
  IDP_REFUSED: { status: 403, exit: 3 },
  IDP_SILENT: { status: 504, exit: 8 },
  STEP_UP: { status: 403, exit: 3 },
  BAD_PASSKEY: { status: 422, exit: 3 },
  BAD_APPROVAL: { status: 422, exit: 3 },
  SUSPENDED: { status: 403, exit: 3 },
  EXCHANGE_SUSPENDED: { status: 409, exit: 3 },
  KEY_COPIED: { status: 409, exit: 7 },
  // the link
  NOT_LINKED: { status: 409, exit: 6 },
  TRAINING_MIXED: { status: 409, exit: 6 },
  LINK_VERSION: { status: 409, exit: 6 },
  WRONG_PEER: { status: 403, exit: 6 },
  WRONG_ORIGIN: { status: 400, exit: 6 },
  BAD_CHECKPOINT: { status: 400, exit: 6 },
  BAD_PROOF: { status: 400, exit: 6 },
  BAD_BUNDLE: { status: 400, exit: 6 },
  FORK: { status: 409, exit: 7 },
  ROLLBACK: { status: 409, exit: 7 },
  WITNESS_DIFFERS: { status: 409, exit: 7 },
  RETIRED_KEY: { status: 403, exit: 7 },
  ROOT_REFUSED: { status: 403, exit: 7 },
  SEEN_BEYOND: { status: 409, exit: 7 },
  LINK_STOPPED: { status: 423, exit: 7 },
  VOID_ACT: { status: 409, exit: 7 },
  DISPOSED_CONTENT: { status: 409, exit: 7 },
  OWN_LOG_CLOSED: { status: 423, exit: 7 },
  OVER_QUOTA: { status: 429, exit: 6 },
  PEER_SILENT: { status: 504, exit: 6 },
  CANNOT_OPEN: { status: 422, exit: 6 },
  COMMITMENT_MISMATCH: { status: 422, exit: 6 },
  // files: what the scanner found, what it has not answered about, and what is not taken without a word
  QUARANTINED: { status: 409, exit: 5 },
  UNSCANNED: { status: 503, exit: 8 },
  REASON_NEEDED: { status: 409, exit: 5 },
  // what its originator keeps control of is not passed on
  ORIGINATOR_CONTROLLED: { status: 409, exit: 5 },
  BAD_SUBSET: { status: 422, exit: 2 },
  // more than an officer reads in so short a time
  TOO_MANY_READS: { status: 429, exit: 6 },
  // release: gates that are open or stopped, nobody who approved
  NOT_RELEASED: { status: 409, exit: 5 },
  // an exchange that rests on nothing in force
  NO_INSTRUMENT: { status: 409, exit: 5 },
  // what came is not used yet
  GATES_OPEN: { status: 409, exit: 5 },
  LEAVE_NEEDED: { status: 409, exit: 5 },
  // an individual's request: too little was searched, its processing is restricted, its letter does not leave yet
  NOT_SEARCHED: { status: 409, exit: 5 },
  RESTRICTED: { status: 423, exit: 5 },
  NOT_YET: { status: 409, exit: 5 },
  // nothing of it is destroyed
  ON_HOLD: { status: 423, exit: 5 },
  STILL_OPEN: { status: 409, exit: 5 },
  // what should be destroyed is still here, or may come back
  PURGE_LATE: { status: 500, exit: 7 },
  COPY_KEPT: { status: 500, exit: 7 },
  JOURNAL_BROKEN: { status: 500, exit: 7 },
  // this node
  BUSY: { status: 503, exit: 8 },
  UNKNOWN_OUTCOME: { status: 503, exit: 8 },
  MONOTONE: { status: 500, exit: 7 },
  CORRUPT: { status: 500, exit: 7 },
  POLICY_INVALID: { status: 500, exit: 7 },
  WALL_OPEN: { status: 500, exit: 7 },
  STANDING_UNKNOWN: { status: 500, exit: 7 },
  SESSION_UNKNOWN: { status: 500, exit: 7 },
  TIMEOUT: { status: 408, exit: 8 },
  USAGE: { status: 400, exit: 1 },
  INTERNAL: { status: 500, exit: 9 },
} as const;

export type ErrorCode = keyof typeof ERRORS;

export class SetuError extends Error {
  readonly code: ErrorCode;
  /** Codes, ids and numbers only: a detail is shown, logged and sent to the peer, so it never carries content. */
  readonly detail: Readonly<Record<string, string | number>>;
  override readonly name = "SetuError";

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; detail?: Record<string, string | number> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = options.detail ?? {};
  }
}

export const isSetuError = (error: unknown, code?: ErrorCode): error is SetuError =>
  error instanceof SetuError && (code === undefined || error.code === code);
