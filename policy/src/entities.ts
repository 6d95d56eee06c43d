import type { CedarValueJson, EntityJson } from "@cedar-policy/cedar-wasm/nodejs";
import type { ItemFacts, OfficerFacts } from "./facts.ts";
import { cellOf, cellsAt, cellsOf, type Topical } from "./topics.ts";

/** The facts as Cedar takes them: named one by one, so that nothing else that a caller's object has comes along. */
export const principalOf = (officer: OfficerFacts): EntityJson =>
  withCells(officer, (power) => cellsOf(officer.topics, power));

/** The same before one item, or before none. */
export const principalAt = (officer: OfficerFacts, item: ItemFacts | null): EntityJson =>
  withCells(officer, (power) => cellsAt(officer.topics, power, item));

function withCells(officer: OfficerFacts, cells: (power: Topical) => readonly string[]): EntityJson {
  const { id, agency, clearance, compartments, powers, active, onDuty, approving } = officer;
  return entity("Officer", id, {
    id,
    agency,
    clearance,
    compartments: [...compartments],
    powers: [...powers],
    active,
    onDuty,
    approving,
    reads: [...cells("read")],
    drafts: [...cells("draft")],
    sends: [...cells("send")],
    approves: [...cells("approve")],
  });
}

/** @param facts null: of what is done to no item */
export function resourceOf(facts: ItemFacts | null): EntityJson {
  if (facts === null) return entity("Desk", "here", {});
  const { item, audience, red, named, level, compartments, sealed, expires, author } = facts;
  return entity("Item", item, {
    audience: [...audience],
    red,
    named: [...named],
    level,
    compartments: [...compartments],
    sealed,
    expires,
    author,
    cell: cellOf(facts),
  });
}

const entity = (type: string, id: string, attrs: Record<string, CedarValueJson>): EntityJson => ({
  uid: { type, id },
  attrs,
  parents: [],
});
