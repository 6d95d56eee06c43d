import { hash, SetuError, type Hash, type Instant } from "@setu/core";
import { recallOfficer, resumeOfficer, revokeKey, suspendOfficer } from "@setu/server/officers-log/powers.ts";
import type { PgTx } from "@setu/server/db/pg-store.ts";
import { readArg } from "./request/acts.ts";
import { withStore, type Opened } from "./store.ts";
import { answer, type Talk } from "./terminal.ts";

/** What an administrator does to an officer's powers; the running node sends the other side the word of it. */
const CHANGES = { suspend: suspendOfficer, resume: resumeOfficer, recall: recallOfficer } as const;
export type Change = keyof typeof CHANGES;

type Desk = NonNullable<Opened["desk"]>;

/**
 * Ends what the officer has open in the same transaction; both nodes reject what she does from there on.
 * @param forEver has to be said of a recall: nothing takes it back
 * @throws USAGE, NOT_LINKED, NOT_FOUND when the node has no such officer, ILLEGAL to resume who was recalled
 */
export async function changePowers(
  home: string,
  {
    change,
    officer,
    forEver,
  }: { readonly change: Change; readonly officer: string; readonly forEver: boolean },
  talk: Talk,
): Promise<void> {
  if (change === "recall" && !forEver)
    throw new SetuError("USAGE", "a recall is for ever: say --for-ever, or suspend");
  await inOne(home, (desk, tx) => CHANGES[change](desk, tx, officer));
  answer(talk, { officer, change }, `${officer}: ${change}`);
}

/**
 * @param since when somebody else may have come to use the key, RFC 3339 with an offset
 * @throws NOT_LINKED, BAD_FIELD, NOT_FOUND when the officer has no such key
 */
export async function revoke(
  home: string,
  [officer, named]: readonly [officer: string, key: string],
  since: string | undefined,
  talk: Talk,
): Promise<void> {
  const key: Hash = hash(named, "key");
  const at =
    since === undefined ? null : (readArg({ name: "stolen-since", kind: "instant" }, since) as Instant);
  await inOne(home, (desk, tx) => revokeKey(desk, tx, { officer, key, since: at }));
  answer(talk, { officer, key, since: at }, `${officer}: the key counts for nothing from now on`);
}

const inOne = (home: string, work: (desk: Desk, tx: PgTx) => Promise<void>): Promise<void> =>
  withStore(home, async ({ store, desk }) => {
    if (!desk) throw new SetuError("NOT_LINKED", "this node is not linked: there is nobody to tell");
    await store.replay("if-needed");
    await store.tx((tx) => work(desk, tx));
  });
