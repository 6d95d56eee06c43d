import { createHash } from "node:crypto";
import type { ItemId } from "@setu/core";
import { refOf, ZONES, type Lang, type NodeInfo, type NoticeKind, OF_NO_ITEM } from "@setu/requests";
import type { PgStore } from "../db/pg-store.ts";
import type { Log } from "../http/log.ts";
import type { Mailer, Message } from "./mailer.ts";
import { instantOf, phraseOf, WORDS } from "./words.ts";

/**
 * Mail says that there is something: reference, kind and clock, nothing that stands in the item. It is sent at least
 * once: a message is taken for a while, handed over, and then forgotten. A process that dies in between leaves it to be
 * sent again under the same Message-ID.
 */
export const LEASE_MS = 120_000;
export const FIRST_RETRY_MS = 30_000;
export const LONGEST_RETRY_MS = 3_600_000;
/** Older news is no news: the list on the screen has it. */
export const GIVE_UP_MS = 2 * 86_400_000;

// Whoever has read it on the screen meanwhile needs no mail, nor whoever works here no longer.
const DROP = `DELETE FROM mail USING notice JOIN officer ON officer.id = notice.officer
  WHERE notice.no = mail.notice AND mail.due <= $1
    AND (read_at IS NOT NULL OR officer.mail IS NULL OR officer.disabled OR at <= $2)`;
const TAKE = `UPDATE mail SET due = $1 + ${LEASE_MS}, tries = tries + 1
  FROM notice JOIN officer ON officer.id = notice.officer
    LEFT JOIN preference ON preference.officer = officer.id
    LEFT JOIN derived.request ON request.item = notice.item
  WHERE mail.notice IN (SELECT mail.notice FROM mail WHERE due <= $1 ORDER BY due LIMIT 1 FOR UPDATE SKIP LOCKED)
    AND notice.no = mail.notice
  RETURNING mail.notice, tries, event, notice.item, kind, reason, at, officer.id AS officer, officer.mail AS address,
    coalesce(preference.screen ->> 'lang', officer.lang) AS lang, preference.screen ->> 'zone' AS zone,
    coalesce(shown ->> 'feedbackDue', shown #>> '{clock,due}')::bigint AS deadline`;
const SENT = `DELETE FROM mail WHERE notice = $1`;
const LATER = `UPDATE mail SET due = $2 WHERE notice = $1`;

type Row = {
  readonly notice: number;
  readonly tries: number;
  readonly event: string;
  readonly item: ItemId;
  readonly kind: NoticeKind;
  readonly reason: string;
  readonly at: number;
  readonly officer: string;
  readonly address: string;
  readonly lang: Lang;
  readonly zone: string | null;
  readonly deadline: number | null;
};

export type Post = {
  readonly store: PgStore;
  readonly us: NodeInfo;
  readonly mailer: Mailer;
  readonly now: () => number;
  readonly log: Log;
  /** Whether an officer may still be told of an item. */
  readonly hears: (officer: string, item: ItemId) => Promise<boolean>;
};

/** Sends the message that has waited longest. @returns whether there was one */
export async function sendNext({ store, us, mailer, now, log, hears }: Post): Promise<boolean> {
  const [row] = await store.tx(async (tx) => {
    await tx.db.change(DROP, [now(), now() - GIVE_UP_MS]);
    return tx.db.rows<Row>(TAKE, [now()]);
  });
  if (row === undefined) return false;
  const { notice, tries } = row;
  // Who may not see it any more is not told that there is something, nor when it is due.
  if (row.kind !== "failed" && !OF_NO_ITEM.has(row.kind) && !(await hears(row.officer, row.item))) {
    await store.rows(SENT, [notice]);
    return true;
  }
  try {
    await mailer.send(messageOf(row, us));
    await store.rows(SENT, [notice]);
  } catch (error) {
    // The answer of a mail server may repeat addresses: only its code is written down.
    log("mail-failed", { notice, tries, code: (error as { code?: string }).code ?? "" });
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1));
    await store.rows(LATER, [notice, now() + wait]);
  }
  return true;
}

export function messageOf(row: Row, us: NodeInfo): Message {
  const { lang } = row;
  const words = WORDS[lang];
  const about = OF_NO_ITEM.has(row.kind) ? null : refOf(row.item);
  const phrase = phraseOf(row.kind, row.reason, lang);
  const zone = ZONES.find(({ id }) => id === row.zone) ?? us.zone;
  const due = row.deadline === null ? words.noDue : `${words.due}: ${instantOf(row.deadline, zone, lang)}`;
  return {
    to: row.address,
    id: createHash("sha256").update(`${row.event} ${row.officer}`).digest("hex").slice(0, 40),
    at: row.at,
    subject: about === null ? `Setu: ${phrase}` : `Setu: ${about}, ${phrase}`,
    text: about === null ? `${phrase}\n\n${words.foot}\n` : `${about}: ${phrase}\n${due}\n\n${words.foot}\n`,
  };
}
