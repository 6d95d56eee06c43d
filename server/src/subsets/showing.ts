import { isSetuError } from "@setu/core";
import { partsFileOf } from "@setu/link/subset-file.ts";
import { MAX_SUBSET_BYTES, type PartsFile, type Subset } from "@setu/link/subset.ts";
import type { PartsFileView, Tie } from "@setu/requests/subsets.ts";
import type { PgTx } from "../db/pg-store.ts";
import { readBody } from "../requests/bodies.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { readFile } from "../requests/fetching.ts";
import type { LookedAt } from "../requests/looking.ts";
import { TAG_BYTES } from "../requests/parts.ts";
import { assertTied, wholeOf, type Whole } from "./record.ts";

const KINDS = { "setu-parts/1": "parts", "setu-kept/1": "kept", "setu-subset/1": "subset" } as const;

/** As people read it, without the salts. @param unlike places of parts whose words the record's text does not have */
export function viewOf(
  file: PartsFile,
  named: Pick<PartsFileView, "a" | "name" | "by">,
  { tie, unlike }: { readonly tie: Tie; readonly unlike: readonly number[] },
): PartsFileView {
  const parts = "parts" in file ? file.parts.map(({ part }) => part) : [];
  return {
    ...named,
    kind: KINDS[file.v],
    parts: parts.map(({ no, name, text, mark }) => ({
      no,
      name,
      text,
      tlp: mark.tlp,
      ...(unlike.includes(no) && { unlike: true }),
    })),
    // All parts are in what is kept: the rest of its digests are of nothing.
    atMost: file.v === "setu-kept/1" ? 0 : file.digests.length - parts.length,
    whole: file.v === "setu-subset/1" ? file.whole : null,
    tie,
  };
}

/** Places of parts whose words stand nowhere in the text of the record: its sender may have cut them from a file of it. */
export async function unlikeIn(
  desk: Desk,
  tx: PgTx,
  whole: Whole,
  { parts }: Pick<Subset, "parts">,
): Promise<readonly number[]> {
  const { body } = await readBody(desk, tx, whole);
  if (!body) return [];
  const texts = [body.title ?? "", body.text, ...(body.translations ?? []).map(({ text }) => text)];
  return parts.flatMap(({ part }) => (texts.some((text) => text.includes(part.text)) ? [] : [part.no]));
}

/**
 * A file that is here, as parts of a record, for an officer who may look at it; null for any other file, and for one whose
 * key was destroyed. Whatever says that it is one and is not is shown as one that nobody attests.
 * @throws NOT_FOUND
 */
export async function shownParts(
  desk: Desk,
  officer: Officer,
  { act, file: { a, n }, claim }: LookedAt,
): Promise<PartsFileView | null> {
  if (n > MAX_SUBSET_BYTES + TAG_BYTES) return null;
  const file = act.att.find((each) => each.a === a);
  if (!file) return null;
  const bytes = await contentOf(desk, act, file);
  if (bytes === null) return null;
  const named = { a, name: claim.name, by: act.from };
  let read: PartsFile | null;
  try {
    read = partsFileOf(bytes);
  } catch (error) {
    if (!isSetuError(error, "BAD_SUBSET")) throw error;
    return { ...named, kind: "subset", parts: [], atMost: 0, whole: null, tie: "broken" };
  }
  if (read === null) return null;
  if (read.v !== "setu-subset/1") return viewOf(read, named, { tie: "away", unlike: [] });
  const subset = read;
  return desk.store.tx(async (tx) =>
    viewOf(subset, named, await standing(desk, tx, { by: officer.id, act, subset })),
  );
}

async function contentOf(
  desk: Desk,
  act: LookedAt["act"],
  file: LookedAt["file"],
): Promise<Uint8Array | null> {
  const bytes: Uint8Array[] = [];
  try {
    for await (const part of readFile(desk, act, file)) bytes.push(part);
  } catch (error) {
    if (isSetuError(error, "CANNOT_OPEN")) return null;
    throw error;
  }
  return Buffer.concat(bytes);
}

type Asked = {
  readonly by: string;
  readonly act: LookedAt["act"];
  readonly subset: Subset;
};

/** What is said of it rests on what this reader may see: for whoever may not read the record it is away. */
async function standing(
  desk: Desk,
  tx: PgTx,
  { by, act, subset }: Asked,
): Promise<{ readonly tie: Tie; readonly unlike: readonly number[] }> {
  const { whole: id } = subset;
  const whole = await wholeOf(desk, tx, by, { from: act.from, whole: id });
  const others = await wholeOf(desk, tx, by, { from: act.to, whole: id });
  // Only the originator of a record issues parts of it.
  if (!whole) return { tie: others ? "broken" : "away", unlike: [] };
  try {
    await assertTied(tx, whole, subset, act);
  } catch (error) {
    if (!isSetuError(error, "BAD_SUBSET")) throw error;
    return { tie: "broken", unlike: [] };
  }
  return { tie: "here", unlike: await unlikeIn(desk, tx, whole, subset) };
}
