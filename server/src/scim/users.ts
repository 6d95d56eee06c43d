import { randomBytes } from "node:crypto";
import { canonicalBytes, SetuError } from "@setu/core";
import type { AtRest } from "../db/at-rest.ts";
import { close, putAway, reopen } from "./closing.ts";
import { noteDeed, type Around, type Directory } from "./deeds.ts";
import type { PgTx } from "../db/pg-store.ts";
import { changing } from "../standing/changing.ts";
import { textOf, type Complex, type Values } from "./values.ts";

/**
 * Accounts as a directory sees them: those of its agency, reviewers and programs left out. An account that the
 * configuration names is called by its id until the directory says another name, and keeps the configuration's name and
 * address.
 */
export type StoredUser = {
  readonly id: string;
  readonly values: Values;
  readonly groups: readonly Complex[];
  readonly made: number;
  readonly modified: number;
  readonly provisioned: boolean;
};

type Row = {
  readonly id: string;
  readonly name: string;
  readonly lang: string;
  readonly provisioned: boolean;
  readonly userName: string;
  readonly externalId: string | null;
  readonly content: Uint8Array | null;
  readonly made: number;
  readonly modified: number;
  readonly active: boolean;
  readonly groups: readonly Complex[];
};

const KNOWN = `officer.agency = $1 AND NOT machine AND NOT 'oversee' = ANY (powers)
  AND CASE WHEN u.officer IS NULL THEN NOT provisioned AND NOT disabled ELSE NOT gone END`;
const FROM = `FROM officer LEFT JOIN directory_user AS u ON u.officer = officer.id`;
const COLUMNS = `officer.id, name, lang, provisioned, coalesce(user_name, officer.id) AS "userName",
  external_id AS "externalId", content, coalesce(made, 0) AS made, coalesce(modified, 0) AS modified,
  NOT (disabled OR suspended OR recalled) AS active,
  coalesce((SELECT jsonb_agg(jsonb_build_object('value', g.id, 'display', g.display_name) ORDER BY g.display_name, g.id)
    FROM directory_member JOIN directory_group AS g ON g.id = "group" WHERE directory_member.officer = officer.id), '[]') AS groups`;
/** By each attribute that is looked for; the value is the second parameter. */
const MEANT: Readonly<Record<string, string>> = {
  userName: `lower(coalesce(user_name, officer.id::text)) = lower($2)`,
  externalId: `external_id = $2`,
  id: `officer.id = $2`,
};
const ANY = `$2::text IS NULL`;
const pageOf = (by: string) =>
  `SELECT ${COLUMNS} ${FROM} WHERE ${KNOWN} AND ${by} ORDER BY officer.id LIMIT $3 OFFSET $4`;
const countOf = (by: string) => `SELECT count(*) AS n ${FROM} WHERE ${KNOWN} AND ${by}`;
const ONE = `SELECT ${COLUMNS} ${FROM} WHERE ${KNOWN} AND officer.id = $2 FOR UPDATE OF officer`;
const OPENED = `SELECT count(*) FILTER (WHERE at > $2) AS lately, count(*) AS ever FROM directory_deed
  WHERE client = $1 AND did = 'open'`;
const PUT_OFFICER = `INSERT INTO officer (id, name, agency, lang, mail, person, provisioned, disabled)
  VALUES ($1, $2, $3, $4, $5, $1, true, $6)`;
const RENAME = `UPDATE officer SET name = $2, lang = $3, mail = $4 WHERE id = $1 AND provisioned
  AND (name, lang, mail) IS DISTINCT FROM ($2, $3, $4)`;
const TAKEN = `SELECT officer.id ${FROM} WHERE ${KNOWN} AND ${MEANT["userName"]} AND officer.id <> $3`;
const PUT = `INSERT INTO directory_user (officer, agency, user_name, external_id, content, made, modified)
  VALUES ($1, $2, $3, $4, $5, $6, $6)
  ON CONFLICT (officer) DO UPDATE SET user_name = excluded.user_name, external_id = excluded.external_id,
    content = excluded.content, modified = excluded.modified`;
const GONE = `UPDATE directory_user SET gone = true, modified = $2 WHERE officer = $1`;
const LEAVE = `DELETE FROM directory_member WHERE officer = $1`;

/** How many accounts one program opens in an hour, and ever: what it opens stays, for what it may come to sign. */
const MOST_LATELY = 500;
const MOST = 20_000;
const HOUR = 3_600_000;
const LANGS: ReadonlySet<string> = new Set(["en", "fr", "hi"]);
const MAX_NAME = 80;
const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180}[A-Za-z0-9])$/;

export const directoryPlace = (id: string) => `directory user ${id}`;

function storedOf(atRest: AtRest, row: Row): StoredUser {
  const { id, name, lang, provisioned, userName, externalId, content, made, modified, active, groups } = row;
  const said = content
    ? (JSON.parse(new TextDecoder().decode(atRest.open(content, directoryPlace(id)))) as Values)
    : { preferredLanguage: lang };
  const values = {
    ...said,
    ...(!provisioned && { displayName: name }),
    userName,
    ...(externalId !== null && { externalId }),
    active,
  };
  return { id, values, groups, made, modified, provisioned };
}

