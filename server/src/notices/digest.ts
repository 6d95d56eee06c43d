import { createHash } from "node:crypto";
import type { ItemId } from "@setu/core";
import { OF_NO_ITEM, refOf, SHIFT_BEGINS, ZONES, type Lang, type NoticeKind } from "@setu/requests";
import { KINDS_JSON } from "./notice.ts";
import { DIGEST_WORDS } from "./digest-words.ts";
import { FIRST_RETRY_MS, GIVE_UP_MS, LEASE_MS, LONGEST_RETRY_MS, type Post } from "./mail.ts";
import type { Message } from "./mailer.ts";
import { instantOf, phraseOf, WORDS } from "./words.ts";

/**
 * The mail at the beginning of a shift: every notice that is still unread, is of a kind that this officer does not have
 * sent at once, and was in no digest before. Like each mail it has references, kinds and clocks, and is sent at least
 * once; on a day without any there is none.
 */
const MOST = 50;
/** Who is on the roster within this time, before or ahead, is told by it. */
const ROSTERED = 14 * 86_400_000;
const READERS = `SELECT officer.id AS officer, officer.mail AS address,
    coalesce(preference.screen ->> 'lang', officer.lang) AS lang, preference.screen ->> 'zone' AS zone,
    coalesce(preference.shift, ${SHIFT_BEGINS}) AS shift, digest.day, digest.taken,
    (SELECT max(begins) FROM derived.shift WHERE shift.officer = officer.id AND begins <= $1 AND ends > $1) AS since,
    EXISTS (SELECT FROM derived.shift WHERE shift.officer = officer.id
      AND ends > $1::bigint - ${ROSTERED} AND begins < $1::bigint + ${ROSTERED}) AS rostered
  FROM officer LEFT JOIN preference ON preference.officer = officer.id LEFT JOIN digest ON digest.officer = officer.id
  WHERE officer.mail IS NOT NULL AND NOT officer.disabled ORDER BY officer.id`;
/** Whoever has an address since today is told from the next shift on. */
const BEGIN = `INSERT INTO digest (officer, day, upto, taken, tries) VALUES ($1, $2, 0, 0, 0) ON CONFLICT DO NOTHING`;
const TAKE = `UPDATE digest SET taken = $3 + ${LEASE_MS}, tries = tries + 1
  WHERE officer = $1 AND day < $2 AND taken <= $3 RETURNING upto, tries`;
const UNTOLD = `SELECT no, notice.item, kind, reason,
    coalesce(shown ->> 'feedbackDue', shown #>> '{clock,due}')::bigint AS deadline
  FROM notice JOIN jsonb_to_recordset($4::jsonb) AS ordinary (name text, by_mail boolean, by_digest boolean) ON name = kind
    LEFT JOIN preference ON preference.officer = notice.officer
    LEFT JOIN derived.request ON request.item = notice.item
  WHERE notice.officer = $1 AND no > $2 AND at > $3 AND read_at IS NULL
    AND NOT coalesce((preference.notices #>> ARRAY[kind, 'mail'])::boolean, by_mail)
    AND coalesce((preference.notices #>> ARRAY[kind, 'digest'])::boolean, by_digest)
  ORDER BY no DESC LIMIT ${MOST * 4}`;
const DONE = `UPDATE digest SET day = $2, upto = greatest(upto, $3), taken = 0, tries = 0 WHERE officer = $1`;
const LATER = `UPDATE digest SET taken = $2 WHERE officer = $1`;

type Reader = {
  readonly officer: string;
  readonly address: string;
  readonly lang: Lang;
  readonly zone: string | null;
  readonly shift: number;
  /** When the shift began in which she is now, by the roster; null: she is in none. */
  readonly since: number | null;
  readonly rostered: boolean;
  readonly day: string | null;
  readonly taken: number | null;
};

type Line = {
  readonly no: number;
  /** Empty where the notice is of no item. */
  readonly item: ItemId | "";
  readonly kind: NoticeKind;
  readonly reason: string;
  readonly deadline: number | null;
};

