import { randomBytes } from "node:crypto";
import type { Args, RecordId } from "@setu/core";
import { seriousOf } from "@setu/requests/considering.ts";
import type { Officer } from "@setu/server/requests/desk.ts";
import type { Due } from "./plan.ts";

type OurAct = {
  readonly id: RecordId;
  readonly do: string;
  readonly args: Args;
  readonly text: string | null;
};

const HOUR = 3_600_000;
const NOTES: Readonly<Record<Officer["lang"], string>> = {
  en: "The registry said by telephone that it needs until Thursday; ask again then.",
  fr: "Le registre a dit par téléphone qu’il lui faut jusqu’à jeudi ; redemander alors.",
  hi: "पंजी ने फ़ोन पर बताया कि उसे गुरुवार तक का समय चाहिए; तब फिर पूछें।",
};

const ENDS: ReadonlySet<string> = new Set(["answer", "refuse", "withdraw", "close"]);
/** What ended lately still waits to be considered. */
const CONSIDERED_HOURS = 72;

/**
 * What the officer does on our own half together with an act: whoever acts first has the matter, and puts it where it belongs; whoever waits for a
 * clarification sets the day on which to look again; whoever owes the rest notes why;
 * whoever ends one of a serious offence says, unless that was lately, that the other side need have no more.
 */
export function besides({ one, step, at }: Due, officer: Officer, isFirst: boolean): readonly OurAct[] {
  const acts: OurAct[] = [];
  const add = (
    what: string,
    args: Readonly<Record<string, string | number | readonly string[]>>,
    text: string | null = null,
  ) =>
    acts.push({
      id: randomBytes(16).toString("hex") as RecordId,
      do: what,
      args: args as unknown as Args,
      text,
    });
  if (isFirst && one.compartment !== undefined) add("compartment", { names: [one.compartment] });
  if (isFirst) add("assign", { officer: officer.id });
  const isLast = step !== null && one.steps.at(-1) === step;
  if (isLast && step.do === "clarify" && step.until !== undefined)
    add("follow-up", { at: Math.round(at + step.until * HOUR) });
  if (isLast && (step.do === "part" || step.do === "extend")) add("note", {}, NOTES[officer.lang]);
  if (step !== null && ENDS.has(step.do) && seriousOf(one.args as Args) !== null)
    if (one.age - step.after > CONSIDERED_HOURS) add("consider", { outcome: "nothing" });
  return acts;
}
