import type { Draft } from "../api.ts";
import { isBlank } from "../texts/translations.ts";

/** What is being written under one key, by act. */
export type Acts = Readonly<Record<string, Draft>>;

/** An act on which another tab or device wrote something else; null: it was sent or discarded there. */
export type Clashes = Readonly<Record<string, Draft | null>>;

export const isWritten = (draft: Draft): boolean =>
  draft.text !== "" ||
  draft.title !== "" ||
  draft.files.length > 0 ||
  Object.keys(draft.args).length > 0 ||
  !(draft.translations ?? []).every(isBlank);

/** Only what somebody wrote is worth keeping. */
export const writtenOf = (acts: Acts): Acts =>
  Object.fromEntries(Object.entries(acts).filter(([, draft]) => isWritten(draft)));

/** The server gives fields back in another order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, ordered(each)]),
  );
}

export const same = (a: unknown, b: unknown): boolean =>
  JSON.stringify(ordered(a ?? null)) === JSON.stringify(ordered(b ?? null));

/**
 * Brings together what this tab wrote and what the server has by now. Where only one side changed, it counts; where
 * both did, this tab goes on with its own text and shows the other: neither is thrown away.
 * @param base what both began from
 */
export function merge(
  base: Acts,
  mine: Acts,
  theirs: Acts,
): { readonly acts: Acts; readonly clashes: Clashes } {
  const acts: Record<string, Draft> = {};
  const clashes: Record<string, Draft | null> = {};
  for (const act of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const [was, here, there] = [base[act], mine[act], theirs[act]];
    const changed = !same(here, was);
    if (changed && here !== undefined && !same(there, was) && !same(there, here))
      clashes[act] = there ?? null;
    const kept = changed && here !== undefined ? here : same(there, was) ? here : there;
    if (kept !== undefined) acts[act] = kept;
  }
  return { acts, clashes };
}
