import { i18n } from "@lingui/core";
import { getPrefs, isLang, LOCALES, type Lang } from "@setu/ui";

/** The words of every screen in one language: each comes when it is wanted, and nobody carries two. */
const CATALOGS = {
  en: () => import("./locales/en.po"),
  fr: () => import("./locales/fr.po"),
  hi: () => import("./locales/hi.po"),
} as const;

/** The language chosen here, else the officer's, else the browser's. */
export function preferred(officer: Lang | null): Lang {
  const browser = navigator.languages.map((each) => each.slice(0, 2)).find(isLang);
  return getPrefs().lang ?? officer ?? browser ?? "en";
}

/** Loads a catalog and speaks it from then on. Only the newest wish counts when two overlap. */
let wish: Lang = "en";
export async function speak(lang: Lang): Promise<void> {
  wish = lang;
  i18n.load(lang, (await CATALOGS[lang]()).messages);
  if (wish !== lang) return;
  i18n.activate(lang, [LOCALES[lang]]);
  document.documentElement.lang = lang;
}

export { i18n };