/** Sends every digest that is due. @returns how many were handed over */
export async function sendDigests(post: Post): Promise<number> {
  const { store, us, now } = post;
  let sent = 0;
  const at = now();
  for (const reader of await store.rows<Reader>(READERS, [at])) {
    const due = dueOf(reader, zoneOf(reader, us.zone).id, at);
    if (reader.day === null) await store.rows(BEGIN, [reader.officer, due.day]);
    else if (due.begun && reader.day < due.day && (await sendOne(post, reader, due.day))) sent += 1;
  }
  return sent;
}

/**
 * The mail that is next, by a name that sorts after those before it: the day, and where the roster says when her shift
 * begins, its hour too. Who is on the roster and not in a shift of hers is told nothing: what came stands on her screen.
 */
function dueOf({ since, rostered, shift }: Reader, zone: string, now: number) {
  const { day, hour, minute } = localOf(since ?? now, zone);
  const clock = [hour, minute].map((each) => String(each).padStart(2, "0")).join(":");
  return rostered ? { day: `${day}T${clock}`, begun: since !== null } : { day, begun: hour >= shift };
}

async function sendOne(post: Post, reader: Reader, day: string): Promise<boolean> {
  const { store, us, mailer, now, log } = post;
  const { officer } = reader;
  const [taken] = await store.rows<{ upto: number; tries: number }>(TAKE, [officer, day, now()]);
  if (taken === undefined) return false;
  const untold = await store.rows<Line>(UNTOLD, [officer, taken.upto, now() - GIVE_UP_MS, KINDS_JSON]);
  const lines = untold.map((line): Line => (OF_NO_ITEM.has(line.kind) ? { ...line, item: "" } : line));
  const heard = await heardOf(post, officer, lines);
  try {
    if (heard.length > 0) await mailer.send(messageOf(reader, heard, { day, at: now(), zone: us.zone }));
    await store.rows(DONE, [officer, day, lines[0]?.no ?? 0]);
    return heard.length > 0;
  } catch (error) {
    log("digest-failed", { tries: taken.tries, code: (error as { code?: string }).code ?? "" });
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (taken.tries - 1));
    await store.rows(LATER, [officer, now() + wait]);
    return false;
  }
}

/** Who may not see an item any more is not told that there is something, nor when it is due. */
async function heardOf({ hears }: Post, officer: string, lines: readonly Line[]): Promise<readonly Line[]> {
  const heard: Line[] = [];
  const seen = new Map<string, boolean>();
  for (const line of lines) {
    const { item } = line;
    if (item !== "" && !seen.has(item)) seen.set(item, await hears(officer, item));
    if (item === "" || seen.get(item) === true || line.kind === "failed") heard.push(line);
  }
  return heard;
}

type Zone = { readonly id: string; readonly label: string };

const zoneOf = ({ zone }: Reader, ours: Zone): Zone => ZONES.find(({ id }) => id === zone) ?? ours;

export function messageOf(
  reader: Reader,
  lines: readonly Line[],
  { day, at, zone }: { readonly day: string; readonly at: number; readonly zone: Zone },
): Message {
  const { lang } = reader;
  const words = DIGEST_WORDS[lang];
  const own = zoneOf(reader, zone);
  // What is due first stands first; what has no clock last.
  const inOrder = lines.toSorted(
    (a, b) => (a.deadline ?? Infinity) - (b.deadline ?? Infinity) || b.no - a.no,
  );
  const told = inOrder.slice(0, MOST).map(({ item, kind, reason, deadline }) => {
    const phrase = phraseOf(kind, reason, lang);
    const due = deadline === null ? "" : `\n  ${WORDS[lang].due}: ${instantOf(deadline, own, lang)}`;
    return item === "" ? phrase : `${refOf(item)}: ${phrase}${due}`;
  });
  const more = lines.length > MOST ? [words.more] : [];
  return {
    to: reader.address,
    id: createHash("sha256").update(`digest ${day} ${reader.officer}`).digest("hex").slice(0, 40),
    at,
    subject: words.subject,
    text: `${[words.head, "", ...told, ...more, "", WORDS[lang].foot].join("\n")}\n`,
  };
}

/** The day and the hour that a clock on the wall shows, in weeks in which clocks change too. */
function localOf(
  at: number,
  zone: string,
): { readonly day: string; readonly hour: number; readonly minute: number } {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return {
    day: `${of("year")}-${of("month")}-${of("day")}`,
    hour: Number(of("hour")),
    minute: Number(of("minute")),
  };
}
