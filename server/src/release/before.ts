import { isNarrowed, strictest, type Judged } from "@setu/core";
import { correctionsOf, recordKey } from "@setu/requests";
import type { Narrows, ReleaseView } from "@setu/requests/release-api.ts";
import { itemFactsIn } from "../access/deciding.ts";
import { actFacts } from "../access/item-facts.ts";
import { officerFacts } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { besidesReason } from "../reasons/consulting.ts";
import { readBody } from "../requests/bodies.ts";
import { readKnown, rowKey, type Desk, type Known } from "../requests/desk.ts";
import { homePartOf } from "../requests/home-part.ts";
import type { Proposal } from "./proposals.ts";

type SetsAside = Pick<ReleaseView, "replaces" | "narrows">;
const NOTHING: SetsAside = { replaces: null, narrows: null };

/**
 * What of ours an act that waits would set aside: the text that a correction replaces, and whom and what a narrowing takes
 * something from. Each is read by its own marking: who was handed a draft does not read by that what it corrects.
 * @param by who reads
 */
export async function setsAside(
  desk: Desk,
  tx: PgTx,
  by: string,
  { id, item, command }: Pick<Proposal, "id" | "item" | "command">,
): Promise<SetsAside> {
  const { do: what, args, mark } = command;
  if (command.desk !== undefined || (what !== "correct" && what !== "narrow")) return NOTHING;
  const [known, home, facts] = await Promise.all([
    readKnown(desk, tx, item),
    homePartOf(tx, item),
    itemFactsIn(desk, tx, item),
  ]);
  if (known === null || facts === null) return NOTHING;
  const own = saidBefore(desk, known, id);
  const ref = typeof args["ref"] === "string" ? args["ref"] : null;
  const now = desk.ports.world.now();
  const officer = await officerFacts(tx.db, by, now);
  const ruleOf = (of: Judged["act"]["mark"]): string | null => {
    const asked = {
      policy: desk.policy,
      officer,
      item: { ...actFacts(facts, home, of), open: facts.open },
      now,
    };
    const { allow, determining } = besidesReason(asked, "read");
    return allow ? null : (determining[0] ?? "");
  };
  if (what === "correct") {
    const said = own.map((each) => ({
      ...each.act,
      side: "us" as const,
      at: each.t,
      void: null,
      judged: each,
    }));
    const holds =
      correctionsOf(said).get(recordKey("us", ref))?.judged ?? own.find(({ act }) => act.id === ref);
    return holds === undefined
      ? NOTHING
      : { ...NOTHING, replaces: await shown(desk, tx, known, holds, ruleOf(holds.act.mark)) };
  }
  // Its own marking holds already where it has been said: what it took away the matter itself shows.
  if (own.length < legalOf(desk, known).length) return NOTHING;
  const marks = own.flatMap(({ act }) => (ref === null || act.id === ref ? [act.mark] : []));
  if (marks.length === 0) return NOTHING;
  const held = marks.reduce(strictest);
  const after = strictest(held, mark);
  const gone = (agencies: readonly string[]) =>
    agencies.filter((each) => !(after.audience as readonly string[]).includes(each));
  const rule = ruleOf(held);
  const narrows: Narrows =
    rule === null
      ? {
          rule,
          before: held,
          after,
          lost: gone(held.audience),
          passed: isNarrowed(known.state) ? [] : gone(home.passed),
        }
      : { rule, before: null, after, lost: [], passed: [] };
  return { ...NOTHING, narrows };
}

const legalOf = ({ ports: { identity } }: Desk, { state }: Known): readonly Judged[] =>
  state.judged.filter((each) => each.party === identity.party && each.void === null);

/** What we have said before it; all of it while it waits. */
function saidBefore(desk: Desk, known: Known, id: string): readonly Judged[] {
  const legal = legalOf(desk, known);
  const at = legal.findIndex(({ act }) => act.id === id);
  return at === -1 ? legal : legal.slice(0, at);
}

async function shown(
  desk: Desk,
  tx: PgTx,
  known: Known,
  { act, party, t }: Judged,
  rule: string | null,
): Promise<SetsAside["replaces"]> {
  const row = known.rows.get(rowKey(party, act.id));
  if (row === undefined) return null;
  const { body, state } =
    rule === null ? await readBody(desk, tx, row) : ({ body: null, state: "withheld" } as const);
  return { id: act.id, at: t, tlp: act.mark.tlp, body, bodyState: state, rule };
}
