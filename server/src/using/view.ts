import { isSetuError, type ItemId } from "@setu/core";
import { asked, reusable } from "@setu/core/gates/index.ts";
import { permissionOf } from "@setu/permissions";
import { refOf } from "@setu/requests";
import type { UseLine, Uses, UseView } from "@setu/requests/using-api.ts";
import { foldUse, USED_WITHIN, type UsePart } from "@setu/requests/using.ts";
import { assertMay } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import { readPermission } from "../permissions/following.ts";
import { usesSaid } from "../release/acts.ts";
import { leftOut, profileFor } from "../release/config.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { homeLog } from "../requests/home.ts";
import { noteReference, readingBeside } from "../requests/reading.ts";
import { asksGates, judgeUseOf, readUse } from "./uses.ts";

const lineOf = (
  id: string,
  { state, kind, by, at, why, usedAt }: UsePart,
  leave: UseLine["leave"],
): UseLine => ({
  leave,
  id,
  state,
  kind,
  by,
  at,
  why,
  usedAt,
  until: usedAt === null ? null : usedAt + USED_WITHIN,
});

/** The permissions that it names, with the conditions under which each was given. */
async function leaveOf(desk: Desk, tx: PgTx, { leave }: UsePart): Promise<UseLine["leave"]> {
  const lines: UseLine["leave"][number][] = [];
  for (const item of [leave?.["leave"] ?? []].flat() as ItemId[]) {
    const known = await readPermission(desk, tx, item);
    const conditions = (known && permissionOf(known.state))?.conditions ?? [];
    lines.push({ item, conditions });
  }
  return lines;
}

/** Read as the item itself is, with the same reason. @throws as `reading` */
export const usesOf = (desk: Desk, officer: Officer, item: ItemId): Promise<Uses> =>
  readingBeside(desk, { by: officer, item }, (tx) => linesOf(desk, tx, officer, item));

async function linesOf(desk: Desk, tx: PgTx, officer: Officer, item: ItemId): Promise<Uses> {
  const uses: UseLine[] = [];
  for (const [id, acts] of await usesSaid(tx, [item])) {
    const part = foldUse(acts);
    if (part) uses.push(lineOf(id, part, await leaveOf(desk, tx, part)));
  }
  return {
    item,
    ref: refOf(item),
    uses: uses.toSorted((a, b) => b.at - a.at),
    asked: await asksGates(desk, tx, item),
    stopped: await stoppedBy(desk, tx, officer, item),
  };
}

/** One use with its gates; that it was read stands in the home log before. @throws NOT_FOUND | FORBIDDEN */
export async function useView(desk: Desk, tx: PgTx, officer: Officer, id: string): Promise<UseView> {
  const head = homeLog(desk.ports, tx);
  const use = await readUse(desk, tx, { by: officer.id, id, action: "read" });
  const { item, part } = use;
  const { because, grounds } = use.sight;
  await noteReference(desk, tx, { by: officer.id, item, ref: id, because }, { grounds, head });
  const { answers, judgement, scope } = await judgeUseOf(desk, tx, use);
  const gated = await asksGates(desk, tx, item);
  const profile = profileFor(desk.release, "using");
  const now = desk.ports.world.now();
  return {
    ...lineOf(id, part, await leaveOf(desk, tx, part)),
    item,
    ref: refOf(item),
    gates: gated ? asked(profile) : [],
    leftOut: gated ? leftOut(profile).map(([gate, because]) => ({ gate, because })) : [],
    answers: part.answers,
    others: reusable(answers, { proposal: id, scope, now }),
    subject: part.subject,
    judgement: gated ? judgement : null,
    stopped: { answer: await stoppedBy(desk, tx, officer, item) },
    own: part.by === officer.id,
  };
}

/** The rule that keeps her from saying anything of a use; null: none does. */
async function stoppedBy(desk: Desk, tx: PgTx, officer: Officer, item: ItemId): Promise<string | null> {
  try {
    await assertMay(desk, tx, officer.id, { action: "draft", item });
    return null;
  } catch (error) {
    if (!isSetuError(error, "FORBIDDEN")) throw error;
    return String(error.detail["rule"]);
  }
}
