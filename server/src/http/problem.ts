import { ERRORS, isSetuError, SetuError, type ErrorCode } from "@setu/core";
import type { Problem } from "@setu/requests";

/** RFC 9457 with the stable code. What is not an error of ours says nothing but that. */
export function problemOf(error: unknown): Problem {
  const known = isSetuError(error) ? error : new SetuError("INTERNAL", "something went wrong here");
  return {
    type: `urn:setu:error:${known.code.toLowerCase()}`,
    title: known.message,
    status: ERRORS[known.code].status,
    code: known.code,
    ...(Object.keys(known.detail).length > 0 && { detail: known.detail }),
  };
}

/** Of these the rest of the request was not read, so the connection cannot be used again. */
export const CUTS: ReadonlySet<string> = new Set<ErrorCode>(["TOO_LARGE", "TIMEOUT"]);

export function problemResponse(error: unknown): Response {
  const problem = problemOf(error);
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  };
  if (CUTS.has(problem.code)) headers["connection"] = "close";
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
