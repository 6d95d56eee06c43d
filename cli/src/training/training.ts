import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SetuError } from "@setu/core";
import { takeLock } from "@setu/server/pg/lock.ts";
import { demo } from "../demo/demo.ts";
import { removeHomes } from "../demo/homes.ts";
import { REPLIES, type Replies } from "../demo/replies.ts";
import { say, type Talk } from "../terminal.ts";
import { beginning } from "./beginning.ts";
import { BEHAVIOURS, behaviourOf, type Behaviour } from "./behaviours.ts";

export type TrainingOptions = {
  readonly home: string;
  readonly port: string;
  /** Which request is met how. */
  readonly seed: string;
  /** The same for every request. */
  readonly partner?: Behaviour;
  /** Of what the table says of seconds: 0.5 is twice as fast. */
  readonly pace: string;
};

const pauseOf = (home: string): string => join(resolve(home), "paused");

/**
 * A home of its own with two nodes that train (decision 0033): a person plays Canada, and India asks and answers by
 * itself, as an officer of that node, over its API. Empty at the beginning.
 */
export async function training(
  { home, port, seed, partner, pace }: TrainingOptions,
  talk: Talk,
): Promise<void> {
  const slow = /^\d{1,3}(?:\.\d{1,2})?$/.test(pace) ? Number(pace) : Number.NaN;
  if (!(slow > 0)) throw new SetuError("USAGE", "--pace is a number above 0");
  if (!talk.json) say("This is for training. Nothing on these nodes is real.");
  const trains = {
    // What it asks itself it goes on with, whatever it is told to do with what it is asked.
    replies: (item: string) =>
      paced(item.startsWith("in:") ? REPLIES : BEHAVIOURS[partner ?? behaviourOf(seed, item)], slow),
    begins: beginning(seed, slow),
    paused: () => existsSync(pauseOf(home)),
  };
  await demo({ home, port, open: "0", closed: "0", counterpart: "in", trains }, talk);
}

const paced = (replies: Replies, slow: number): Replies =>
  Object.fromEntries(
    Object.entries(replies).map(([to, each]) => [
      to,
      each.map((reply) => ({ ...reply, after: reply.after * slow })),
    ]),
  );

/** The partner says nothing more until it goes on; what is on its way arrives. */
export function pause(home: string, on: boolean): void {
  const path = pauseOf(home);
  if (!existsSync(resolve(home))) throw new SetuError("NOT_FOUND", "there is no training in this folder");
  if (on) writeFileSync(path, "");
  else rmSync(path, { force: true });
}

/** Destroys both nodes: the next start begins with new keys and nothing in them. @throws BUSY while it runs */
export async function reset(home: string): Promise<void> {
  const folder = resolve(home);
  if (!existsSync(folder)) return;
  if (!takeLock(join(folder, "lock"))) throw new SetuError("BUSY", "this training runs: stop it first");
  await removeHomes(folder);
  for (const name of ["seeded", "paused"]) rmSync(join(folder, name), { force: true });
}
