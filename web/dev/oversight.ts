import type { TrailOfficer, TrailRow, Trail, VerifierFile } from "@setu/requests/trail.ts";
import type { Instant } from "@setu/core";
import type { RequestView } from "@setu/requests/api.ts";
import type { Dossier, GroundCase, Grounds } from "@setu/requests/dossier.ts";
import type { Statistics } from "@setu/requests/statistics.ts";
import type { Findings, Holds } from "@setu/requests/findings.ts";
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

function caseOf(at: number, decision: "pass" | "refuse", residual: "low" | "high"): GroundCase {
  const [author = { id: "" }, decider = { id: "" }] = ACCOUNTS;
  return {
    id: "e".repeat(32),
    proposal: "a".repeat(32),
    gate: "g7",
    decider: decider.id,
    at: at as Instant,
    evidence: "Synthetic evidence",
    raw: "high",
    mitigations: decision === "pass" ? "A written assurance, of synthetic words" : "",
    residual,
    basis: "Synthetic Act, s. 3",
    decision,
    conditions: "",
    until: null,
    scope: { matter: ITEM, subject: "synthetic person", purpose: "investigation", recipients: [] },
    pos: at,
    ref: "IN-2222-2222-2",
    item: ITEM,
    author: author.id,
    approver: null,
    state: decision === "pass" ? "approved" : "returned",
    profile: "giving 1",
    faults: decision === "pass" ? ["threshold", "over-rated"] : ["threshold"],
  };
}

/** How a matter was decided: over one gate, with a doubt, by another than who wrote it. */
export function dossierIn({ item, ref, timeline }: RequestView, now: number): Dossier {
  const [author = { id: "" }, decider = { id: "" }] = ACCOUNTS;
  return {
    item,
    ref,
    decisions: [
      {
        id: timeline.find(({ side }) => side === "us")?.id ?? "",
        do: "answer",
        author: author.id,
        at: now - 2 * HOUR,
        hash: "3Qp7aZ0mY6cT1nB9sK4vX8rL2wE5dG0hJ7fU3iO6qAY",
        state: "approved",
        approver: decider.id,
        decidedAt: now - HOUR,
        alone: null,
        answers: [caseOf(now - HOUR, "pass", "low")],
        again: [],
        remarks: [{ do: "send-back", by: decider.id, at: now - HOUR, text: "Synthetic doubt" }],
        profile: "giving 1",
      },
    ],
    knew: rowsAt(now).filter(({ do: what }) => what === "read" || what === "query"),
    hashes: Object.fromEntries(timeline.map(({ id }) => [id, "7a".repeat(32)])),
    complete: { home: 5, ours: 1, theirs: timeline.length - 1, gone: 1, size: 5, unreadable: 1 },
  };
}

const NAMES = {
  ...Object.fromEntries(ACCOUNTS.map(({ id, name }) => [id, name])),
  "officer-reviews": "R. Reviewer",
};

/** One that waits, and one that was answered. */
export function findingsIn(now: number, all: boolean): Findings {
  const [to = { id: "", name: "" }] = ACCOUNTS;
  const said = (id: string, what: string, by: string, at: number) => ({
    id: id.repeat(32),
    item: ITEM,
    by,
    at,
    do: what,
    args: {},
    text: `Synthetic ${what}`,
  });
  const first = said("1", "finding", "officer-reviews", now - 2 * HOUR);
  const finding = {
    id: first.id,
    item: ITEM,
    ref: "IN-2222-2222-2",
    state: "open",
    by: first.by,
    to: to.id,
    until: now + 24 * HOUR,
    said: [first],
  } as const;
  return {
    findings: [
      finding,
      {
        ...finding,
        id: "2".repeat(32),
        state: "answered",
        said: [
          said("2", "finding", first.by, now - 3 * HOUR),
          said("3", "finding-answer", to.id, now - HOUR),
        ],
      },
    ],
    leads: all ? [{ id: to.id, name: to.name }] : [],
    names: NAMES,
    now,
  };
}

function statisticsIn(year: number): Statistics {
  const figures = {
    asked: 42,
    answered: 30,
    refused: 7,
    withdrawn: 2,
    lapsed: 0,
    open: 3,
    late: 5,
    life: 1,
    medianDays: 3.5,
    byGround: { "not-held": 6, "cannot-assist": null },
    byKind: { "subscriber-identity": 25, "financial-flows": 17 },
    byUrgency: { routine: 30, immediate: 12 },
    bySaid: { correct: 6, "recall-answered": 5, "recall-late": 7 },
  };
  return {
    v: "setu-statistics/1",
    year,
    shared: { ca: figures, in: { ...figures, asked: 38 } },
    own: {
      alone: 1,
      unreviewed: 0,
      substantial: 2,
      disclosed: 1,
      asking: 0,
      disclosuresStopped: 1,
      askingStopped: 0,
      used: 0,
      usesStopped: 0,
    },
    individuals: {
      registered: 17,
      decided: 12,
      late: 1,
      open: 5,
      byAsked: { access: 10, deletion: 7 },
      byOutcome: { "nothing-to-disclose": 7, "disclosed-in-part": 5 },
    },
  };
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
    case "grounds":
      return {
        gate: "g7",
        rows: [caseOf(now, "pass", "low"), caseOf(now - HOUR, "refuse", "high")],
        next: null,
        cells: [
          { raw: "high", decision: "pass", n: 1 },
          { raw: "high", decision: "refuse", n: 1 },
        ],
        names: Object.fromEntries(ACCOUNTS.map(({ id, name }) => [id, name])),
      } satisfies Grounds;
    case "statistics":
      return statisticsIn(Number(search.get("year")));
    case "findings":
      return findingsIn(now, true);
    case "holds":
      return {
        holds: [
          {
            item: ITEM,
            ref: "IN-2222-2222-2",
            by: "officer-reviews",
            at: now - HOUR,
            text: "Synthetic sample",
          },
        ],
        names: NAMES,
      } satisfies Holds;
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
