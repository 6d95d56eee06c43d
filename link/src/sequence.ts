import {
  isItemAct,
  judgeNext,
  leafBytes,
  pulseAct,
  type Count,
  type Hash,
  type Instant,
  type Leaf,
  type Pulse,
  type RecordId,
} from "@setu/core";
import { append, equalBytes, hmacSha256, leafHash, root, type Frontier } from "tlog";
import { base64url, hex, utf8 } from "./bytes.ts";
import { entryOf, NEXT_POSITION, readItem } from "./items.ts";
import { homeOrigin, ownOrigin, peerOrigin } from "./origin.ts";
import { registerFor, type Persons } from "./persons.ts";
import type { Ports } from "./ports.ts";
import { ciphertextHash, newMaterial, sealAct, SLOT } from "./seal.ts";
import type { ActRow, KeyRow, LogEntry, OwnLog, PeerLog, Pending, Placed, Sealed, Tx } from "./store.ts";
import { missingUpTo, type Hearing } from "./tail.ts";
import { firstCorrupt, turned } from "./whole.ts";
import { MAX_BUNDLE_ENTRIES } from "./wire.ts";

/** What the peer holds of our log, as a checkpoint with our own signature says. */
export type Heard = { readonly size: number; readonly root: Uint8Array };

/**
 * `signed`: the log grew. `idle`: nothing to write. `behind`: the peer does not hold all that is signed,
 * so that goes first. `deaf`: this node was restored and has not yet applied what its own log says it had seen, or
 * cannot read all that it had said. `lost`: it had signed more than is here, and a file of that may be on its way
 * (`tail.ts`). `corrupt`: what is stored of the log is not what was signed; an alarm says where.
 */
export type Sequenced = {
  readonly kind: "signed" | "idle" | "behind" | "deaf" | "lost" | "corrupt";
  readonly own: OwnLog;
  /** As many acts as a bundle carries: more may wait. */
  readonly full: boolean;
  /** Acts that died of a restore: they go back to their officers. */
  readonly returned: readonly RecordId[];
  /** Of one of the lane's logs something is here that no key opens. */
  readonly closed: boolean;
};

/** A bundle carries so many entries: one is kept for the pulse. */
const BATCH = MAX_BUNDLE_ENTRIES - 1;

/**
 * Gives committed acts their positions and signs, back to back, and only after hearing that what the peer holds is
 * our whole log (rule 8). Runs inside the caller's transaction: the note may leave this node only once it commits.
 * @param heard on a road of files, where nobody answers, our own head
 */
export async function sequence(
  ports: Ports,
  tx: Tx,
  lane: string,
  heard: Heard,
  on: Hearing = "line",
): Promise<Sequenced> {
  const { identity, world, keys } = ports;
  const origin = ownOrigin(identity, lane);
  const [own, theirs] = await Promise.all([
    tx.own(origin, true),
    tx.peer(peerOrigin(identity, lane), "none"),
  ]);
  const closed = own.closedFrom !== null || theirs.wanted > theirs.asked;
  if (own.size !== heard.size || !equalBytes(root(own.frontier), heard.root))
    return { kind: "behind", own, full: false, returned: [], closed };
  // Asked before anything else that keeps it from signing: what was heard while it was lost counts for nothing once
  // that is given up, for a file may have come there since.
  if ((await missingUpTo(tx, own, on)) !== null)
    return { kind: "lost", own, full: false, returned: [], closed };
  // What this node has said and cannot read may bar an officer, or number a pulse.
  if (own.closedFrom !== null || theirs.applied < own.floor || theirs.held < own.pulseCosigned)
    return { kind: "deaf", own, full: false, returned: [], closed };
  const corrupt = await firstCorrupt(tx, own);
  if (corrupt !== null) {
    const alarm = { code: "CORRUPT", at: world.now(), lane, evidence: `${origin} from ${corrupt}` } as const;
    await tx.alarm(identity.peer.party, alarm, false);
    return { kind: "corrupt", own, full: false, returned: [], closed };
  }
  // Read after `applied`: acts that saw less are committed by now, acts that saw more come with the next batch.
  const waiting = await tx.pending(origin, theirs.applied, BATCH);
  const t = Math.max(world.now(), own.lastT);
  const legal = await rejudge(ports, tx, own, theirs, waiting, t);
  const whole = await withoutTurned(ports, tx, origin, legal);
  const { ready, returned } = await withPersons(ports, tx, origin, whole, t);
  const isDue = pulseDue(ports, own, theirs, ready.length > 0) && !(await ports.unfollowed?.(tx));
  const pulse = isDue ? await makePulse(ports, tx, own, theirs, t) : null;
  const records: readonly Placing[] = pulse ? [...ready, pulse] : ready;
  if (whole.turned.length > 0) await tx.returnActs(origin, whole.turned, "CORRUPT");
  const stale = returned.filter((id) => !whole.turned.includes(id));
  if (stale.length > 0) await tx.returnActs(origin, stale, "STALE");
  const full = waiting.length === BATCH;
  if (records.length === 0) return { kind: "idle", own, full, returned, closed };
  const entries = records.map((record) => place(record, t));
  const frontier = append(
    own.frontier,
    entries.map((entry) => entry.leafHash),
  );
  const head = { origin, size: frontier.size, root: root(frontier) };
  const pulsed = pulse ? { pulseNo: own.pulseNo + 1, pulseAt: world.now(), pulseCosigned: theirs.held } : {};
  const after = { ...grown(own, frontier, keys.sign(head, world.now()), records, t), ...pulsed };
  const ids = ready.map((record) => record.id);
  await Promise.all([
    tx.appendEntries(origin, own.size, entries),
    tx.removePending(origin, ids),
    ...(pulse ? [tx.putActs([pulse.row]), tx.putKeys(pulse.keys)] : []),
    tx.placeActs(origin, placed(records, own, t)),
    tx.saveOwn(after),
    tx.advance(`signed:${origin}`, head.size, head.root),
  ]);
  return { kind: "signed", own: after, full, returned, closed };
}