export type Wanted = {
  readonly by: { readonly name: string; readonly value: string } | null;
  readonly from: number;
  readonly most: number;
};

export async function findUsers(
  { db }: PgTx,
  atRest: AtRest,
  { agency }: Directory,
  { by, from, most }: Wanted,
): Promise<{ readonly all: number; readonly found: readonly StoredUser[] }> {
  const meant = (by && MEANT[by.name]) ?? ANY;
  const [rows, [count]] = await Promise.all([
    db.rows<Row>(pageOf(meant), [agency, by?.value ?? null, most, from]),
    db.rows<{ n: number }>(countOf(meant), [agency, by?.value ?? null]),
  ]);
  return { all: count?.n ?? 0, found: rows.map((row) => storedOf(atRest, row)) };
}

/** Held to the end of the transaction. @throws NOT_FOUND alike for another agency's, a reviewer's and nobody's */
export async function readUser({ db }: PgTx, atRest: AtRest, by: Directory, id: string): Promise<StoredUser> {
  const [row] = await db.rows<Row>(ONE, [by.agency, id]);
  if (!row) throw new SetuError("NOT_FOUND", "there is no such account");
  return storedOf(atRest, row);
}

/** What follows of what was said for the account itself. */
function accountOf({ displayName, name, userName, emails, preferredLanguage }: Values) {
  const { formatted, givenName, familyName } = (name ?? {}) as Complex;
  const parts = [givenName, familyName].filter((each) => each !== undefined).join(" ");
  const shown = textOf(displayName) || textOf(formatted) || parts || textOf(userName);
  const all = (emails ?? []) as readonly Complex[];
  const address = (all.find((each) => each["primary"] === true) ?? all[0])?.["value"];
  const lang = textOf(preferredLanguage).slice(0, 2);
  return {
    name: shown.trim().slice(0, MAX_NAME) || textOf(userName),
    lang: LANGS.has(lang) ? lang : "en",
    mail: typeof address === "string" && ADDRESS.test(address) ? address : null,
  };
}

async function put({ desk, tx, by, now }: Around, id: string, values: Values): Promise<void> {
  const { userName, externalId, active: _active, ...rest } = values;
  const sealed = desk.store.atRest.seal(canonicalBytes(rest), directoryPlace(id));
  if ((await tx.db.rows(TAKEN, [by.agency, userName, id])).length > 0)
    throw new SetuError("DUPLICATE", "another account has that name");
  await tx.db.change(PUT, [id, by.agency, userName, externalId ?? null, sealed, now]);
}

/** Without a power, a clearance and a compartment, and accredited at no time. @throws DUPLICATE | OVER_QUOTA */
export async function openUser(around: Around, values: Values): Promise<string> {
  const { desk, tx, by, now } = around;
  const [opened] = await tx.db.rows<{ lately: number; ever: number }>(OPENED, [by.client, now - HOUR]);
  if ((opened?.lately ?? 0) >= MOST_LATELY || (opened?.ever ?? 0) >= MOST)
    throw new SetuError("OVER_QUOTA", "this directory has opened too many accounts");
  const id = `${desk.ports.identity.party}.person-${randomBytes(8).toString("hex")}`;
  const { name, lang, mail } = accountOf(values);
  const account = [id, name, by.agency, lang, mail, values["active"] !== true];
  await changing(tx, [id], () => tx.db.change(PUT_OFFICER, account));
  await put(around, id, values);
  await noteDeed(around, { officer: id, did: "open", state: "done" });
  return id;
}

/** @returns false where closing it waits for two administrators, and nothing else was changed */
export async function changeUser(
  around: Around,
  { id, values: before }: StoredUser,
  values: Values,
): Promise<boolean> {
  const { tx } = around;
  if (before["active"] === true && values["active"] !== true && !(await close(around, id))) return false;
  if (before["active"] !== true && values["active"] === true) await reopen(around, id);
  const { active: _now, ...said } = values;
  const { active: _then, ...known } = before;
  if (JSON.stringify(Object.entries(said).toSorted()) === JSON.stringify(Object.entries(known).toSorted()))
    return true;
  await put(around, id, values);
  const { name, lang, mail } = accountOf(values);
  if ((await tx.db.change(RENAME, [id, name, lang, mail])) > 0)
    await noteDeed(around, { officer: id, did: "change", state: "done" });
  return true;
}

/** @returns false where it waits for two administrators */
export async function forgetUser(around: Around, user: StoredUser): Promise<boolean> {
  const { tx, now } = around;
  if (!(await close(around, user.id))) return false;
  await put(around, user.id, user.values);
  await tx.db.change(GONE, [user.id, now]);
  await tx.db.change(LEAVE, [user.id]);
  if (user.provisioned) await putAway(tx, user.id);
  return true;
}
