/**
 * One thing that a node has to do, and what came of asking for it. `sent`, `expected` and `came` are short texts for the
 * people who mend the node: they name bytes by what they are, never print them.
 */
export type Named = {
  /** Stable: a report of today is held against one of next year. */
  readonly id: string;
  /** Page and section below `spec/` that asks for it. */
  readonly section: string;
};

export type Outcome = "passed" | "failed" | "skipped";

export type Result = Named & {
  readonly outcome: Outcome;
  readonly sent: string;
  readonly expected: string;
  readonly came: string;
  /** Milliseconds. */
  readonly ms: number;
};

/** What a check finds. */
export type Found = Pick<Result, "outcome" | "sent" | "expected" | "came">;

export type Check = Named & { readonly run: (signal: AbortSignal) => Promise<Found> };

/** Told of each result as it comes. */
export type Heard = (result: Result) => void;

/**
 * Runs the checks one after another until the signal. A check that throws has failed: no answer of a node may bring down
 * what judges it.
 */
export async function runChecks(
  checks: Iterable<Check>,
  signal: AbortSignal,
  heard: Heard,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const { id, section, run } of checks) {
    if (signal.aborted) break;
    const began = performance.now();
    const found = await run(signal).catch((error: unknown) => broken(error));
    // What was cut off says nothing about the node.
    if (signal.aborted && found.outcome === "failed") break;
    const result = { id, section, ...found, ms: Math.round(performance.now() - began) };
    results.push(result);
    heard(result);
  }
  return results;
}

const broken = (error: unknown): Found => ({
  outcome: "failed",
  sent: "what the check sends",
  expected: "an answer",
  came: worded(error),
});

/** An error as one line: its code where it has one. */
export function worded(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" ? `${code}: ${error.message}` : error.message;
}

/** What was expected and what came, as texts that have to be the same. */
export const same = (sent: string, expected: string, came: string): Found => ({
  outcome: expected === came ? "passed" : "failed",
  sent,
  expected,
  came,
});

export const skipped = (sent: string, why: string): Found => ({
  outcome: "skipped",
  sent,
  expected: "not asked",
  came: why,
});
