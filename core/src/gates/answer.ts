import { SetuError } from "../errors.ts";
import { badField, instant, type Instant } from "../words.ts";
import { GATES, gateId, type GateId } from "./gates.ts";

export const RISKS = ["none", "low", "substantial", "high", "unknown"] as const;
export type Risk = (typeof RISKS)[number];
export const DECISIONS = ["pass", "pass-with-conditions", "refer", "refuse"] as const;
export type GateDecision = (typeof DECISIONS)[number];

/** What was asked about: an answer is used again for nothing else. */
export type Scope = {
  readonly matter: string;
  readonly subject: string;
  readonly purpose: string;
  /** Ascending. */
  readonly recipients: readonly string[];
};

/** What an officer says to one gate. The risk stands as it is before anything is done about it, and beside it after. */
export type GateSaid = {
  readonly gate: GateId;
  readonly evidence: string;
  readonly raw: Risk;
  readonly mitigations: string;
  readonly residual: Risk;
  /** The law or rule on which it is decided. */
  readonly basis: string;
  readonly decision: GateDecision;
  /** Of `pass-with-conditions`; empty otherwise. */
  readonly conditions: string;
  /** Until when it may be used again; null: for this release alone. */
  readonly until: Instant | null;
};

export type GateAnswer = GateSaid & {
  readonly id: string;
  /** The release for which it was given. */
  readonly proposal: string;
  readonly decider: string;
  readonly at: Instant;
  readonly scope: Scope;
};

const TEXTS = ["evidence", "mitigations", "basis", "conditions"] as const;
const NEEDED: ReadonlySet<string> = new Set(["evidence", "basis"]);
const FIELDS = [...TEXTS, "decision", "gate", "raw", "residual", "until"];
export const MAX_GATE_TEXT = 4_000;

/** @throws BAD_FIELD, TOO_LARGE for another form; CONTRADICTION for an answer that says two things */
export function parseGateSaid(value: unknown): GateSaid {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw badField("answer", "object");
  const fields = value as Readonly<Record<string, unknown>>;
  for (const name of FIELDS) if (!Object.hasOwn(fields, name)) throw badField(name, "field (it is missing)");
  for (const name of Object.keys(fields)) if (!FIELDS.includes(name)) throw badField(name, "field");
  const { until } = fields;
  const texts = Object.fromEntries(TEXTS.map((name) => [name, text(fields[name], name)]));
  const said: GateSaid = {
    gate: gateId(fields["gate"], "gate"),
    evidence: texts["evidence"] ?? "",
    raw: oneOf(RISKS, fields["raw"], "raw"),
    mitigations: texts["mitigations"] ?? "",
    residual: oneOf(RISKS, fields["residual"], "residual"),
    basis: texts["basis"] ?? "",
    decision: oneOf(DECISIONS, fields["decision"], "decision"),
    conditions: texts["conditions"] ?? "",
    until: until === null ? null : instant(until, "until"),
  };
  const field = contradiction(said);
  if (field) throw new SetuError("CONTRADICTION", "the answer says two things", { detail: { field } });
  return said;
}

/**
 * The field in which an answer contradicts itself, null where it does not. A risk becomes less by what is named and by
 * nothing else (the fault of mitigations folded into the baseline); what remains substantial does not pass.
 */
export function contradiction(said: Omit<GateSaid, "gate" | "evidence" | "basis" | "until">): string | null {
  const { raw, residual, decision } = said;
  const passes = decision === "pass" || decision === "pass-with-conditions";
  if (passes && residual !== "none" && residual !== "low") return "residual";
  if (raw !== residual && said.mitigations.trim() === "") return "mitigations";
  if ((decision === "pass-with-conditions") !== (said.conditions.trim() !== "")) return "conditions";
  return null;
}

/** What an answer comes to. Doubt refers, whatever was decided; where an assurance is wanted, a bare pass is none. */
export function weigh(answer: GateAnswer): GateDecision {
  const { decision, raw, residual } = answer;
  if (decision === "refuse") return "refuse";
  if (raw === "unknown" || residual === "unknown" || contradiction(answer) !== null) return "refer";
  if (GATES.get(answer.gate)?.doubt === "assurance" && raw !== "none" && decision === "pass") return "refer";
  return decision;
}

function text(value: unknown, field: string): string {
  if (typeof value !== "string" || (NEEDED.has(field) && value.trim() === "")) throw badField(field, "text");
  if (value.length > MAX_GATE_TEXT)
    throw new SetuError("TOO_LARGE", "the text is too long", { detail: { field, max: MAX_GATE_TEXT } });
  return value;
}

function oneOf<T extends string>(list: readonly T[], value: unknown, field: string): T {
  const found = list.find((each) => each === value);
  if (found === undefined) throw badField(field, "code");
  return found;
}
