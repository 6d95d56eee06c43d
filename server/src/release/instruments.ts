import { openerOf, SetuError, type Args, type ItemAct, type ItemId } from "@setu/core";
import {
  endsWithin,
  inForceFor,
  registerOf,
  restsOn,
  type Instrument,
  type Rest,
} from "@setu/core/instruments/index.ts";
import type { Tx } from "@setu/link";
import { isPermission } from "@setu/permissions";
import type { Rests } from "@setu/requests/instruments-api.ts";
import { readKnown, type Desk, type Known } from "../requests/desk.ts";

/** What is exchanged by these names; by any other, what has a file. The rest moves a request, or says why not. */
const EXCHANGES: ReadonlySet<string> = new Set(["ask", "reply", "part", "answer"]);

export const registerFor = ({ release }: Pick<Desk, "release">): readonly Instrument[] =>
  registerOf(release.instruments ?? []);

/** What a request says it rests on, from the side that answers for this exchange: the asker asks, the answerer gives. */
const restOf = (desk: Desk, item: ItemId, { basis, purpose, offence }: Args): Rest => ({
  basis: String(basis),
  purpose: String(purpose),
  topic: String(offence),
  exchange: openerOf(item) === desk.us.party ? "asking" : "giving",
});

/** Null for an act that exchanges nothing, and for one of a request that is not here: the fold refuses that. */
async function restFor(desk: Desk, tx: Tx, act: Omit<ItemAct, "body">): Promise<Rest | null> {
  // Leave is of what was exchanged already: it has names of acts with a request, and no basis of its own.
  if (isPermission(act.wf) || (!EXCHANGES.has(act.do) && act.att.length === 0)) return null;
  const asked = act.do === "ask" ? act.args : openingOf(await readKnown(desk, tx, act.item))?.args;
  return asked ? restOf(desk, act.item, asked) : null;
}

const openingOf = (known: Known | null) => known?.state.judged[0]?.act;

/** @throws NO_INSTRUMENT where what it names does not cover it, as this node's register stands at this instant */
export async function assertInstrument(desk: Desk, tx: Tx, act: Omit<ItemAct, "body">): Promise<void> {
  const rest = await restFor(desk, tx, act);
  if (!rest || restsOn(registerFor(desk), rest, desk.ports.world.now()).length > 0) return;
  throw new SetuError("NO_INSTRUMENT", "no instrument in force covers this exchange", {
    detail: { basis: rest.basis, exchange: rest.exchange },
  });
}

/** On what it rests, and what else is in force for the same. Null: it exchanges nothing. */
export async function restsFor(desk: Desk, tx: Tx, act: Omit<ItemAct, "body">): Promise<Rests | null> {
  const rest = await restFor(desk, tx, act);
  return rest && shown(desk, rest);
}

/** Of a request as it lies here, by our own register, whatever the other side's says. */
export function restsOfRequest(desk: Desk, known: Known): Rests | null {
  const opening = openingOf(known);
  return opening ? shown(desk, restOf(desk, known.item, opening.args)) : null;
}

function shown(desk: Desk, rest: Rest): Rests {
  const now = desk.ports.world.now();
  const register = registerFor(desk);
  const line = ({ id, basis, title, until }: Instrument) => ({
    id,
    basis,
    title,
    until,
    ends: endsWithin({ until }, now),
  });
  const on = restsOn(register, rest, now);
  return {
    on: on.map(line),
    instead: inForceFor(register, rest, now)
      .filter((each) => !on.includes(each))
      .map(line),
  };
}
