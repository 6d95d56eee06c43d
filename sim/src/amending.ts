import {
  asNarrowed,
  opaque,
  strictest,
  type Args,
  type Code,
  type ItemState,
  type Marking,
  type Opaque,
  type Party,
} from "@setu/core";
import type { Random } from "./random.ts";

/** What an officer says later of what her side has said: an act anew, for fewer than before, or not any more. */
type Amendment = { readonly do: string; readonly args: Args; readonly mark: Marking };

const AGENCIES: readonly Opaque[] = ["agency.1", "agency.2", "agency.3", "agency.4"].map((name) =>
  opaque(name, "mark.audience"),
);

/** Whoever writes chooses for whom it is. */
export const someMark = (random: Random): Marking => ({
  tlp: random.pick(["RED", "AMBER", "GREEN", "CLEAR"] as const),
  handling: ["H1"],
  pap: "GREEN",
  audience: AGENCIES.filter(() => random.chance(0.8)),
});

/** As the screen shows it: it may be untrue by the time it is sent. Null where the side has said nothing yet. */
export function amendment(state: ItemState, party: Party, random: Random): Amendment | null {
  const said = asNarrowed(state).judged.filter((each) => each.party === party && each.void === null);
  if (said.length === 0) return null;
  // Of the first and of the newest, so that what is said of them meets, and is said of what was said of them.
  const { act } = random.pick([...said.slice(0, 1), ...said.slice(-1)]);
  const kind = random.pick(["correct", "narrow", "recall"]);
  if (kind === "recall")
    return { do: kind, args: { ref: act.id, reason: "other" as Code }, mark: someMark(random) };
  if (kind === "correct") return { do: kind, args: { ref: act.id }, mark: someMark(random) };
  const whole = random.chance(0.4);
  const held = (whole ? said.map((each) => each.act.mark) : [act.mark]).reduce(strictest);
  const out = random.pick(AGENCIES);
  const tighter = { ...held, audience: held.audience.filter((agency) => agency !== out) };
  // Some choose freely: what would be wider has to be refused.
  const mark = random.chance(0.3) ? someMark(random) : tighter;
  return { do: kind, args: whole ? {} : { ref: act.id }, mark };
}
