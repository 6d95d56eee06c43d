import type { ReviewLog } from "@setu/link/review.ts";
import { equalBytes, MAX_NOTE_BYTES, openCheckpoint, root, TlogError, type Checkpoint } from "tlog";
import { difference } from "./difference.ts";
import type { Remembered } from "./memory.ts";
import type { Opened } from "./pulses.ts";
import { openedBy, readReceipts, type Anchor, type Receipts, type Signers } from "./receipts.ts";
import type { Finding, LogReport } from "./report.ts";
import type { Source } from "./source.ts";
import type { Witnessed } from "./witnesses.ts";
import { walk, type Walked, type Wanted, type Watch } from "./walk.ts";

/** What the prints of a log, written as text, still fit into; and a size that a hostile node signs must not fill the machine. */
export const MAX_ENTRIES = 2 ** 25;

/** One log before its entries are read: what has been said about it. */
export type Prepared = {
  readonly log: ReviewLog;
  readonly signers: Signers;
  /** Null when nobody has signed it as it has to be. */
  readonly checkpoint: Checkpoint | null;
  readonly size: number;
  readonly receipts: Receipts;
  readonly witnessed: Witnessed;
  readonly pulses: readonly Opened[];
  readonly remembered: Remembered | null;
};

/** Checkpoint and receipts, without the entries. */
export async function readHead(
  source: Source,
  log: ReviewLog,
  signers: Signers,
  signal?: AbortSignal,
): Promise<Pick<Prepared, "checkpoint" | "size" | "receipts"> & { readonly findings: readonly Finding[] }> {
  const { origin } = log;
  const note = await source.read(`${origin}/checkpoint`, MAX_NOTE_BYTES);
  const findings: Finding[] = [];
  let checkpoint: Checkpoint | null = null;
  try {
    if (!note) throw new TlogError("FILE_MISSING", "the log has no checkpoint");
    checkpoint = openedBy(signers, ({ log: keys }) =>
      openCheckpoint(note, { origin, log: keys, cosigners: [] }),
    );
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    findings.push({ code: "checkpoint-bad", log: origin, what: error.code });
  }
  // Without a signature the entries are read all the same: where they part from what is known can still be said.
  const size = checkpoint?.size ?? log.size;
  const receipts = await readReceipts(source, signers, signal);
  findings.push(...receipts.findings);
  if (size > MAX_ENTRIES) findings.push({ code: "too-long", log: origin, count: size });
  return { checkpoint, size: Math.min(size, MAX_ENTRIES), receipts, findings };
}

export type Judged = {
  readonly walked: Walked;
  readonly report: LogReport;
  readonly findings: readonly Finding[];
};

/** Reads the entries and holds them against tree, signed root, memory and receipts. */
export async function judgeLog(
  source: Source,
  prepared: Prepared,
  wanted: Wanted & { readonly made: number },
  watch: Watch,
): Promise<Judged> {
  const { log, size, receipts, witnessed, remembered, checkpoint } = prepared;
  const { origin } = log;
  const sizes = new Set(wanted.sizes);
  const positions = new Set(wanted.positions);
  for (const anchor of receipts.anchors) {
    sizes.add(anchor.size);
    // The first entry after it, for its time.
    positions.add(anchor.size);
  }
  for (const anchor of witnessed.anchors) sizes.add(anchor.size);
  if (remembered) sizes.add(remembered.size);
  const walked = await walk(source, origin, size, { sizes, positions }, watch);
  const findings = [
    ...againstItself(origin, walked, checkpoint, receipts.anchors),
    ...againstMemory(origin, walked, remembered),
    ...againstReceipts(origin, walked, receipts.anchors),
    ...againstWitnesses(origin, walked, witnessed.anchors),
  ];
  const last = receipts.anchors.findLast((anchor) => agrees(walked, anchor)) ?? null;
  if (log.of === "own" && size > 0) {
    if (!last) findings.push({ code: "no-receipt", log: origin });
    else if (last.size < size) {
      const code = isLate(walked, last.size, wanted.made) ? "tail-late" : "tail-uncosigned";
      findings.push({ code, log: origin, first: last.size, count: size - last.size });
    }
  }
  const report: LogReport = {
    origin,
    of: log.of,
    size: walked.prints.length,
    root: root(walked.frontier).toHex(),
    signed: heads(walked, checkpoint),
    remembered: remembered?.size ?? 0,
    attested: last && { size: last.size, t: last.t },
    sample: null,
  };
  return { walked, report, findings };
}

/** Between two healthy nodes a receipt takes seconds, and a pulse comes by the schedule. */
const LATE = 3_600_000;

/** Whether the entry was there for an hour when the export was made, and had still nobody's word but its owner's. */
export const isLate = ({ leaves }: Walked, position: number, made: number): boolean =>
  made - (leaves.get(position)?.t ?? made) > LATE;

const agrees = ({ roots }: Walked, anchor: Anchor): boolean => {
  const found = roots.get(anchor.size);
  return found !== undefined && equalBytes(found, anchor.root);
};

/** Whether the checkpoint is of exactly these entries. */
const heads = ({ frontier }: Walked, checkpoint: Checkpoint | null): boolean =>
  checkpoint?.size === frontier.size && equalBytes(root(frontier), checkpoint.root);

function againstItself(
  log: string,
  walked: Walked,
  checkpoint: Checkpoint | null,
  anchors: readonly Anchor[],
): Finding[] {
  const findings: Finding[] = [];
  const { malformed, backwards } = walked;
  const parted = difference(walked.tree, walked.prints);
  if (parted) findings.push({ code: "differs-from-tree", log, ...parted });
  if (malformed !== null) findings.push({ code: "leaf-malformed", log, first: malformed });
  if (backwards !== null) findings.push({ code: "time-backwards", log, first: backwards });
  if (checkpoint && !heads(walked, checkpoint)) {
    const first = anchors.findLast((anchor) => agrees(walked, anchor))?.size ?? 0;
    findings.push({ code: "not-the-root", log, first, until: checkpoint.size });
  }
  return findings;
}

function againstMemory(log: string, walked: Walked, remembered: Remembered | null): Finding[] {
  if (!remembered) return [{ code: "first-look", log }];
  const parted = difference(remembered.prints, walked.prints);
  if (parted) return [{ code: "differs-from-memory", log, ...parted }];
  const found = walked.roots.get(remembered.size);
  if (found && equalBytes(found, remembered.root)) return [];
  return [{ code: "memory-root", log, first: 0, until: remembered.size }];
}

function againstReceipts(log: string, walked: Walked, anchors: readonly Anchor[]): Finding[] {
  let good = 0;
  for (const anchor of anchors) {
    if (agrees(walked, anchor)) {
      good = anchor.size;
      continue;
    }
    // More was received over there than is shown here; or the same number of other entries.
    return walked.prints.length < anchor.size
      ? [{ code: "receipt-beyond", log, first: good, until: anchor.size }]
      : [{ code: "receipt-differs", log, first: good, until: anchor.size }];
  }
  return [];
}

/** The first that is not of these entries; one that is longer than what is shown is of others too. */
function againstWitnesses(log: string, walked: Walked, anchors: readonly Anchor[]): Finding[] {
  const at = anchors.findIndex((anchor) => !agrees(walked, anchor));
  const bad = anchors[at];
  return bad ? [{ code: "witness-differs", log, first: anchors[at - 1]?.size ?? 0, until: bad.size }] : [];
}
