import {
  assertSendable,
  canonicalBytes,
  holdOf,
  isProposed,
  isSetuError,
  NO_LEVELS,
  parseBounded,
  SetuError,
  type Args,
  type ErrorCode,
  type ItemId,
  type Marking,
} from "@setu/core";
import { submitIn, type Draft as Submitted } from "@setu/link";
import { type Accepted, type Draft, type HeldAct, type NotSent } from "@setu/requests";
import { assertAsking, assertDesk, assertMay, type Grounds } from "../access/deciding.ts";
import type { PgTx } from "../db/pg-store.ts";
import { parseKept, type ParsedCommand } from "./command.ts";
import type { Desk, Officer } from "./desk.ts";
import { assertFilled, draftOf, itemFor, refusals } from "./drafting.ts";
import { assertRefers } from "./evaluating.ts";
import { beginOf, forgetSent, keepAsDraft, placeOf } from "./drafts.ts";
import { recordUncopied } from "../officers/copying.ts";
import { assertLeaving } from "../individuals/keeping.ts";
import { assertNotHeld, isHeld } from "../oversight/holding.ts";
import { homeLog, writeHome } from "./home.ts";
import { assertInstrument } from "../release/instruments.ts";
import { assertOriginators } from "../release/originators.ts";
import { isNeutral, neutralInstant } from "../release/neutral.ts";
import { assertMayAct } from "../permissions/permitted.ts";
import { forgetProposals } from "../release/proposals.ts";
import { propose } from "../release/proposing.ts";
import { needsFor } from "../release/needs.ts";
import { assertReleased } from "../release/rules.ts";
import { releaseOf } from "../release/tables.ts";
import { assertPass } from "./scanning.ts";
import {
  readSigned,
  signatureOver,
  signedJson,
  withSignature,
  type Signature,
  type Signed,
} from "./signing.ts";
import { takenBy } from "./taken.ts";
import { assertSubsets, recordSubsets } from "../subsets/issuing.ts";
import { assertNotSuspended } from "../suspension/door.ts";
import { assertUseSaid } from "../using/guard.ts";
import { readUploads } from "./uploads.ts";

/**
 * The hold: what an officer sent is a durable row of this node for ten seconds, and can be taken back. Then it is
 * submitted, once: the id makes doing it twice the same as doing it once, whichever process does it.
 */
const PUT = `INSERT INTO held (id, item, officer, until, command, signed, state) VALUES ($1, $2, $3, $4, $5, $6, 'held')
  ON CONFLICT (id) DO NOTHING`;
const BY_ID = `SELECT id, item, officer, until, command, signed, state, returned, returned_at AS "returnedAt" FROM held WHERE id = $1`;
const OF_ITEM = `SELECT id, item, officer, until, command, state, returned, returned_at AS "returnedAt" FROM held
  WHERE item = $1 AND state <> 'submitted' ORDER BY until, id`;
const RETURNED = `SELECT id, item, officer, until, command, state, returned, returned_at AS "returnedAt" FROM held
  WHERE officer = $1 AND state = 'returned' ORDER BY returned_at DESC, id LIMIT 200`;
const OF_OFFICER = `SELECT id, item, officer, until, command, state, returned, returned_at AS "returnedAt" FROM held
  WHERE officer = $1 AND (state = 'held' OR returned = $2) ORDER BY until, id LIMIT 200`;
const TAKE_BACK = `DELETE FROM held WHERE id = $1 AND officer = $2 AND (state = 'returned' OR (state = 'held' AND until > $3))`;
const DUE = `SELECT id, until FROM held WHERE state = 'held' AND until <= $1 AND (until, id) > ($2, $3)
  ORDER BY until, id LIMIT 100`;
const TAKE = `UPDATE held SET state = 'submitted' WHERE id = $1 AND state = 'held' AND until <= $2`;
const RETURN = `UPDATE held SET state = 'returned', returned = $2, returned_at = $3 WHERE id = $1 AND state = 'held'`;
// Signed: from here on the log remembers.
const FORGET = `DELETE FROM held USING derived.act WHERE held.state = 'submitted' AND act.party = $1 AND act.id = held.id AND act.pos IS NOT NULL`;
const NEXT = `SELECT min(until) AS at FROM held WHERE state = 'held' AND until > $1`;
const OFFICER = `SELECT id, name, agency, lang FROM officer WHERE id = $1 AND NOT disabled`;

type Row = {
  readonly id: string;
  readonly item: ItemId;
  readonly officer: string;
  readonly until: number;
  readonly command: Uint8Array;
  /** Read where it is submitted alone. */
  readonly signed?: Uint8Array | null;
  readonly state: "held" | "submitted" | "returned";
  readonly returned: ErrorCode | null;
  readonly returnedAt: number | null;
};

