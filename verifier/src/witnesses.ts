import { isSetuError } from "@setu/core";
import { parseReceiptLine } from "@setu/link/review.ts";
import { openNote, parseCheckpoint, requireQuorum, TlogError, type Trust } from "tlog";
import { openedBy, type Anchor, type Signers } from "./receipts.ts";
import type { Finding } from "./report.ts";
import { lines, type Source } from "./source.ts";

/** What witnesses have cosigned of one log, as far as the reviewer's own policy knows them; smallest first. */
export type Witnessed = { readonly anchors: readonly Anchor[]; readonly findings: readonly Finding[] };

export const UNWITNESSED: Witnessed = { anchors: [], findings: [] };

const MAX_LINES = 2 ** 17;

/**
 * Reads them against the policy that the reviewer has brought: one in the export would be the node's own. The first line
 * that is not signed as it has to be ends the reading.
 */
export async function readWitnessed(
  source: Source,
  signers: Signers,
  trust: Trust,
  signal?: AbortSignal,
): Promise<Witnessed> {
  const { origin } = signers;
  const anchors: Anchor[] = [];
  try {
    for await (const line of lines(source, `${origin}/witnessed`)) {
      signal?.throwIfAborted();
      const { note } = parseReceiptLine(line);
      const anchor = openedBy(signers, ({ log }) => anchorOf(note, origin, log, trust));
      if (anchor.size <= (anchors.at(-1)?.size ?? 0) || anchors.length >= MAX_LINES)
        throw new TlogError("SIZE_RANGE", "what was witnessed is not in order");
      anchors.push(anchor);
    }
  } catch (error) {
    if (!isSetuError(error) && !(error instanceof TlogError)) throw error;
    const bad: Finding = { code: "witness-bad", log: origin, count: anchors.length + 1, what: error.code };
    return { anchors, findings: [bad] };
  }
  const last = anchors.at(-1);
  if (!last) return { anchors, findings: [{ code: "no-witness", log: origin }] };
  const what = new Date(last.t).toISOString();
  return { anchors, findings: [{ code: "witnessed", log: origin, count: last.size, what }] };
}

/** The latest of the witnesses' clocks: by then all of them had seen it. */
function anchorOf(note: string, origin: string, log: Signers["log"], trust: Trust): Anchor {
  const keys = trust.witnesses.map(({ key }) => key);
  const { text, verified } = openNote(note, [...log, ...keys]);
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== origin) throw new TlogError("ORIGIN_MISMATCH", "another log was witnessed");
  if (!log.every((key) => verified.some((by) => by.key === key)))
    throw new TlogError("SIGNATURE_MISSING", "the log has not signed what was witnessed");
  requireQuorum(trust, verified);
  const times = verified.flatMap(({ key, timestamp }) => (keys.includes(key) ? (timestamp ?? []) : []));
  return { size: checkpoint.size, root: checkpoint.root, t: Math.max(0, ...times) * 1000 };
}
