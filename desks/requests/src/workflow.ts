import {
  CONTENT,
  EVIDENCE,
  STEP,
  type Cell,
  type ReleaseTable,
  type Workflow,
  type WorkflowId,
} from "@setu/core";

/**
 * A request from one party to the other, version 1. The clarification is bounded to two rounds, so that neither
 * side can hold the clock by asking; after a part of the answer has gone, questions are messages and pause nothing.
 */
const OPEN = ["asked", "replied", "replied-again"];
const WORKING = ["none", "acknowledged", "clarifying", "clarifying-again", "part"];
const BEFORE_PART = ["none", "acknowledged", "clarifying", "clarifying-again"];
const FINAL = ["answered", "refused", "part-refused", "lapsed"];

const cell = (status: string, turn: Cell["turn"], clock: Cell["clock"]): Cell => ({ status, turn, clock });

/** What the other half says while the request stands, whichever of the three open stages the asker is at. */
const standing = {
  none: cell("received", "other", "running"),
  acknowledged: cell("in-work", "other", "running"),
  part: cell("part-answered", "other", "running"),
  answered: cell("answered", "opener", "stopped"),
  refused: cell("refused", "opener", "stopped"),
  "part-refused": cell("part-answered-rest-refused", "opener", "stopped"),
  lapsed: cell("lapsed", "opener", "stopped"),
};
const asked = cell("clarification-asked", "opener", "paused");
const given = cell("clarification-given", "other", "running");

export const requests: Workflow = {
  id: "requests/1" as WorkflowId,
  roles: [
    {
      role: "asker",
      stages: ["none", ...OPEN, "withdrawn", "closed"],
      rows: [
        {
          do: "ask",
          from: ["none"],
          to: "asked",
          args: {
            purpose: "code",
            offence: "code",
            basis: "code",
            link: "code",
            kinds: "code[]",
            language: "code",
            urgency: "code",
            reason: "code?",
            use: "code",
            calendar: "opaque",
          },
        },
        { do: "reply", from: ["asked"], to: "replied", other: ["clarifying"], args: {} },
        {
          do: "reply",
          from: ["asked", "replied"],
          to: "replied-again",
          other: ["clarifying-again"],
          args: {},
        },
        { do: "revise", from: OPEN, other: WORKING, args: { urgency: "code", reason: "code?" } },
        { do: "withdraw", from: OPEN, to: "withdrawn", other: WORKING, args: { reason: "code" } },
        { do: "close", from: OPEN, to: "closed", other: FINAL, args: { outcome: "code" } },
      ],
    },
    {
      role: "answerer",
      stages: ["none", "acknowledged", "clarifying", "clarifying-again", "part", ...FINAL],
      rows: [
        { do: "acknowledge", from: ["none"], to: "acknowledged", other: OPEN, args: {} },
        {
          do: "clarify",
          from: ["none", "acknowledged"],
          to: "clarifying",
          other: OPEN,
          args: { kind: "code", until: "instant" },
        },
        {
          do: "clarify",
          from: ["clarifying"],
          to: "clarifying-again",
          other: ["replied"],
          args: { kind: "code", until: "instant" },
        },
        {
          do: "deem",
          from: ["clarifying"],
          to: "lapsed",
          other: ["asked"],
          silentSince: "clarify.until",
          args: { pulse: "count" },
        },
        {
          do: "deem",
          from: ["clarifying-again"],
          to: "lapsed",
          other: ["asked", "replied"],
          silentSince: "clarify.until",
          args: { pulse: "count" },
        },
        { do: "contest", from: WORKING, other: OPEN, args: { reason: "code" } },
        { do: "extend", from: WORKING, other: OPEN, args: { until: "instant", reason: "code" } },
        { do: "part", from: WORKING, to: "part", other: OPEN, args: {} },
        { do: "answer", from: WORKING, to: "answered", other: OPEN, args: {} },
        { do: "refuse", from: BEFORE_PART, to: "refused", other: OPEN, args: { ground: "code" } },
        { do: "refuse", from: ["part"], to: "part-refused", other: OPEN, args: { ground: "code" } },
      ],
    },
  ],
  says: {
    message: {},
    opened: { ref: "record" },
    declined: { ref: "record", code: "code" },
    recall: { ref: "record", reason: "code" },
  },
  product: {
    asked: { ...standing, clarifying: asked, "clarifying-again": asked },
    replied: { ...standing, clarifying: given, "clarifying-again": asked },
    "replied-again": { ...standing, clarifying: given, "clarifying-again": given },
    withdrawn: {
      none: cell("withdrawn", "none", "stopped"),
      acknowledged: cell("withdrawn", "none", "stopped"),
      clarifying: cell("withdrawn-while-clarifying", "none", "stopped"),
      "clarifying-again": cell("withdrawn-while-clarifying", "none", "stopped"),
      part: cell("withdrawn-after-part", "none", "stopped"),
      answered: cell("withdrawn-crossed-answer", "none", "stopped"),
      refused: cell("withdrawn-crossed-refusal", "none", "stopped"),
      "part-refused": cell("withdrawn-crossed-refusal", "none", "stopped"),
      lapsed: cell("withdrawn-crossed-lapse", "none", "stopped"),
    },
    closed: {
      none: cell("closed", "none", "stopped"),
      acknowledged: cell("closed", "none", "stopped"),
      clarifying: cell("closed", "none", "stopped"),
      "clarifying-again": cell("closed", "none", "stopped"),
      part: cell("closed", "none", "stopped"),
      answered: cell("closed-answered", "none", "stopped"),
      refused: cell("closed-refused", "none", "stopped"),
      "part-refused": cell("closed-part-refused", "none", "stopped"),
      lapsed: cell("closed-lapsed", "none", "stopped"),
    },
  },
};

const ASKING = CONTENT("asking");
const GIVING = CONTENT("giving");

/**
 * What a person sends to the other government is held; saying that one has it is not. A refusal gives nothing, and what
 * refused it stays here: it needs a second person, and no gate.
 */
export const release: ReleaseTable = {
  ask: ASKING,
  reply: ASKING,
  revise: STEP,
  withdraw: STEP,
  close: GIVING,
  acknowledge: EVIDENCE,
  clarify: GIVING,
  deem: STEP,
  contest: STEP,
  extend: STEP,
  part: GIVING,
  answer: GIVING,
  refuse: { ...GIVING, gates: null },
  message: GIVING,
  opened: EVIDENCE,
  declined: EVIDENCE,
  recall: STEP,
};