/**
 * Takes a command: checked now, held, and submitted when its time has come. The same command again is the same answer.
 * @param revision of the draft that becomes this act, and is a draft no more
 * @param signature of the officer's key over this very act
 * @throws the first refusal; DUPLICATE as `takenBy`; as `signatureOver`
 */
export async function accept(
  desk: Desk,
  officer: Officer,
  item: ItemId | null,
  command: ParsedCommand,
  revision: number | null = null,
  signature: Signature | null = null,
): Promise<Accepted> {
  const target = itemFor(desk, item, command);
  const now = desk.ports.world.now();
  return desk.store.ofLane(command.lane).tx(async (tx): Promise<Accepted> => {
    const head = homeLog(desk.ports, tx);
    const [grounds] = await Promise.all([assertSending(desk, tx, officer.id, { item, command }), head]);
    const taken = await takenBy(desk, tx, officer.id, { item, target, id: command.id });
    if (taken) return { id: command.id, item: target, ...taken };
    assertFilled(command);
    const left = { item: target, command, grounds };
    const unsigned = await draftOf(desk, tx, officer, target, command);
    const signed = signature && (await signatureOver(tx, officer, unsigned, signature));
    const draft = signed ? withSignature(unsigned, signed) : unsigned;
    const recordBeside = async () => {
      await recordUncopied(desk, tx, officer, left);
      await recordSubsets(desk, tx, draft, { by: officer.id, item: target, grounds });
    };
    assertSendable(draft.act.mark, NO_LEVELS);
    await assertPass(desk, tx, draft.act.att);
    if (revision !== null) {
      const sent = { act: command.do, revision, now };
      await forgetSent(tx, desk.store.atRest, placeOf(officer.id, item), sent);
    }
    // Its own act of the home log says who has sent it, and by which rule.
    if (isProposed(await needsFor(desk, tx, target, command))) {
      const [first] = await refusals(desk, tx, draft, command.lane);
      if (first) throw first;
      await propose(desk, tx, { officer, item: target, command, draft, signed, grounds }, head);
      await recordBeside();
      return { id: command.id, item: target, heldUntil: null, proposed: true };
    }
    const until = await leavesAt(desk, tx, { item: target, command, now });
    // What is not held is judged where it is committed, in this same transaction.
    if (until <= now) {
      await assertGrounded(desk, tx, draft);
      await assertOriginators(desk, tx, draft);
    }
    const noted = writeHome(
      desk.ports,
      tx,
      "command",
      { by: officer.id, item: target, ref: command.id, ...grounds },
      head,
    );
    if (until <= now) {
      await Promise.all([submitIn(desk.ports, tx, command.lane, draft), noted]);
      await recordBeside();
      return { id: command.id, item: target, heldUntil: null };
    }
    const [[first]] = await Promise.all([refusals(desk, tx, draft, command.lane), noted]);
    if (first) throw first;
    await hold(desk, tx, { officer: officer.id, item: target, command, signed, until });
    await recordBeside();
    return { id: command.id, item: target, heldUntil: until };
  });
}

/** What the fold does not know: the record that it names, the instrument that it rests on, the use that it tells of. */
async function assertGrounded(desk: Desk, tx: PgTx, draft: Submitted): Promise<void> {
  const { act } = draft;
  await assertLeaving(tx, draft);
  await assertRefers(desk, tx, act, true);
  await assertInstrument(desk, tx, act);
  await assertUseSaid(desk, tx, act);
  await assertSubsets(desk, tx, draft);
}

/** When it leaves: after its hold; a neutral refusal at the deadline, on whichever lane. */
export async function leavesAt(
  desk: Desk,
  tx: PgTx,
  { item, command, now }: { readonly item: ItemId; readonly command: ParsedCommand; readonly now: number },
): Promise<number> {
  const until = now + holdOf(releaseOf(command), command.do, command.lane);
  return isNeutral(command) ? Math.max(until, await neutralInstant(desk, tx, item)) : until;
}

/** Keeps a command that has been judged until its time has come. */
export async function hold(
  { store: { atRest } }: Desk,
  tx: PgTx,
  {
    officer,
    item,
    command,
    signed,
    until,
  }: {
    readonly officer: string;
    readonly item: ItemId;
    readonly command: ParsedCommand;
    readonly signed: Signed | null;
    readonly until: number;
  },
): Promise<void> {
  const sealed = atRest.seal(canonicalBytes(command), place(command.id));
  const signature = signed && atRest.seal(canonicalBytes(signedJson(signed)), signedPlace(command.id));
  await tx.db.change(PUT, [command.id, item, officer, until, sealed, signature]);
}

