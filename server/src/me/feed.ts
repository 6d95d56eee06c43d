import { createHash, randomBytes } from "node:crypto";
import { SetuError, type ItemId } from "@setu/core";
import { refOf, type Feed, type Lang, type NodeInfo, type RequestRow } from "@setu/requests";
import ical, { ICalEventTransparency } from "ical-generator";
import { askAs, type Reaching } from "../access/asking-as.ts";
import { active } from "../access/officers.ts";
import { entered, type Entered } from "../standing/entrances.ts";
import type { PgStore, PgTx } from "../db/pg-store.ts";
import type { Desk } from "../requests/desk.ts";
import { SIGN } from "../node/training.ts";
import { WORDS } from "../notices/words.ts";

/**
 * A calendar (RFC 5545) of what one officer has to do by when: reference and clock, nothing else. Calendar programs
 * cannot sign in, so its address is the secret; here only the hash is kept, and the officer can make it void.
 */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
const MAX_LINES = 2_000;

const PUT = `INSERT INTO feed (officer, hash, at, mac) VALUES ($1, $2, $3, $4)
  ON CONFLICT (officer) DO UPDATE SET hash = excluded.hash, at = excluded.at, mac = excluded.mac`;
const MADE = `SELECT at FROM feed WHERE officer = $1`;
const REVOKE = `DELETE FROM feed WHERE officer = $1`;
const WHOSE = `SELECT officer.id, coalesce(preference.screen ->> 'lang', officer.lang) AS lang,
    ${entered("feed")}
  FROM feed JOIN officer ON officer.id = feed.officer
    LEFT JOIN preference ON preference.officer = officer.id WHERE hash = $1 AND ${active("$2")}`;
const HAS = (sees: string) => `SELECT shown FROM derived.request WHERE assignee = $1 AND ${sees}
  AND (follow_up IS NOT NULL OR shown #>> '{clock,state}' = 'running' OR shown ->> 'feedbackDue' IS NOT NULL) ORDER BY item LIMIT ${MAX_LINES}`;
// A date that the officer has set for what nobody has.
const COMES_BACK = (
  sees: string,
) => `SELECT shown FROM derived.request WHERE assignee = '' AND ${sees} AND follow_up IS NOT NULL AND EXISTS (
    SELECT FROM derived.home_act WHERE home_act.item = request.item AND what = 'follow-up' AND by = $1
      AND (args ->> 'at')::bigint = follow_up) ORDER BY item LIMIT ${MAX_LINES}`;

const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** @returns the token, which nobody can read again */
export async function makeFeed(store: PgStore, officer: string, now: number): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const row = { hash: hashOf(token), officer, at: now };
  await store.rows(PUT, [officer, row.hash, now, store.witness.entrances.codeOf("feed", row)]);
  return token;
}

export async function readFeed(store: PgStore, officer: string): Promise<Feed> {
  const [row] = await store.rows<{ at: number }>(MADE, [officer]);
  return { made: row?.at ?? null };
}

export async function revokeFeed(store: PgStore, officer: string): Promise<void> {
  await store.rows(REVOKE, [officer]);
}

/** @throws NOT_FOUND, alike for a token that never was, one that was revoked, and one of an officer who left */
export async function feedOf(desk: Desk, token: string): Promise<string> {
  const [officer] = TOKEN.test(token)
    ? await desk.store.rows<{ id: string; lang: Lang } & Entered<"feed">>(WHOSE, [
        hashOf(token),
        desk.ports.world.now(),
      ])
    : [];
  if (!officer || !desk.store.witness.entrances.holds("feed", officer))
    throw new SetuError("NOT_FOUND", "there is nothing here");
  const lines = await askAs(desk, officer, { action: "hear" }, linesOf);
  return calendarOf(lines, desk.us, officer);
}

async function linesOf(tx: PgTx, { officer, sees }: Reaching): Promise<readonly RequestRow[]> {
  const read = (sql: (sees: string) => string) => {
    const values: unknown[] = [officer.id];
    const visible = sees.where((given) => `$${values.push(given)}`, "request");
    return tx.db.rows<{ shown: RequestRow }>(sql(visible), values);
  };
  const [has, comesBack] = await Promise.all([read(HAS), read(COMES_BACK)]);
  return [...has, ...comesBack].map(({ shown }) => shown);
}

export function calendarOf(
  lines: readonly RequestRow[],
  { party, training }: Pick<NodeInfo, "party" | "training">,
  { lang }: { readonly lang: Lang },
): string {
  const words = WORDS[lang];
  const sign = training ? `${SIGN}: ` : "";
  const calendar = ical({
    name: `${sign}Setu`,
    prodId: { company: "Setu", product: "deadlines", language: lang },
  });
  for (const { item, role, clock, feedbackDue, home, updated } of lines) {
    const dates = [
      {
        kind: "due",
        at: role === "answerer" && clock.state === "running" ? clock.due : null,
        says: words.due,
      },
      { kind: "outcome", at: role === "asker" ? feedbackDue : null, says: words.outcome },
      { kind: "follow-up", at: home.followUp, says: words["follow-up"] },
    ];
    for (const { kind, at, says } of dates) {
      if (at === null) continue;
      calendar.createEvent({
        // One date keeps its name however it moves.
        id: `${kind}.${item.replace(":", ".")}@${party}.setu`,
        start: new Date(at),
        stamp: new Date(updated),
        summary: `${sign}${refOf(item as ItemId)}: ${says}`,
        transparency: ICalEventTransparency.TRANSPARENT,
      });
    }
  }
  // Each line ends with CRLF, the last one too (RFC 5545 section 3.1).
  return `${calendar.toString()}\r\n`;
}
