import {
  badField,
  canonicalBytes,
  itemId,
  parseBounded,
  SetuError,
  type ItemId,
  type Json,
} from "@setu/core";
import { refOf, type Draft, type DraftContent, type DraftView, type NotSent } from "@setu/requests";
import { joined } from "@setu/requests/texts/translations.ts";
import type { PgTx } from "../db/pg-store.ts";
import { assertNotHeld } from "../oversight/holding.ts";
import type { AtRest } from "../db/at-rest.ts";
import { strict } from "./command.ts";

/**
 * What officers are writing, as they write it. Each draft is its officer's own, sealed at rest, and leaves this node
 * only as the act that somebody sends. A revision is compared and swapped: of two tabs the second is refused, and it
 * has both texts.
 */
export const MAX_DRAFT_BYTES = 64 * 1024;
export const MAX_DRAFTS = 200;
export const NEW = "new";
const DRAFT = ["title", "text", "lang", "args", "mark", "files"];

const COLUMNS = `key, revision, at, content`;
const READ = `SELECT ${COLUMNS} FROM draft WHERE officer = $1 AND key = $2`;
const LOCK = `SELECT ${COLUMNS} FROM draft WHERE officer = $1 AND key = $2 FOR UPDATE`;
const LIST = `SELECT ${COLUMNS} FROM draft WHERE officer = $1 ORDER BY at DESC, key LIMIT ${MAX_DRAFTS}`;
const COUNT = `SELECT count(*) AS n FROM draft WHERE officer = $1`;
// Two first drafts of one officer at once are counted one after the other.
const IN_TURN = `SELECT id FROM officer WHERE id = $1 FOR NO KEY UPDATE`;
const INSERT = `INSERT INTO draft (officer, key, at, content) VALUES ($1, $2, $3, $4) RETURNING revision`;
const UPDATE = `UPDATE draft SET revision = nextval('draft_revision'), at = $3, content = $4
  WHERE officer = $1 AND key = $2 RETURNING revision`;
const DELETE = `DELETE FROM draft WHERE officer = $1 AND key = $2`;

type Row = {
  readonly key: string;
  readonly revision: number;
  readonly at: number;
  readonly content: Uint8Array;
};
/** Whose, and on what. */
export type DraftPlace = { readonly officer: string; readonly key: string };

/** @throws BAD_FIELD for what is neither an item nor `new` */
export const draftKey = (value: string): string => (value === NEW ? NEW : itemId(value, "key"));

/** Where an act of an item is written: a request that does not exist yet has no item. */
export const placeOf = (officer: string, item: ItemId | null): DraftPlace => ({ officer, key: item ?? NEW });

const seal = (atRest: AtRest, { officer, key }: DraftPlace, content: DraftContent): Uint8Array =>
  atRest.seal(bytesOf(content), `draft ${officer} ${key}`);

function open(atRest: AtRest, officer: string, { key, content }: Row): DraftContent {
  const plain = atRest.open(content, `draft ${officer} ${key}`);
  return parseBounded(plain, MAX_DRAFT_BYTES) as unknown as DraftContent;
}

/** @throws TOO_LARGE */
function bytesOf(content: DraftContent): Uint8Array {
  const bytes = canonicalBytes(content);
  if (bytes.length > MAX_DRAFT_BYTES)
    throw new SetuError("TOO_LARGE", "the draft is too long to be kept", {
      detail: { max: MAX_DRAFT_BYTES },
    });
  return bytes;
}

/** What the screens wrote comes back to them as it was; only its outline is looked at. @throws BAD_FIELD | TOO_LARGE */
export function parseContent(value: Json | undefined): DraftContent {
  const { acts } = strict(value, "content", ["acts"]);
  if (acts === null || typeof acts !== "object" || Array.isArray(acts)) throw badField("acts", "object");
  for (const draft of Object.values(acts)) {
    const { title, text, translations } = strict(draft, "acts", DRAFT, ["translations"]);
    const outline = typeof title === "string" && typeof text === "string";
    if (!outline || !Array.isArray(translations ?? [])) throw badField("acts", "draft");
  }
  return value as unknown as DraftContent;
}

/** @throws CANNOT_OPEN */
export async function readDraft(tx: PgTx, atRest: AtRest, { officer, key }: DraftPlace): Promise<DraftView> {
  const [row] = await tx.db.rows<Row>(READ, [officer, key]);
  if (!row) return { revision: 0, at: null, content: null };
  return { revision: row.revision, at: row.at, content: open(atRest, officer, row) };
}

/**
 * @param revision the one that the writer has seen; 0 for none
 * @returns the new one. Saving again what is saved already is no change
 * @throws STALE when another tab or device has saved or discarded it; TOO_LARGE; OVER_QUOTA
 */
