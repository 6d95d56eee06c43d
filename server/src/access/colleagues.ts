import type { ItemAction, OfficerFacts } from "@setu/policy/facts.ts";
import type { Account, Colleague } from "@setu/requests";
import type { Desk } from "../requests/desk.ts";
import { active } from "./officers.ts";

/** Who of this node can be given what; for one matter, what decides is whether it may be done to that one. */
const ALL = `SELECT id, name, agency, lang, clearance, compartments, powers, ${active("$1")} AS active
  FROM officer WHERE NOT disabled ORDER BY name, id`;

type Known = Account & Omit<OfficerFacts, "onDuty">;

export async function colleagues({ store, policy, ports }: Desk): Promise<readonly Colleague[]> {
  const known = await store.rows<Known>(ALL, [ports.world.now()]);
  return known.map((officer) => {
    const may = (action: ItemAction) => policy.somewhere({ ...officer, onDuty: officer.active }, action);
    const { id, name, agency, lang } = officer;
    // Whoever may watch a matter can be told of it, and whoever may take it can be given it.
    const given = !may("watch") ? "nothing" : may("take") ? "work" : "word";
    return { id, name, agency, lang, given };
  });
}
