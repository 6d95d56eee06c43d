import { CALENDARS, LIMITS } from "@setu/core/clock/index.ts";
import { asked } from "@setu/core/gates/index.ts";
import type { AgencyRow, CalendarRow, RulesView } from "@setu/requests";
import { active } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { ABSOLUTE } from "../http/sessions.ts";
import { KEPT_MS } from "../notices/notice.ts";
import type { Desk } from "../requests/desk.ts";

/** What this node goes by: read here, changed in the configuration or by a newer version of the program. */
const DAY = 86_400_000;
/** The longest a code for a first key counts (`sign-in/enrolment.ts`). */
const CODE_DAYS = 14;

export function rulesOf({
  us,
  peer,
  release,
  retention,
}: Pick<Desk, "us" | "peer" | "release" | "retention">): RulesView {
  const { gates, fourEyes, signed, profiles } = release;
  const whose = (id: string): CalendarRow["of"] =>
    id === us.calendar ? "us" : id === peer.calendar ? "peer" : null;
  return {
    calendars: [...CALENDARS.values()].map(({ id, zone, from, to, weekend, holidays }) => ({
      id,
      zone,
      from,
      to,
      weekend,
      holidays: holidays.map(({ date, name, status }) => ({ date, name, status })),
      of: whose(id),
    })),
    limits: Object.entries(LIMITS).map(([urgency, { limit, source, status }]) => ({
      urgency,
      ...limit,
      source,
      status,
    })),
    release: { gates, fourEyes, signed },
    profiles: profiles.map((profile) => ({
      exchange: profile.exchange,
      id: profile.id,
      version: profile.version,
      owner: profile.owner,
      asked: asked(profile).length,
      notApplicable: profile.notApplicable,
    })),
    kept: [
      { what: "records", days: retention["standard"] ?? null },
      { what: "own-matters", days: retention["case"] ?? null },
      { what: "home-log", days: null },
      { what: "notices", days: KEPT_MS / DAY },
      { what: "sessions", days: ABSOLUTE / DAY },
      { what: "codes", days: CODE_DAYS },
    ],
  };
}

type Counted = Omit<AgencyRow, "powers">;
type Power = { readonly agency: string; readonly power: string; readonly n: number };
const AGENCIES = `SELECT agency, count(*)::int AS officers, (count(*) FILTER (WHERE ${active("$1")}))::int AS active
  FROM officer WHERE NOT disabled AND NOT machine GROUP BY agency ORDER BY agency`;
const POWERS = `SELECT agency, power, count(*)::int AS n FROM officer, unnest(powers) AS power
  WHERE ${active("$1")} AND NOT machine GROUP BY agency, power`;

/** Whether somebody of each agency can do each thing now: where nobody can, work waits. */
export async function agenciesOf({ db }: PgTx, now: number): Promise<readonly AgencyRow[]> {
  const [rows, powers] = await Promise.all([
    db.rows<Counted>(AGENCIES, [now]),
    db.rows<Power>(POWERS, [now]),
  ]);
  return rows.map((row) => ({
    ...row,
    powers: Object.fromEntries(
      powers.filter(({ agency }) => agency === row.agency).map(({ power, n }) => [power, n]),
    ),
  }));
}