export async function saveDraft(
  tx: PgTx,
  atRest: AtRest,
  place: DraftPlace,
  {
    revision,
    content,
    now,
  }: { readonly revision: number; readonly content: DraftContent; readonly now: number },
): Promise<number> {
  const { officer, key } = place;
  const sealed = seal(atRest, place, content);
  let [row] = await tx.db.rows<Row>(LOCK, [officer, key]);
  if (!row && revision === 0) {
    await tx.db.change(IN_TURN, [officer]);
    [row] = await tx.db.rows<Row>(LOCK, [officer, key]);
  }
  if (row && Buffer.from(bytesOf(open(atRest, officer, row))).equals(bytesOf(content))) return row.revision;
  if ((row?.revision ?? 0) !== revision) throw stale();
  if (row) return revisionOf(await tx.db.rows(UPDATE, [officer, key, now, sealed]));
  const [count] = await tx.db.rows<{ n: number }>(COUNT, [officer]);
  if ((count?.n ?? 0) >= MAX_DRAFTS)
    throw new SetuError("OVER_QUOTA", "too many drafts; send or discard some", {
      detail: { max: MAX_DRAFTS },
    });
  return revisionOf(await tx.db.rows(INSERT, [officer, key, now, sealed]));
}

/** @throws STALE for another revision */
export async function discardDraft(tx: PgTx, { officer, key }: DraftPlace, revision: number): Promise<void> {
  const [row] = await tx.db.rows<Row>(LOCK, [officer, key]);
  if (!row) return;
  if (row.revision !== revision) throw stale();
  if (key !== NEW) await assertNotHeld(tx, itemId(key, "key"));
  await tx.db.change(DELETE, [officer, key]);
}

/**
 * What became an act is no draft any more, in the transaction of that act. A revision that the sender has not seen
 * holds words that were not sent, so it stays.
 */
export async function forgetSent(
  tx: PgTx,
  atRest: AtRest,
  place: DraftPlace,
  { act, revision, now }: { readonly act: string; readonly revision: number; readonly now: number },
): Promise<void> {
  const { officer, key } = place;
  const [row] = await tx.db.rows<Row>(LOCK, [officer, key]);
  if (!row || row.revision !== revision) return;
  const { [act]: _sent, ...acts } = open(atRest, officer, row).acts;
  if (Object.keys(acts).length === 0) await tx.db.change(DELETE, [officer, key]);
  else await tx.db.rows(UPDATE, [officer, key, now, seal(atRest, place, { acts })]);
}

/** An act that did not leave is a draft again. Behind what was written since, which nobody may lose either. */
export async function keepAsDraft(
  tx: PgTx,
  atRest: AtRest,
  place: DraftPlace,
  { act, draft, now }: { readonly act: string; readonly draft: Draft; readonly now: number },
): Promise<void> {
  const { officer, key } = place;
  const [row] = await tx.db.rows<Row>(LOCK, [officer, key]);
  const acts = row ? open(atRest, officer, row).acts : {};
  const begun = Object.hasOwn(acts, act) ? acts[act]! : null;
  const text = [begun?.text ?? "", draft.text].filter((each) => each !== "");
  const translations = joined(begun?.translations ?? [], draft.translations ?? []);
  const whole = {
    ...draft,
    text: [...new Set(text)].join("\n\n"),
    ...(translations.length > 0 && { translations }),
  };
  const sealed = seal(atRest, place, { acts: { ...acts, [act]: whole } });
  await tx.db.rows(row ? UPDATE : INSERT, [officer, key, now, sealed]);
}

const BEGINS = 120;
export const beginOf = ({ title, text }: Pick<Draft, "title" | "text">): string =>
  `${title} ${text}`.trim().slice(0, BEGINS);

export async function listDrafts(tx: PgTx, atRest: AtRest, officer: string): Promise<NotSent["drafts"]> {
  const rows = await tx.db.rows<Row>(LIST, [officer]);
  return rows.map((row) => {
    const acts = Object.entries(open(atRest, officer, row).acts);
    return {
      key: row.key,
      ref: row.key === NEW ? null : refOf(row.key as ItemId),
      revision: row.revision,
      at: row.at,
      acts: acts.map(([act]) => act),
      begins: acts.map(([, draft]) => beginOf(draft)).find((text) => text !== "") ?? "",
    };
  });
}

/** All that one officer is writing, whole. */
export async function draftsOf(tx: PgTx, atRest: AtRest, officer: string) {
  const rows = await tx.db.rows<Row>(LIST, [officer]);
  return rows.map((row) => ({ key: row.key, at: row.at, content: open(atRest, officer, row) }));
}

const revisionOf = (rows: readonly unknown[]): number => (rows[0] as { revision: number }).revision;
const stale = () => new SetuError("STALE", "another tab or device has saved this draft; look at both");