/** What opens a request is done to no item yet: it is asked of the one that it would be, by topic and level. @throws as assertMay, assertNotSuspended */
export async function assertSending(
  desk: Desk,
  tx: PgTx,
  by: string,
  { item, command }: { readonly item: ItemId | null; readonly command: ParsedCommand },
): Promise<Grounds> {
  const grounds = await assertPermitted(desk, tx, by, { item, command });
  await assertNotSuspended(desk, tx, { item, command });
  return grounds;
}

/** What a side takes back of what it has said. */
const TAKES_BACK: ReadonlySet<string> = new Set(["recall", "narrow"]);

async function assertPermitted(
  desk: Desk,
  tx: PgTx,
  by: string,
  { item, command }: { readonly item: ItemId | null; readonly command: ParsedCommand },
): Promise<Grounds> {
  if (command.desk === "permissions") return assertMayAct(desk, tx, by, { item, command });
  if (item === null) return assertAsking(desk, tx, by, command);
  const action = TAKES_BACK.has(command.do) ? "recall" : "send";
  return (await assertMay(desk, tx, by, { action, item })).grounds;
}

/**
 * @param keep what was written becomes a draft again, in the same transaction
 * @throws NOT_FOUND | STALE when it has gone
 */
export async function takeBack(desk: Desk, officer: Officer, id: string, keep = false): Promise<void> {
  const now = desk.ports.world.now();
  await desk.store.tx(async (tx) => {
    const [row] = await tx.db.rows<Row>(BY_ID, [id]);
    await assertDesk(desk, tx, officer.id, "own");
    if (row?.officer !== officer.id) throw new SetuError("NOT_FOUND", "nothing is held under this id");
    // Of what oversight holds, what is taken back becomes a draft again, and what came back is not thrown away.
    const onHold = await isHeld(tx, row.item);
    if (row.state === "returned" && !keep) await assertNotHeld(tx, row.item);
    if ((await tx.db.change(TAKE_BACK, [id, officer.id, now])) !== 1)
      throw new SetuError("STALE", "it has been sent");
    const evaluation = await takeBackWith(desk, tx, row, now);
    // What is sent on a permission has no draft: it is written anew.
    const drafted = commandOf(desk, row).desk === undefined;
    if (drafted && (keep || onHold)) await keepText(desk, tx, officer, row, evaluation);
  });
}

/** The evaluation that was sent with it speaks of nothing now. @returns its codes */
async function takeBackWith(desk: Desk, tx: PgTx, { id, item, officer }: Row, now: number): Promise<Args> {
  let codes: Args = {};
  for (const other of await tx.db.rows<Row>(OF_ITEM, [item])) {
    const command = other.officer === officer && other.state === "held" ? readable(desk, other) : null;
    if (command?.do !== "evaluate" || command.args["ref"] !== id) continue;
    await tx.db.change(TAKE_BACK, [other.id, officer, now]);
    const { ref: _, ...rest } = command.args;
    codes = rest;
  }
  return codes;
}

async function keepText(desk: Desk, tx: PgTx, officer: Officer, row: Row, evaluation: Args): Promise<void> {
  const { body, args, mark, files, ...command } = commandOf(desk, row);
  const uploads = await readUploads(desk, tx, officer, files);
  // Until a request has crossed, what was asked has no item to be found under.
  const place = placeOf(officer.id, command.do === "ask" ? null : row.item);
  const draft = {
    title: body?.title ?? "",
    text: body?.text ?? "",
    lang: body?.lang ?? null,
    ...(body?.translations && { translations: body.translations }),
    args: { ...args, ...evaluation } as Draft["args"],
    mark,
    files: uploads.map(({ id, name, type, size }) => ({ id, name, type, size })),
  };
  await keepAsDraft(tx, desk.store.atRest, place, { act: command.do, draft, now: desk.ports.world.now() });
}

/**
 * Submits what is due. What cannot go now stays and holds up nothing behind it.
 * @param ready whether acts may be committed to this lane now: after a restore, not before the peer has been heard
 * @returns when the next becomes due, null when nothing else is held
 */
export async function submitDue(
  desk: Desk,
  ready: (lane: string) => boolean = () => true,
): Promise<number | null> {
  const now = desk.ports.world.now();
  await desk.store.tx(async (tx) => {
    await tx.db.change(FORGET, [desk.ports.identity.party]);
    await forgetProposals(tx, desk.ports.identity.party);
  });
  let last = { until: -1, id: "" };
  for (;;) {
    const after = [now, last.until, last.id];
    const due = await desk.store.rows<typeof last>(DUE, after);
    for (const { id } of due) await submitHeld(desk, id, ready);
    const end = due.at(-1);
    if (!end) break;
    last = end;
  }
  const [next] = await desk.store.rows<{ at: number | null }>(NEXT, [now]);
  return next?.at ?? null;
}

