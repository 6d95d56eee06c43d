import type { Calendar } from "./calendar.ts";
import type { Allowance } from "./limits.ts";

/**
 * The legal clock of one request, as the acts of both halves give it. Instants are milliseconds since
 * 1970-01-01T00:00:00Z; nothing here reads a clock. The definition in prose is spec/clock/README.md.
 */
export type Clock = {
  /** `t` of the owing side's first entry whose `applied` covers the request (`startOf`); null until then. */
  readonly start: number | null;
  readonly allowance: Allowance;
  /** IANA zone and working-day calendar of the answering state. */
  readonly zone: string;
  readonly calendar: Calendar;
  /** Clarification rounds: asked at `from`, answered at `to`, still open while null. */
  readonly pauses: readonly Pause[];
  /** Notices that judicial authorisation is awaited. */
  readonly notices: readonly Notice[];
  /** The act that ended the owing, and its `t`. */
  readonly stop: Stop | null;
};

export type Pause = { readonly from: number; readonly to: number | null };
export type Notice = { readonly t: number; readonly until: number };
export type Stop = { readonly t: number; readonly by: "answered" | "refused" | "withdrawn" };

/** How much of a pause the clock counted. `open` while the reply is awaited and the bound is not reached. */
export type CountedPause = { readonly from: number; readonly to: number; readonly open: boolean };

/** Why a pause or a notice does not move the deadline. */
export type Unmoved =
  | "after-deadline"
  | "bound-spent"
  | "after-stop"
  | "not-later"
  | "no-allowance"
  | "nothing-left";

export type Deadline = {
  /** Null until the clock has started. With an open pause, the latest instant it can be. */
  readonly due: number | null;
  /** The deadline without any pause or extension. */
  readonly first: number | null;
  readonly extended: boolean;
  readonly pauses: readonly CountedPause[];
  readonly unmoved: readonly { readonly at: number; readonly why: Unmoved }[];
  /** Milliseconds that the owing side has in all, pauses not counted; for working days, of working time. */
  readonly total: number;
  /** The instants at which 50, 75 and 100 percent of `total` are used. */
  readonly marks: { readonly p50: number; readonly p75: number; readonly p100: number } | null;
};

/** What a screen shows at an instant. Never stored, never an input of a fold. */
export type ClockView = {
  readonly phase: "waiting" | "running" | "paused" | "stopped";
  readonly due: number | null;
  /** Milliseconds from `now`, or from the stop, to the deadline; negative when it has passed. */
  readonly remaining: number | null;
  readonly elapsed: number;
  readonly total: number;
  /** Of `total`; more than 100 when overdue. */
  readonly percent: number;
  readonly overdue: boolean;
};
