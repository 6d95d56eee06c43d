import {
  isKeysAct,
  isPulse,
  isSetuError,
  LOG_KEYS_BYTES,
  parseKeysAct,
  parsePulse,
  SEALING_KEY_BYTES,
  SetuError,
  type Hash,
  type KeysAct,
  type LogAct,
  type Party,
  type RecordId,
} from "@setu/core";
import {
  announceKeys,
  encodeBundle,
  hearsKeys,
  mayEnd,
  onFetch,
  onHello,
  onPush,
  ownOrigin,
  parseBundle,
  peerOrigin,
  type Heard,
  type OwnLog,
  type Ports,
  type Tx,
} from "@setu/link";
import { parseCheckpoint, root, sha256 } from "tlog";
import type { KeyRing } from "./key-ring.ts";
import type { SimNode } from "./node.ts";
import { signAs, text } from "./stand-ins.ts";

type Plan = NonNullable<KeyRing["plan"]>;
/** What the other side has been heard to hold of our log in a lane since this was first asked of the rotation. */
type Hearing = (rotation: RecordId) => (lane: string) => Heard | null;

/**
 * Keys that change while the link lives (decision 0032), as a node's programs do it: each step stands on what is beside
 * the database and in the logs, so that whoever comes after a crash goes on where it was.
 * @returns whether something moved
 */
export async function turnKeys(node: SimNode, ports: Ports, heard: Hearing): Promise<boolean> {
  const heeded = await heed(node, ports);
  return (await rotate(node, ports, heard)) || heeded;
}

export function beginRotation(node: SimNode): void {
  const { ring } = node;
  ring.plan ??= { rotation: node.newId(), number: ring.present + 1 };
}

async function rotate(node: SimNode, ports: Ports, heard: Hearing): Promise<boolean> {
  const { ring } = node;
  const { plan } = ring;
  if (!plan) return false;
  // It died after the one file and before the commit: the next head it signs stands where the former keys end.
  if (ring.present !== plan.number) {
    const step = await ports.store.tx((tx) => announced(node, ports, tx, plan));
    if (step === "unread") ring.plan = null;
    if (step !== "done") return step === "announced";
    if (!(await ports.store.tx((tx) => takeIntoUse(node, ports, tx, { plan, heard })))) return false;
  }
  ring.plan = null;
  return true;
}

type Step = "older" | "announced" | "waiting" | "unread" | "done";

async function announced(node: SimNode, ports: Ports, tx: Tx, plan: Plan): Promise<Step> {
  const { identity } = ports;
  const said = identity.lanes.map((lane) => saidIn(node, ownOrigin(identity, lane)).get(plan.rotation));
  if (said.includes(undefined)) {
    if (!(await hearsKeys(ports, tx))) return "older";
    const act = announcement(identity.party, node.ring.present, plan);
    await announceKeys(
      ports,
      tx,
      identity.lanes.map(() => act),
    );
    return "announced";
  }
  if (node.mutation === "keys-before-the-pulse") return "done";
  for (const [i, lane] of identity.lanes.entries()) {
    const origin = peerOrigin(identity, lane);
    const { pulse } = await tx.peer(origin, "none");
    const pos = said[i]?.pos ?? null;
    if (pos === null || pulse.applied <= pos) return "waiting";
    if (passedOver(node, origin).includes(pos)) return "unread";
  }
  return "done";
}

/** Under the locks of all logs nobody is about to sign: the sizes are the last under the former keys. */
async function takeIntoUse(
  node: SimNode,
  ports: Ports,
  tx: Tx,
  { plan: { number, rotation }, heard }: { readonly plan: Plan; readonly heard: Hearing },
): Promise<boolean> {
  const { identity, keys, world } = ports;
  const logs: OwnLog[] = [];
  for (const lane of identity.lanes) logs.push(await tx.own(ownOrigin(identity, lane), true));
  const held = heard(rotation);
  const ends = await mayEnd(
    tx,
    logs.map((log, i) => ({ log, heard: held(identity.lanes[i] ?? "") })),
  );
  // Another process was first: asked last, for this database has no locks, and is told of the other at the commit.
  if (node.ring.present === number) return true;
  if (!ends) return false;
  node.ring.take(number, new Map(logs.map(({ origin, size }) => [origin, size])));
  if (node.faults.abort && node.schedule.random.chance(0.2))
    throw new SetuError("BUSY", "the keys are in use, and nothing of it was committed");
  for (const log of logs) {
    const head = { origin: log.origin, size: log.size, root: root(log.frontier) };
    const checkpoint = log.size === 0 ? log.checkpoint : keys.sign(head, world.now());
    await tx.saveOwn({ ...log, checkpoint, pulseAt: 0 });
  }
  return true;
}

