import type { Code, ItemId, Marking, Opaque, RecordId } from "@setu/core";
import type { Grounds } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import type { ParsedCommand } from "../requests/command.ts";
import type { Desk, Officer } from "../requests/desk.ts";
import { putHomeActs } from "../requests/home-acts.ts";
import { homeRecord } from "../requests/home-record.ts";
import { appendHome } from "../requests/home.ts";
import { copiesOf } from "./designations.ts";

/**
 * The automatic copy (Directive (EU) 2023/977, article 4): a request that goes direct is released to the single point of
 * contact too, before it is sealed, so that it stands in that desk's lists and search like any other.
 */
type Sending = Pick<ParsedCommand, "do" | "mark" | "uncopied">;

/** Who gets a copy of this request, if none is left out; nobody of any other act. */
export async function copiesFor(tx: PgTx, { do: what, mark }: Sending): Promise<readonly string[]> {
  return what === "ask" ? copiesOf(tx, mark.audience) : [];
}

/** The marking by which it leaves. */
export async function copiedMark(tx: PgTx, command: Sending): Promise<Marking> {
  const { mark, uncopied } = command;
  const copies = uncopied === undefined ? await copiesFor(tx, command) : [];
  if (copies.length === 0) return mark;
  return { ...mark, audience: [...mark.audience, ...(copies as readonly Opaque[])].toSorted() };
}

type Left = { readonly item: ItemId; readonly command: Sending; readonly grounds: Grounds };

/**
 * That a copy was left out, and why: on our own half of the request. Nothing where none was due. After whatever else the
 * transaction writes into the home log.
 */
export async function recordUncopied(
  desk: Desk,
  tx: PgTx,
  officer: Officer,
  { item, command, grounds }: Left,
): Promise<void> {
  const { uncopied } = command;
  if (uncopied === undefined || (await copiesFor(tx, command)).length === 0) return;
  const { identity, world } = desk.ports;
  const id = Buffer.from(world.random(16)).toString("hex") as RecordId;
  const act = { id, item, by: officer.id, do: "uncopied", args: { code: uncopied as Code }, text: null };
  const { pos, t } = await appendHome(desk.ports, tx, homeRecord(identity, act, grounds));
  await putHomeActs(tx, [{ ...act, pos, at: t }]);
}
