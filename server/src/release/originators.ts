import { createHash, createHmac } from "node:crypto";
import {
  isItemAct,
  parseAct,
  SetuError,
  strictest,
  type ItemAct,
  type ItemId,
  type Marking,
} from "@setu/core";
import { isControlled, isTighter } from "@setu/core/marking/index.ts";
import { SLOT, type Draft } from "@setu/link";
import { restsOn } from "@setu/permissions";
import type { Paper } from "@setu/requests";
import type { PgTx } from "../db/pg-store.ts";
import { permissionsHeld } from "../permissions/following.ts";
import { markNow, readKnown, readReadable, type Desk } from "../requests/desk.ts";
import { homeNow } from "../requests/home.ts";
import { openPart, PART_BYTES, TAG_BYTES } from "../requests/parts.ts";

/**
 * What its originator keeps control of (ORCON; handling codes H2 and H3) goes to nobody else through this node: words on
 * it are marked no less than it is, its files go into no other matter, and it is given to no agency that it does not name.
 * A passage that an officer types anew is not found: what a text says is for the second person who releases it.
 */
const SAME_SIZE = `SELECT DISTINCT act.act FROM attachment JOIN derived.act USING (party, id)
  WHERE attachment.party = $1 AND attachment.size = ANY ($2::bigint[]) AND act.item <> $3`;
const PARTS = `SELECT bytes FROM attachment_part WHERE c = $1 ORDER BY part`;

const controlled = (): SetuError =>
  new SetuError("ORIGINATOR_CONTROLLED", "its originator keeps control of it");

/** What the other side says in an item and keeps control of. */
async function controlledActs(desk: Desk, tx: PgTx, item: ItemId): Promise<readonly Omit<ItemAct, "body">[]> {
  const known = await readKnown(desk, tx, item);
  return (known?.state.judged ?? [])
    .filter(
      ({ party, act, void: reason }) =>
        reason === null && party === desk.ports.identity.peer.party && isControlled(act.mark),
    )
    .map(({ act }) => act);
}

/** The same joined; null where there is none of it. */
async function controlledMark(desk: Desk, tx: PgTx, item: ItemId): Promise<Marking | null> {
  const marks = (await controlledActs(desk, tx, item)).map(({ mark }) => mark);
  return marks.length === 0 ? null : marks.reduce(strictest);
}

/** @throws ORIGINATOR_CONTROLLED */
export async function assertOriginators(
  desk: Desk,
  tx: PgTx,
  { act, body, attachments }: Pick<Draft, "body" | "attachments"> & { readonly act: Omit<ItemAct, "body"> },
): Promise<void> {
  const held = body === null ? null : await controlledMark(desk, tx, act.item);
  if (held !== null && !isTighter(act.mark, held)) throw controlled();
  const files = act.att.map(({ c, n }, at) => ({
    n,
    digest: () => digestOf(tx, c, attachments[at]?.subarray(0, 32) ?? new Uint8Array()),
  }));
  await assertNoneOf(desk, tx, act.item, files);
}

/** Of what is registered as come another way. @throws ORIGINATOR_CONTROLLED */
export const assertPaperOriginators = (desk: Desk, tx: PgTx, item: ItemId, { files }: Paper): Promise<void> =>
  assertNoneOf(
    desk,
    tx,
    item,
    files.map(({ size, sha256 }) => ({
      n: size + TAG_BYTES * Math.max(1, Math.ceil(size / PART_BYTES)),
      digest: () => Promise.resolve(Buffer.from(sha256, "hex")),
    })),
  );

/**
 * An agency that what is controlled does not name is given a matter by leave in force for each record of it, files and all.
 * @throws ORIGINATOR_CONTROLLED
 */
export async function assertMayGive(desk: Desk, tx: PgTx, item: ItemId, agency: unknown): Promise<void> {
  if (agency === undefined) return;
  const acts = (await controlledActs(desk, tx, item)).filter(
    ({ mark }) => !mark.audience.some((each) => each === agency),
  );
  if (acts.length === 0) return;
  const held = await permissionsHeld(desk, tx, item);
  const now = await homeNow(desk.ports, tx);
  const towards = { use: "onward", agency: typeof agency === "string" ? agency : "" } as const;
  for (const { id: record, from: originator, mark, att } of acts) {
    const wanted = { matter: item, originator, towards, mark, now };
    const parts = [{ record }, ...att.map(({ a: file }) => ({ file }))];
    if (parts.some((part) => restsOn(held, { ...wanted, ...part }) === null)) throw controlled();
  }
}

type File = { readonly n: number; readonly digest: () => Promise<Uint8Array> };

/** By its commitment, whose salt is here: the same bytes under another name are the same file. */
async function assertNoneOf(desk: Desk, tx: PgTx, item: ItemId, files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  const { party } = desk.ports.identity.peer;
  const rows = await tx.db.rows<{ act: Uint8Array }>(SAME_SIZE, [party, files.map(({ n }) => n), item]);
  for (const act of rows.map((row) => parseAct(row.act))) {
    if (!isItemAct(act) || !isControlled(markNow(await readReadable(desk, tx, act.item), act))) continue;
    const keys = await tx.keys(party, [act.id]);
    for (const [at, theirs] of act.att.entries()) {
      const salt = keys.find(({ slot }) => slot === SLOT.attachment + at)?.material.subarray(32);
      for (const file of salt ? files.filter(({ n }) => n === theirs.n) : []) {
        const a = createHmac("sha256", salt ?? "")
          .update(await file.digest())
          .digest("base64url");
        if (a === theirs.a) throw controlled();
      }
    }
  }
}

async function digestOf(tx: PgTx, c: string, key: Uint8Array): Promise<Uint8Array> {
  const hash = createHash("sha256");
  const parts = await tx.db.rows<{ bytes: Uint8Array }>(PARTS, [c]);
  for (const [part, { bytes }] of parts.entries())
    hash.update(openPart(key, bytes, part, part === parts.length - 1));
  return hash.digest();
}

const AMONG = `SELECT item, bool_or(marked ~ '"H2"') AS h2, bool_or(marked ~ '"H3"') AS h3
  FROM (SELECT item, substring(convert_from(act, 'UTF8') FROM '"handling":[[][^]]*[]]') AS marked FROM derived.act
    WHERE item = ANY ($1::text[])) AS each WHERE marked ~ '"H[23]"' GROUP BY item`;

/** By item, the codes by which either side keeps control of what it says in it: a list that is taken out bears them. */
export async function controlledAmong(
  tx: PgTx,
  items: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  type Row = { readonly item: string; readonly h2: boolean; readonly h3: boolean };
  const rows = await tx.db.rows<Row>(AMONG, [items]);
  return new Map(rows.map(({ item, h2, h3 }) => [item, [...(h2 ? ["H2"] : []), ...(h3 ? ["H3"] : [])]]));
}
