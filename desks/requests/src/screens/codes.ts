import { LISTS, type ListName } from "@setu/core/codes/index.ts";
import type { Lang } from "@setu/ui/lang.ts";

/** A code in the reader's language; a code that this version does not know stays readable as itself. */
export const label = (list: ListName, code: unknown, lang: Lang): string =>
  (typeof code === "string" ? LISTS[list].get(code)?.label[lang] : undefined) ?? String(code);

/** What may be chosen now, in the order of the list. */
export const options = (
  list: ListName,
  lang: Lang,
  now: number,
): readonly { readonly value: string; readonly label: string }[] =>
  [...LISTS[list].values()]
    .filter((entry) => entry.validFrom <= now && (entry.validTo === null || now < entry.validTo))
    .map((entry) => ({ value: entry.code, label: entry.label[lang] }));

/** Grounds of which the other side learns only "cannot assist". */
export const isNeutral = (ground: string): boolean => LISTS.refusal.get(ground)?.neutral === true;

/** Grounds by which the rest may be refused after a part has gone. */
export const isForPart = (ground: string): boolean => LISTS.refusal.get(ground)?.part === true;
