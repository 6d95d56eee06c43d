import { parseBounded } from "@setu/core";
import type { Hono } from "hono";
import type { Env } from "./app.ts";
import { bounded, checkOrigin, Quota, VIOLATIONS } from "./guard.ts";
import type { Log } from "./log.ts";

const LIMITS = { bytes: 16 * 1024, ms: 5_000, rate: 1, burst: 20 };
const DIRECTIVE = /^[a-z][a-z-]{1,40}$/;

/**
 * A browser says that the policy has stopped something on a page of ours. The log keeps the directive and nothing else:
 * the rest is text of whoever wrote what was stopped. It needs no session, so it has a quota of its own.
 */
export function violationRoutes(app: Hono<Env>, log: Log): void {
  const quota = new Quota(LIMITS.rate, LIMITS.burst);
  app.post(VIOLATIONS, async (c) => {
    checkOrigin(c);
    quota.take("violations");
    const chunks: Uint8Array[] = [];
    for await (const chunk of bounded(c, LIMITS.bytes, LIMITS.ms)) chunks.push(chunk);
    const told = parseBounded(Buffer.concat(chunks), LIMITS.bytes) as Readonly<
      Record<string, unknown>
    > | null;
    const report = told?.["csp-report"] as Readonly<Record<string, unknown>> | null | undefined;
    const directive = report?.["effective-directive"] ?? report?.["violated-directive"];
    const known = typeof directive === "string" && DIRECTIVE.test(directive);
    log("policy-violation", { directive: known ? directive : "unknown" });
    return c.body(null, 204);
  });
}
