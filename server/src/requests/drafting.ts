import {
  assertSendable,
  badField,
  canonicalBytes,
  holdOf,
  itemOf,
  isEvidence,
  isItemAct,
  isProposed,
  isPulse,
  isSetuError,
  judgeNext,
  MAX_BODY_BYTES,
  NO_LEVELS,
  parseAct,
  parsePulse,
  SetuError,
  type Act,
  type Instant,
  type ItemAct,
  type ItemId,
  type Json,
  type WorkflowId,
} from "@setu/core";
import { CALENDARS, deadline, LIMITS, type Urgency } from "@setu/core/clock/index.ts";
import {
  ALL_WAITING,
  NEXT_POSITION,
  ownOrigin,
  peerOrigin,
  readItem,
  refusal,
  registerFor,
  type Draft,
  type Identity,
  type Tx,
} from "@setu/link";
import { isPermission, openingVersion as openingPermission } from "@setu/permissions";
import { NODE_SAYS, isRequest, openingVersion, type SendCheck } from "@setu/requests";
import { unfilled } from "@setu/requests/texts/fields.ts";
import type { PgTx } from "../db/pg-store.ts";
import { actFrom, versionIn } from "../desks/composing.ts";
import type { ParsedCommand } from "./command.ts";
import type { Desk, Officer } from "./desk.ts";
import { assertRefers } from "./evaluating.ts";
import { countIdentifiers } from "./identifiers.ts";
import { isNeutral, neutralMark } from "../release/neutral.ts";
import { copiedMark, copiesFor } from "../officers/copying.ts";
import { assertLeaving } from "../individuals/keeping.ts";
import { assertInstrument, restsFor } from "../release/instruments.ts";
import { needsFor } from "../release/needs.ts";
import { assertOriginators } from "../release/originators.ts";
import { releaseOf } from "../release/tables.ts";
import { assertPass } from "./scanning.ts";
import { sentArgs } from "./sent-args.ts";
import { assertSubsets, subsetsIn } from "../subsets/issuing.ts";
import { assertUseSaid } from "../using/guard.ts";
import { readUploads, type StoredUpload } from "./uploads.ts";

export const itemFor = (desk: Desk, item: ItemId | null, command: ParsedCommand): ItemId =>
  item ?? itemOf(desk.ports.identity.party, command.id);

/**
 * The act and the text that will leave, from what the officer asked for.
 * @throws BAD_FIELD, TOO_LARGE and NOT_FOUND (an upload that is not this officer's)
 */
export async function draftOf(
  desk: Desk,
  tx: PgTx,
  officer: Officer,
  item: ItemId,
  command: ParsedCommand,
): Promise<Draft> {
  const uploads = await readUploads(desk, tx, officer, command.files);
  const args = await completedArgs(desk, tx, item, command);
  const wf = await versionOf(desk.ports.identity, tx, item, command);
  const mark = isNeutral(command)
    ? await neutralMark(desk, tx, item, command)
    : await copiedMark(tx, command);
  return composed(desk.ports.identity, officer, { item, wf, args, uploads }, { ...command, mark });
}

type Parts = {
  readonly item: ItemId;
  readonly wf: WorkflowId;
  readonly args: ParsedCommand["args"];
  readonly uploads: readonly StoredUpload[];
};

/** The same from what has been read. @throws BAD_FIELD (words or files with an act that bears none), TOO_LARGE */
export function composed(
  identity: Identity,
  officer: Officer,
  { item, wf, args, uploads }: Parts,
  command: ParsedCommand,
): Draft {
  assertBears(command, uploads);
  const { id, do: what, after, mark } = command;
  const att = uploads.map(({ a, c, n }) => ({ a, c, n }));
  const said = { id, item, wf, by: officer.id, do: what, args, mark, att, ...(after && { after }) };
  const act = actFrom(identity, said);
  const body = command.body || uploads.length > 0 ? canonicalBytes(bodyOf(officer, command, uploads)) : null;
  // Letters of three bytes and a translation fill a record before the texts reach their own bounds.
  if (body && body.length > MAX_BODY_BYTES) {
    throw new SetuError("TOO_LARGE", "the texts are larger than a record may be", {
      detail: { field: "text", max: MAX_BODY_BYTES },
    });
  }
  return { act, body, approvals: "[]", attachments: uploads.map((upload) => upload.material) };
}

