import { writeFileSync } from "node:fs";
import { SetuError } from "@setu/core";
import { MAX_ONWARD_BYTES, verifyOnward } from "@setu/link/onward.ts";
import { leaveShown } from "@setu/permissions";
import { MAX_CARD_BYTES, parseCard } from "@setu/server/keys/card.ts";
import { readInput } from "./input.ts";
import { trainingLine, trainingOf } from "./training/proven.ts";
import { answer, clean, minute, say, table, type Talk } from "./terminal.ts";

type Options = Talk & { readonly keys: readonly string[]; readonly third: string; readonly body?: string };

/** Prints what is proven and what the leave allows. @throws BAD_PROOF; LEAVE_NEEDED where it allows it not, or not now */
export async function verifyGivenOn(path: string, options: Options): Promise<void> {
  const file = await readInput(path, MAX_ONWARD_BYTES);
  const cards: ReturnType<typeof parseCard>[] = [];
  for (const each of options.keys) cards.push(parseCard(await readInput(each, MAX_CARD_BYTES)));
  const proven = verifyOnward(file, (origin) => {
    const [from = "", , to = ""] = origin.split("/");
    const of = (party: string) => cards.find((card) => card.party === party);
    const log = of(from)?.logs.find(([key]) => key?.name === origin) ?? [];
    return { origin, log, cosigners: of(to)?.mirror ?? [] };
  });
  const leave = leaveShown({ ...proven, third: options.third }, Date.now());
  if (!leave?.inForce)
    throw new SetuError(
      "LEAVE_NEEDED",
      "the proofs hold; the leave that they show does not allow this, or not now",
    );
  const { act, body, t, receiptTime, origin } = proven.record;
  const { until } = leave.inForce;
  if (options.body !== undefined) writeFileSync(options.body, body ?? "", { flag: "wx" });
  const facts = { from: act.from, through: act.to, item: act.item, record: act.id, marking: act.mark.tlp };
  answer(
    options,
    {
      verified: true,
      ...trainingOf(origin),
      ...facts,
      origin,
      sent: t,
      received: receiptTime,
      conditions: leave.conditions,
      until,
    },
    () =>
      `${trainingLine(origin)}${table([
        ...Object.entries(facts),
        ["written", `${minute(t)}, by the originator's clock`],
        ["received", `${minute(receiptTime)}, by the clock of ${act.to}`],
        ["given on to", options.third],
        ["conditions", leave.conditions.join(", ") || "none"],
        ["until", minute(until)],
      ])}\n\n${clean(new TextDecoder().decode(body ?? new Uint8Array()))}`,
  );
  say("Every proof holds. Whether the leave was taken back since, only the two can say.");
}
