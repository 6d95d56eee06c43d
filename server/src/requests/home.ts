import { setImmediate } from "node:timers/promises";
import {
  leafBytes,
  SetuError,
  type Act,
  type Args,
  type Code,
  type Count,
  type Instant,
  type RecordId,
  type WorkflowId,
} from "@setu/core";
import {
  ciphertextHash,
  homeOrigin,
  sealAct,
  sealBody,
  type LogEntry,
  type Ports,
  type Tx,
} from "@setu/link";
import type { OwnLog } from "@setu/link/store.ts";
import { append, leafHash, root } from "tlog";
import type { Session } from "../db/session.ts";
import { putTrail, trailLineOf } from "../oversight/trail-store.ts";

/**
 * The home log (record.md section 4): what is ours alone, in the same form as what crosses, never sent. Its head goes
 * into the next pulse as a salted hash, so that nobody here can quietly rewrite it.
 */
export const HOME = "home/1" as WorkflowId;

/**
 * What this node writes down of its own accord: that somebody commanded, read or asked, or that keys are others now.
 * Files: `custody.ts`.
 */
export type Trace =
  | "command"
  | "read"
  | "query"
  | "oversee"
  | "review"
  | "attest"
  | "brake"
  | "standing"
  | "mla"
  | "subset"
  | "keys-rotated"
  | "keys-followed"
  | "keys-taken"
  | "keys-stolen"
  | "card-accepted";

/**
 * The head of the home log, held until the end of the transaction. Who locks an item as well asks for this first; the
 * writing may come long after.
 */
export function homeLog({ identity }: Ports, tx: Tx): Promise<OwnLog> {
  const head = tx.own(homeOrigin(identity.party, identity.instance), true);
  // Who never comes to write has another error to tell of.
  head.catch(() => {});
  return head;
}

/** Now, and never before what the home log has last said: what has ended there does not begin again by a clock set back. */
export async function homeNow({ identity, world }: Ports, tx: Tx): Promise<Instant> {
  const { lastT } = await tx.own(homeOrigin(identity.party, identity.instance), false);
  return Math.max(world.now(), lastT) as Instant;
}

/** Without `db`: a store that has no readable tables, because a replay will fill them. */
export type HomeTx = Tx & { readonly db?: Session };

/** In the transaction of what it records: what is not written down has not happened. @throws as the store */
export async function writeHome(
  ports: Ports,
  tx: HomeTx,
  what: Trace,
  args: Readonly<Record<string, string | number | readonly string[]>>,
  head: Promise<OwnLog> = homeLog(ports, tx),
): Promise<Written> {
  const { identity, world } = ports;
  const record = {
    act: {
      crit: [],
      wf: HOME,
      from: identity.party,
      to: identity.peer.party,
      id: Buffer.from(world.random(16)).toString("hex") as RecordId,
      do: what as Code,
      args: args as unknown as Args,
    },
    body: null,
  };
  return appendHome(ports, tx, record, head);
}

/** The act's `body` is what sealing the given bytes makes of it. */
export type HomeRecord = { readonly act: Act; readonly body: Uint8Array | null };
export type Written = { readonly pos: number; readonly t: number };

const WAITS = `SELECT FROM held WHERE id = $1 UNION ALL SELECT FROM proposal WHERE id = $1 LIMIT 1`;

/** Whether no record of ours bears that id, in whatever log, and none that waits will. @throws DUPLICATE */
export async function assertFree({ identity }: Ports, tx: HomeTx, id: RecordId): Promise<void> {
  const [keys, waits] = await Promise.all([tx.keys(identity.party, [id]), tx.db?.rows(WAITS, [id]) ?? []]);
  if (keys.length > 0 || waits.length > 0) throw new SetuError("DUPLICATE", "the id names another act");
}

/** Signs one record into the home log. @throws as the store; DUPLICATE when the id names another record */
export async function appendHome(
  ports: Ports,
  tx: HomeTx,
  record: HomeRecord,
  head: Promise<OwnLog> = homeLog(ports, tx),
): Promise<Written> {
  const { world, keys } = ports;
  const { act, body } = record;
  const log = await head;
  // An act of an officer bears an id of his choosing. Under one that has a key already it would be sealed for nobody.
  if (act.item !== undefined) await assertFree(ports, tx, act.id);
  const { origin } = log;
  // Sealing and signing take longer than what others have to send in this transaction: that goes first.
  await setImmediate();
  const sealedBody = body && sealBody(ports, act.from, act.id, body);
  const whole = act.item === undefined ? act : { ...act, body: sealedBody?.b ?? null };
  const { sealed, keys: material } = sealAct(ports, whole, "[]", sealedBody);
  const t = Math.max(world.now(), log.lastT) as Instant;
  const leaf = leafBytes({
    v: 1,
    t,
    seen: 0 as Count,
    a: sealed.a,
    b: sealed.b,
    c: [ciphertextHash(sealed.act), sealed.body && ciphertextHash(sealed.body)],
    n: [sealed.act.length as Count, (sealed.body?.length ?? 0) as Count],
  });
  const { act: bytes, body: ciphertext } = sealed;
  const entry: LogEntry = {
    leaf,
    leafHash: leafHash(leaf),
    t,
    seen: 0,
    id: act.id,
    act: bytes,
    body: ciphertext,
  };
  const frontier = append(log.frontier, [entry.leafHash]);
  const checkpoint = keys.sign({ origin, size: frontier.size, root: root(frontier) }, world.now());
  await Promise.all([
    tx.putKeys(material),
    tx.appendEntries(origin, log.size, [entry]),
    tx.saveOwn({ ...log, size: frontier.size, frontier, checkpoint, lastT: t }),
    tx.advance(`signed:${origin}`, frontier.size, root(frontier)),
    tx.db && putTrail(tx.db, [trailLineOf(whole, { pos: log.size, at: t })]),
  ]);
  return { pos: log.size, t };
}
