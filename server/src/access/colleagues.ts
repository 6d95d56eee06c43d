import type { ItemAction, OfficerFacts } from "@setu/policy/facts.ts";
import type { Account, Colleague } from "@setu/requests";
import type { Desk, Officer } from "../requests/desk.ts";
import { STANDING, type Standing } from "../standing/witness.ts";
import { FACT_COLUMNS, officerFacts, reviews } from "./officers.ts";

/**
 * Who of this node can be given what; for one matter, what decides is whether it may be done to that one. A reviewer is
 * listed only for whoever reviews herself, or keeps the accounts.
 */
const ALL = `SELECT name, lang, ${FACT_COLUMNS("$1")}, ${STANDING()} FROM officer WHERE NOT disabled AND NOT machine ORDER BY name, id`;

type Known = Account & OfficerFacts & Standing;

export async function colleagues(
  { store, policy, ports }: Desk,
  asking: Pick<Officer, "id">,
): Promise<readonly Colleague[]> {
  const now = ports.world.now();
  const [known, asks] = await Promise.all([
    store.rows<Known>(ALL, [now]),
    officerFacts(store, asking.id, now),
  ]);
  const all = (["oversee", "administer"] as const).some(
    (action) => policy.decide(asks, action, null, { now }).allow,
  );
  const shown = known.filter((officer) => (all || !reviews(officer)) && store.witness.believes(officer));
  return shown.map((officer) => {
    const may = (action: ItemAction) => policy.somewhere(officer, action);
    const { id, name, agency, lang } = officer;
    // Whoever may watch a matter can be told of it, and whoever may take it can be given it.
    const given = !may("watch") ? "nothing" : may("take") ? "work" : "word";
    return { id, name, agency, lang, given };
  });
}
