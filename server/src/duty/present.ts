import { gapsOf, type Present, type Role, type Shift } from "@setu/requests/duty.ts";
import { powersAt } from "../access/officers.ts";
import type { Session } from "../db/session.ts";

/** Who is there in each role: what the queue of releases and the composer say, and who is told of what nobody has. */
const FAR = 366 * 86_400_000;
const LAID = `SELECT DISTINCT role FROM derived.shift`;
const COMING = `SELECT shift.id, officer, role, begins, ends, by FROM derived.shift JOIN officer ON officer.id = shift.officer
  WHERE ends > $1 AND NOT officer.disabled AND NOT officer.suspended
    AND accredited_from <= greatest(begins, $1) AND accredited_until > greatest(begins, $1) ORDER BY begins, officer, shift.id`;
const ACCREDITED = `SELECT id, ${powersAt("$1")} AS powers FROM officer WHERE NOT disabled AND NOT suspended
  AND accredited_from <= $1 AND accredited_until > $1 AND NOT 'oversee' = ANY (powers) AND NOT 'administer' = ANY (powers) AND NOT machine
  ORDER BY name, id`;

const NEEDS: { readonly [role in Role]: string } = { officer: "read", approver: "approve" };

export async function presentAt(
  db: Pick<Session, "rows">,
  now: number,
): Promise<{ readonly [role in Role]: Present }> {
  const [laid, coming, people] = await Promise.all([
    db.rows<{ role: string }>(LAID, []),
    db.rows<Shift>(COMING, [now]),
    db.rows<{ id: string; powers: readonly string[] }>(ACCREDITED, [now]),
  ]);
  const of = (role: Role): Present => {
    if (!laid.some((each) => each.role === role)) {
      const all = people.filter(({ powers }) => powers.includes(NEEDS[role])).map(({ id }) => id);
      return { laid: false, now: all, until: null, next: null };
    }
    const mine = coming.filter((each) => each.role === role);
    const there = [...new Set(mine.filter(({ begins }) => begins <= now).map(({ officer }) => officer))];
    const [gap] = gapsOf(mine, role, { from: now, until: now + FAR });
    return {
      laid: true,
      now: there,
      until: there.length > 0 ? (gap?.from ?? null) : null,
      next: there.length > 0 ? null : (mine.find(({ begins }) => begins > now)?.begins ?? null),
    };
  };
  return { officer: of("officer"), approver: of("approver") };
}

const NEXT = `SELECT min(greatest(begins, accredited_from)) AS at FROM officer
  JOIN (SELECT officer, begins, ends FROM derived.shift WHERE role = 'approver'
    UNION ALL SELECT id, 0, $3 FROM officer WHERE NOT EXISTS (SELECT FROM derived.shift WHERE role = 'approver')) AS shift
    ON shift.officer = officer.id
  WHERE officer.id = ANY ($2::text[]) AND NOT suspended AND greatest(begins, accredited_from) > $1
    AND greatest(begins, accredited_from) < least(ends, accredited_until)`;

/** When the first of these officers will be on duty as an approver who is not yet; null: nobody will, by the roster. */
export async function nextApproving(
  db: Pick<Session, "rows">,
  now: number,
  officers: readonly string[],
): Promise<number | null> {
  const [row] = await db.rows<{ at: number | null }>(NEXT, [now, officers, Number.MAX_SAFE_INTEGER]);
  return row?.at ?? null;
}
