import {
  canonicalBytes,
  checkArgs,
  isItemAct,
  itemOf,
  SetuError,
  type Args,
  type Instant,
  type ItemId,
  type RecordId,
} from "@setu/core";
import { isCode } from "@setu/core/codes/index.ts";
import { submitIn, type Draft } from "@setu/link";
import {
  ARG_LISTS,
  officers,
  postingOf,
  openingVersion,
  type Body,
  type Posting,
  type Sent,
} from "@setu/officers";
import { assertDesk } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import { actFrom, versionIn } from "../desks/composing.ts";
import type { Desk, Known, Officer } from "../requests/desk.ts";
import { accreditOfficer, recallOfficer, resumeOfficer, suspendOfficer } from "../officers-log/powers.ts";
import { homeLog, writeHome } from "../requests/home.ts";
import { registerMark } from "./mark.ts";
import { movesIn, readPosting } from "./reading.ts";

/** What a screen or a program sends, read strictly (`parsing.ts`). */
export type Command = {
  readonly id: RecordId;
  readonly do: string;
  readonly args: Args;
  readonly after: readonly [string | null, string | null];
  readonly body: Pick<Body, "name" | "title" | "text" | "lang"> | null;
};

const ACCOUNTS = `SELECT id, agency FROM officer WHERE id = ANY ($1::text[]) AND NOT disabled AND NOT machine`;

/**
 * One act of an officer of ours on a posting, committed now: nothing of this desk is held. The same command again does
 * nothing.
 * @throws FORBIDDEN naming the rule; NOT_FOUND; STALE when somebody has acted meanwhile; BAD_FIELD | UNKNOWN_CODE;
 *   UNSUPPORTED_VERSION to a peer that does not speak this desk; DUPLICATE
 */
export async function actOnPosting(
  desk: Desk,
  officer: Officer,
  item: ItemId | null,
  command: Command,
): Promise<Sent> {
  const { identity } = desk.ports;
  const target = item ?? itemOf(identity.party, command.id);
  const flash = identity.lanes.find((lane) => lane === "flash") ?? identity.lanes[0] ?? "";
  return desk.store.ofLane("flash").tx(async (tx): Promise<Sent> => {
    const head = homeLog(desk.ports, tx);
    const grounds = await assertDesk(desk, tx, officer.id, "lead");
    const answer = { id: command.id, item: target };
    const known = item === null ? null : await readPosting(desk, tx, item);
    if (await isSent(desk, tx, officer, answer)) return answer;
    if (known === null && command.do !== "nominate")
      throw new SetuError("BAD_FIELD", "a posting begins with a nomination", { detail: { field: "do" } });
    if (known && !movesIn(desk, known).includes(command.do))
      throw new SetuError("STALE", "somebody acted on this posting; look again", {
        detail: { do: command.do },
      });
    await assertArgs(desk, tx, command);
    const lane = known?.lane ?? flash;
    const noted = writeHome(
      desk.ports,
      tx,
      "command",
      { by: officer.id, item: target, ref: command.id, ...grounds },
      head,
    );
    // Before the act itself: it takes each lane alone, and the same commit tells both sides.
    if (known) await tellLanes(desk, tx, known, command.do);
    const draft = await draftOf(desk, tx, officer, { item: target, lane, command });
    await Promise.all([submitIn(desk.ports, tx, lane, draft), noted]);
    return answer;
  });
}

type Telling = (desk: Desk, tx: PgTx, posting: Posting, item: ItemId) => Promise<void>;
const TELLING: Readonly<Record<string, Telling>> = {
  accredit: (desk, tx, { officer, terms }, because) =>
    accreditOfficer(desk, tx, officer, {
      from: terms.from as Instant,
      until: terms.until as Instant,
      because,
    }),
  suspend: (desk, tx, { officer }, because) => suspendOfficer(desk, tx, officer, because),
  resume: (desk, tx, { officer }, because) => resumeOfficer(desk, tx, officer, because),
  recall: async (desk, tx, { officer, accredited }, because) => {
    // A nomination that is withdrawn takes nothing from her.
    if (accredited !== null) await recallOfficer(desk, tx, officer, because);
  },
};

/** From this commit on, every lane says whether her acts and her keys count. */
async function tellLanes(desk: Desk, tx: PgTx, { state, item }: Known, what: string): Promise<void> {
  if (state.opener.party !== desk.ports.identity.party) return;
  await TELLING[what]?.(desk, tx, postingOf(state, desk.ports.world.now()), item);
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

/** What only this node can say of the arguments: the fold knows kinds and no lists, and no accounts. */
async function assertArgs(desk: Desk, tx: PgTx, { do: what, args }: Command): Promise<void> {
  const rows = officers.roles.flatMap((role) => role.rows.filter((row) => row.do === what));
  checkArgs(rows[0]?.args ?? {}, args);
  const now = desk.ports.world.now();
  for (const [name, list] of Object.entries(ARG_LISTS[what] ?? {})) {
    const given = [args[name] ?? []].flat();
    if (given.length === 0 || !given.every((each) => isCode(list, each, now)))
      throw new SetuError("UNKNOWN_CODE", `${name} is not a code of its list`, { detail: { field: name } });
  }
  const { from, until, officer, deputy, agency } = args;
  if (until === undefined) return;
  if (Number(from) >= Number(until) || Number(until) <= now)
    throw bad("until", "end after the beginning, and to come");
  const named = [officer ?? [], deputy ?? []].flat().map(String);
  const known = await tx.db.rows<{ id: string; agency: string }>(ACCOUNTS, [named]);
  const missing = named.find((id) => !known.some((each) => each.id === id));
  if (missing !== undefined) throw bad(missing === deputy ? "deputy" : "officer", "officer of this node");
  if (officer !== undefined && officer === deputy)
    throw bad("deputy", "officer beside the one who is posted");
  if (officer !== undefined && known.find(({ id }) => id === officer)?.agency !== agency)
    throw bad("agency", "agency of this officer");
}

const bad = (field: string, expected: string): SetuError =>
  new SetuError("BAD_FIELD", `${field} is not a valid ${expected}`, { detail: { field, expected } });

type Placed = { readonly item: ItemId; readonly lane: string; readonly command: Command };

async function draftOf(
  desk: Desk,
  tx: PgTx,
  officer: Officer,
  { item, lane, command }: Placed,
): Promise<Draft> {
  const { identity } = desk.ports;
  const wf = await versionIn(identity, tx, { item, lane, opening: openingVersion });
  const { id, do: what, args, after } = command;
  const act = actFrom(identity, {
    id,
    item,
    wf,
    by: officer.id,
    do: what,
    args,
    after,
    mark: registerMark(identity),
  });
  const by = { name: officer.name, agency: officer.agency };
  const body = command.body && canonicalBytes({ v: 1, ...command.body, by });
  return { act, body, approvals: "[]", attachments: [] };
}
