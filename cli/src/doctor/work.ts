import { CALENDARS } from "@setu/core/clock/index.ts";
import { active } from "@setu/server/access/officers.ts";
import { scrubbed } from "@setu/server/scrub/state.ts";
import type { Opened } from "../store.ts";
import { fault, ok, warning, type Check } from "./finding.ts";

const DAY = 86_400_000;
/** So long before its last day a newer version of the program has to bring the next calendar. */
const SOON = 90 * DAY;
/** An act that waits longer for its place has nobody who signs: the link's loop is not running, or not leading. */
const STUCK = 15 * 60_000;

/** As SetuScrubLate of deploy/alerts.yml. */
const SCRUBBED = 3 * DAY;

const PERSONS = `SELECT count(DISTINCT coalesce(person, id))::int AS n FROM officer
  WHERE NOT machine AND ${active("$1")} AND $2 = ANY (powers)`;
const WAITING = `SELECT (SELECT count(*) FROM pending)::int AS unsigned,
  (SELECT min(until) FROM held WHERE state = 'held') AS held,
  (SELECT count(*) FROM derived.stale)::int AS lines, (SELECT count(*) FROM mail)::int AS mail`;

type Waiting = {
  readonly unsigned: number;
  readonly held: string | null;
  readonly lines: number;
  readonly mail: number;
};

/** Whether the work of a shift can be done: walls as they were made, calendars that still speak, people, nothing stuck. */
export const workChecks = ({ store, desk, policy, config }: Opened): readonly Check[] => [
  {
    name: "walls",
    async look() {
      policy.check();
      await store.checkWall();
      return ok(`rules ${policy.hash.slice(0, 12)}, row security as it was made`);
    },
  },
  {
    name: "calendars",
    look() {
      const ids = [config.calendar, ...(desk ? [desk.peer.calendar] : [])];
      const missing = ids.filter((id) => !CALENDARS.has(id));
      if (missing.length > 0)
        return fault(`this program does not know ${missing.join(", ")}`, "run a version that brings it");
      const ends = ids.map((id) => `${id} until ${CALENDARS.get(id)?.to}`).join(", ");
      const soon = ids.some((id) => Date.parse(CALENDARS.get(id)?.to ?? "") < Date.now() + SOON);
      return soon
        ? warning(
            ends,
            "run a version that brings the next one: after its last day no deadline can be computed",
          )
        : ok(ends);
    },
  },
  {
    name: "people",
    async look() {
      const persons = async (power: string) =>
        (await store.rows<{ n: number }>(PERSONS, [Date.now(), power]))[0]?.n ?? 0;
      const [administer, approve] = [await persons("administer"), await persons("approve")];
      const meaning = `${administer} who administer, ${approve} who approve`;
      if (approve === 0 && config.release.fourEyes !== "never")
        return warning(
          meaning,
          "nobody can let anything go that needs a second person: give somebody `approve`",
        );
      return administer < 3
        ? warning(meaning, "a change takes three persons, or two for an officer who administers nothing")
        : ok(meaning);
    },
  },
  {
    name: "what is stored",
    async look() {
      const { ended, found } = await scrubbed(store);
      if (found > 0)
        return fault(
          `${found} that is not as it was written`,
          "the alarms CORRUPT name each: docs/operations.md",
        );
      const meaning =
        ended === null ? "not looked through yet" : `looked through ${new Date(ended).toISOString()}`;
      return ended !== null && ended < Date.now() - SCRUBBED
        ? warning(meaning, "see in the log why the loop scrub comes to no end")
        : ok(meaning);
    },
  },
  {
    name: "work that waits",
    async look() {
      const [row] = await store.rows<Waiting>(WAITING, []);
      if (!row) return fault("the database answers nothing", "look at its log");
      const { unsigned, held, lines, mail } = row;
      const meaning = `${unsigned} acts unsigned, ${lines} lines to write, ${mail} mails`;
      return held !== null && Number(held) < Date.now() - STUCK
        ? warning(meaning, "what was held should have left: see that the node runs, and its log")
        : ok(meaning);
    },
  },
];
