import type { Topics } from "./topics.ts";

/**
 * What an officer may be given. Who holds `oversee` or `administer` holds nothing else that counts: a reviewer changes
 * nothing and an administrator reads nothing, whatever other powers stand beside (`people.cedar`). `provision` is for the
 * program of a directory, which has nothing else; the database gives it to no person.
 */
export const POWERS = [
  "read",
  "draft",
  "send",
  "approve",
  "assign",
  "export",
  "seal",
  "supervise",
  "administer",
  "oversee",
  "redress",
  "provision",
] as const;
export type Power = (typeof POWERS)[number];

/** What is done to one item, a row a group: the groups are those of `setu.cedarschema`. */
export const ITEM_ACTIONS = [
  // Finding: lists and their counts; search; being told (events, notices, mail, feed).
  ...(["list", "search", "hear"] as const),
  // Consulting: the item itself; a file as pictures and words; its original; proof and manifest.
  ...(["read", "look", "download", "prove"] as const),
  // A copy of lists or items that leaves this program.
  ...(["export"] as const),
  // Our own half. `take`: to oneself, `assign`: to somebody else; `put-away`: done and resume.
  ...(["watch", "note", "refer", "relate", "translate", "follow-up", "put-away", "take", "assign"] as const),
  // What may cross. `return`: of a draft, by whoever was to approve it.
  ...(["draft", "send", "take-back", "recall", "approve", "return", "release"] as const),
  ...(["seal", "unseal", "compartment"] as const),
  // That it exists (reference and clock, no content), and giving it to an agency that may read it.
  ...(["outline", "pass-on"] as const),
] as const;

/**
 * What is done to no item yet. `own`: what concerns oneself alone, asking for access by reference, and duty that one takes
 * or hands over; `lead`: the roster of others, and brakes; `redress`: what individuals
 * ask about themselves; `provision`: accounts without powers, and their end.
 */
export const DESK_ACTIONS = [
  "own",
  "ask",
  "intake",
  "lead",
  "administer",
  "oversee",
  "redress",
  "provision",
] as const;

/** One for each verb of the server. An act of undoing is judged as the act that it undoes. */
export const ACTIONS = [...ITEM_ACTIONS, ...DESK_ACTIONS] as const;
export type ItemAction = (typeof ITEM_ACTIONS)[number];
export type Action = (typeof ACTIONS)[number];

export type OfficerFacts = {
  readonly id: string;
  readonly agency: string;
  /** From 0 to 4. */
  readonly clearance: number;
  readonly compartments: readonly string[];
  readonly powers: readonly Power[];
  /** Where the powers hold that are given by topic and level. */
  readonly topics: Topics;
  /** Accredited, within the dates, not suspended. */
  readonly active: boolean;
  /** In whatever role; where no roster was ever laid down, whoever is accredited. */
  readonly onDuty: boolean;
  /** On duty as an approver; the same where no roster of approvers was. */
  readonly approving: boolean;
};

/** Of what never expires. */
export const NEVER = Number.MAX_SAFE_INTEGER;

/** The columns of `derived.request` that the policy asks for. Each has a value: SQL and Cedar differ over NULL. */
export type ItemFacts = {
  readonly item: string;
  /** Agencies. */
  readonly audience: readonly string[];
  /** TLP:RED: for named officers only. */
  readonly red: boolean;
  /** Ids of the officers addressed, assigned, watching, or who acted. It narrows and never widens the audience. */
  readonly named: readonly string[];
  readonly level: number;
  /** One of the desk's own list (`desks/requests/src/topics.ts`), of which nothing is said here. */
  readonly topic: string;
  readonly compartments: readonly string[];
  /** For those named, and oversight. */
  readonly sealed: boolean;
  /** Milliseconds since 1970, or `NEVER`: from this instant on nobody reads it. */
  readonly expires: number;
  /** The officer of ours who wrote it, or empty. For `approve`: who wrote the draft. */
  readonly author: string;
};

/**
 * When, and why (LED 2016/680, article 25). `open`: the matter waits for somebody, so that duty is a reason; `task`: a
 * release in it waits for this officer. Whoever has neither, nor a part in the matter, says a `purpose`, which is a code,
 * and a `reason`, which is a line.
 */
export type Circumstances = {
  readonly now: number;
  readonly open?: boolean;
  readonly task?: boolean;
  readonly purpose?: string;
  readonly reason?: string;
};
