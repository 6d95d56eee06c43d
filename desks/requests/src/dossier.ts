import type { GateAnswer, GateId } from "@setu/core";
import type { Fault } from "./faults.ts";
import type { TrailRow } from "./trail.ts";

/** One decision over what was to leave, with all that was said of it: acts of the home log. */
export type DossierDecision = {
  /** The act that was to leave. */
  readonly id: string;
  readonly do: string;
  readonly author: string;
  readonly at: number;
  /** Of exactly the bytes that were to leave. */
  readonly hash: string;
  readonly state: "open" | "approved" | "returned" | "withdrawn";
  readonly approver: string | null;
  readonly decidedAt: number | null;
  readonly alone: {
    readonly reason: string;
    readonly review: number;
    readonly finding: string | null;
  } | null;
  readonly answers: readonly (GateAnswer & { readonly pos: number; readonly faults: readonly Fault[] })[];
  /** Answers of before that were used again. */
  readonly again: readonly { readonly by: string; readonly at: number; readonly answer: string }[];
  /** What was said against it, or about it. */
  readonly remarks: readonly {
    readonly do: string;
    readonly by: string;
    readonly at: number;
    readonly text: string;
  }[];
  /** Whose rules were asked: the profile of the gates and its version. */
  readonly profile: string | null;
};

/** How far what is shown is all there is. */
export type Completeness = {
  /** Entries of the home log that name the matter. */
  readonly home: number;
  readonly ours: number;
  readonly theirs: number;
  /** Texts that are not here any more, or never were readable. */
  readonly gone: number;
  /** Entries of the home log in all, and of those how many cannot be read: whether one names the matter nobody can say. */
  readonly size: number;
  readonly unreadable: number;
};

export type Dossier = {
  readonly item: string;
  readonly ref: string;
  readonly decisions: readonly DossierDecision[];
  /** Who opened it, looked at its files, took them, or found it by a search. */
  readonly knew: readonly TrailRow[];
  /** SHA-256 of the bytes of each act that crossed, by its id. */
  readonly hashes: Readonly<Record<string, string>>;
  readonly complete: Completeness;
};

/** The same gate across cases. */
export type GroundCase = GateAnswer & {
  readonly pos: number;
  readonly ref: string;
  readonly item: string;
  readonly author: string;
  readonly approver: string | null;
  readonly state: DossierDecision["state"];
  readonly profile: string | null;
  readonly faults: readonly Fault[];
};

/**
 *   GET /api/oversight/grounds?gate&before   Grounds
 */
export type Grounds = {
  readonly gate: GateId;
  readonly rows: readonly GroundCase[];
  readonly next: number | null;
  /** How often each raw risk led to which decision. */
  readonly cells: readonly { readonly raw: string; readonly decision: string; readonly n: number }[];
  readonly names: Readonly<Record<string, string>>;
};
