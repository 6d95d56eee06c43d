/**
 * record.md section 7. For each act: how long the sender can still take it back, nothing having left.
 * `spec/release.md` shows the table to people and a test compares the two.
 */
export type ReleaseTable = { readonly [act: string]: { readonly hold: 0 | 10_000 } };

/**
 * Milliseconds that an act is held. Flash is never held: a warning of danger to life does not wait for a second
 * thought. An act the table does not name is held.
 */
export const holdOf = (table: ReleaseTable, act: string, lane: string): number =>
  lane === "flash" ? 0 : (table[act]?.hold ?? 10_000);
