import type { Account } from "./api.ts";
import type { Topic, Topics } from "./topics.ts";
import type { Delegation } from "./delegating.ts";

/** What an officer may do at this node, and whom to ask where she may not. Nothing here ever leaves it. */
export type MyPowers = {
  readonly clearance: number;
  readonly compartments: readonly string[];
  readonly powers: readonly string[];
  /** Of the powers that are given by topic, up to which level in each; what was lent is in it. */
  readonly topics: Topics;
  /** Topics in which she may ask the other side, by the rules as they stand. */
  readonly asks: readonly Topic[];
  /** Accredited from the first instant up to the second. */
  readonly from: number;
  readonly until: number;
  /** For each thing that can be done: on all items, on some, on none; and the rules that stop it elsewhere. */
  readonly may: readonly {
    readonly action: string;
    readonly may: "all" | "some" | "none";
    readonly stops: readonly string[];
  }[];
  /** Approval lent by her and to her that has not ended, and whether she has any of her own to lend. */
  readonly lent: { readonly may: boolean; readonly delegations: readonly Delegation[] };
  /** Hash of the rules. */
  readonly policy: string;
  readonly people: { readonly [who in Helper]: readonly Account[] };
};

export const HELPERS = ["administer", "supervise", "seal"] as const;
export type Helper = (typeof HELPERS)[number];

/**
 * Who can change what a rule stops: those of the node with that power, the side that marked the record, or nobody. A row
 * for each rule of the policy (a test holds the two together), and a sentence in `screens/rule-words.ts`.
 */
export const RULES = {
  administer: "administer",
  "administration-reads-nothing": "nobody",
  approve: "administer",
  assign: "administer",
  audience: "originator",
  compartments: "seal",
  draft: "administer",
  duty: "supervise",
  "duty-approver": "supervise",
  expired: "originator",
  export: "administer",
  inactive: "administer",
  lead: "administer",
  level: "administer",
  oversee: "administer",
  "oversight-changes-nothing": "nobody",
  own: "administer",
  "own-draft": "nobody",
  provision: "nobody",
  read: "administer",
  reason: "supervise",
  red: "supervise",
  redress: "administer",
  seal: "administer",
  sealed: "seal",
  send: "administer",
  sight: "administer",
  supervise: "administer",
  "topic-approve": "administer",
  "topic-draft": "administer",
  "topic-read": "administer",
  "topic-send": "administer",
} as const satisfies Readonly<Record<string, Helper | "originator" | "nobody">>;
export type Rule = keyof typeof RULES;
export const isRule = (rule: string): rule is Rule => Object.hasOwn(RULES, rule);

/** What the screens of a request ask before they offer an act: each stands for the acts that the same rules govern. */
export const GATES = ["send", "note", "assign", "seal"] as const;
export type Gate = (typeof GATES)[number];
/** The rule that stops what stands behind a gate; without a row nothing does. */
export type Stopped = { readonly [gate in Gate]?: string };

/** That there is a matter which nobody here may read: for who leads the desk, without a word of it. */
export type Outline = {
  readonly item: string;
  readonly ref: string;
  readonly updated: number;
  readonly due: number | null;
  /**
   * `audience`: no agency of ours is in it. `named`: it is for named eyes, and nobody is named. `topic`: nobody of those
   * agencies reads such a topic at such a level.
   */
  readonly why: "audience" | "named" | "topic";
};
