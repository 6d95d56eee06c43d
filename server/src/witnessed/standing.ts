import { ownOrigin } from "@setu/link";
import type { LinkView } from "@setu/requests";
import { requireQuorum, TlogError, type Trust } from "tlog";
import type { Session } from "../db/session.ts";
import type { Desk } from "../requests/desk.ts";
import { idOf, readHeads, type HeadRow } from "./rows.ts";

type Db = Pick<Session, "rows">;
type Asked = Pick<Desk, "ports" | "witnesses">;

/** Since when enough witnesses have looked at a log, milliseconds by our clock; null: not yet. */
function enoughSince(trust: Trust, heads: readonly HeadRow[]): number | null {
  const heard = new Map(heads.map((row) => [row.witness, row.heard]));
  const times = [...new Set(heads.map((row) => row.heard))].filter((at) => at > 0).toSorted((a, b) => b - a);
  const met = (at: number): boolean => {
    const by = trust.witnesses.filter(({ key }) => (heard.get(idOf(key)) ?? 0) >= at);
    try {
      const verified = by.map(({ key }) => ({ key, timestamp: 1 }));
      requireQuorum(trust, verified);
      return true;
    } catch (error) {
      if (error instanceof TlogError) return false;
      throw error;
    }
  };
  return times.find(met) ?? null;
}

const BEGUN = `SELECT origin, min(t) AS t FROM receipt WHERE origin = ANY ($1) GROUP BY origin`;

/**
 * Of each lane on which the peer has cosigned anything, for only that is shown to a witness: since when enough of them
 * have looked at it, and since when there was something to look at.
 */
export async function enoughByLane(
  db: Db,
  { ports: { identity }, witnesses }: Asked,
): Promise<{
  readonly heads: readonly HeadRow[];
  readonly lanes: readonly { readonly lane: string; readonly at: number | null; readonly begun: number }[];
}> {
  if (!witnesses) return { heads: [], lanes: [] };
  const { trust } = witnesses;
  const lanes = identity.lanes.map((lane) => ({ lane: lane as string, origin: ownOrigin(identity, lane) }));
  const origins = lanes.map(({ origin }) => origin);
  const [heads, receipts] = await Promise.all([
    readHeads(
      db,
      trust.witnesses.map(({ key }) => idOf(key)),
      origins,
    ),
    db.rows<{ origin: string; t: number }>(BEGUN, [origins]),
  ]);
  const found = lanes.flatMap(({ lane, origin }) => {
    const first = receipts.find((each) => each.origin === origin);
    const of = heads.filter((row) => row.origin === origin);
    return first ? [{ lane, at: enoughSince(trust, of), begun: first.t }] : [];
  });
  return { heads, lanes: found };
}

/** As an officer sees it beside the link; nothing where none are asked. */
export async function witnessView(db: Db, desk: Asked, now: number): Promise<Pick<LinkView, "witnesses">> {
  const { witnesses } = desk;
  if (!witnesses) return {};
  const { heads, lanes } = await enoughByLane(db, desk);
  const times = lanes.map(({ at }) => at ?? 0);
  const oldest = times.length === 0 ? 0 : Math.min(...times);
  return {
    witnesses: {
      enough: oldest === 0 ? null : oldest,
      late: lanes.some(({ at, begun }) => now - (at ?? begun) > witnesses.lateAfter),
      each: witnesses.trust.witnesses.map(({ name, key }) => {
        const of = heads.filter(({ witness }) => witness === idOf(key));
        const heard = of.map((row) => row.heard).filter((at) => at > 0);
        return {
          name,
          at: heard.length === 0 ? null : Math.min(...heard),
          refused: of.find(({ refused }) => refused !== null)?.refused ?? null,
        };
      }),
    },
  };
}
