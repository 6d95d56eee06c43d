import { STRICTEST, type ItemId } from "@setu/core";
import {
  refOf,
  type Clock,
  type HomeAct,
  type HomePart,
  type RequestRow,
  type RequestView,
} from "@setu/requests";
import type { Sight } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import { restrictedAmong } from "../individuals/keeping.ts";
import { maskIdentifiers } from "./identifiers.ts";
import { oursFor, relationsOf } from "./relations.ts";
import { homeLine } from "./rows.ts";

/**
 * Matters of our own: what came another way and was registered here. No log of the link knows them, so nothing here
 * folds one; the home acts are all there is.
 */
const PARTS_OF_TIME = [0.5, 0.75, 1] as const;

/** Null once the registering has been taken back. */
export function ownRow(item: ItemId, home: HomePart): RequestRow | null {
  const { intake } = home;
  if (intake === null) return null;
  const { title, lang } = intake.paper ?? { title: null, lang: null };
  // The list stands in the order of what happened, and this happened when it came.
  const updated = Number(intake.args["received"]);
  const away = homeLine(home, updated);
  return {
    item,
    ref: refOf(item),
    role: "answerer",
    lane: "main",
    title: title === null ? null : maskIdentifiers(title),
    lang,
    urgency: "routine",
    // It bears no marking that we could read, and a marking that cannot be read is the strictest.
    tlp: STRICTEST.tlp,
    status: "registered",
    // Nobody is answered here, so putting it away is its end.
    turn: away.done ? "none" : "us",
    clock: clockOf(intake, home.doneAt),
    late: null,
    feedbackDue: null,
    updated,
    messages: 0,
    unread: false,
    cameBy: String(intake.args["cameBy"]),
    home: away,
  };
}

/** A date that somebody here has set: no legal clock stands behind it. */
function clockOf({ args }: HomeAct, doneAt: number | null): Clock {
  const due = (args["due"] as number | undefined) ?? null;
  const start = Number(args["received"]);
  const [half, three, all] = PARTS_OF_TIME.map((part) => Math.round(start + part * ((due ?? start) - start)));
  return {
    state: due === null ? "not-started" : doneAt === null ? "running" : "stopped",
    sent: null,
    receipted: null,
    start: due === null ? null : start,
    due,
    marks: due === null || due <= start ? null : [half ?? due, three ?? due, all ?? due],
    stoppedAt: due === null ? null : doneAt,
    pauses: [],
    extendedUntil: null,
  };
}

/** The whole matter: our half, with what came in it. Nothing can be sent on it. Null where there is none. */
export async function ownView(
  tx: PgTx,
  { item, home }: { readonly item: ItemId; readonly home: HomePart },
  { reads, stopped }: Sight,
): Promise<RequestView | null> {
  const row = ownRow(item, home);
  if (row === null) return null;
  const related = await relationsOf(tx, { item, home, reads });
  const restricted = (await restrictedAmong(tx, [item])).get(item);
  return {
    ...row,
    untold: false,
    ...(restricted !== undefined && { restricted }),
    ours: oursFor(home, related, new Set()),
    related,
    args: {},
    mark: STRICTEST,
    after: [null, null],
    stopped: stopped(),
    moves: [],
    timeline: [],
    held: [],
  };
}
