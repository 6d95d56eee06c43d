import type { ErrorCode } from "@setu/core";
import type { Bundle, Hello, Ports, PushAnswer, Tx, Wraps } from "@setu/link";
import type { Random } from "../random.ts";

/** What a lying node knows when it lies: notes and bundles that were once true. */
export type Memory = {
  readonly random: Random;
  readonly ports: Ports;
  readonly lane: string;
  /** Checkpoints of this lane that the honest side signed, and that the liar signed, oldest first. */
  readonly theirs: readonly string[];
  readonly ours: readonly string[];
  /** Hashes of all leaves of its own log on this lane. */
  readonly leaves: readonly Uint8Array[];
  /** Bundles it pushed earlier, on any lane, and openings it was given on this one. */
  readonly pushed: readonly Bundle[];
  readonly openings: readonly string[];
};

/** A push as it leaves: the honest program made it, the lie bends it. */
export type Push = { readonly opening: string; readonly bundle: Bundle };
/** Null for what the lie does not change this time. */
type Bent<T> = T | null;

/** One way to lie. Each door of the link can be lied through; a lie says through which. */
export type Lie = {
  readonly name: string;
  /** Alarms that the honest side may raise over it. Any other in the schedule accuses somebody of what he has not done. */
  readonly may: readonly ErrorCode[];
  /** It leaves nothing behind that is signed: once it stops, everything arrives on both sides. */
  readonly mends: boolean;
  /** What it pushes. */
  readonly push?: (push: Push, memory: Memory) => Bent<Push>;
  /** What it answers to an opening. */
  readonly hello?: (hello: Hello, memory: Memory) => Bent<Hello>;
  /** What it answers to a push, having stored it or not. */
  readonly receipt?: (answer: PushAnswer, pushed: Bundle, memory: Memory) => Bent<PushAnswer>;
  /** It answers a push without having stored it. */
  readonly forgets?: boolean;
  /** What it gives back of the other's log after a restore. */
  readonly fetch?: (bundle: Bundle, memory: Memory) => Bent<Bundle>;
  /** Keys that it gives again. */
  readonly wraps?: (answer: Wraps, memory: Memory) => Bent<Wraps>;
  /** What it signs into its own log, which its programs then send as ever. */
  readonly write?: (tx: Tx, memory: Memory) => Promise<void>;
  /** Its clock, milliseconds away from the truth. */
  readonly clock?: number;
  /** It is told only where officers correct and narrow. */
  readonly amends?: true;
  /** It has a second database, and speaks out of either: two histories from there on. */
  readonly twoFaces?: true;
  /** What it asks for, again and again. */
  readonly pester?: (ask: Asking, memory: Memory) => Promise<unknown>;
};

/** The doors of the honest side, as anybody with good keys can knock. */
export type Asking = {
  hello(): Promise<Hello>;
  push(opening: string, bytes: Uint8Array): Promise<PushAnswer>;
  fetch(from: number, to: number): Promise<Uint8Array>;
  wraps(origin: string, positions: readonly number[]): Promise<Uint8Array>;
};
