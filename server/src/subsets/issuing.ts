import type { ItemAct, ItemId } from "@setu/core";
import type { Draft } from "@setu/link";
import { badSubset } from "@setu/link/subset-file.ts";
import type { PartsFile } from "@setu/link/subset.ts";
import type { PartsFileView } from "@setu/requests/subsets.ts";
import type { Grounds } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import { assertUnrestricted } from "../individuals/keeping.ts";
import type { Desk } from "../requests/desk.ts";
import { writeHome } from "../requests/home.ts";
import { partsFilesOf } from "./files.ts";
import { assertMarked, assertTied, wholeOf, type Whole } from "./record.ts";
import { unlikeIn, viewOf } from "./showing.ts";

/** What leaves with an act: its bytes are sealed already, its text plays no part. */
type Leaving = Pick<Draft, "attachments"> & { readonly act: Omit<ItemAct, "body"> };
type Issued = { readonly at: number; readonly file: PartsFile; readonly whole: Whole | null };

/**
 * Files of parts that are about to leave, each as a verifier will judge it: whoever sends one that verifies nowhere has
 * shown the parts and attested nothing.
 * @throws BAD_SUBSET for one of no record of ours that the officer may read, or less strictly marked than a part of it;
 *   RESTRICTED
 */
async function issuedWith(desk: Desk, tx: PgTx, draft: Leaving): Promise<readonly Issued[]> {
  const { act } = draft;
  const found: Issued[] = [];
  for (const { at, file } of await partsFilesOf(tx, draft)) {
    if (file.v === "setu-kept/1") assertMarked(file, act.mark);
    const whole =
      file.v === "setu-subset/1"
        ? await wholeOf(desk, tx, act.by, { from: act.from, whole: file.whole })
        : null;
    if (file.v === "setu-subset/1") {
      if (!whole) throw badSubset("WHOLE", "it is a part of no record of ours");
      await assertTied(tx, whole, file, act);
      await assertUnrestricted(tx, whole.act.item);
    }
    found.push({ at, file, whole });
  }
  return found;
}

/** @throws as `issuedWith` */
export async function assertSubsets(desk: Desk, tx: PgTx, draft: Leaving): Promise<void> {
  await issuedWith(desk, tx, draft);
}

/** For whoever is about to send them. @throws as `issuedWith` */
export async function subsetsIn(
  desk: Desk,
  tx: PgTx,
  draft: Leaving,
  names: readonly string[],
): Promise<readonly PartsFileView[]> {
  const views: PartsFileView[] = [];
  for (const { at, file, whole } of await issuedWith(desk, tx, draft)) {
    const named = { a: draft.act.att[at]?.a ?? "", name: names[at] ?? "", by: draft.act.from };
    const unlike = whole && file.v === "setu-subset/1" ? await unlikeIn(desk, tx, whole, file) : [];
    views.push(viewOf(file, named, { tie: "here", unlike }));
  }
  return views;
}

type Sent = {
  readonly by: string;
  readonly item: ItemId;
  readonly grounds: Grounds;
};

/** Which parts of which record an officer has sent, in the home log: a line for each subset, beside that of the act. */
export async function recordSubsets(
  desk: Desk,
  tx: PgTx,
  draft: Leaving,
  { by, item, grounds }: Sent,
): Promise<void> {
  for (const { file } of await partsFilesOf(tx, draft)) {
    if (file.v !== "setu-subset/1") continue;
    const parts = file.parts.map(({ part }) => part.no).join(" ");
    const said = { by, item, ref: draft.act.id, whole: file.whole, parts };
    await writeHome(desk.ports, tx, "subset", { ...said, ...grounds });
  }
}
