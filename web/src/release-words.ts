import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

type Words = Readonly<Record<string, MessageDescriptor>>;

export const RISK_WORDS: Words = {
  none: msg({ context: "risk", message: "none" }),
  low: msg({ context: "risk", message: "low" }),
  substantial: msg({ context: "risk", message: "substantial" }),
  high: msg({ context: "risk", message: "high" }),
  unknown: msg({ context: "risk", message: "not known" }),
};
export const DECISION_WORDS: Words = {
  pass: msg({ context: "gate", message: "Pass" }),
  "pass-with-conditions": msg({ context: "gate", message: "Pass with conditions" }),
  refer: msg({ context: "gate", message: "Refer: somebody else decides" }),
  refuse: msg({ context: "gate", message: "Refuse" }),
};
export const STATE_WORDS: Words = {
  open: msg({ context: "release", message: "waits" }),
  approved: msg({ context: "release", message: "approved" }),
  returned: msg({ context: "release", message: "came back with remarks" }),
  withdrawn: msg({ context: "release", message: "taken down" }),
};
export const OUTCOME_WORDS: Words = {
  open: msg`Gates are still open:`,
  referred: msg`Somebody else has to decide on these gates:`,
  refused: msg`It is refused at these gates:`,
  released: msg`Every gate that is asked has been passed.`,
};
export const LIFE_WORDS: Words = {
  life: msg({ context: "threat", message: "A life is in danger" }),
  "serious-injury": msg({ context: "threat", message: "Serious injury threatens" }),
  abduction: msg({ context: "threat", message: "An abduction threatens or goes on" }),
  "mass-harm": msg({ context: "threat", message: "Many people are in danger" }),
};
export const FINDING_WORDS: Words = {
  justified: msg({ context: "review", message: "It was justified" }),
  "not-justified": msg({ context: "review", message: "It was not justified" }),
};
export const REMARK_WORDS: Words = {
  "send-back": msg({ context: "release", message: "returned it" }),
  "hand-on": msg({ context: "release", message: "handed it on" }),
  alone: msg({ context: "release", message: "released it alone" }),
  review: msg({ context: "release", message: "reviewed it" }),
};
