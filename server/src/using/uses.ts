import { isDeepStrictEqual } from "node:util";
import { reaches, SetuError, type Args, type ItemId, type Judgement, type RecordId } from "@setu/core";
import { judge } from "@setu/core/gates/index.ts";
import { answerOf, type ReleaseAct } from "@setu/requests/releasing.ts";
import { decided, foldUse, USED_WITHIN, type Use, type UsePart } from "@setu/requests/using.ts";
import { assertMay, type Sight } from "../access/deciding.ts";
import { joinedMark, levelOf } from "../access/item-facts.ts";
import { officerFacts } from "../access/officers.ts";
import type { PgTx } from "../db/pg-store.ts";
import { assertUnrestricted } from "../individuals/keeping.ts";
import { actsOf, answersIn, sayOfRelease, usesSaid } from "../release/acts.ts";
import { profileFor } from "../release/config.ts";
import { byPerson, personsOf } from "../release/persons.ts";
import { readKnown, type Desk, type Officer } from "../requests/desk.ts";
import { homeLog, homeNow } from "../requests/home.ts";
import { assertLeave, leaveArgs, leaveIn, type Leave } from "./leave.ts";

/** A use of an item: its acts stand in the home log beside those of releases, and its gates are judged as theirs. */
export type UseOf = { readonly id: string; readonly item: ItemId; readonly part: UsePart };

export const notUsed = (): SetuError => new SetuError("NOT_FOUND", "there is no such use");

export const gatesOpen = (use: Use, judgement: Judgement | null): SetuError =>
  new SetuError("GATES_OPEN", "what came may not be used like this yet", {
    detail: { use, outcome: judgement?.outcome ?? "open", gates: judgement?.gates.join(" ") ?? "" },
  });

/** Whether gates are asked before this matter is used: by the strictest word that anybody has said in it. */
export async function asksGates(desk: Desk, tx: PgTx, item: ItemId): Promise<boolean> {
  const known = await readKnown(desk, tx, item);
  const { tlp, level } = (known && joinedMark(known)) ?? { tlp: "CLEAR" as const };
  return reaches(desk.release.gates, { tlp, level: levelOf({ ...(level && { level }) }) });
}

/** Who will have it, where it is given on to one who is named; null: the agency of whoever uses it. */
const recipientOf = ({ leave }: UsePart): string | null => {
  const named = leave?.["third"] ?? leave?.["agency"];
  return named === undefined ? null : String(named);
};

export async function judgeUseOf(
  desk: Desk,
  tx: PgTx,
  { id, item, part }: UseOf,
  now: number = desk.ports.world.now(),
) {
  const given = (await answersIn(tx, item)).map(answerOf);
  const { author, answers } = await byPerson(tx, part.by, given);
  const { agency } = await officerFacts(tx.db, part.by, now);
  const recipients = [recipientOf(part) ?? agency];
  const scope = { matter: item, subject: part.subject, purpose: part.kind, recipients };
  const context = { proposal: id, scope, author, now, emergency: false, reuses: part.reuses };
  return { judgement: judge(profileFor(desk.release, "using"), answers, context), answers: given, scope };
}

/** @throws NOT_FOUND where there is none, or none that she may know of; FORBIDDEN */
export async function readUse(
  desk: Desk,
  tx: PgTx,
  { by, id, action }: { readonly by: string; readonly id: string; readonly action: "read" | "draft" },
): Promise<UseOf & { readonly acts: readonly ReleaseAct[]; readonly sight: Sight }> {
  const acts = await actsOf(tx, id);
  const part = foldUse(acts);
  const item = acts[0]?.item as ItemId | undefined;
  if (!part || item === undefined) throw notUsed();
  const sight = await assertMay(desk, tx, by, { action, item }).catch((error: unknown) => {
    if (error instanceof SetuError && error.code === "NOT_FOUND") throw notUsed();
    throw error;
  });
  return { id, item, part, acts, sight };
}

type Intended = {
  readonly id: RecordId;
  readonly item: ItemId;
  readonly kind: Use;
  readonly why: string;
  readonly leave: Leave | null;
};

/**
 * An officer says what she is about to do with what came, and why. Where no gate is asked of the matter it is done with
 * this; where one is, it is open until its gates are passed. The same id again is the same use.
 * @throws as assertMay and assertLeave; RESTRICTED; DUPLICATE
 */
