import { postingOf, turnOf, VERSIONS } from "@setu/officers";
import { ROSTER } from "@setu/requests/duty.ts";
import { active, officerFacts } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { openedOf } from "../desks/opened.ts";
import { give, KEPT_MS, type NewNotice } from "../notices/notice.ts";
import type { KeyEnd } from "../node/key-ages.ts";
import { personsOf } from "../release/persons.ts";
import type { Desk } from "../requests/desk.ts";
import { readable } from "./reading.ts";

/**
 * What of officers waits for somebody: a posting for who leads, and what is given, closed or raised as an alarm for who
 * administers. Each is found in its own table, so what nobody has to do any more is not unread any more. A notice names
 * no officer: it leads to the page that shows each reader what she may see.
 */
export type Waits = "key" | "posting" | "grant" | "program" | "recovery" | "braked" | "wish" | "alarm";

type Waiting = {
  readonly event: string;
  readonly reason: Waits;
  /** Whom it is about or who has done his part: others have to act, whatever accounts these have. */
  readonly not: readonly string[];
};

const DAY = 86_400_000;
/** Alarms of the link that say something of an officer. */
const ALARMS = ["STANDING_UNKNOWN", "SESSION_UNKNOWN", "KEY_COPIED", "VOID_ACT"];
// A row of each: what waits, and who cannot answer it. Of a directory's many one notice an hour is enough.
const FOUND = `SELECT 'grant/' || id AS event, 'grant' AS reason, ARRAY[officer, proposed_by]::text[] AS not FROM officer_change
    WHERE at > $1::bigint - ${7 * DAY}
  UNION ALL SELECT 'program/' || id, 'program', ARRAY[proposed_by]::text[] FROM client_proposal WHERE at > $1::bigint - ${7 * DAY}
  UNION ALL SELECT 'recovery/' || officer || '/' || at, 'recovery', ARRAY[officer, asked_by]::text[] FROM recovery
    WHERE at > $1::bigint - ${DAY}
  UNION ALL SELECT 'braked/' || client || '/' || at / 3600000, 'braked', '{}'::text[] FROM directory_deed
    WHERE state = 'waiting' AND did = 'close' AND at > $2::bigint GROUP BY 1
  UNION ALL SELECT 'wish/' || client || '/' || at / 3600000, 'wish', '{}'::text[] FROM directory_deed
    WHERE state = 'waiting' AND did <> 'close' AND at > $2::bigint GROUP BY 1
  UNION ALL SELECT 'alarm/' || no, 'alarm', '{}'::text[] FROM alarm
    WHERE code = ANY ($3::text[]) AND acknowledged_at IS NULL AND at > $2::bigint
  ORDER BY 1 LIMIT 500`;
const PEOPLE = `SELECT id FROM officer WHERE ${active("$1")} AND NOT machine AND $2 = ANY (powers) ORDER BY id`;
const OVER = `UPDATE notice SET read_at = $2 WHERE kind = 'officers' AND read_at IS NULL AND NOT event = ANY ($1::text[])`;

/** Those whom the policy lets act, in whose hands it lies. */
async function whoMay(
  desk: Desk,
  tx: PgTx,
  { power, action }: { readonly power: string; readonly action: "administer" | "lead" },
): Promise<readonly string[]> {
  const now = desk.ports.world.now();
  const may: string[] = [];
  for (const { id } of await tx.db.rows<{ id: string }>(PEOPLE, [now, power]))
    if (desk.policy.decide(await officerFacts(tx.db, id, now), action, null, { now }).allow) may.push(id);
  return may;
}

/** In whose turn a posting is ours, by the last word of it. */
async function postings(desk: Desk, tx: PgTx): Promise<readonly Waiting[]> {
  const now = desk.ports.world.now();
  const { party } = desk.ports.identity;
  const waiting: Waiting[] = [];
  for (const item of await openedOf(tx, VERSIONS, party)) {
    const state = (await readable(desk, tx, item))?.state;
    if (!state || turnOf(state, postingOf(state, now), party) !== "us") continue;
    const last = state.judged.findLast((each) => each.void === null);
    if (last && last.t > now - KEPT_MS)
      waiting.push({ event: `posting/${item}/${last.act.id}`, reason: "posting", not: [] });
  }
  return waiting;
}

/** Once for each warning: of the next one the event is another, and the one before is read. */
const keyEnds = (ends: readonly KeyEnd[]): readonly Waiting[] =>
  ends.flatMap(({ use, until, days }): readonly Waiting[] =>
    days === null ? [] : [{ event: `key/${use}/${until}/${days}`, reason: "key", not: [] }],
  );

/**
 * Found by a loop; a second process finds the same events and gives nothing twice.
 * @param ends of keys, certificates and lists, with the warning that is due
 */
export async function tellWaiting(desk: Desk, tx: PgTx, ends: readonly KeyEnd[] = []): Promise<void> {
  const now = desk.ports.world.now();
  const rows = await tx.db.rows<Waiting>(FOUND, [now, now - KEPT_MS, ALARMS]);
  const found = [...rows, ...keyEnds(ends)];
  const ours = await postings(desk, tx);
  const [keepers, leads] = [
    found.length > 0 ? await whoMay(desk, tx, { power: "administer", action: "administer" }) : [],
    ours.length > 0 ? await whoMay(desk, tx, { power: "supervise", action: "lead" }) : [],
  ];
  const person = await personsOf(tx, [...keepers, ...found.flatMap(({ not }) => not)]);
  const told = (waiting: Waiting, to: readonly string[]): NewNotice[] => {
    const not = new Set(waiting.not.map(person));
    return to
      .filter((id) => !not.has(person(id)))
      .map((officer) => ({
        event: eventOf(waiting),
        officer,
        item: ROSTER,
        kind: "officers",
        reason: waiting.reason,
      }));
  };
  await give(
    tx,
    [...found.flatMap((each) => told(each, keepers)), ...ours.flatMap((each) => told(each, leads))],
    now,
  );
  await tx.db.change(OVER, [[...found, ...ours].map(eventOf), now]);
}

const eventOf = ({ event }: Pick<Waiting, "event">): string => `officers/${event}`;
