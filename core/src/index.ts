export * from "./errors.ts";
export * from "./canonical.ts";
export * from "./words.ts";
export * from "./written.ts";
export * from "./act.ts";
export * from "./leaf.ts";
export type { About, AboutVoid } from "./about.ts";
export * from "./workflow.ts";
export * from "./fold.ts";
export * from "./narrowed.ts";
export * from "./pulse.ts";
export * from "./persons.ts";
export {
  DIRECTIONS,
  isSuspensionAct,
  MAX_SUSPENDED,
  parseSuspension,
  parseSuspensionAct,
  SUSPENSION_REASONS,
  SUSPENSION_WORKFLOW,
  suspensionAct,
} from "./suspension.ts";
export {
  isKeysAct,
  keysAct,
  KEYS_WORKFLOW,
  LOG_KEYS_BYTES,
  parseKeysAct,
  SEALING_KEY_BYTES,
} from "./keys.ts";
export type { KeysAct } from "./keys.ts";
export type { Direction, Suspension, SuspensionAct, SuspensionReason } from "./suspension.ts";
export * from "./release.ts";
export type {
  Exchange,
  GateAnswer,
  GateDecision,
  GateId,
  GateSaid,
  Judgement,
  Profile,
  Reuse,
  Risk,
  Scope,
} from "./gates/index.ts";
export * from "./marking/index.ts";
export {
  CANNOT_ASSIST,
  codeLabel,
  codesOf,
  entryOf as codeEntry,
  isCode,
  LISTS,
  parseList,
} from "./codes/index.ts";
export { isTraining, isTrainingLog, TRAINING_FROM } from "./training.ts";
export type { Entry as CodeEntry, Language, List, ListName, RefusalGround } from "./codes/index.ts";
