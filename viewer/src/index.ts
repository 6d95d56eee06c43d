export { FLAGS, KINDS, type Claim, type Flag, type Kind } from "./kinds.ts";
export { HOSTILE, LIMITS, Refused, REFUSALS, type Refusal } from "./limits.ts";
export { lookApart, type Seen, type SeenPage } from "./run.ts";
