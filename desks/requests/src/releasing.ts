import {
  checkArgs,
  SetuError,
  type Args,
  type ArgSchema,
  type GateAnswer,
  type GateDecision,
  type GateId,
  type Instant,
  type Reuse,
  type Risk,
} from "@setu/core";

/**
 * What is said of an act that waits for its release: acts of the home log, which never cross. `of` is the proposal, whose
 * id is that of the act which is to leave.
 */
export const RELEASE_ACTS: { readonly [act: string]: ArgSchema } = {
  // `what`: the act; `hash`: of the bytes that will cross.
  propose: { of: "record", what: "code", hash: "hash" },
  gate: {
    of: "record",
    gate: "code",
    raw: "code",
    residual: "code",
    decision: "code",
    until: "instant?",
    purpose: "code?",
    recipients: "opaque[]",
    profile: "code?",
    version: "count?",
  },
  // That an answer given before serves here too, by whom, and of whom it is.
  "use-again": { of: "record", answer: "record" },
  // `under`: what was lent to whoever approves and was not given it herself (`delegating.ts`).
  approve: { of: "record", hash: "hash", under: "record?" },
  // With remarks, to its author.
  "send-back": { of: "record" },
  "hand-on": { of: "record", officer: "opaque" },
  "take-down": { of: "record" },
  // By its author, for a threat to life; reviewed by another.
  alone: { of: "record", hash: "hash", reason: "code", review: "instant" },
  review: { of: "record", finding: "code" },
};

export const LIFE_REASONS = ["life", "serious-injury", "abduction", "mass-harm"] as const;
export const FINDINGS = ["justified", "not-justified"] as const;

export type ReleaseAct = {
  readonly id: string;
  readonly proposal: string;
  readonly item: string;
  readonly by: string;
  readonly at: number;
  readonly do: string;
  readonly args: Args;
  readonly text: string | null;
};

/** The texts of an answer, as the body of its act holds them. */
export type GateTexts = Pick<GateAnswer, "evidence" | "mitigations" | "basis" | "conditions"> & {
  readonly subject: string;
};

export type ReleasePart = {
  readonly state: "open" | "approved" | "returned" | "withdrawn";
  /** Of whom or what the answers are; the last that was said. */
  readonly subject: string;
  readonly answers: readonly GateAnswer[];
  readonly reuses: readonly Reuse[];
  /** Officers to whom it was handed on, the last being whose turn it is. */
  readonly handed: readonly string[];
  readonly remarks: readonly ReleaseAct[];
  readonly approver: string | null;
  /** The delegation under which it was approved. */
  readonly under: string | null;
  readonly alone: {
    readonly reason: string;
    readonly review: number;
    readonly reviewed: ReleaseAct | null;
  } | null;
};

const NOTHING: ReleasePart = {
  state: "open",
  subject: "",
  answers: [],
  reuses: [],
  handed: [],
  remarks: [],
  approver: null,
  under: null,
  alone: null,
};

/** @param acts of one proposal, in the order of the home log */
export const foldRelease = (acts: readonly ReleaseAct[]): ReleasePart =>
  acts.reduce<ReleasePart>((part, act) => ({ ...part, ...change(part, act) }), NOTHING);

function change(part: ReleasePart, act: ReleaseAct): Partial<ReleasePart> {
  const { args, by } = act;
  const remarks = act.text === null ? part.remarks : [...part.remarks, act];
  switch (act.do) {
    case "gate": {
      const answer = answerOf(act);
      return { answers: [...part.answers, answer], subject: answer.scope.subject || part.subject };
    }
    case "use-again":
      return {
        reuses: [...part.reuses, { answer: String(args["answer"]), proposal: act.proposal }],
        subject: act.text ?? part.subject,
      };
    case "approve":
      return { state: "approved", approver: by, under: (args["under"] as string | undefined) ?? null };
    case "alone":
      return {
        state: "approved",
        approver: by,
        alone: { reason: String(args["reason"]), review: Number(args["review"]), reviewed: null },
        remarks,
      };
    case "review":
      return { alone: part.alone && { ...part.alone, reviewed: act }, remarks };
    case "send-back":
      return { state: "returned", remarks };
    case "take-down":
      return { state: "withdrawn" };
    case "hand-on":
      return { handed: [...part.handed, String(args["officer"])], remarks };
    default:
      return {};
  }
}

/** An answer as its act says it. Of one whose text was destroyed the codes still count. */
export function answerOf({ id, proposal, item, by, at, args, text }: ReleaseAct): GateAnswer {
  const texts = textsOf(text);
  return {
    id,
    proposal,
    decider: by,
    at: at as Instant,
    gate: String(args["gate"]) as GateId,
    raw: String(args["raw"]) as Risk,
    residual: String(args["residual"]) as Risk,
    decision: String(args["decision"]) as GateDecision,
    until: (args["until"] as Instant | undefined) ?? null,
    ...texts,
    scope: {
      matter: item,
      subject: texts.subject.normalize("NFC").trim().toLowerCase(),
      purpose: String(args["purpose"] ?? ""),
      recipients: [args["recipients"] ?? []].flat().map(String),
    },
  };
}

const NO_TEXTS: GateTexts = { evidence: "", mitigations: "", basis: "", conditions: "", subject: "" };
const textsOf = (text: string | null): GateTexts =>
  text === null || text === "" ? NO_TEXTS : { ...NO_TEXTS, ...(JSON.parse(text) as GateTexts) };

/**
 * Whether the next act of a proposal may be written, as its acts stand: two who act at once are judged one after the
 * other, and the second finds it decided.
 * @throws STALE when it has been decided; ILLEGAL for what does not fit; UNKNOWN_CODE; BAD_FIELD
 */
export function judgeRelease(acts: readonly ReleaseAct[], next: ReleaseAct): void {
  const schema = Object.hasOwn(RELEASE_ACTS, next.do) ? RELEASE_ACTS[next.do] : undefined;
  if (!schema) throw new SetuError("BAD_FIELD", "there is no such act", { detail: { field: "do" } });
  checkArgs(schema, next.args);
  if (next.do === "propose") {
    if (acts.length > 0) throw new SetuError("DUPLICATE", "it has been proposed");
    return;
  }
  const part = foldRelease(acts);
  if (next.do === "review") {
    if (!part.alone || part.alone.reviewed) throw new SetuError("ILLEGAL", "there is nothing to review");
    inList("finding", FINDINGS, next.args);
    return;
  }
  if (acts.length === 0 || part.state !== "open")
    throw new SetuError("STALE", "this has been decided; look again", { detail: { state: part.state } });
  if (next.do === "alone") inList("reason", LIFE_REASONS, next.args);
}

function inList(field: string, list: readonly string[], args: Args): void {
  if (!list.includes(String(args[field])))
    throw new SetuError("UNKNOWN_CODE", `${field} is not a code of its list`, { detail: { field } });
}