/** Believes keys of the other side that were announced in every lane; one of them at a look. */
async function heed(node: SimNode, { identity, store }: Ports): Promise<boolean> {
  const rotation = unfollowed(node);
  if (rotation === null) return false;
  node.ring.believe(node.ring.peer + 1, rotation, peerOrigins(node));
  // The other side waits for our word that it is applied.
  await store.tx(async (tx) => {
    for (const lane of identity.lanes)
      await tx.saveOwn({ ...(await tx.own(ownOrigin(identity, lane), true)), pulseAt: 0 });
  });
  return true;
}

/** What the other side has announced in every lane to follow the keys that are believed. */
export function unfollowed(node: SimNode): RecordId | null {
  const { ring, identity } = node;
  const { party } = identity.peer;
  const [first = new Map<RecordId, Said>(), ...others] = peerOrigins(node).map((origin) =>
    saidIn(node, origin),
  );
  for (const [rotation, { follows, becomes }] of first) {
    const alike = others.every((said) => said.get(rotation)?.becomes === becomes);
    if (alike && follows === hashOf(party, ring.peer) && becomes === hashOf(party, ring.peer + 1))
      return rotation;
  }
  return null;
}

const peerOrigins = ({ identity }: SimNode) => identity.lanes.map((lane) => peerOrigin(identity, lane));

type Said = KeysAct & { readonly pos: number | null };

/** By rotation, the first word of each counts; of those that were followed nothing is asked any more. */
function saidIn({ disk, ring }: SimNode, origin: string): ReadonlyMap<RecordId, Said> {
  const rows = [...disk.state.acts.values()].filter(
    ({ origin: of, act }) =>
      of === origin && isKeysAct(act) && !ring.followed.includes(act.args["rotation"] as RecordId),
  );
  const said = rows.map(({ act, pos }) => ({ ...parseKeysAct(act as LogAct), pos }));
  return new Map(said.toReversed().map((each) => [each.rotation, each]));
}

function passedOver({ disk }: SimNode, origin: string): readonly number[] {
  const pulses = [...disk.state.acts.values()].filter((row) => row.origin === origin && isPulse(row.act));
  const last = pulses.toSorted((a, b) => (a.pos ?? 0) - (b.pos ?? 0)).at(-1);
  return last ? parsePulse(last.act as LogAct).except : [];
}

const hashOf = (party: Party, number: number): Hash =>
  sha256(text(`${party} keys ${number}`)).toBase64({ alphabet: "base64url", omitPadding: true }) as Hash;

const announcement = (party: Party, present: number, { rotation, number }: Plan): KeysAct => ({
  do: "announce",
  rotation,
  follows: hashOf(party, present),
  becomes: hashOf(party, number),
  log: new Uint8Array(LOG_KEYS_BYTES).fill(number),
  mirror: new Uint8Array(LOG_KEYS_BYTES).fill(number),
  tls: hashOf(party, number),
  kem: new Uint8Array(SEALING_KEY_BYTES).fill(number),
});

/**
 * Whoever has keys that others have followed signs with them what their owner has signed since, and shows it to the other
 * side. Before that side has seen a head under those that follow, it could not know.
 */
export async function thief(node: SimNode, lane: string): Promise<void> {
  const receiver = node.peer;
  const origin = ownOrigin(node.identity, lane);
  const { held = 0 } = receiver.disk.state.peers.get(origin) ?? {};
  const heads = receiver.cosigned.filter((each) => each.origin === origin);
  const [first] = heads.filter(({ by }) => by === node.ring.present && by > 0);
  if (!first || receiver.processes.length === 0 || held <= Math.max(...before(heads, first), first.size))
    return;
  const ports = (await receiver.served()).submitPorts();
  try {
    const bundle = parseBundle(await onFetch(ports, lane, held - 1, held));
    const head = parseCheckpoint(bundle.checkpoint.slice(0, bundle.checkpoint.lastIndexOf("\n— ")));
    const checkpoint = signAs(node.identity.party, node.ring.present - 1, head);
    node.stolen.set(checkpoint, false);
    const { opening } = await onHello(ports, lane);
    await onPush(ports, lane, opening, encodeBundle({ ...bundle, checkpoint })).catch((error: unknown) => {
      node.stolen.set(checkpoint, isSetuError(error, "RETIRED_KEY"));
      throw error;
    });
  } catch (error) {
    receiver.notice(error);
  }
}

const before = <T extends { readonly size: number }>(heads: readonly T[], first: T): readonly number[] =>
  heads.slice(0, heads.indexOf(first)).map(({ size }) => size);
