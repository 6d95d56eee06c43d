import { i18n } from "@lingui/core";
import { getPrefs, isLang, LOCALES, type Lang } from "@setu/ui";
import { messages as en } from "./locales/en.po";

/** English travels with the page because it is the last resort; the others come when they are wanted. */
const CATALOGS = {
  fr: () => import("./locales/fr.po"),
  hi: () => import("./locales/hi.po"),
} as const;

i18n.load("en", en);

/** The language chosen here, else the officer's, else the browser's. */
export function preferred(officer: Lang | null): Lang {
  const browser = navigator.languages.map((each) => each.slice(0, 2)).find(isLang);
  return getPrefs().lang ?? officer ?? browser ?? "en";
}

/** Loads a catalog and speaks it from then on. Only the newest wish counts when two overlap. */
let wish: Lang = "en";
export async function speak(lang: Lang): Promise<void> {
  wish = lang;
  if (lang !== "en") i18n.load(lang, (await CATALOGS[lang]()).messages);
  if (wish !== lang) return;
  i18n.activate(lang, [LOCALES[lang]]);
  document.documentElement.lang = lang;
}

export { i18n };