type Placing = {
  readonly id: RecordId;
  readonly seen: number;
  readonly sealed: Sealed;
  readonly persons?: Persons | undefined;
};

function place({ id, seen, sealed }: Placing, t: number): LogEntry {
  const leaf: Leaf = {
    v: 1,
    t: t as Instant,
    seen: seen as Count,
    a: sealed.a,
    b: sealed.b,
    c: [ciphertextHash(sealed.act), sealed.body && ciphertextHash(sealed.body)],
    n: [sealed.act.length as Count, (sealed.body?.length ?? 0) as Count],
  };
  const bytes = leafBytes(leaf);
  return { leaf: bytes, leafHash: leafHash(bytes), t, seen, id, act: sealed.act, body: sealed.body };
}

function placed(records: readonly Placing[], own: OwnLog, t: number): Placed[] {
  let floor = own.floor;
  return records.map(({ id, seen, persons }, i) => {
    const row = { id, pos: own.size + i, t, seen, floor, ...(persons && { persons }) };
    floor = Math.max(floor, seen);
    return row;
  });
}

function grown(
  own: OwnLog,
  frontier: Frontier,
  checkpoint: string,
  records: readonly Placing[],
  t: number,
): OwnLog {
  return {
    ...own,
    size: frontier.size,
    frontier,
    checkpoint,
    lastT: t,
    floor: Math.max(own.floor, ...records.map(({ seen }) => seen)),
  };
}

/** What gets a position now, and what goes back to its officer. */
type Judged = { readonly ready: readonly (Placing & Pending)[]; readonly returned: readonly RecordId[] };

/**
 * Acts that were committed before a restore may have seen less than the log has since said. Nothing of them was
 * signed, so they are judged anew at what is seen now: legal acts go; the others return to their officers with their
 * texts ("someone acted; look again"), and with them every later act of ours on the same item, which stands on them.
 * What is said of officers stays true whatever else came, and goes in its place.
 */
async function rejudge(
  ports: Ports,
  tx: Tx,
  own: OwnLog,
  theirs: PeerLog,
  waiting: readonly Pending[],
  t: number,
): Promise<Judged> {
  if (waiting.every(({ seen }) => seen >= own.floor)) return { ready: waiting, returned: [] };
  const ready: Pending[] = [];
  const returned = new Set<RecordId>();
  // All of them, in the order of their commits: one that stands on another must not come to see less than it does.
  for (const pending of waiting.toSorted((x, y) => x.place - y.place)) {
    if (returned.has(pending.id)) continue;
    if (pending.item === null || (await stillLegal(ports, tx, pending, theirs.applied, t)))
      ready.push({ ...pending, seen: theirs.applied });
    else for (const id of await standingOn(ports, tx, pending)) returned.add(id);
  }
  return { ready: ready.filter(({ id }) => !returned.has(id)), returned: [...returned] };
}

/** Judged after everything that has a position and everything of ours that waits before it. */
async function stillLegal(
  ports: Ports,
  tx: Tx,
  { id, place, origin }: Pending,
  seen: number,
  t: number,
): Promise<boolean> {
  const row = await tx.act(ports.identity.party, id);
  const entry = row && entryOf(row);
  if (!row || !entry) return false;
  const register = await registerFor(tx, origin, [row], place);
  if (register.judge(entry.act, row.approvals, t as Instant, ports.verify)?.void) return false;
  const next = { ...entry, pos: NEXT_POSITION, seen, persons: null };
  const { rows, entries, pulseTime } = await readItem(ports.identity, tx, next.act.item, next);
  const later = new Set(rows.filter((r) => r.place !== null && r.place >= place).map((r) => r.act.id));
  const before = entries.filter((e) => e.party !== next.party || !later.has(e.act.id));
  return judgeNext(ports.workflows, next.act.item, before, next, pulseTime) === null;
}

