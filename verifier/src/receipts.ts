import { isSetuError } from "@setu/core";
import { parseReceiptLine } from "@setu/link/review.ts";
import { openCheckpoint, TlogError, type VerifierKey } from "tlog";
import type { Finding } from "./report.ts";
import { lines, type Source } from "./source.ts";

/** Who has to have signed a checkpoint of a log, and who has to have cosigned it. */
export type Signers = {
  readonly origin: string;
  readonly log: readonly VerifierKey[];
  readonly cosigners: readonly VerifierKey[];
  /** Pairs of which at least one was followed by the keys above: what they signed before stands. */
  readonly former: readonly Pair[];
};

export type Pair = { readonly log: readonly VerifierKey[]; readonly cosigners: readonly VerifierKey[] };

/** By the keys in force, else by those that they have followed. @throws TlogError of the first */
export function openedBy<T>({ log, cosigners, former }: Signers, open: (pair: Pair) => T): T {
  let first: TlogError | null = null;
  for (const pair of [{ log, cosigners }, ...former])
    try {
      return open(pair);
    } catch (error) {
      if (!(error instanceof TlogError)) throw error;
      first ??= error;
    }
  throw first ?? new TlogError("SIGNATURE_MISSING", "there are no keys");
}

/** A root that log and cosigner have both signed; `t` by the cosigner's clock, milliseconds. */
export type Anchor = { readonly size: number; readonly root: Uint8Array; readonly t: number };

export type Receipts = { readonly anchors: readonly Anchor[]; readonly findings: readonly Finding[] };

/** One for each 256 entries of the longest log that is read. */
const MAX_RECEIPTS = 2 ** 17;
const NONE: Receipts = { anchors: [], findings: [] };

/** Reads the receipts of one log, smallest first. One that is not signed as it has to be ends the reading. */
export async function readReceipts(
  source: Source,
  signers: Signers,
  signal?: AbortSignal,
): Promise<Receipts> {
  const { origin } = signers;
  if (signers.cosigners.length === 0) return NONE;
  const anchors: Anchor[] = [];
  try {
    for await (const line of lines(source, `${origin}/receipts`)) {
      signal?.throwIfAborted();
      const { note } = parseReceiptLine(line);
      const { size, root, signatures, cosigners } = openedBy(signers, (pair) => ({
        ...openCheckpoint(note, { origin, ...pair, exact: true }),
        cosigners: pair.cosigners,
      }));
      if (size <= (anchors.at(-1)?.size ?? 0) || anchors.length >= MAX_RECEIPTS)
        throw new TlogError("SIZE_RANGE", "the receipts are not in order");
      const times = signatures.flatMap(({ key, timestamp }) =>
        cosigners.includes(key) ? (timestamp ?? []) : [],
      );
      anchors.push({ size, root, t: Math.max(...times) * 1000 });
    }
  } catch (error) {
    if (!isSetuError(error) && !(error instanceof TlogError)) throw error;
    const bad: Finding = { code: "receipt-bad", log: origin, count: anchors.length + 1, what: error.code };
    return { anchors, findings: [bad] };
  }
  return { anchors, findings: [] };
}
