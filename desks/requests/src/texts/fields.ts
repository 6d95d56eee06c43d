import type { Lang } from "../api.ts";

/**
 * A text of the desk with places to fill: `{{period}}`. What is written in double braces is a place, wherever it stands,
 * and a text with a place left open does not leave: half a template sent to another government is worse than none.
 */
export const FIELDS = {
  reference: { en: "reference", fr: "référence", hi: "संदर्भ" },
  period: { en: "period", fr: "période", hi: "अवधि" },
  date: { en: "date", fr: "date", hi: "तारीख" },
  due: { en: "legal deadline", fr: "échéance légale", hi: "कानूनी समय-सीमा" },
  office: { en: "office", fr: "service", hi: "कार्यालय" },
  record: { en: "record", fr: "données", hi: "अभिलेख" },
  address: { en: "address", fr: "adresse", hi: "पता" },
  account: { en: "account", fr: "compte", hi: "खाता" },
  document: { en: "document number", fr: "numéro du document", hi: "दस्तावेज़ संख्या" },
  provider: { en: "provider", fr: "fournisseur", hi: "सेवा प्रदाता" },
  facts: { en: "facts", fr: "faits", hi: "तथ्य" },
  question: { en: "question", fr: "question", hi: "प्रश्न" },
  provision: { en: "provision", fr: "disposition", hi: "प्रावधान" },
} as const satisfies Readonly<Record<string, Readonly<Record<Lang, string>>>>;

export type Field = keyof typeof FIELDS;

/** What is known of the places of a text, by their names. */
export type Known = Readonly<Partial<Record<Field, string>>>;

const PLACE = /\{\{([^{}]{0,100})\}\}/gu;
/** Where a place begins. Closing braces alone are no place: technical data that is pasted is full of them. */
const OPENING = "{{";

/** The places of a text, each once, in their order. */
export const placesOf = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(PLACE)].map((match) => match[1]?.trim() ?? "")),
];

/** Fills what is known; what is empty or unknown stays a place. */
export const fillPlaces = (text: string, values: Readonly<Record<string, string | undefined>>): string =>
  text.replaceAll(PLACE, (place, inner: string) => {
    const name = inner.trim();
    const value = Object.hasOwn(values, name) ? (values[name] ?? "").trim() : "";
    return value === "" ? place : value;
  });

/** The field that a place means, whichever of the three languages names it. */
const fieldOf = (place: string): Field | undefined =>
  (Object.keys(FIELDS) as Field[]).find(
    (name) => name === place || Object.values(FIELDS[name]).some((word) => word === place),
  );

/** A place in the words of a language; one that a person made up stays as it is called. */
export function placeWords(place: string, lang: Lang): string {
  const field = fieldOf(place);
  return field === undefined ? place : FIELDS[field][lang];
}

/** A text of the desk as it is put before its writer: filled with what is known, its places named in its language. */
export const readied = (text: string, known: Known, lang: Lang): string =>
  fillPlaces(text, known).replaceAll(PLACE, (_, inner: string) => `{{${placeWords(inner.trim(), lang)}}}`);

/** Whether something is left to fill: such a text is refused on the screen and by the server. */
export const hasOpenPlace = (text: string): boolean => text.includes(OPENING);

/** What is left to fill, each once; `""` stands for a place without a name or without its end. */
export function openPlaces(text: string): readonly string[] {
  const named = placesOf(text);
  const broken = hasOpenPlace(text.replaceAll(PLACE, " "));
  return broken && !named.includes("") ? [...named, ""] : named;
}

/** Where the next open place stands, from a caret on and then from the beginning, in UTF-16 units. */
export function nextPlace(text: string, caret: number): readonly [from: number, to: number] | null {
  const opening = text.indexOf(OPENING, caret);
  const from = opening < 0 ? text.indexOf(OPENING) : opening;
  if (from < 0) return null;
  const found = new RegExp(PLACE.source, "yu");
  found.lastIndex = from;
  return [from, from + (found.exec(text)?.[0].length ?? OPENING.length)];
}

/** What a person wrote under one head: each is a text that must be whole. */
type Written = {
  readonly title?: string;
  readonly text: string;
  readonly translations?: readonly { readonly text: string }[];
};

/** Which part of it has a place left open: the title, the text, or a translation. */
export function unfilled({ title = "", text, translations = [] }: Written): keyof Written | null {
  if (hasOpenPlace(title)) return "title";
  if (hasOpenPlace(text)) return "text";
  return translations.some((each) => hasOpenPlace(each.text)) ? "translations" : null;
}

/** The names of all places that are left open in it. */
export const openIn = ({ title = "", text, translations = [] }: Written): readonly string[] => [
  ...new Set([title, text, ...translations.map((each) => each.text)].flatMap(openPlaces)),
];
