import { carryOut, planUndo, toldOf, type Told } from "./local-acts.ts";
import { giveBackUndo, takeUndo, tell } from "./told.ts";

type Course = NonNullable<Parameters<typeof carryOut>[1]> & { readonly onBegin?: (count: number) => void };

/** The server has judged it: to try again would change nothing. */
const FINAL: ReadonlySet<string> = new Set(["STALE", "ILLEGAL", "NOT_FOUND", "BAD_FIELD"]);

/**
 * Undoes the newest act that is still in its ten seconds; all that one press of a key did is undone together. What the
 * line did not let through stays to be undone.
 * @returns what was done and what was refused; null when there is nothing to undo
 */
export function undoNewest(course: Course = {}): Promise<Told | null> {
  const newest = takeUndo();
  if (newest === null) return Promise.resolve(null);
  const mine = before.then(() => undo(newest, course));
  before = mine.catch(() => {});
  return mine;
}

/** However fast Z is pressed: an act is taken back after those that were done on it. */
let before: Promise<unknown> = Promise.resolve();

async function undo(newest: Told, { onBegin, ...course }: Course): Promise<Told> {
  onBegin?.(newest.done.length);
  const outcomes = await carryOut(planUndo(newest.done), course);
  const told = toldOf({ do: "undo" }, outcomes);
  const missed = new Set(
    told.refused.filter(({ code }) => !FINAL.has(code ?? "")).map(({ command }) => command.args["of"]),
  );
  if (missed.size > 0) {
    giveBackUndo({ ...newest, done: newest.done.filter(({ command }) => missed.has(command.id as never)) });
  }
  tell(told);
  return told;
}
