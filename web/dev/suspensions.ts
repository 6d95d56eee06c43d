import type { SuspendCommand, SuspensionRow, Suspensions, Waiting } from "@setu/requests/suspension.ts";

const DAY = 86_400_000;

/** What both sides have suspended, in the stand-in; none at the beginning. */
export type SuspensionState = {
  ours: SuspensionRow[];
  theirs: SuspensionRow[];
  proposals: Suspensions["proposals"][number][];
  waiting: Waiting["lines"];
  leads: boolean;
  heard: boolean;
  readonly done: string[];
};

export const newSuspensions = (): SuspensionState => ({
  ours: [],
  theirs: [],
  proposals: [],
  waiting: [],
  leads: true,
  heard: true,
  done: [],
});

export const row = (more: Partial<SuspensionRow> = {}): SuspensionRow => ({
  id: "5".repeat(32),
  party: "ca",
  offences: ["cyber-fraud", "ransomware"],
  agencies: [],
  level: 0,
  direction: "both",
  from: Date.now() - 3 * DAY,
  reason: "review",
  review: Date.now() + 11 * DAY,
  said: Date.now() - 3 * DAY,
  ended: null,
  ...more,
});

/** One of everything that the screen can show. */
export function fillSuspensions(state: SuspensionState, other: string, item: string): void {
  const theirs = {
    party: "in",
    id: "6".repeat(32),
    offences: [],
    agencies: ["in.cyber-unit"],
    level: 1,
    direction: "giving",
    reason: "legal",
    review: Date.now() - DAY,
  } as const;
  const stop = { id: row().id, party: "ca", from: row().from, review: row().review, ended: null };
  const ref = "IN-2222-2222-2";
  state.ours = [row(), row({ id: "7".repeat(32), ended: Date.now() - DAY, offences: ["extortion"] })];
  state.theirs = [row(theirs)];
  const { id, party: _, said: _said, ended: _ended, ...scope } = row({ offences: ["corruption"] });
  state.proposals = [
    {
      id: "8".repeat(32),
      proposedBy: other,
      at: Date.now() - 60_000,
      suspend: { id, ...scope },
      resume: null,
    },
    { id: "9".repeat(32), proposedBy: other, at: Date.now() - 50_000, suspend: null, resume: row().id },
  ];
  state.waiting = [
    { kind: "returned", id: "1", item, ref, do: "answer", at: 1, due: Date.now() + DAY, stop },
    { kind: "proposal", id: "2", item, ref, do: "answer", at: 2, due: Date.now() + 2 * DAY, stop },
    {
      kind: "draft",
      id: "3",
      item: null,
      ref: null,
      do: "ask",
      at: 3,
      due: null,
      stop: { ...stop, ended: Date.now() },
    },
  ];
}

/** @returns what is answered; null: it is done */
export function suspensionsIn(
  state: SuspensionState,
  path: readonly string[],
  json: Readonly<Record<string, unknown>>,
  me: string,
): object | null {
  const [id, what] = path;
  const now = Date.now();
  if (id === "waiting") return { lines: state.waiting, total: state.waiting.length, now } satisfies Waiting;
  const { ours, theirs, proposals, leads, heard } = state;
  if (json["id"] === undefined && what === undefined) {
    const totals = { ours: ours.length, theirs: theirs.length };
    return { ours, theirs, totals, proposals, heard, leads, now } satisfies Suspensions;
  }
  state.done.push(`${what ?? "suspend"} ${id ?? ""}`.trim());
  const proposal = { id: String(json["id"]), proposedBy: me, at: now };
  if (id === undefined)
    proposals.push({ ...proposal, suspend: json as unknown as SuspendCommand, resume: null });
  else if (what === "resume") proposals.push({ ...proposal, suspend: null, resume: id });
  else state.proposals = proposals.filter((each) => each.id !== id);
  return null;
}
