import { badField, checkArgs, SetuError, type Args, type ArgSchema } from "@setu/core";

/**
 * What oversight finds, and what it holds: acts of the home log, of no list of the desk. A finding is open until whoever
 * it is addressed to has answered, and answered until a reviewer closes it or asks again; a hold stops the destruction
 * of a matter until a reviewer ends it.
 */
export const OVERSIGHT_ACTS: { readonly [act: string]: { readonly args: ArgSchema; readonly text: number } } =
  {
    // `to`: who answers for the desk; `until`: by when.
    finding: { args: { to: "opaque", until: "instant" }, text: 4_000 },
    "finding-answer": { args: { of: "record" }, text: 4_000 },
    // Not enough: it is open again, by another date.
    "finding-again": { args: { of: "record", until: "instant" }, text: 4_000 },
    "finding-close": { args: { of: "record" }, text: 4_000 },
    hold: { args: {}, text: 1_000 },
    "hold-end": { args: {}, text: 1_000 },
  };

export const isOversightAct = (what: string): boolean => Object.hasOwn(OVERSIGHT_ACTS, what);

export type OversightAct = {
  readonly id: string;
  readonly item: string;
  readonly by: string;
  readonly at: number;
  readonly do: string;
  readonly args: Args;
  readonly text: string | null;
};

export const FINDING_STATES = ["open", "answered", "closed"] as const;
export type Finding = {
  readonly id: string;
  /** Empty, as its reference, for who may not know that there is such a matter. */
  readonly item: string;
  readonly state: (typeof FINDING_STATES)[number];
  readonly by: string;
  readonly to: string;
  /** By when it is to be answered. */
  readonly until: number;
  /** The finding first, then what was said to it. */
  readonly said: readonly OversightAct[];
};

/** `POST /api/oversight/holds/sample {id, items, text}`: how many matters it holds that were not held before. */
export type HeldSample = { readonly held: number };

export type Hold = { readonly item: string; readonly by: string; readonly at: number; readonly text: string };

/** @param acts of one finding, in the order of the home log. Null: it was never made */
export function foldFinding(acts: readonly OversightAct[]): Finding | null {
  const [first] = acts;
  if (first?.do !== "finding") return null;
  const open: Finding = {
    id: first.id,
    item: first.item,
    state: "open",
    by: first.by,
    to: String(first.args["to"]),
    until: Number(first.args["until"]),
    said: [],
  };
  return acts.reduce((finding, act) => ({ ...finding, ...moved(act), said: [...finding.said, act] }), open);
}

function moved({ do: what, args }: OversightAct): Partial<Finding> {
  if (what === "finding-answer") return { state: "answered" };
  if (what === "finding-close") return { state: "closed" };
  return what === "finding-again" ? { state: "open", until: Number(args["until"]) } : {};
}

/** The hold on a matter; null where there is none, or it was ended. @param acts of one matter */
export function foldHold(acts: readonly OversightAct[]): Hold | null {
  const last = acts.findLast(({ do: what }) => what === "hold" || what === "hold-end");
  return last?.do === "hold" ? { item: last.item, by: last.by, at: last.at, text: last.text ?? "" } : null;
}

/** From which states each act leads on. */
const FROM: { readonly [act: string]: readonly Finding["state"][] } = {
  "finding-answer": ["open"],
  "finding-again": ["answered"],
  "finding-close": ["open", "answered"],
};

/**
 * Whether the next act may be written.
 * @param before the acts of the finding that it is of, or those that hold its matter
 * @throws BAD_FIELD for another form; PASSED for a date that has been; STALE where another has moved it; NOT_FOUND
 */
export function judgeOversight(before: readonly OversightAct[], next: OversightAct): void {
  const kind = isOversightAct(next.do) ? OVERSIGHT_ACTS[next.do] : undefined;
  if (!kind) throw badField("do", "act of oversight");
  checkArgs(kind.args, next.args);
  if ((next.text ?? "").trim() === "") throw badField("text", "text");
  if ((next.text ?? "").length > kind.text)
    throw new SetuError("TOO_LARGE", "the text is too long", { detail: { field: "text", max: kind.text } });
  if (next.args["until"] !== undefined && Number(next.args["until"]) <= next.at)
    throw new SetuError("PASSED", "it is to be answered by a day to come", { detail: { field: "until" } });
  if (next.do === "hold" || next.do === "hold-end") {
    if ((foldHold(before) !== null) === (next.do === "hold"))
      throw new SetuError("STALE", "it is so already; look again");
    return;
  }
  const from = FROM[next.do];
  if (!from) return;
  const finding = foldFinding(before);
  if (finding === null) throw new SetuError("NOT_FOUND", "there is no such finding");
  if (!from.includes(finding.state)) throw new SetuError("STALE", "somebody has moved it; look again");
}

/**
 *   GET  /api/oversight/findings                          Findings, all
 *   POST /api/oversight/findings   {id, item, to, until, text}
 *   POST /api/oversight/findings/:id/again  {id, until, text}
 *   POST /api/oversight/findings/:id/close  {id, text}
 *   GET  /api/oversight/holds                             Holds
 *   POST /api/oversight/holds      {id, item, text}
 *   POST /api/oversight/holds/end  {id, item, text}
 *   POST /api/oversight/holds/sample  {id, items, text}   HeldSample
 *   GET  /api/findings                                    Findings addressed to the officer
 *   POST /api/findings/:id/answer  {id, text}
 * `item` is a reference or an id; `id` is made by the caller: sending twice is doing once.
 */
export type FindingLine = Finding & { readonly ref: string };
export type Findings = {
  readonly findings: readonly FindingLine[];
  /** Who can be addressed: those who lead; empty for who oversees nothing. */
  readonly leads: readonly { readonly id: string; readonly name: string }[];
  readonly names: Readonly<Record<string, string>>;
  readonly now: number;
};
export type Holds = {
  readonly holds: readonly (Hold & { readonly ref: string })[];
  readonly names: Readonly<Record<string, string>>;
};