/** What says by its name all that it may say is asked nothing, so nothing may travel with it. */
function assertBears({ do: act, body, desk }: ParsedCommand, uploads: readonly StoredUpload[]): void {
  if (NODE_SAYS.has(act)) throw badField("do", "act of an officer");
  if (!isEvidence(releaseOf({ desk }), act) || (body === null && uploads.length === 0)) return;
  throw new SetuError("BAD_FIELD", "this act bears no words and no files", {
    detail: { field: body === null ? "files" : "text" },
  });
}

/** @throws NOT_FOUND for an item of another desk */
export async function versionOf(
  identity: Identity,
  tx: Tx,
  item: ItemId,
  { lane, desk }: Pick<ParsedCommand, "lane" | "desk">,
): Promise<WorkflowId> {
  const [opening, isOf] =
    desk === "permissions" ? [openingPermission, isPermission] : [openingVersion, isRequest];
  const wf = await versionIn(identity, tx, { item, lane, opening });
  if (!isOf(wf)) throw new SetuError("NOT_FOUND", "there is no such request");
  return wf;
}

function bodyOf(officer: Officer, { body }: ParsedCommand, uploads: readonly StoredUpload[]): Json {
  return {
    v: 1,
    ...(body?.title !== undefined && { title: body.title }),
    text: body?.text ?? "",
    lang: body?.lang ?? officer.lang,
    ...(body?.translations && { translations: body.translations }),
    by: { name: officer.name, agency: officer.agency },
    files: uploads.map(({ a, name, type, size }) => ({ a, name, type, size })),
  };
}

// Read newest first: an act without an item that is no pulse, or not a well-formed one, shows nobody's silence.
const NODE_ACTS = `SELECT pos, act FROM derived.act WHERE origin = $1 AND item IS NULL AND pos < $2
  ORDER BY pos DESC LIMIT 16`;

async function lastPulse(tx: PgTx, origin: string): Promise<number | null> {
  let below = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const rows = await tx.db.rows<{ pos: number; act: Uint8Array }>(NODE_ACTS, [origin, below]);
    const pulse = rows.find(({ act }) => isWellFormedPulse(parseAct(act)));
    if (pulse) return pulse.pos;
    const last = rows.at(-1);
    if (!last) return null;
    below = last.pos;
  }
}

function isWellFormedPulse(act: Act): boolean {
  if (isItemAct(act) || !isPulse(act)) return false;
  try {
    parsePulse(act);
    return true;
  } catch (error) {
    if (isSetuError(error)) return false;
    throw error;
  }
}

/** What only the node knows: which of the other side's pulses shows its silence; which ground it may read. */
async function completedArgs(
  desk: Desk,
  tx: PgTx,
  item: ItemId,
  command: ParsedCommand,
): Promise<ParsedCommand["args"]> {
  const args = sentArgs(command);
  if (command.do !== "deem" || args["pulse"] !== undefined) return args;
  const { rows } = await readItem(desk.ports.identity, tx, item);
  const lane = rows[0]?.origin.split("/")[3] ?? command.lane;
  const pulse = await lastPulse(tx, peerOrigin(desk.ports.identity, lane));
  return pulse === null ? args : { ...args, pulse: pulse as never };
}

/**
 * Half a template does not leave: not held, not at once, not from the command line.
 * @throws OPEN_PLACE, with the field that holds it: what stands between the braces is content
 */
export function assertFilled({ body }: ParsedCommand): void {
  const field = body && unfilled(body);
  if (field) throw new SetuError("OPEN_PLACE", "a place of a text is still open", { detail: { field } });
}

/**
 * Every reason for which it cannot go, now: the same judgement that will be made when the hold ends.
 * @throws nothing that is an answer to the officer; those are in the list
 */