export async function intendUse(desk: Desk, officer: Officer, intended: Intended): Promise<void> {
  const { id, item, kind, why, leave } = intended;
  await desk.store.tx(async (tx) => {
    const head = homeLog(desk.ports, tx);
    await head;
    const { grounds } = await assertMay(desk, tx, officer.id, { action: "draft", item });
    await assertUnrestricted(tx, item);
    const before = await actsOf(tx, id);
    const known = foldUse(before);
    const same = known?.by === officer.id && known.kind === kind && before[0]?.item === item;
    if (same && isDeepStrictEqual(leaveIn(desk, kind, known.leave), leave)) return;
    const said = { proposal: id, item, by: officer.id };
    const opened = await sayOfRelease(
      desk,
      tx,
      { ...said, do: "use", args: { kind } as unknown as Args, text: why },
      { before, head, grounds, of: "use" },
    );
    const rests = await assertLeave(desk, tx, { item, kind, leave, at: opened.at });
    const next = { before: [opened], grounds, of: "use" } as const;
    const noted = { ...said, do: "use-leave", args: leave ? leaveArgs(leave, rests) : {}, text: null };
    if (leave) await sayOfRelease(desk, tx, noted, { ...next, head: homeLog(desk.ports, tx) });
    if (await asksGates(desk, tx, item)) return;
    const used = { ...said, do: "used", args: {}, text: null };
    const { at } = await sayOfRelease(desk, tx, used, { ...next, head: homeLog(desk.ports, tx) });
    await assertLeave(desk, tx, { item, kind, leave, at });
  });
}

/**
 * One deed on a use, under the head of the home log: of two who decide at once the second is judged by what the first
 * has written.
 */
export async function onUse<T>(
  desk: Desk,
  officer: Pick<Officer, "id">,
  id: string,
  work: (
    tx: PgTx,
    use: UseOf,
    say: (what: string, args?: object, text?: string | null) => Promise<ReleaseAct>,
  ) => Promise<T>,
): Promise<T> {
  return desk.store.tx(async (tx) => {
    await homeLog(desk.ports, tx);
    const { acts, sight, ...use } = await readUse(desk, tx, { by: officer.id, id, action: "draft" });
    if (use.part.state !== "open") throw decided(use.part.state);
    await assertUnrestricted(tx, use.item);
    return work(tx, use, (what, args = {}, text = null) =>
      sayOfRelease(
        desk,
        tx,
        { proposal: id, item: use.item, by: officer.id, do: what, args: args as Args, text },
        { before: acts, head: homeLog(desk.ports, tx), grounds: sight.grounds, of: "use" },
      ),
    );
  });
}

export type Clearing = { readonly by: string; readonly kind: Use; readonly items: readonly ItemId[] };

/**
 * Of these items, on which gates are asked now, those whose use of a kind this person has answered for, and may still do.
 * What was used with a word alone, before the matter became as strict as it is, is answered for by nobody.
 */
export async function clearedFor(desk: Desk, tx: PgTx, asked: Clearing): Promise<ReadonlySet<string>> {
  const cleared = new Set<string>();
  for (const use of await recordedFor(desk, tx, asked))
    if (await isCleared(desk, tx, use)) cleared.add(use.item);
  return cleared;
}

/** Whether its gates were passed when it was done. */
export const isCleared = async (desk: Desk, tx: PgTx, use: UseOf): Promise<boolean> =>
  (await judgeUseOf(desk, tx, use, use.part.usedAt ?? undefined)).judgement.outcome === "released";

/** The uses of a kind that this person has recorded of these items, and may still do. */
export async function recordedFor(
  desk: Desk,
  tx: PgTx,
  { by, kind, items }: Clearing,
): Promise<readonly UseOf[]> {
  const now = await homeNow(desk.ports, tx);
  const uses = [...(await usesSaid(tx, items))].flatMap(([id, acts]) => {
    const part = foldUse(acts);
    const item = acts[0]?.item as ItemId | undefined;
    return part && item !== undefined ? [{ id, item, part }] : [];
  });
  const person = await personsOf(tx, [by, ...uses.map(({ part }) => part.by)]);
  return uses.filter(
    ({ part: { by: whose, kind: of, usedAt } }) =>
      of === kind && person(whose) === person(by) && usedAt !== null && now < usedAt + USED_WITHIN,
  );
}
