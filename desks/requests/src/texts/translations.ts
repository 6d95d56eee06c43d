import type { Lang } from "../api.ts";

/**
 * A courtesy translation beside the original: what decides is the original. `by` is who answers for it: a person's
 * name, or of a machine the name of the program, which may be left out.
 */
export type Translation = {
  readonly lang: Lang;
  readonly text: string;
  readonly how: "human" | "machine";
  readonly by: string;
};

/** One that is being written: nothing is chosen for a person who has to answer for it. */
export type DraftTranslation = Omit<Translation, "lang" | "how"> & {
  readonly lang: Lang | null;
  readonly how: Translation["how"] | null;
};

/** Into each of the other two languages of the two governments. */
export const MAX_TRANSLATIONS = 2;

export const isBlank = ({ lang, text, how, by }: DraftTranslation): boolean =>
  lang === null && how === null && text.trim() === "" && by.trim() === "";

/** What is missing of one of several translations: its language is neither the original's nor that of one before it. */
export function gapsOf(
  translations: readonly DraftTranslation[],
  index: number,
  original: Lang,
): readonly (keyof Translation)[] {
  const one = translations[index];
  if (one === undefined) return [];
  const taken = [original, ...translations.slice(0, index).map(({ lang }) => lang)];
  const missing = {
    lang: one.lang === null || taken.includes(one.lang),
    text: one.text.trim() === "",
    how: one.how === null,
    by: one.how !== "machine" && one.by.trim() === "",
  };
  return (["lang", "text", "how", "by"] as const).filter((name) => missing[name]);
}

/** As it leaves; null while something is missing. */
export function finished(
  translations: readonly DraftTranslation[],
  original: Lang,
): readonly Translation[] | null {
  if (translations.some((_, index) => gapsOf(translations, index, original).length > 0)) return null;
  return translations.map((each) => ({ ...each, by: each.by.trim() })) as readonly Translation[];
}

/** Two drafts of one act brought together: no word of either is lost, whatever a person then makes of it. */
export function joined(
  first: readonly DraftTranslation[],
  second: readonly DraftTranslation[],
): readonly DraftTranslation[] {
  const all = [...first];
  for (const each of second) {
    const same = all.findIndex(({ lang }) => lang === each.lang);
    const at = same < 0 && all.length === MAX_TRANSLATIONS ? all.length - 1 : same;
    const before = all[at];
    if (before === undefined) all.push(each);
    else if (!before.text.includes(each.text))
      all[at] = { ...before, text: `${before.text}\n\n${each.text}`.trim() };
  }
  return all;
}
