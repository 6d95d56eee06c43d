import { SetuError } from "../errors.ts";
import type { Code } from "../words.ts";
import { isInForce, type Entry, type Language } from "./entry.ts";
import { LISTS, type ListName, type RefusalGround } from "./lists.ts";

export { isInForce, parseList, type Entry, type Language, type List } from "./entry.ts";
export { LISTS, type ListName, type RefusalGround } from "./lists.ts";

/** The refusal by which every neutral ground is sent. */
export const CANNOT_ASSIST = "cannot-assist" as Code;

/** Whether a code of a list may be used at an instant (milliseconds since 1970). */
export function isCode(list: ListName, code: unknown, at: number): code is Code {
  const entry = typeof code === "string" ? LISTS[list].get(code) : undefined;
  return entry !== undefined && isInForce(entry, at);
}

/** The entries of a list that are in force, in the order of the list. */
export const codesOf = (list: ListName, at: number): readonly Entry[] =>
  [...LISTS[list].values()].filter((entry) => isInForce(entry, at));

/** The label of a code, in force or not: an old record stays readable. @throws UNKNOWN_CODE */
export const codeLabel = (list: ListName, code: string, lang: Language): string =>
  entryOf(list, code).label[lang];

/** @throws UNKNOWN_CODE */
export function entryOf<L extends ListName>(
  list: L,
  code: string,
): NonNullable<ReturnType<(typeof LISTS)[L]["get"]>>;
export function entryOf(list: ListName, code: string): Entry {
  const entry = LISTS[list].get(code);
  if (entry === undefined) {
    throw new SetuError("UNKNOWN_CODE", `the list ${list} has no such code`, { detail: { list } });
  }
  return entry;
}

/**
 * The code by which a ground of refusal leaves this state. Neutral grounds all leave as `cannot-assist`, so that
 * neither the code nor what goes with it tells them apart; the ground itself stays in the home log.
 * @throws UNKNOWN_CODE
 */
export function refusalSent(ground: string): Code {
  const entry: RefusalGround = entryOf("refusal", ground);
  return entry.neutral ? CANNOT_ASSIST : entry.code;
}
