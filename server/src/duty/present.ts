import { gapsOf, type Present, type Role, type Shift } from "@setu/requests/duty.ts";
import type { Session } from "../db/session.ts";

/** Who is there in each role: what the queue of releases and the composer say, and who is told of what nobody has. */
const FAR = 366 * 86_400_000;
const LAID = `SELECT DISTINCT role FROM derived.shift`;
const COMING = `SELECT shift.id, officer, role, begins, ends, by FROM derived.shift JOIN officer ON officer.id = shift.officer
  WHERE ends > $1 AND NOT officer.disabled AND NOT officer.suspended
    AND accredited_from <= greatest(begins, $1) AND accredited_until > greatest(begins, $1) ORDER BY begins, officer, shift.id`;
const ACCREDITED = `SELECT id, powers FROM officer WHERE NOT disabled AND NOT suspended
  AND accredited_from <= $1 AND accredited_until > $1 AND NOT 'oversee' = ANY (powers) AND NOT 'administer' = ANY (powers)
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
