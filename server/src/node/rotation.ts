import { isPulse, parseAct, parsePulse, type KeysAct, type LogAct, type RecordId } from "@setu/core";
import {
  announceKeys,
  hearsKeys,
  homeOrigin,
  mayEnd,
  ownOrigin,
  peerOrigin,
  type Heard,
  type OwnLog,
  type Ports,
} from "@setu/link";
import { root, type VerifierKey } from "tlog";
import type { PgStore, PgTx } from "../db/pg-store.ts";
import type { Card } from "../keys/card.ts";
import { loadKeys, replaceKeys } from "../keys/node-keys.ts";
import { commitmentOf } from "../keys/succession.ts";
import { ownCard } from "./cards.ts";
import { homeFiles, loadConfig } from "./config.ts";
import { noteKeys } from "./noted-keys.ts";
import { carriedOut, dropPlan, isCarriedOut, readPlan, type Plan } from "./rotation-plan.ts";

/**
 * A node's own keys change while its link lives (decision 0032): made and kept, announced in each lane under the present
 * ones, and taken into use once the peer has applied every announcement. Each step stands on what is on disk and in the
 * logs, so that whoever comes after a crash goes on where it was.
 */
export type Rotating = {
  readonly home: string;
  readonly store: PgStore;
  readonly ports: Ports;
  /** What the peer has been heard to hold of our log in a lane since this was first asked of the rotation. */
  readonly heardSince: (rotation: RecordId) => (lane: string) => Heard | "elsewhere" | null;
};

/** `older`: the peer does not understand it yet, and was told nothing. `unread`: it could not read it, and all is as before. */
export type Step = "none" | "announced" | "waiting" | "done" | "older" | "unread";

const SAID = `SELECT act.origin, act.pos FROM derived.key_act AS said
  JOIN derived.act AS act ON act.party = said.party AND act.id = said.act
  WHERE said.party = $1 AND said.rotation = $2`;
const NODE_ACTS = `SELECT act FROM derived.act WHERE origin = $1 AND item IS NULL ORDER BY pos DESC LIMIT 16`;

/** One step, if one is due. Any process of the node may take it, at any time and again. */
export async function rotate(rotating: Rotating): Promise<Step> {
  const { home, store } = rotating;
  const plan = readPlan(home);
  if (!plan) return "none";
  const keys = loadKeys(homeFiles(home).keys);
  if (isCarriedOut(keys, plan)) {
    // It died between the two files, and the start has signed the heads again.
    await end(rotating, plan);
    return "done";
  }
  const present = ownCard(loadConfig(home), keys);
  if (commitmentOf(present) !== plan.follows) {
    // Other keys were taken meanwhile (`setu keys recover`): these follow none that are in use.
    dropPlan(home, plan.rotation);
    return "none";
  }
  const step = await store.tx((tx) => announced(rotating, tx, plan, present));
  if (step === "unread") dropPlan(home, plan.rotation);
  if (step !== "done") return step;
  if (!(await takeIntoUse(rotating, plan, present))) return "waiting";
  await end(rotating, plan);
  return "done";
}

/** The plan goes last: as long as it is there, whoever comes next writes down what is not written yet. */
async function end(rotating: Rotating, plan: Plan): Promise<void> {
  const { home } = rotating;
  const keys = loadKeys(homeFiles(home).keys);
  // Not where an operator took others meanwhile.
  if (isCarriedOut(keys, plan)) {
    const becomes = commitmentOf(ownCard(loadConfig(home), keys));
    await noteKeys(rotating, "keys-rotated", { rotation: plan.rotation, becomes });
  }
  dropPlan(home, plan.rotation);
}

/** @returns `done` once the peer has applied it in every lane */
async function announced({ home, ports }: Rotating, tx: PgTx, plan: Plan, present: Card): Promise<Step> {
  const { identity } = ports;
  // Two processes must not announce twice.
  await tx.own(homeOrigin(identity.party, identity.instance), true);
  const said = await tx.db.rows<{ origin: string; pos: number | null }>(SAID, [
    identity.party,
    plan.rotation,
  ]);
  if (said.length < identity.lanes.length) {
    if (!(await hearsKeys(ports, tx))) return "older";
    await announceKeys(ports, tx, announcement(home, plan, present));
    return "announced";
  }
  const where = new Map(said.map(({ origin, pos }) => [origin, pos]));
  for (const lane of identity.lanes) {
    const pos = where.get(ownOrigin(identity, lane)) ?? null;
    const theirs = await tx.peer(peerOrigin(identity, lane), "none");
    if (pos === null || theirs.pulse.applied <= pos) return "waiting";
    if ((await passedOver(tx, theirs.origin)).includes(pos)) return "unread";
  }
  return "done";
}

/** Positions of our log that the peer's last pulse says it could not take. */
async function passedOver(tx: PgTx, origin: string): Promise<readonly number[]> {
  const rows = await tx.db.rows<{ act: Uint8Array }>(NODE_ACTS, [origin]);
  const pulse = rows.map(({ act }) => parseAct(act) as LogAct).find(isPulse);
  return pulse ? parsePulse(pulse).except : [];
}

function announcement(home: string, plan: Plan, present: Card): readonly KeysAct[] {
  const keys = loadKeys(homeFiles(home).keys);
  const { logs, mirror } = present;
  const next = ownCard(loadConfig(home), carriedOut(keys, plan, { logs, mirror, since: null, until: null }));
  const { rotation, follows } = plan;
  const common = {
    do: "announce" as const,
    rotation,
    follows,
    becomes: commitmentOf(next),
    mirror: bytesOf(next.mirror),
    tls: next.tls,
    kem: next.kem,
  };
  return next.logs.map((each) => ({ ...common, log: bytesOf(each) }));
}

const bytesOf = (keys: readonly VerifierKey[]): Uint8Array =>
  Buffer.concat(keys.map(({ publicKey }) => publicKey));

/**
 * The one moment: under the locks of all our logs nobody is about to sign, so the sizes are the last under the former
 * keys, and the heads are signed again under the new. A pulse is made due, which carries them to the peer.
 */
async function takeIntoUse(
  { home, store, ports, heardSince }: Rotating,
  plan: Plan,
  { logs, mirror }: Card,
): Promise<boolean> {
  const { identity, keys, world } = ports;
  const path = homeFiles(home).keys;
  return store.tx(async (tx) => {
    const ours = await tx.own(homeOrigin(identity.party, identity.instance), true);
    const lanes: OwnLog[] = [];
    for (const lane of identity.lanes) lanes.push(await tx.own(ownOrigin(identity, lane), true));
    const until = lanes.map(({ size }) => size);
    const present = loadKeys(path);
    // Another process was first, or an operator took others: what is there is no more what the plan follows.
    if (commitmentOf(ownCard(loadConfig(home), present)) !== plan.follows) return true;
    const heard = heardSince(plan.rotation);
    const stand = lanes.map((log, i) => ({ log, heard: heard(identity.lanes[i] ?? "") }));
    if (!(await mayEnd(tx, stand))) return false;
    replaceKeys(path, carriedOut(present, plan, { logs, mirror, since: null, until }));
    for (const log of [ours, ...lanes]) {
      const head = { origin: log.origin, size: log.size, root: root(log.frontier) };
      const checkpoint = log.size === 0 ? log.checkpoint : keys.sign(head, world.now());
      await tx.saveOwn({ ...log, checkpoint, pulseAt: log === ours ? log.pulseAt : 0 });
    }
    return true;
  });
}