/** Takes the row and commits the act, both or neither; what is refused now goes back to its officer, text and all. */
async function submitHeld(desk: Desk, id: string, ready: (lane: string) => boolean): Promise<void> {
  const now = desk.ports.world.now();
  try {
    await desk.store.tx(async (tx) => {
      const [row] = await tx.db.rows<Row>(BY_ID, [id]);
      const command = row && commandOf(desk, row);
      if (!command || !ready(command.lane)) return;
      if ((await tx.db.change(TAKE, [id, now])) !== 1) return;
      const [officer] = await tx.db.rows<Officer>(OFFICER, [row.officer]);
      if (!officer) throw new SetuError("FORBIDDEN", "the officer is no longer one of this node");
      const at = command.do === "ask" ? null : row.item;
      await assertSending(desk, tx, officer.id, { item: at, command });
      const unsigned = await draftOf(desk, tx, officer, row.item, command);
      const signed = row.signed && readSigned(desk.store.atRest.open(row.signed, signedPlace(id)));
      const draft = signed ? withSignature(unsigned, signed) : unsigned;
      await assertReleased(desk, tx, { item: row.item, command, signed: signed ?? null });
      await assertPass(desk, tx, draft.act.att);
      await assertGrounded(desk, tx, draft);
      await submitIn(desk.ports, tx, command.lane, draft);
    });
  } catch (error) {
    const code = isSetuError(error) ? error.code : "INTERNAL";
    if (RETRIED.has(code)) return desk.log("held-failed", { id, code });
    await desk.store.tx((tx) => tx.db.change(RETURN, [id, code, now]));
  }
}

/** Not the officer's concern: the row stays and its time comes again. */
const RETRIED: ReadonlySet<ErrorCode> = new Set(["BUSY", "UNKNOWN_OUTCOME", "INTERNAL"]);

/** With their markings, by which each is shown or withheld. */
export async function heldOf(
  desk: Desk,
  tx: PgTx,
  item: ItemId,
): Promise<readonly (HeldAct & { readonly mark: Marking })[]> {
  const rows = await tx.db.rows<Row>(OF_ITEM, [item]);
  return rows.flatMap((row) => {
    const command = readable(desk, row);
    if (!command) return [];
    const { body } = command;
    const by = { name: "", agency: "" };
    return {
      id: row.id,
      officer: row.officer,
      do: command.do,
      mark: command.mark,
      body: body && { v: 1 as const, ...body, by, files: [] },
      heldUntil: row.until,
      returned: row.returned === null ? null : { code: row.returned, at: row.returnedAt ?? 0 },
    };
  });
}

/** What came back to an officer and was neither used again nor put away, wherever it belonged. */
export async function returnedTo(desk: Desk, tx: PgTx, officer: Officer): Promise<NotSent["returned"]> {
  const rows = await tx.db.rows<Row>(RETURNED, [officer.id]);
  return rows.flatMap((row) => {
    const command = readable(desk, row);
    if (!command) return [];
    const { title = "", text = "" } = command.body ?? {};
    const { id, item, returned, returnedAt } = row;
    return [
      {
        id,
        item,
        do: command.do,
        code: returned ?? "",
        at: returnedAt ?? 0,
        begins: beginOf({ title, text }),
      },
    ];
  });
}

/** What an officer has sent and has not left: in its hold, or come back with this code. */
export async function keptOf(desk: Desk, tx: PgTx, officer: string, code: ErrorCode) {
  const rows = await tx.db.rows<Row>(OF_OFFICER, [officer, code]);
  return rows.flatMap((row) => {
    const command = readable(desk, row);
    return command ? [{ id: row.id, item: row.item, command, returnedAt: row.returnedAt }] : [];
  });
}

/** One command that no longer opens must not hide its whole item. */
function readable(desk: Desk, row: Row): ParsedCommand | null {
  try {
    return commandOf(desk, row);
  } catch (error) {
    if (!isSetuError(error)) throw error;
    desk.log("held-failed", { id: row.id, code: error.code });
    return null;
  }
}

const place = (id: string) => `held ${id}`;
const signedPlace = (id: string) => `held signature ${id}`;

const commandOf = (desk: Desk, { id, command, until }: Row): ParsedCommand =>
  parseKept(parseBounded(desk.store.atRest.open(command, place(id)), 128 * 1024), until);