/**
 * The verdict over what persons have signed, at the instant and in the place that it gets now: the dates of a key may
 * have ended while it waited. An unsigned act was refused when it was committed, or is none of a suspended officer.
 */
async function withPersons(
  ports: Ports,
  tx: Tx,
  origin: string,
  { ready, returned }: Judged,
  t: number,
): Promise<Judged> {
  const rows = await tx.signed(
    ports.identity.party,
    ready.map(({ id }) => id),
  );
  if (rows.length === 0) return { ready, returned };
  const byId = new Map(rows.map((row) => [row.act.id, row]));
  const gone = new Set(returned);
  const placed: Judged["ready"][number][] = [];
  for (const pending of ready) {
    const row = byId.get(pending.id);
    const register = row && (await registerFor(tx, origin, [row], pending.place));
    const persons =
      row && isItemAct(row.act)
        ? register?.judge(row.act, row.approvals, t as Instant, ports.verify)
        : undefined;
    if (persons?.void) for (const id of await standingOn(ports, tx, pending)) gone.add(id);
    else placed.push({ ...pending, ...(persons && { persons }) });
  }
  return { ready: placed.filter(({ id }) => !gone.has(id)), returned: [...gone] };
}

/** What does not open any more is signed by nobody: it returns to its officer, with what stands on it, and is told. */
async function withoutTurned(
  ports: Ports,
  tx: Tx,
  origin: string,
  { ready, returned }: Judged,
): Promise<Judged & { readonly turned: readonly RecordId[] }> {
  const gone = new Set(returned);
  const bad = await turned(ports, tx, ready);
  for (const pending of bad) {
    const evidence = `${origin} waiting ${pending.id}: act or body`;
    const alarm = { code: "CORRUPT", at: ports.world.now(), lane: null, evidence } as const;
    await tx.alarm(ports.identity.peer.party, alarm, false);
    for (const id of await standingOn(ports, tx, pending)) gone.add(id);
  }
  return {
    ready: ready.filter(({ id }) => !gone.has(id)),
    returned: [...gone],
    turned: bad.map(({ id }) => id),
  };
}

/** The act and all of ours on its item that wait after it. */
async function standingOn(ports: Ports, tx: Tx, { id, item, place }: Pending): Promise<readonly RecordId[]> {
  const rows = item ? await tx.actsOf(item) : [];
  const later = rows.filter(
    (row) => row.act.from === ports.identity.party && row.place !== null && row.place > place,
  );
  return [id, ...later.map((row) => row.act.id)];
}

/** Due when an act of a person over there has been applied and nothing of ours says so yet, or by the schedule. */
function pulseDue({ identity, world }: Ports, own: OwnLog, theirs: PeerLog, acting: boolean): boolean {
  // A clock that jumped, in either direction, makes the pulse due: it must never keep one from being written.
  if (own.pulseNo === 0 || Math.abs(world.now() - own.pulseAt) >= identity.pulseEvery) return true;
  return !acting && theirs.personal > own.floor;
}

async function makePulse(
  ports: Ports,
  tx: Tx,
  own: OwnLog,
  theirs: PeerLog,
  t: number,
): Promise<Placing & { readonly row: ActRow; readonly keys: readonly KeyRow[] }> {
  const { identity, world } = ports;
  const lanes = [];
  for (const lane of identity.lanes) {
    const log = await tx.own(ownOrigin(identity, lane), false);
    lanes.push({ lane, size: log.size as Count, root: base64url(root(log.frontier)) });
  }
  const id = hex(world.random(16)) as RecordId;
  const home = await tx.own(homeOrigin(identity.party, identity.instance), false);
  const salt = newMaterial(world);
  const pulse: Pulse = {
    no: (own.pulseNo + 1) as Count,
    lanes: lanes.map(({ lane }) => lane),
    sizes: lanes.map(({ size }) => size),
    roots: lanes.map(({ root }) => root),
    cosigned: theirs.held as Count,
    applied: theirs.applied as Count,
    except: theirs.except as readonly Count[],
    versions: identity.versions,
    home: homeCommitment(salt, home),
  };
  const act = pulseAct(identity.party, identity.peer.party, id, pulse);
  const { sealed, keys } = sealAct(ports, act, "[]", null);
  const row: ActRow = {
    origin: own.origin,
    pos: null,
    place: null,
    t,
    seen: theirs.applied,
    floor: own.floor,
    act,
    approvals: "[]",
  };
  const saltRow: KeyRow = { from: identity.party, id, slot: SLOT.home, material: salt };
  return { id, seen: theirs.applied, sealed, row, keys: [...keys, saltRow] };
}

/** HMAC(salt, size and root of the home log): binds us to our own trail and tells the peer nothing. */
export const homeCommitment = (salt: Uint8Array, home: Pick<OwnLog, "origin" | "frontier">): Hash =>
  base64url(hmacSha256(salt, utf8(`${home.origin}\n${home.frontier.size}\n${hex(root(home.frontier))}\n`)));
