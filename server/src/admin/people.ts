import type { ChangeReason, HeldKey, People, Person } from "@setu/requests";
import { active } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { ABSOLUTE, IDLE } from "../http/sessions.ts";
import { changing } from "../standing/changing.ts";
import { STANDING, WHOLE, type Sealed } from "../standing/witness.ts";
import { declareAll } from "../officers-log/declare.ts";
import type { Desk } from "../requests/desk.ts";
import { openChanges } from "./changes.ts";
import { APPOINTED, GIVABLE } from "./grants.ts";
import { logAdministration } from "./log.ts";
import { endAll, grantsOf, lockOfficer, type OfficerRow } from "./account.ts";

/**
 * The accounts of this node, for who administers them. Of a reviewer no more than that there is one: when she was here
 * and what with is as little for administrators to know as what she read.
 */
type Row = OfficerRow &
  Sealed &
  Pick<
    Person,
    "name" | "agency" | "lang" | "person" | "active" | "left" | "recalled" | "programs" | "invited"
  >;
const PEOPLE = `SELECT id, name, agency, lang, coalesce(person, id) AS person, powers, topics, clearance, compartments,
    accredited_from AS "from", accredited_until AS until, suspended, disabled AS left, recalled, ${active("$1")} AS active,
    ${STANDING()}, ${WHOLE()},
    (SELECT count(*) FROM token WHERE token.officer = officer.id AND token.until > $1) AS programs,
    (SELECT until FROM enrolment WHERE enrolment.officer = officer.id AND enrolment.until > $1) AS invited
  FROM officer WHERE NOT machine ORDER BY disabled, name, id`;
const KEYS = `SELECT officer, CASE WHEN kind = 'x509' THEN 'card' WHEN synced THEN 'synced' ELSE 'passkey' END AS kind,
    made, used FROM passkey WHERE ended IS NULL ORDER BY made`;
const SESSIONS = `SELECT officer, began, used FROM session WHERE began > $1 AND used > $2 ORDER BY used DESC`;

type Key = HeldKey & { readonly officer: string };
type Open = { readonly officer: string; readonly began: number; readonly used: number };

export async function peopleOf({ store }: Pick<Desk, "store">, tx: PgTx, now: number): Promise<People> {
  const { db } = tx;
  const [rows, keys, sessions, changes] = await Promise.all([
    db.rows<Row>(PEOPLE, [now]),
    db.rows<Key>(KEYS, []),
    db.rows<Open>(SESSIONS, [now - ABSOLUTE, now - IDLE]),
    openChanges(store, tx, now),
  ]);
  const [keysOf, sessionsOf] = [Map.groupBy(keys, officerOf), Map.groupBy(sessions, officerOf)];
  const people = rows.map((row): Person => {
    const { id, name, agency, lang, person, active: works, left, recalled, programs, invited } = row;
    const reviews = row.powers.includes(APPOINTED);
    return {
      id,
      name,
      agency,
      lang,
      person,
      grants: grantsOf(row),
      active: works && db.witness.vouches(row),
      left,
      recalled,
      reviews,
      keys: (keysOf.get(id) ?? []).map(({ kind, made, used }) => ({
        kind,
        made,
        used: reviews ? null : used,
      })),
      sessions: reviews ? null : (sessionsOf.get(id) ?? []).map(({ began, used }) => ({ began, used })),
      programs: reviews ? 0 : programs,
      invited,
    };
  });
  return { people, changes, givable: GIVABLE, now };
}

const officerOf = ({ officer }: { readonly officer: string }): string => officer;

const SUSPEND = `UPDATE officer SET suspended = true WHERE id = $1`;
type Deed = { readonly by: string; readonly officer: string };

/**
 * Stops an officer at once: what takes away is done by one. What gives it back is a change, and takes two.
 * @throws NOT_FOUND, ILLEGAL for oneself and for a reviewer
 */
export async function suspend(
  desk: Desk,
  tx: PgTx,
  { by, officer, reason }: Deed & { readonly reason: ChangeReason },
): Promise<void> {
  await lockOfficer(tx, { by, officer });
  await changing(tx, [officer], async () => {
    await tx.db.change(SUSPEND, [officer]);
    await endAll(tx.db, officer);
  });
  // The other node rejects what is hers from this commit on.
  await declareAll(desk, tx);
  await logAdministration(desk, tx, by, "suspend", { officer, reason });
}

/** @throws as `suspend` */
export async function signOutEverywhere(desk: Desk, tx: PgTx, { by, officer }: Deed): Promise<void> {
  await lockOfficer(tx, { by, officer });
  const sessions = await changing(tx, [officer], () => endAll(tx.db, officer));
  await logAdministration(desk, tx, by, "sign-out", { officer, sessions });
}
