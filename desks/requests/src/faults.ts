import type { GateAnswer, GateDecision, Risk } from "@setu/core";

/**
 * The four faults that Canada's National Security and Intelligence Review Agency found in decisions of this kind, as far
 * as an answer shows them by itself or beside others. Each is a question to whoever decided, and no judgement.
 */
export const FAULTS = ["threshold", "baseline", "over-rated", "unchecked"] as const;
export type Fault = (typeof FAULTS)[number];

/** Least first. What is not known stands nowhere on the scale. */
const SCALE: readonly Risk[] = ["none", "low", "substantial", "high"];
/** So many steps at once are more than a mitigation is usually worth. */
const FAR = 2;

export type Decided = Pick<GateAnswer, "gate" | "raw" | "residual" | "mitigations" | "decision"> & {
  readonly decider: string;
  /** Of what was to leave, and who let it go; null: nobody has. */
  readonly author: string;
  readonly approver: string | null;
};

/** @param same what else was decided of the same gate, wherever */
export function faultsOf(
  answer: Decided,
  same: readonly Pick<Decided, "gate" | "raw" | "decision">[],
): readonly Fault[] {
  const { gate, raw, residual, mitigations, decider, author, approver } = answer;
  const [before, after] = [SCALE.indexOf(raw), SCALE.indexOf(residual)];
  const known = before >= 0 && after >= 0;
  const found: Record<Fault, boolean> = {
    threshold: same.some(
      (other) =>
        other.gate === gate && other.raw === raw && passes(other.decision) !== passes(answer.decision),
    ),
    // What was done about it is named, and made no difference: it stood in the baseline already.
    baseline: known && mitigations.trim() !== "" && before <= after,
    "over-rated": known && before - after >= FAR,
    unchecked: decider === author || (approver !== null && (approver === author || approver === decider)),
  };
  return FAULTS.filter((fault) => found[fault]);
}

export const passes = (decision: GateDecision): boolean =>
  decision === "pass" || decision === "pass-with-conditions";
