import type { Direction, SuspensionReason } from "@setu/core";

/** In what one side has suspended the exchange: categories alone, the same list at both nodes. */
export type SuspensionRow = SuspendCommand & {
  readonly party: string;
  /** When its side said so first, and when it said that it goes on; null while it is in force. */
  readonly said: number;
  readonly ended: number | null;
};

/** `POST /api/suspensions`: a proposal, until another officer who leads confirms it. */
export type SuspendCommand = {
  readonly id: string;
  /** Codes of the list `offence`, in order; none: whatever the offence. */
  readonly offences: readonly string[];
  /** Agencies of either side; none: whichever. */
  readonly agencies: readonly string[];
  /** From this level on, 0 to 4; 0: whatever it is. */
  readonly level: number;
  readonly direction: Direction;
  readonly from: number;
  readonly reason: SuspensionReason;
  readonly review: number;
};

export type SuspensionProposal = {
  readonly id: string;
  readonly proposedBy: string;
  readonly at: number;
  /** What would be said: a suspension, or the id of one that ends. */
  readonly suspend: SuspendCommand | null;
  readonly resume: string | null;
};

/** `GET /api/suspensions`, for every officer with an account. */
export type Suspensions = {
  readonly ours: readonly SuspensionRow[];
  readonly theirs: readonly SuspensionRow[];
  /** Of each side, with those that are too many to show. */
  readonly totals: { readonly ours: number; readonly theirs: number };
  readonly proposals: readonly SuspensionProposal[];
  /** Whether the other node understands it. */
  readonly heard: boolean;
  /** Whether the reader leads: she may propose, and confirm what another has proposed. */
  readonly leads: boolean;
  readonly now: number;
};

/** A suspension in force that keeps something here, or one that kept it and has ended. */
export type Stop = {
  readonly id: string;
  readonly party: string;
  readonly from: number;
  readonly review: number;
  readonly ended: number | null;
};

/** What of the reader's own work a suspension keeps here: it leaves, if at all, after a person's look. */
export type WaitingLine = {
  readonly kind: "returned" | "held" | "proposal" | "draft";
  readonly id: string;
  /** Null: a request that does not exist yet. */
  readonly item: string | null;
  readonly ref: string | null;
  readonly do: string;
  readonly at: number;
  /** When the clock of its request ends, as far as the reader sees the request. */
  readonly due: number | null;
  readonly stop: Stop;
};

/** `GET /api/suspensions/waiting`: the earliest clock first, those without one last. */
export type Waiting = {
  readonly lines: readonly WaitingLine[];
  /** How many there are, with those that are too many to show. */
  readonly total: number;
  readonly now: number;
};
