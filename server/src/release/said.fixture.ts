import type { GateId } from "@setu/core";

/** What a person says at a gate: it passes, unless it is said otherwise. */
export const said = (gate: GateId, rest: object = {}) => ({
  gate,
  evidence: "Synthetic evidence",
  raw: "none",
  mitigations: "",
  residual: "none",
  basis: "Synthetic basis",
  decision: "pass",
  conditions: "",
  until: null,
  subject: "Synthetic person",
  ...rest,
});
