import type { ListName } from "@setu/core/codes/index.ts";
import { ARG_LISTS } from "../lists.ts";

/** What a person has to say with an act: its codes, an instant, text, files. */
export type Form = {
  readonly lists: Readonly<Record<string, ListName>>;
  /** Whether the act names an instant until which the other side's or a judge's word is awaited. */
  readonly until: boolean;
  readonly urgency: boolean;
  readonly text: "required" | "optional" | "none";
  readonly files: boolean;
  /** Whether it is an evaluation: its codes are those of a scheme. */
  readonly evaluation: boolean;
};

const form = (act: string, rest: Partial<Form> = {}): Form => ({
  lists: ARG_LISTS[act] ?? {},
  until: false,
  urgency: false,
  text: "optional",
  files: false,
  evaluation: false,
  ...rest,
});

export const FORMS: Readonly<Record<string, Form>> = {
  reply: form("reply", { text: "required", files: true }),
  revise: form("revise", { urgency: true }),
  withdraw: form("withdraw"),
  close: form("close"),
  acknowledge: form("acknowledge", { text: "none" }),
  clarify: form("clarify", { until: true, text: "required" }),
  deem: form("deem", { text: "none" }),
  contest: form("contest", { text: "required" }),
  extend: form("extend", { until: true, text: "required" }),
  part: form("part", { text: "required", files: true }),
  answer: form("answer", { text: "required", files: true }),
  refuse: form("refuse"),
  message: form("message", { text: "required", files: true }),
  recall: form("recall"),
  kept: form("kept", { until: true, text: "none" }),
  correct: form("correct", { text: "required", files: true }),
  narrow: form("narrow", { text: "none" }),
  evaluate: form("evaluate", { lists: {}, evaluation: true }),
  "re-evaluate": form("re-evaluate", { lists: {}, evaluation: true }),
  agree: form("agree"),
  disagree: form("disagree"),
};

/** Acts that only say: they name no heads and change no state. */
export const SAYS: ReadonlySet<string> = new Set([
  "message",
  "recall",
  "kept",
  "correct",
  "narrow",
  "evaluate",
  "re-evaluate",
  "agree",
  "disagree",
]);

/** The order of the buttons: what moves the request on stands first, what ends it last. */
export const MOVE_ORDER = [
  "acknowledge",
  "reply",
  "answer",
  "part",
  "clarify",
  "message",
  "extend",
  "contest",
  "revise",
  "close",
  "deem",
  "refuse",
  "withdraw",
] as const;
