import {
  canonicalBytes,
  checkArgs,
  isItemAct,
  itemOf,
  SetuError,
  type Args,
  type ItemId,
  type RecordId,
  type Workflow,
  type WorkflowId,
} from "@setu/core";
import { isCode, type ListName } from "@setu/core/codes/index.ts";
import { submitIn, type Draft } from "@setu/link";
import type { Body, Sent } from "@setu/officers";
import { assertDesk } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import { readKnown, type Desk, type Known, type Officer } from "../requests/desk.ts";
import { homeLog, writeHome } from "../requests/home.ts";
import { actFrom, versionIn } from "./composing.ts";
import { registerMark } from "./mark.ts";

/** What a screen or a program sends, read strictly (`parsing.ts`). */
export type Command = {
  readonly id: RecordId;
  readonly do: string;
  readonly args: Args;
  readonly after: readonly [string | null, string | null];
  readonly body: Pick<Body, "name" | "title" | "text" | "lang"> | null;
};

/** What is peculiar to the items of one desk whose acts go at once and are for who leads. */
export type ActingDesk = {
  readonly workflow: Workflow;
  readonly isOf: (wf: WorkflowId) => boolean;
  readonly opening: (declared: readonly WorkflowId[]) => WorkflowId;
  /** The act that opens an item. */
  readonly opens: string;
  readonly lists: Readonly<Record<string, Readonly<Record<string, ListName>>>>;
  /** The moves that mean something now, of those that the tables allow us. */
  readonly moves: (desk: Desk, known: Known) => readonly string[];
  /** What only this node can say of the arguments, beside kinds and lists. @throws */
  readonly check: (desk: Desk, tx: PgTx, command: Command) => Promise<void>;
  /** In the same transaction, before the act itself. */
  readonly before?: (desk: Desk, tx: PgTx, known: Known, act: string) => Promise<void>;
  /** In the same transaction, once the act stands. */
  readonly after?: (desk: Desk, tx: PgTx, sent: Sent) => Promise<void>;
  /** What an officer has to be allowed: to lead the desk, where nothing is said. */
  readonly action?: "lead" | "redress";
  /** In which new items live; flash where nothing is said. */
  readonly lane?: "main";
  /** How its acts are marked: as a register for both sides, where nothing is said. */
  readonly mark?: typeof registerMark;
};

/**
 * One act of an officer of ours, committed now: nothing of such a desk is held. The same command again does nothing.
 * @throws FORBIDDEN naming the rule; NOT_FOUND; STALE when somebody has acted meanwhile; BAD_FIELD | UNKNOWN_CODE;
 *   UNSUPPORTED_VERSION to a peer that does not speak this desk; DUPLICATE
 */
export async function actOn(
  desk: Desk,
  of: ActingDesk,
  officer: Officer,
  item: ItemId | null,
  command: Command,
): Promise<Sent> {
  const { identity } = desk.ports;
  const target = item ?? itemOf(identity.party, command.id);
  const wanted = of.lane ?? "flash";
  const opens = identity.lanes.find((lane) => lane === wanted) ?? identity.lanes[0] ?? "";
  return desk.store.ofLane(wanted).tx(async (tx): Promise<Sent> => {
    const head = homeLog(desk.ports, tx);
    const grounds = await assertDesk(desk, tx, officer.id, of.action ?? "lead");
    const answer = { id: command.id, item: target };
    const known = item === null ? null : await readOf(desk, tx, of, item);
    if (await isSent(desk, tx, officer, answer)) return answer;
    if (known === null && command.do !== of.opens)
      throw new SetuError("BAD_FIELD", "no such act opens an item", { detail: { field: "do" } });
    if (known && !of.moves(desk, known).includes(command.do))
      throw new SetuError("STALE", "somebody acted on this item; look again", { detail: { do: command.do } });
    assertArgs(of, command, desk.ports.world.now());
    await of.check(desk, tx, command);
    const lane = known?.lane ?? opens;
    const trace = { by: officer.id, item: target, ref: command.id, ...grounds };
    const noted = writeHome(desk.ports, tx, "command", trace, head);
    if (known) await of.before?.(desk, tx, known, command.do);
    const draft = await draftOf(desk, tx, of, officer, { item: target, lane, command });
    await Promise.all([submitIn(desk.ports, tx, lane, draft), noted]);
    await of.after?.(desk, tx, answer);
    return answer;
  });
}

/** @throws NOT_FOUND for an item of another desk too */
export async function readOf(
  desk: Desk,
  tx: PgTx,
  { isOf }: Pick<ActingDesk, "isOf">,
  item: ItemId,
): Promise<Known> {
  const known = await readKnown(desk, tx, item);
  if (!known || !isOf(known.state.workflow.id)) throw new SetuError("NOT_FOUND", "there is no such item");
  return known;
}

/** Whether this very command has been committed. @throws DUPLICATE when the id names something else */
async function isSent(desk: Desk, tx: PgTx, officer: Officer, { id, item }: Sent): Promise<boolean> {
  const { party } = desk.ports.identity;
  const sent = (await tx.act(party, id as RecordId))?.act;
  if (sent && isItemAct(sent) && sent.item === item && sent.by === officer.id) return true;
  if (sent || (await tx.used(party, [id as RecordId])).size > 0)
    throw new SetuError("DUPLICATE", "the id names another act");
  return false;
}

/** The fold knows kinds and no lists. */
function assertArgs({ workflow, lists }: ActingDesk, { do: what, args }: Command, now: number): void {
  const rows = workflow.roles.flatMap((role) => role.rows.filter((row) => row.do === what));
  checkArgs(rows[0]?.args ?? {}, args);
  for (const [name, list] of Object.entries(lists[what] ?? {})) {
    const given = [args[name] ?? []].flat();
    if (given.length === 0 || !given.every((each) => isCode(list, each, now)))
      throw new SetuError("UNKNOWN_CODE", `${name} is not a code of its list`, { detail: { field: name } });
  }
}

export const badArg = (field: string, expected: string): SetuError =>
  new SetuError("BAD_FIELD", `${field} is not a valid ${expected}`, { detail: { field, expected } });

type Placed = { readonly item: ItemId; readonly lane: string; readonly command: Command };

async function draftOf(
  desk: Desk,
  tx: PgTx,
  { opening, mark: markOf = registerMark }: ActingDesk,
  officer: Officer,
  { item, lane, command }: Placed,
): Promise<Draft> {
  const { identity } = desk.ports;
  const wf = await versionIn(identity, tx, { item, lane, opening });
  const { id, do: what, args, after } = command;
  const mark = markOf(identity);
  const act = actFrom(identity, { id, item, wf, by: officer.id, do: what, args, after, mark });
  const by = { name: officer.name, agency: officer.agency };
  const body = command.body && canonicalBytes({ v: 1, ...command.body, by });
  return { act, body, approvals: "[]", attachments: [] };
}