export async function refusals(
  desk: Desk,
  tx: PgTx,
  draft: Draft,
  lane: string,
): Promise<readonly SetuError[]> {
  const { identity, workflows, world } = desk.ports;
  const found: SetuError[] = [];
  const collect = (error: unknown) => {
    if (!isSetuError(error)) throw error;
    found.push(error);
  };
  try {
    assertSendable(draft.act.mark, NO_LEVELS);
  } catch (error) {
    collect(error);
  }
  await assertPass(desk, tx, draft.act.att).catch(collect);
  await assertRefers(desk, tx, draft.act, false).catch(collect);
  await assertInstrument(desk, tx, draft.act).catch(collect);
  await assertUseSaid(desk, tx, draft.act).catch(collect);
  await assertOriginators(desk, tx, draft).catch(collect);
  await assertLeaving(tx, draft).catch(collect);
  await assertSubsets(desk, tx, draft).catch(collect);
  const { applied: seen, pulse } = await tx.peer(peerOrigin(identity, lane), "none");
  const act: ItemAct = { ...draft.act, body: null };
  const next = { party: identity.party, pos: NEXT_POSITION, t: world.now() as Instant, seen, floor: 0, act };
  const { rows, entries, pulseTime } = await readItem(identity, tx, act.item, next);
  if (rows.some((row) => row.origin.split("/")[3] !== lane))
    found.push(new SetuError("ILLEGAL", "the item lives in another lane"));
  const unsigned = [{ act, approvals: "[]" }];
  const register = await registerFor(tx, ownOrigin(identity, lane), unsigned, ALL_WAITING);
  if (register.isBarred(act.by)) found.push(refusal("suspended-officer"));
  try {
    const reason = judgeNext(workflows, act.item, entries, next, pulseTime);
    if (reason) found.push(refusal(reason));
    else if (rows.length === 0 && !pulse.versions.includes(act.wf))
      found.push(new SetuError("UNSUPPORTED_VERSION", "the peer has not said that it speaks this workflow"));
  } catch (error) {
    collect(error);
  }
  return found;
}

/** The sentence of the send check, in parts. */
export async function sendCheck(
  desk: Desk,
  tx: PgTx,
  officer: Officer,
  item: ItemId | null,
  command: ParsedCommand,
): Promise<Omit<SendCheck, "keys" | "differing">> {
  const draft = await draftOf(desk, tx, officer, itemFor(desk, item, command), command);
  const found = await refusals(desk, tx, draft, command.lane);
  const open = command.body && unfilled(command.body) ? (["OPEN_PLACE"] as const) : [];
  const uploads = await readUploads(desk, tx, officer, command.files);
  const needs = await needsFor(desk, tx, draft.act.item, command);
  const rests = await restsFor(desk, tx, draft.act);
  const copies = await copiesFor(tx, command);
  const names = uploads.map(({ name }) => name);
  const refused = found.some(({ code }) => code === "BAD_SUBSET" || code === "RESTRICTED");
  const subsets = refused ? [] : await subsetsIn(desk, tx, draft, names);
  return {
    from: desk.us.party,
    to: desk.peer.party,
    tlp: command.mark.tlp,
    files: uploads.length,
    bytes: uploads.reduce((sum, upload) => sum + upload.size, draft.body?.length ?? 0),
    contains: contained(command.body),
    hold: holdOf(releaseOf(command), command.do, command.lane),
    due: command.do === "ask" ? dueIfAppliedNow(command, desk.ports.world.now()) : null,
    refusals: [...open, ...found.map((error) => error.code)],
    ...(isProposed(needs) && { release: needs }),
    ...(rests && { rests }),
    ...(copies.length > 0 && { copies }),
    ...(subsets.length > 0 && { subsets }),
  };
}

/** A translation repeats what the original says, so of each kind the text that holds the most is told. */
function contained(body: ParsedCommand["body"]): SendCheck["contains"] {
  const { title = "", text = "", translations = [] } = body ?? {};
  const most: Record<string, number> = {};
  for (const each of [`${title}\n${text}`, ...translations.map(({ text: translated }) => translated)]) {
    for (const [kind, n] of Object.entries(countIdentifiers(each))) most[kind] = Math.max(most[kind] ?? 0, n);
  }
  return most;
}

function dueIfAppliedNow({ args }: ParsedCommand, now: number): number | null {
  const calendar = CALENDARS.get(String(args["calendar"]));
  const urgency = String(args["urgency"]);
  if (!calendar || !Object.hasOwn(LIMITS, urgency)) return null;
  const allowance = LIMITS[urgency as Urgency];
  try {
    return deadline({
      start: now,
      allowance,
      zone: calendar.zone,
      calendar,
      pauses: [],
      notices: [],
      stop: null,
    }).due;
  } catch (error) {
    if (isSetuError(error, "BAD_FIELD")) return null;
    throw error;
  }
}
