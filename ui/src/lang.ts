/** The languages of both governments. None may ship behind another. */
export const LANGS = ["en", "fr", "hi"] as const;
export type Lang = (typeof LANGS)[number];

/** Hindi with international digits (Constitution of India, Article 343(1)). */
export const LOCALES: Readonly<Record<Lang, string>> = { en: "en-CA", fr: "fr-CA", hi: "hi-IN-u-nu-latn" };

/** Each language under its own name: a flag names a state, not a language. */
export const NATIVE: Readonly<Record<Lang, string>> = { en: "English", fr: "Français", hi: "हिन्दी" };

export const isLang = (value: unknown): value is Lang => LANGS.includes(value as Lang);
