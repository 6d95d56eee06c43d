import type { Ground } from "@setu/link/review.ts";
import type { Kind } from "./difference.ts";

/**
 * What the verifier can come to say. `broken`: no honest pair of nodes produces it. `gap`: something is not shown that
 * should be. `note`: what the reviewer has to know to read the rest rightly.
 */
export const FINDINGS = {
  // the export as a whole
  training: "note",
  "file-changed": "broken",
  "card-changed": "broken",
  "cards-unchecked": "note",
  "log-gone": "broken",
  "keys-changed": "broken",
  // one log against itself
  "checkpoint-bad": "broken",
  "too-long": "gap",
  "differs-from-tree": "broken",
  "not-the-root": "broken",
  "leaf-malformed": "broken",
  "time-backwards": "broken",
  // against what the reviewer remembers, and what the other node holds
  "first-look": "note",
  "differs-from-memory": "broken",
  "memory-root": "broken",
  "differs-from-peer": "broken",
  "peer-root": "broken",
  "peer-longer": "gap",
  // against what the other side has signed
  "receipt-bad": "broken",
  "receipt-differs": "broken",
  "receipt-beyond": "broken",
  "no-receipt": "gap",
  "tail-uncosigned": "note",
  "tail-late": "gap",
  // against what third parties have signed
  "witness-bad": "broken",
  "witness-differs": "broken",
  "no-witness": "gap",
  witnessed: "note",
  // pulses and the home log
  "pulse-wrong": "broken",
  "pulse-heads": "broken",
  "pulse-beyond": "broken",
  "pulse-missing": "gap",
  "pulse-unopened": "gap",
  "home-differs": "broken",
  "no-pulse": "gap",
  "tail-unpinned": "note",
  "pin-late": "gap",
  // the sample
  "seed-of-the-node": "note",
  "other-seed": "broken",
  "opening-malformed": "broken",
  "opening-wrong": "broken",
  unanswered: "broken",
  unattested: "broken",
  unreadable: "gap",
  undrawn: "gap",
  "drawn-early": "note",
} as const satisfies Record<string, Level>;

export type Level = "broken" | "gap" | "note";
export type FindingCode = keyof typeof FINDINGS;

export type Finding = {
  readonly code: FindingCode;
  /** Origin of the log it is about; null for the export as a whole. */
  readonly log: string | null;
  /** Position of the first entry that is bad, or of the first that it is about. */
  readonly first?: number;
  /** Where the first bad entry is not known exactly: it is before this position. */
  readonly until?: number;
  readonly kind?: Kind;
  readonly other?: number;
  readonly count?: number;
  /** A path, a party, a code: never content. */
  readonly what?: string;
};

export type Counts = {
  drawn: number;
  opened: number;
  textDestroyed: number;
  /** The node attests that it has the key no more, and by nobody's order. */
  textLost: number;
  textWithheld: number;
  destroyed: number;
  lost: number;
  withheld: number;
  /** Not answered, or with what does not open the entry: opened, destroyed, lost, withheld and this make up `drawn`. */
  unanswered: number;
  grounds: Partial<Record<Ground, number>>;
};

export type LogReport = {
  readonly origin: string;
  readonly of: "own" | "peer" | "home";
  readonly size: number;
  /** SHA-256 root, hexadecimal: what both nodes have to show alike. */
  readonly root: string;
  /** Whether its sender has signed for exactly these entries. */
  readonly signed: boolean;
  /** How much of it the reviewer remembered, and this continues. */
  readonly remembered: number;
  /** How much of it the other side has cosigned and since when, milliseconds; of a home log: has pinned by a pulse. */
  readonly attested: { readonly size: number; readonly t: number } | null;
  /** Of the entries below `drawnFrom`; null when nothing was drawn. */
  readonly sample: (Counts & { readonly drawnFrom: number }) | null;
};

export type Verdict = "whole" | "gaps" | "broken";

export type Report = {
  readonly verdict: Verdict;
  /** SHA-256 of the manifest, hexadecimal: names this export. */
  readonly manifest: string;
  readonly party: string;
  readonly peer: string;
  readonly made: number;
  readonly cards: readonly {
    readonly party: string;
    readonly fingerprint: string;
    readonly known: boolean;
  }[];
  readonly sample: { readonly seed: string; readonly n: number } | null;
  readonly logs: readonly LogReport[];
  readonly findings: readonly Finding[];
};

export function verdictOf(findings: readonly Finding[]): Verdict {
  const levels = new Set(findings.map(({ code }): Level => FINDINGS[code]));
  return levels.has("broken") ? "broken" : levels.has("gap") ? "gaps" : "whole";
}

export const noCounts = (): Counts => ({
  drawn: 0,
  opened: 0,
  textDestroyed: 0,
  textLost: 0,
  textWithheld: 0,
  destroyed: 0,
  lost: 0,
  withheld: 0,
  unanswered: 0,
  grounds: {},
});
