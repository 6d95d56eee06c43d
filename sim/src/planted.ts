import type { Store, Tx } from "@setu/link";
import { bent } from "./bent.ts";
import type { Faults } from "./faults.ts";

/** One bug planted in the store between the real code and the model, what makes it matter, and the oracle that sees it. */
type Planted = {
  readonly bend?: (store: Store) => Store;
  readonly sure?: Partial<Faults>;
  readonly seen: RegExp;
};

const changing = (change: (tx: Tx) => Partial<Tx>) => (store: Store) => bent(store, change);

/** A second history, shown to whoever has lost the first; the other lie sees to it that this is the honest side. */
const TO_THE_RESTORED: Partial<Faults> = {
  restore: true,
  lostWraps: false,
  lies: ["two-faces", "gives-back-another-stretch"],
};
const TWO_HISTORIES: Partial<Faults> = { lies: ["second-history", "second-history-from-before"] };
const POISON: Partial<Faults> = { lies: ["no-act"] };

export const PLANTED = {
  /** What was cosigned is forgotten with the database. */
  "mark-not-written": {
    bend: changing((tx) => ({
      advance: (key, ...at) => (key.startsWith("cosigned:") ? Promise.resolve() : tx.advance(key, ...at)),
    })),
    sure: TO_THE_RESTORED,
    seen: /were cosigned|than was cosigned/,
  },
  /** The same, because the mark lies in the database that is restored (`disk.ts`). */
  "mark-in-the-backup": { sure: TO_THE_RESTORED, seen: /were cosigned|than was cosigned/ },
  /** What has left in a file is forgotten with the database, and signed again (`disk.ts`). */
  "carried-in-the-backup": {
    sure: { files: true, restore: true, partition: true },
    seen: /alarm (FORK|ROLLBACK)|two histories/,
  },
  /** What could not be taken is passed over in silence. */
  "except-not-named": {
    bend: changing((tx) => ({ savePeer: (log) => tx.savePeer({ ...log, except: [] }) })),
    sure: POISON,
    seen: /taken and 0 named/,
  },
  /** One entry that cannot be taken holds up all that follow. */
  "poison-stops-the-lane": {
    bend: changing((tx) => ({
      passEntries: (origin, positions) =>
        positions.length > 0 ? Promise.reject(new TypeError("poison")) : tx.passEntries(origin, positions),
    })),
    sure: POISON,
    seen: /an error without a code|not all is applied/,
  },
  /** What waited when the log came back is not judged by what came back. */
  "tail-not-judged-again": {
    bend: changing((tx) => ({
      pending: async (origin, ...most) => {
        const { floor } = await tx.own(origin, false);
        return (await tx.pending(origin, ...most)).map((row) => ({
          ...row,
          seen: Math.max(row.seen, floor),
        }));
      },
    })),
    sure: { restore: true, partition: true },
    seen: /is void|became void/,
  },
  /** Pulses that came back with the log are not counted. */
  "pulse-number-again": {
    bend: changing((tx) => ({
      saveOwn: async (log) => {
        const { pulseNo } = await tx.own(log.origin, true);
        return tx.saveOwn({ ...log, pulseNo: log.pulseNo > pulseNo + 1 ? pulseNo : log.pulseNo });
      },
    })),
    sure: { restore: true },
    seen: /alarm ROLLBACK/,
  },
  /** The time of an entry is the clock's, whatever stands before it. */
  "clock-without-memory": {
    bend: changing((tx) => ({
      own: async (origin, lock) => ({ ...(await tx.own(origin, lock)), lastT: 0 }),
      saveOwn: async (log) => {
        const { lastT } = await tx.own(log.origin, true);
        return tx.saveOwn({ ...log, lastT: Math.max(log.lastT, lastT) });
      },
    })),
    sure: { clockBack: true },
    seen: /time or seen goes back|not all is applied/,
  },
  /** A record is known by its position alone. */
  "record-taken-twice": {
    bend: changing(() => ({ used: () => Promise.resolve(new Set<never>()) })),
    sure: { lies: ["record-again"] },
    seen: /taken from elsewhere|not all is applied/,
  },
  /** Another history is refused, and nobody hears of it. */
  "fork-not-told": {
    bend: changing((tx) => ({
      alarm: (peer, alarm, stop) => (alarm.code === "FORK" ? Promise.resolve() : tx.alarm(peer, alarm, stop)),
    })),
    sure: TWO_HISTORIES,
    seen: /were shown, and no alarm/,
  },
  /** It is told, and cannot be shown. */
  "alarm-without-evidence": {
    bend: changing((tx) => ({
      alarm: (peer, alarm, stop) => tx.alarm(peer, { ...alarm, evidence: "" }, stop),
    })),
    sure: TWO_HISTORIES,
    seen: /alarm FORK without a statement/,
  },
  /** No row is locked: of two transactions the later one overwrites the other (`disk.ts`). */
  "lost-update": {
    sure: { twoProcesses: true },
    seen: /lost|two histories|not the root|held|position|alarm/,
  },
  /** What has a position waits on. */
  "signed-and-still-waiting": {
    bend: changing(() => ({ removePending: () => Promise.resolve() })),
    seen: /waits and has a position|two acts at one position|never arrived/,
  },
  /** An act says that it has seen what has come and was not read. */
  "claims-the-unread": {
    bend: changing((tx) => ({
      insertPending: async (rows) =>
        tx.insertPending(
          await Promise.all(
            rows.map(async (row) => {
              const [from, , to, lane, instance] = row.origin.split("/");
              const { held } = await tx.peer([to, "link", from, lane, instance].join("/"), "none");
              return { ...row, seen: held };
            }),
          ),
        ),
    })),
    sure: { lostWraps: true },
    seen: /is void|seen goes back| and \[/,
  },
  /** Keys that others have followed are believed whatever they sign (`node.ts`). */
  "retired-keys-believed": { sure: { rotates: true }, seen: /under keys that had ended/ },
  /** New keys sign before the other side has applied what was said of them (`rotating.ts`). */
  "keys-before-the-pulse": { sure: { rotates: true }, seen: /another card of it|signed, \d+ held/ },
  /** A restore brings former keys back (`plan.ts`). */
  "keys-in-the-backup": {
    sure: { rotates: true, restore: true },
    seen: /alarm RETIRED_KEY|another card of it/,
  },
  /** A peer that was restored, and honestly says that it holds less, is taken for a liar (`node.ts`). */
  "restore-taken-for-a-lie": { sure: { restore: true }, seen: /alarm ROLLBACK/ },
} as const satisfies Readonly<Record<string, Planted>>;

/** The bugs of this table; those of `faults.ts` are planted where they are named. */
export const planted = (name: string | null): Planted | null =>
  name !== null && Object.hasOwn(PLANTED, name) ? PLANTED[name as keyof typeof PLANTED] : null;
