import type { Sending } from "./gates/profile.ts";
import type { Marking } from "./marking/index.ts";

/** A row of record.md section 7: what has to happen before an act leaves. */
export type ReleaseRow = {
  /** Milliseconds in which the sender can still take it back, nothing having left. */
  readonly hold: 0 | 10_000;
  /** Whose gates are asked where the node's rule asks them; null: it says nothing of anybody. */
  readonly gates: Sending | null;
  /** Whether a second person approves where the node's rule asks for one. */
  readonly fourEyes: boolean;
  /** Whether the approver's key signs the act where the node's rule asks for it. */
  readonly signed: boolean;
};

/** `spec/release.md` shows the tables to people and a test compares the two. */
export type ReleaseTable = { readonly [act: string]: ReleaseRow };

/** Nobody knows what it is: so it is asked everything. */
const UNKNOWN: ReleaseRow = { hold: 10_000, gates: "giving", fourEyes: true, signed: true };

/** The rows of most acts. Content: a person's words and files cross. Steps: a move by codes. */
export const CONTENT = (gates: Sending): ReleaseRow => ({
  hold: 10_000,
  gates,
  fourEyes: true,
  signed: true,
});
export const STEP: ReleaseRow = { hold: 10_000, gates: null, fourEyes: false, signed: false };
/** A step that nobody can take back before it leaves. */
export const AT_ONCE: ReleaseRow = { ...STEP, hold: 0 };
export const EVIDENCE: ReleaseRow = { hold: 0, gates: null, fourEyes: false, signed: false };

export const rowOf = (table: ReleaseTable, act: string): ReleaseRow =>
  (Object.hasOwn(table, act) ? table[act] : undefined) ?? UNKNOWN;

/** Whether it says by its name alone all that it may say: no words of a person and no files go with it. */
export const isEvidence = (table: ReleaseTable, act: string): boolean => rowOf(table, act) === EVIDENCE;

/**
 * The row of an act as it is sent. What bears a person's words or files is content, whatever it is called.
 * @param bears whether a text or a file goes with it
 */
export function rowSent(table: ReleaseTable, act: string, bears: boolean): ReleaseRow {
  const row = rowOf(table, act);
  return bears ? { ...CONTENT(row.gates ?? "giving"), hold: row.hold } : row;
}

/** Flash is never held: a warning of danger to life does not wait for a second thought. It is gated like any other. */
export const holdOf = (table: ReleaseTable, act: string, lane: string): number =>
  lane === "flash" ? 0 : rowOf(table, act).hold;

/** From which markings on: TLP labels, or a national level of at least this rank on the scale of clearances (1 to 4). */
export type Threshold =
  | "never"
  | "always"
  | { readonly tlp: readonly Marking["tlp"][]; readonly level: number };

/** What a node asks of its officers before something leaves; each is said in its configuration, none is assumed. */
export type ReleaseRule = {
  readonly gates: Threshold;
  readonly fourEyes: Threshold;
  readonly signed: Threshold;
};

export type Needs = {
  readonly gates: Sending | null;
  readonly fourEyes: boolean;
  readonly signed: boolean;
};

/** Of the matter as a whole: the strictest label, and the rank of the highest national level, 0 without one. */
export type Strictness = { readonly tlp: Marking["tlp"]; readonly level: number };

export const reaches = (from: Threshold, { tlp, level }: Strictness): boolean =>
  from === "always" || (from !== "never" && (from.tlp.includes(tlp) || level >= from.level));

/** What has to happen before this act leaves this node. Whoever has to sign is a second person: a signature is an approval. */
export function needsOf(rule: ReleaseRule, row: ReleaseRow, strictness: Strictness): Needs {
  const signed = row.signed && reaches(rule.signed, strictness);
  return {
    gates: reaches(rule.gates, strictness) ? row.gates : null,
    fourEyes: signed || (row.fourEyes && reaches(rule.fourEyes, strictness)),
    signed,
  };
}

export const isProposed = ({ gates, fourEyes }: Needs): boolean => gates !== null || fourEyes;
