import { ERRORS, isSetuError, type ErrorCode } from "@setu/core";

/** RFC 7644 section 3.12, table 9. */
type ScimType =
  | "invalidFilter"
  | "invalidPath"
  | "invalidSyntax"
  | "invalidValue"
  | "mutability"
  | "noTarget";

/** What a directory asked for and the protocol itself knows a word for. */
export class ScimRefusal extends Error {
  readonly status: number;
  readonly scimType: ScimType | null;
  override readonly name = "ScimRefusal";

  constructor(scimType: ScimType | null, message: string, status = 400) {
    super(message);
    this.scimType = scimType;
    this.status = status;
  }
}

const ERROR_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error";
const SYNTAX: ReadonlySet<string> = new Set<ErrorCode>(["NOT_UTF8", "NOT_JSON", "TOO_DEEP", "BAD_STRING"]);
const TYPES: Readonly<Partial<Record<ErrorCode, string>>> = {
  DUPLICATE: "uniqueness",
  BAD_FIELD: "invalidValue",
};
/** Where the protocol has another status than our own pages have. */
const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = { BAD_FIELD: 400, STALE: 412 };
const HOUR_S = "3600";

/** An error of ours in the form of the protocol, with our own code in front of the sentence. What is no error of ours says nothing but that. */
export function scimError(error: unknown): Response {
  if (error instanceof ScimRefusal) return answer(error.status, error.scimType, error.message);
  if (!isSetuError(error)) return answer(500, null, "INTERNAL: something went wrong here");
  const { code, message } = error;
  const scimType = SYNTAX.has(code) ? "invalidSyntax" : (TYPES[code] ?? null);
  return answer(STATUS[code] ?? ERRORS[code].status, scimType, `${code}: ${message}`);
}

function answer(status: number, scimType: string | null, detail: string): Response {
  const said = { schemas: [ERROR_SCHEMA], status: String(status), ...(scimType && { scimType }), detail };
  return new Response(JSON.stringify(said), {
    status,
    headers: {
      "content-type": "application/scim+json",
      "cache-control": "no-store",
      ...(status === 429 && { "retry-after": HOUR_S }),
    },
  });
}
