import { isItemAct, type Act } from "@setu/core";
import { ownOrigin, type ActRow } from "@setu/link";
import type { SimNode } from "./node.ts";

/**
 * What an honest node signs into its own log: nothing of who was suspended or recalled before in the same log, nothing
 * under a key that this log had not declared, had revoked, or whose dates do not hold the instant. Told from the acts at
 * their positions alone, in its own few lines.
 */
export function misjudged(node: SimNode): string[] {
  return node.identity.lanes.flatMap((lane) => {
    const origin = ownOrigin(node.identity, lane);
    const rows = [...node.disk.state.acts.values()]
      .filter((row) => row.origin === origin && row.pos !== null)
      .toSorted((a, b) => (a.pos ?? 0) - (b.pos ?? 0));
    return rows.flatMap((row, i) =>
      fault(row, rows.slice(0, i)).map((what) => `${origin}#${row.pos}: ${what}`),
    );
  });
}

function fault({ act, approvals, t }: ActRow, before: readonly ActRow[]): string[] {
  if (!isItemAct(act)) return [];
  const acts = before.map((row) => row.act);
  const found = barred(acts, act.by) ? [`an act of ${act.by}, who was suspended or recalled`] : [];
  const keys = acts.filter((each) => each.do === "officer-key");
  if (keys.length === 0) return found;
  for (const { key } of JSON.parse(approvals) as readonly { readonly key: string }[]) {
    const declared = keys.findLast((each) => each.args["key"] === key)?.args;
    if (!declared) found.push("a key that was not declared in this lane");
    else if (barred(acts, String(declared["officer"])))
      found.push("the key of who was suspended or recalled");
    else if (t < Number(declared["from"]) || t >= Number(declared["until"]))
      found.push("a key out of its dates");
    if (acts.some((each) => each.do === "revoke-key" && each.args["key"] === key))
      found.push("a revoked key");
  }
  return found;
}

function barred(acts: readonly Act[], officer: string): boolean {
  const of = acts.filter((each) => each.args["officer"] === officer).map((each) => String(each.do));
  const last = of.findLast((name) => name === "suspend" || name === "resume");
  return of.includes("recall-officer") || last === "suspend";
}

/** The verdicts of both nodes over every act that both have: one and the same. */
export function disagreed([one, other]: readonly SimNode[]): string[] {
  if (!one || !other) return [];
  return [...one.disk.state.acts].flatMap(([name, row]) => {
    const there = other.disk.state.acts.get(name);
    if (!there || row.pos === null || there.pos === null) return [];
    const [here, elsewhere] = [row, there].map(({ persons }) => JSON.stringify(persons ?? null));
    return here === elsewhere ? [] : [`${name}: ${here} and ${elsewhere}`];
  });
}
