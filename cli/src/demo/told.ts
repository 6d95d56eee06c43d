import { randomBytes } from "node:crypto";
import type { Json } from "@setu/core";
import { requests4 } from "@setu/requests";
import type { Desk } from "@setu/server/requests/desk.ts";
import type { Case } from "./cases.ts";
import type { Due } from "./plan.ts";

const HOUR = 3_600_000;
/** Of the two national bureaux, as the screens name them. */
const AUDIENCE = ["ca.ncb-ottawa", "in.ncb-new-delhi"];
const WRITES: Readonly<Record<string, string>> = { "ca.officer-2": "fr", "in.officer-2": "hi" };

/** What has been written of each matter: its item, its acts, and the last move of either side. */
export class Told {
  readonly #matters = new Map<Case, { item: string; ids: string[]; heads: Map<string, string> }>();

  itemOf(one: Case): string | undefined {
    return this.#matters.get(one)?.item;
  }

  idsOf(one: Case): readonly string[] {
    return this.#matters.get(one)?.ids ?? [];
  }

  headsOf(one: Case, us: string, peer: string): readonly [string | null, string | null] {
    const heads = this.#matters.get(one)?.heads;
    return [heads?.get(us) ?? null, heads?.get(peer) ?? null];
  }

  add(one: Case, party: string, item: string, id: string, what: string): void {
    const matter = this.#matters.get(one) ?? { item, ids: [], heads: new Map<string, string>() };
    this.#matters.set(one, matter);
    matter.ids.push(id);
    if (!Object.hasOwn(requests4.says, what)) matter.heads.set(party, id);
  }
}

/** The command of an officer, as a screen would send it. */
export function commandFor(
  { one, step }: Due,
  { us, peer }: Desk,
  told: Told,
  files: readonly string[],
): Json {
  const what = step?.do ?? "ask";
  const text = step ? step.text : one.text;
  return {
    id: randomBytes(16).toString("hex"),
    do: what,
    args: step ? argsOf({ one, step }, told) : { ...one.args, calendar: peer.calendar },
    ...(!Object.hasOwn(requests4.says, what) && { after: told.headsOf(one, us.party, peer.party) }),
    mark: { tlp: one.tlp, handling: ["H1"], pap: "AMBER", audience: AUDIENCE },
    lane: one.lane ?? "main",
    body:
      text === undefined
        ? null
        : { text, lang: step ? (WRITES[step.by] ?? "en") : one.lang, ...(!step && { title: one.title }) },
    files,
  };
}

function argsOf({ one, step }: Pick<Due, "one"> & { step: NonNullable<Due["step"]> }, told: Told): Json {
  return {
    ...step.args,
    ...(step.until !== undefined && { until: Math.round(Date.now() + step.until * HOUR) }),
    ...(step.ref !== undefined && { ref: told.idsOf(one)[step.ref + 1] ?? "" }),
  };
}
