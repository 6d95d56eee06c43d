import type { TrailOfficer, TrailRow, Trail, VerifierFile } from "@setu/requests/trail.ts";
import { VERBS } from "@setu/requests/trail.ts";
import { ACCOUNTS } from "./fixtures.ts";

/** A short trail, in the stand-in: one entry that is bound and held, one that is not, one that was tampered with. */
const ITEM = `in:${"d".repeat(32)}`;
const HOUR = 3_600_000;

function rowsAt(now: number): readonly TrailRow[] {
  const [first, second] = ACCOUNTS;
  if (!first || !second) throw new Error("the stand-in has two officers");
  const by = { by: first.id, name: first.name, item: ITEM, ref: "IN-2222-2222-2", text: null };
  const pin = {
    no: 214,
    lane: "main",
    pos: 1_203,
    at: now - HOUR,
    receipted: now - HOUR + 2_000,
    holds: true,
  };
  return [
    {
      ...by,
      pos: 4,
      at: now - 60_000,
      verb: "consultation",
      do: "query",
      args: { found: 3 },
      item: null,
      ref: null,
      pin: null,
    },
    {
      ...by,
      pos: 3,
      at: now - HOUR,
      verb: "alteration",
      do: "gate",
      args: { gate: "g7", raw: "high", residual: "low", decision: "pass" },
      pin,
    },
    { ...by, pos: 2, at: now - HOUR, verb: "alteration", do: "note", args: {}, text: "Synthetic note", pin },
    {
      ...by,
      by: second.id,
      name: second.name,
      pos: 1,
      at: now - 2 * HOUR,
      verb: "disclosure",
      do: "command",
      args: {},
      pin: { ...pin, holds: false },
    },
    {
      ...by,
      pos: 0,
      at: now - 3 * HOUR,
      verb: "consultation",
      do: "read",
      args: {},
      pin: { ...pin, receipted: null },
    },
  ];
}

export function oversightIn(path: readonly string[], search: URLSearchParams): unknown {
  const now = Date.now();
  const verb = search.get("verb");
  const rows = rowsAt(now).filter((row) => verb === null || row.verb === verb);
  const tally = (n: number) => ({ n, more: false });
  switch (path[0]) {
    case "trail":
      return {
        rows,
        next: null,
        total: tally(rows.length),
        verbs: Object.fromEntries(
          VERBS.map((each) => [each, tally(rowsAt(now).filter((row) => row.verb === each).length)]),
        ) as Trail["verbs"],
        head: { origin: "ca/home/1", size: 5, root: "5e".repeat(32) },
        now,
      } satisfies Trail;
    case "officers":
      return ACCOUNTS.map(({ id, name, agency }): TrailOfficer => ({ id, name, agency }));
    case "verifier":
      return {
        file: {
          sha256: "7a".repeat(32),
          bytes: 198_639,
          href: "/api/oversight/verifier/setu-verifier.html",
        },
      } satisfies VerifierFile;
    default:
      return null;
  }
}
