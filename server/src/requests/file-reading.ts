import { isItemAct, isSetuError } from "@setu/core";
import { SLOT } from "@setu/link";
import { lookApart, Refused } from "@setu/viewer";
import { readBody } from "./bodies.ts";
import type { Desk } from "./desk.ts";
import { readFile } from "./fetching.ts";
import { putOff, settleTask, takeTask, type Task } from "./file-texts.ts";
import { fileWords } from "./file-words.ts";
import { PASSING, type LookedAt } from "./looking.ts";
import { scannedFile } from "./scanning.ts";

/**
 * Files are read so that search finds their words, because they are here and not because somebody looked: one after
 * the other, each in the viewer's process, and never before the scanner has passed it.
 */
const TRIES = 3;
/** Longer than a file can take; after it another process takes the file of one that has died. */
const LEASE = 5 * 60_000;
const AGAIN_AFTER = 10 * 60_000;
/** The scanner was asked in vain. */
const UNSCANNED_AFTER = 60_000;

type Outcome =
  | { readonly kind: "read"; readonly text: string }
  | { readonly kind: "never" }
  | { readonly kind: "later"; readonly ms: number; readonly counts: boolean };

/** Reads the next file. @param signal ends it in the middle; the file is then as it was. @returns whether there was one */
export async function readNextFile(desk: Desk, signal: AbortSignal): Promise<boolean> {
  const { world } = desk.ports;
  const task = await desk.store.tx((tx) => takeTask(desk, tx, world.now() + LEASE));
  if (!task) return false;
  const outcome = await attempt(desk, task, signal);
  if (outcome.kind === "later") {
    await desk.store.tx((tx) => putOff(tx, task, world.now() + outcome.ms, outcome.counts));
  } else {
    const read =
      outcome.kind === "read" ? { text: outcome.text, words: await fileWords(task, outcome.text) } : null;
    await desk.store.tx((tx) => settleTask(desk, tx, task, read));
  }
  return true;
}

async function attempt(desk: Desk, task: Task, signal: AbortSignal): Promise<Outcome> {
  // A file that takes the whole process with it is not taken up again and again.
  if (task.tries > TRIES) return { kind: "never" };
  try {
    return await read(desk, task, signal);
  } catch (error) {
    if (signal.aborted) return { kind: "later", ms: 0, counts: false };
    desk.log("file-unread", { id: task.id, slot: task.slot, code: codeOf(error) });
    const again = !(error instanceof Refused) || PASSING.has(error.code);
    return again && task.tries < TRIES ? { kind: "later", ms: AGAIN_AFTER, counts: true } : { kind: "never" };
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Refused || isSetuError(error) ? error.code : "INTERNAL";

async function read(desk: Desk, task: Task, signal: AbortSignal): Promise<Outcome> {
  const found = await fileOf(desk, task);
  if (!found) return { kind: "never" };
  const scan = await scannedFile(desk, found.act, found.file);
  if (scan === "found") return { kind: "never" };
  if (scan === "waiting") return { kind: "later", ms: UNSCANNED_AFTER, counts: false };
  const parts: Uint8Array[] = [];
  for await (const part of readFile(desk, found.act, found.file)) parts.push(part);
  signal.throwIfAborted();
  const { text } = await lookApart(Buffer.concat(parts), found.claim, { signal, words: true });
  return { kind: "read", text };
}

/** Null when its act is no longer here. */
function fileOf(desk: Desk, { party, id, slot }: Task): Promise<LookedAt | null> {
  return desk.store.tx(async (tx) => {
    const row = await tx.act(party, id);
    const act = row?.act;
    const file = act && isItemAct(act) ? act.att[slot - SLOT.attachment] : undefined;
    if (!row || !act || !isItemAct(act) || !file) return null;
    const { body } = await readBody(desk, tx, row);
    const named = body?.files.find(({ a }) => a === file.a);
    return { act, file, claim: { name: named?.name ?? "", type: named?.type ?? "" } };
  });
}
