import { SetuError } from "@setu/core";
import { ownOrigin, type LaneTaken } from "@setu/link";
import { acceptLost } from "@setu/server/carried/accept.ts";
import { importFile } from "@setu/server/carried/in.ts";
import { exportFile, type Exported } from "@setu/server/carried/out.ts";
import { loadKeys } from "@setu/server/keys/node-keys.ts";
import { homeFiles } from "@setu/server/node/config.ts";
import { HighWater, remind } from "@setu/server/node/high-water.ts";
import { KeysInUse } from "@setu/server/node/in-use.ts";
import { requireLane, withStore, type Opened } from "./store.ts";
import { answer, minute, say, table, type Talk } from "./terminal.ts";

const MIB = 1024 * 1024;
const FLASH = "flash";

/** The most urgent lane first: a reader who stops early has it. */
const ordered = (lanes: readonly string[]): readonly string[] =>
  lanes.toSorted((a, b) => Number(b === FLASH) - Number(a === FLASH));

/** @throws USAGE, NOT_LINKED, LINK_STOPPED; OWN_LOG_CLOSED when a file was written and nothing new could be signed */
export async function exportTo(
  home: string,
  path: string,
  { lane, attachments }: { readonly lane?: string; readonly attachments: string },
  talk: Talk,
): Promise<void> {
  const most = Number(attachments) * MIB;
  if (!Number.isSafeInteger(most) || most < 0)
    throw new SetuError("USAGE", "--attachments is a whole number of MiB");
  await linked(home, async ({ desk, config }) => {
    if (lane !== undefined) requireLane(config, lane);
    const lanes = ordered(lane === undefined ? config.lanes : [lane]);
    const keys = loadKeys(homeFiles(home).keys);
    const written = await exportFile({ home, desk, keys }, path, { lanes, most });
    answer(talk, { file: path, ...written }, () => linesOf(path, written));
    const lost = written.lanes.find(({ missing }) => missing !== null);
    if (lost)
      throw new SetuError(
        "OWN_LOG_CLOSED",
        `this node was restored: ${lost.size} of ${lost.missing} entries that it has signed are here. Nothing new is signed before the rest is back. Send the file, and import theirs; if theirs does not bring it, two administrators may give it up: setu link accept-loss ${lost.lane}`,
        { detail: { lane: lost.lane, here: lost.size, signed: lost.missing ?? 0 } },
      );
  });
}

function linesOf(path: string, { lanes, bytes, parts, partsLeft }: Exported): string {
  const rows = lanes.map(({ lane, size, more }) => [lane, `${size} entries`, more ? "more waits" : ""]);
  const rest = partsLeft ? "; more of the attached files waits for the next file" : "";
  return `${table(rows)}\n${path}: ${bytes} bytes, ${parts} parts of attached files${rest}`;
}

/** @throws WRONG_PEER, BAD_BUNDLE and others with nothing taken; the code of the first lane that was not taken whole */
export async function importFrom(home: string, path: string, talk: Talk): Promise<void> {
  await linked(home, async ({ desk, config }) => {
    const inUse = new KeysInUse(home);
    const pinned = { pins: () => inUse.now().pins, shown: (pin: string) => inUse.shown(pin) };
    const taken = await importFile({ home, desk }, path, { lanes: ordered(config.lanes), pinned });
    answer(talk, { file: path, ...taken }, () =>
      table(taken.lanes.map((lane) => [lane.lane, cameOf(lane), receiptOf(lane), nextOf(lane)])),
    );
    say(`As of ${minute(taken.asOf)}${taken.old ? ": a newer file was taken before" : ""}.`);
    if (taken.files + taken.filesWaiting > 0)
      say(`${taken.files} attached files are whole now; ${taken.filesWaiting} wait for the next file.`);
    const refused = taken.lanes.find(({ code }) => code !== null);
    if (refused?.code)
      throw new SetuError(refused.code, "a lane was not taken whole", { detail: { lane: refused.lane } });
  });
}

const cameOf = ({ before, held, applied }: LaneTaken): string =>
  `${held - before} came, ${held} here, ${held - applied} not opened yet`;

const receiptOf = ({ size, cosigned }: LaneTaken): string => `they hold ${cosigned} of ours of ${size}`;

const NEXT = {
  earlier: "an earlier file is missing: take ours to them, their next one begins where it has to",
  tail: "our own log has to come back: write a file now, their next one brings it",
} as const;

const nextOf = ({ lacks, size, cosigned, code }: LaneTaken): string => {
  if (code) return `refused: ${code}`;
  if (lacks) return NEXT[lacks];
  return cosigned < size ? "the next file from here carries what they lack" : "";
};

/** Two administrators give up what was signed here and lost. @throws as `acceptLost` */
export async function acceptLoss(
  home: string,
  given: { readonly lane: string; readonly by: string; readonly and: string },
  talk: Talk,
): Promise<void> {
  await linked(home, async ({ desk, config, store }) => {
    requireLane(config, given.lane);
    const upTo = await store.tx((tx) => acceptLost(desk, tx, given));
    const { size } = await store.tx((tx) => tx.own(ownOrigin(desk.ports.identity, given.lane), false));
    answer(talk, { lane: given.lane, here: size, upTo }, `${upTo - size} entries given up on ${given.lane}`);
  });
}

type Linked = Opened & { readonly desk: NonNullable<Opened["desk"]> };

/** Beside a running node or alone; then nobody else has told a restored database what it had signed. */
const linked = <T>(home: string, work: (opened: Linked) => Promise<T>): Promise<T> =>
  withStore(home, async (opened) => {
    const { store, desk, config } = opened;
    if (!desk) throw new SetuError("NOT_LINKED", "this node is not linked: there is nobody to write to");
    await store.replay("if-needed");
    await remind(store, config.peer, new HighWater(homeFiles(home).highWater).read(), Date.now());
    return work({ ...opened, desk });
  });
