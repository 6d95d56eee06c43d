/** Of the token endpoint: the codes are the standards' (RFC 6749 section 5.2; RFC 9449 sections 5 and 8). */
const STATUS = {
  invalid_request: 400,
  invalid_client: 401,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  invalid_dpop_proof: 400,
  use_dpop_nonce: 400,
} as const;

export type RefusalCode = keyof typeof STATUS;

/** A client is told the code alone; the reason is for the log of the node. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly reason: string;
  override readonly name = "Refusal";

  constructor(code: RefusalCode, reason: string, cause?: unknown) {
    super(`${code}: ${reason}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.reason = reason;
  }

  get status(): (typeof STATUS)[RefusalCode] {
    return STATUS[this.code];
  }
}
