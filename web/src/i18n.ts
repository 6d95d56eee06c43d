import { i18n, type Messages } from "@lingui/core";
import { getPrefs, isLang, LOCALES, sayDoubtful, whenAnswered, type Lang } from "@setu/ui";

/** The words of the first load in one language, and where those of each part are: nobody carries two languages. */
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

/** The parts that have been on the screen or are about to be: a change of language has to bring the words of each. */
const wanted = new Set<string>();
const brought = new Map<string, Promise<void>>();

/** Loads a language and speaks it from then on. Only the newest wish counts when two overlap. */
let wish: Lang = "en";
export async function speak(lang: Lang): Promise<void> {
  wish = lang;
  await Promise.all(["", ...wanted].map((part) => bring(lang, part)));
  if (wish !== lang) return;
  i18n.activate(lang, [LOCALES[lang]]);
  document.documentElement.lang = lang;
}

/** As `speak`, and once more when the node answers, if the words did not come; until then the language stays. */
export async function change(lang: Lang): Promise<void> {
  const answered = whenAnswered();
  try {
    await speak(lang);
  } catch {
    sayDoubtful();
    await answered;
    if (wish === lang) await speak(lang);
  }
}

/** The words of one part, in the language that is spoken and in the one that is about to be. */
export async function bringWords(part: string): Promise<void> {
  wanted.add(part);
  const langs = new Set([i18n.locale, wish].filter(isLang));
  await Promise.all([...langs].map((lang) => bring(lang, part)));
}

/** Once for each; what did not come is asked for again. */
function bring(lang: Lang, part: string): Promise<void> {
  const key = `${lang} ${part}`;
  const before = brought.get(key);
  if (before !== undefined) return before;
  const coming = load(lang, part);
  brought.set(key, coming);
  coming.catch(() => brought.delete(key));
  return coming;
}

async function load(lang: Lang, part: string): Promise<void> {
  const { messages, parts } = await CATALOGS[lang]();
  if (part === "") return i18n.load(lang, messages);
  const file = parts?.[part];
  if (file === undefined) return;
  const response = await fetch(`/assets/${lang}/${file}.json`);
  if (!response.ok) throw new Error(`the words of ${part} did not come: ${response.status}`);
  // Not by `load`: it tells every screen to speak anew, between two keys of one word too, and what is brought here
  // nobody has said yet.
  Object.assign(messages, (await response.json()) as Messages);
}

export { i18n };
