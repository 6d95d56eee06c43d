import type { Step } from "../cases.ts";

/** A history: what happens after the asking, by whom, and after how many hours (a range) since the step before. */
export type Move = {
  readonly do: string;
  readonly by: "asker" | "answerer";
  readonly hours: readonly [from: number, to: number];
  readonly args?: Step["args"];
  /** One of these is drawn for the named argument. */
  readonly drawn?: { readonly arg: string; readonly from: readonly string[] };
  readonly until?: number;
  /** Says nothing in words. */
  readonly silent?: true;
};
export type Plot = { readonly weight: number; readonly moves: readonly Move[] };

const acknowledge: Move = { do: "acknowledge", by: "answerer", hours: [0.2, 4], silent: true };
const clarify: Move = {
  do: "clarify",
  by: "answerer",
  hours: [1, 8],
  drawn: { arg: "kind", from: ["period", "identity", "scope", "offence-facts"] },
  until: 120,
};
const reply: Move = { do: "reply", by: "asker", hours: [1, 20] };
const part: Move = { do: "part", by: "answerer", hours: [4, 30] };
const answer: Move = { do: "answer", by: "answerer", hours: [4, 40] };
const message: Move = { do: "message", by: "asker", hours: [0.5, 6] };
const extend: Move = {
  do: "extend",
  by: "answerer",
  hours: [2, 10],
  args: { reason: "judicial-authorisation" },
  until: 240,
};
const refuse: Move = {
  do: "refuse",
  by: "answerer",
  hours: [4, 30],
  drawn: {
    arg: "ground",
    from: ["not-held", "minor-offence", "no-instrument", "authorisation-refused", "data-category"],
  },
};
const withdraw: Move = { do: "withdraw", by: "asker", hours: [3, 30], args: { reason: "no-longer-needed" } };
const close: Move = {
  do: "close",
  by: "asker",
  hours: [2, 60],
  drawn: { arg: "outcome", from: ["useful", "led-to-action", "partly-useful", "not-useful"] },
};

export const CLOSED: readonly Plot[] = [
  { weight: 10, moves: [acknowledge, answer, close] },
  { weight: 4, moves: [answer, close] },
  { weight: 4, moves: [acknowledge, clarify, reply, answer, close] },
  { weight: 3, moves: [acknowledge, part, answer, close] },
  { weight: 2, moves: [acknowledge, part, refuse, close] },
  { weight: 3, moves: [acknowledge, refuse, close] },
  { weight: 2, moves: [acknowledge, withdraw] },
  { weight: 2, moves: [acknowledge, message, extend, answer, close] },
];

export const OPEN: readonly Plot[] = [
  { weight: 5, moves: [] },
  { weight: 5, moves: [acknowledge] },
  { weight: 2, moves: [acknowledge, clarify] },
  { weight: 2, moves: [acknowledge, clarify, reply] },
  { weight: 2, moves: [acknowledge, part] },
  { weight: 2, moves: [acknowledge, message] },
  { weight: 1, moves: [acknowledge, extend] },
  { weight: 2, moves: [acknowledge, answer] },
  { weight: 1, moves: [refuse] },
];
