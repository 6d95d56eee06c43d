import { existsSync, readFileSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { badField, hash, parseBounded, recordId, SetuError, type Hash, type RecordId } from "@setu/core";
import { generateKeys, seed, type NodeKeys } from "../keys/node-keys.ts";
import { withFormer, type Retired } from "../keys/succession.ts";
import { homeFiles } from "./config.ts";
import { putNew, syncFolder } from "./files.ts";

/** What can be changed of a node's keys while its link lives, each alone or all: what signs, what opens, the line. */
export const ROTATED = ["log", "sealing", "tls"] as const;
export type Rotated = (typeof ROTATED)[number];

/**
 * The secret halves of keys that have been or will be announced. On disk before a word of them is said, and until they
 * are the node's: whatever dies in between, the keys that the peer was told of are here.
 */
export type Plan = {
  /** The same in every lane. */
  readonly rotation: RecordId;
  /** H of the keys that these follow: none others (`commitmentOf`). */
  readonly follows: Hash;
  readonly log?: Uint8Array;
  readonly mirror?: Uint8Array;
  readonly kem?: Uint8Array;
  readonly tls?: NodeKeys["tls"];
};

const MAX_PLAN = 64 * 1024;
/** The seed in force, and those of the two rotations before: a bundle that was carried may have been under way for long. */
const SEEDS = 3;

/** Makes and keeps the keys of a rotation. @throws BUSY while another is under way */
export async function makePlan(
  home: string,
  what: readonly Rotated[],
  { party, follows }: { readonly party: string; readonly follows: Hash },
): Promise<Plan> {
  const path = homeFiles(home).rotation;
  if (existsSync(path)) throw new SetuError("BUSY", "a rotation of keys is under way");
  const { log, mirror, kem, tls } = await generateKeys(party);
  const [sealing] = kem;
  const plan: Plan = {
    rotation: randomBytes(16).toString("hex") as RecordId,
    follows,
    ...(what.includes("log") && { log, mirror }),
    ...(what.includes("sealing") && sealing && { kem: sealing }),
    ...(what.includes("tls") && { tls }),
  };
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  const text = Object.entries(plan).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? base64(value) : (value as unknown),
  ]);
  putNew(path, JSON.stringify({ v: 1, ...(Object.fromEntries(text) as object) }));
  return plan;
}

/** @throws BAD_FIELD; null: none is under way */
export function readPlan(home: string): Plan | null {
  const bytes = readIfThere(homeFiles(home).rotation);
  if (!bytes) return null;
  const value = parseBounded(bytes, MAX_PLAN) as Readonly<Record<string, unknown>>;
  const { v, rotation, follows, log, mirror, kem, tls } = value;
  if (v !== 1 || (log === undefined) !== (mirror === undefined)) throw badField("v", "rotation of keys");
  return {
    rotation: recordId(rotation, "rotation"),
    follows: hash(follows, "follows"),
    ...(log !== undefined && { log: seed(log), mirror: seed(mirror) }),
    ...(kem !== undefined && { kem: seed(kem) }),
    ...(tls !== undefined && { tls: tlsIn(tls) }),
  };
}

/** In one step: another process drops it when it is carried out, and that must not look like a file that cannot be read. */
function readIfThere(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function tlsIn(value: unknown): NodeKeys["tls"] {
  const { key, certificate } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof key !== "string" || typeof certificate !== "string") throw badField("tls", "key of the line");
  return { key, certificate };
}

/** @param rotation the one that has ended: another process may have begun the next; null: whichever is there */
export function dropPlan(home: string, rotation: RecordId | null): void {
  const path = homeFiles(home).rotation;
  if (rotation !== null && readPlan(home)?.rotation !== rotation) return;
  rmSync(path, { force: true });
  syncFolder(dirname(path));
}

/**
 * The node's keys once the plan is carried out.
 * @param before public halves of those that are followed, with how much of each log they have signed
 */
export function carriedOut(keys: NodeKeys, plan: Plan, before: Retired): NodeKeys {
  const { log = keys.log, mirror = keys.mirror, tls = keys.tls, kem } = plan;
  return {
    ...keys,
    log,
    mirror,
    tls,
    kem: kem ? [...keys.kem, kem].slice(-SEEDS) : keys.kem,
    former: plan.log ? withFormer(keys.former, before) : keys.former,
  };
}

/** Whether the node's keys are those of the plan already: it died between the two files. */
export const isCarriedOut = ({ log, mirror, kem, tls }: NodeKeys, plan: Plan): boolean =>
  same(plan.log, log) &&
  same(plan.mirror, mirror) &&
  same(plan.kem, kem.at(-1)) &&
  (plan.tls === undefined || plan.tls.certificate === tls.certificate);

const same = (planned: Uint8Array | undefined, present: Uint8Array | undefined): boolean =>
  planned === undefined || (present !== undefined && Buffer.compare(planned, present) === 0);
